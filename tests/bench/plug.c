// SPDX-License-Identifier: GPL-2.0
/*
 * plug PREFIX BRIDGES PORTS: so many bridges in this net namespace and so many ports of them,
 * each a veth whose other end is eth0 of a net namespace of its own. All are up, and are
 * called by PREFIX and a number.
 *
 * The namespaces have names, in /run/netns, by which they stay, and which are the only ones
 * that `ip -all netns` goes through.
 */
#define _GNU_SOURCE
#include "../vm/vm.h"

#include <net/if.h>
#include <sys/mount.h>

#include "../vm/rtnl.h"

#define NET "/proc/thread-self/ns/net"

static int home;

static void must_talk(int err)
{
	errno = -err;
	must(err);
}

static int set_up(const char *name)
{
	struct rtnl_request req = rtnl_request(RTM_NEWLINK, 0);

	req.link.ifi_index = if_nametoindex(name);
	req.link.ifi_flags = req.link.ifi_change = IFF_UP;
	return rtnl_talk(&req);
}

static void name_net(const char *prefix, int at)
{
	char path[64];

	snprintf(path, sizeof(path), "/run/netns/%s%d", prefix, at);
	must(close(must(open(path, O_CREAT | O_EXCL | O_CLOEXEC, 0444))));
	must(mount(NET, path, NULL, MS_BIND, NULL));
}

static void plug(const char *prefix, int at, int bridge)
{
	char port[IFNAMSIZ];

	snprintf(port, sizeof(port), "%s%d", prefix, at);
	must(unshare(CLONE_NEWNET));
	name_net(prefix, at);
	must_talk(rtnl_link_add("eth0", "veth", port, home));
	must_talk(set_up("eth0"));
	must(setns(home, CLONE_NEWNET));
	must_talk(rtnl_link_set_master(if_nametoindex(port), bridge));
	must_talk(set_up(port));
}

int main(int argc, char **argv)
{
	int bridges = argc == 4 ? atoi(argv[2]) : 0;
	int ports = argc == 4 ? atoi(argv[3]) : 0;
	char bridge[IFNAMSIZ];

	if (bridges < 1 || ports < bridges || strlen(argv[1]) > 8) {
		fprintf(stderr, "usage: plug PREFIX BRIDGES PORTS\n");
		return 1;
	}
	if (mkdir("/run/netns", 0755))
		must(errno == EEXIST ? 0 : -1);
	home = must(open(NET, O_RDONLY | O_CLOEXEC));
	for (int i = 0; i < bridges; i++) {
		snprintf(bridge, sizeof(bridge), "%s-br%d", argv[1], i);
		must_talk(rtnl_link_add(bridge, "bridge", NULL, 0));
		must_talk(set_up(bridge));
	}
	for (int i = 0; i < ports; i++) {
		snprintf(bridge, sizeof(bridge), "%s-br%d", argv[1], i % bridges);
		plug(argv[1], i, if_nametoindex(bridge));
	}
	return 0;
}
