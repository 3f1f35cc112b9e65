// SPDX-License-Identifier: GPL-2.0
/* Devices and who they belong to. */
#define _GNU_SOURCE
#include "churn.h"

#include <arpa/inet.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>

#include "../rtnl.h"

static void give_address(const char *name)
{
	struct ifreq ifr = { 0 };
	struct sockaddr_in *in = (void *)&ifr.ifr_addr;
	int fd = must(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));

	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", name);
	in->sin_family = AF_INET;
	in->sin_addr.s_addr = htonl(0x0a000001 + below(1 << 16));
	must(ioctl(fd, SIOCSIFADDR, &ifr));
	ifr.ifr_flags = IFF_UP;
	must(ioctl(fd, SIOCSIFFLAGS, &ifr));
	close(fd);
}

static int made(const char *name, int err)
{
	errno = -err;
	must(err ? -1 : 0);
	return must(if_nametoindex(name));
}

static int link_add(const char *name, const char *kind)
{
	return made(name, rtnl_link_add(name, kind, NULL, 0));
}

static void link_end(const char *name)
{
	int dev = if_nametoindex(name);

	if (dev)
		rtnl_link_del(dev);
}

/* The master or the port first. */
static void ports_end(const char *master, const char *port)
{
	link_end(below(2) ? master : port);
	link_end(master);
	link_end(port);
}

static void in_and_out(int master, int port)
{
	for (int i = 0; i < 5; i++) {
		rtnl_link_set_master(port, 0);
		rtnl_link_set_master(port, master);
	}
}

/* Its module may go just when it was loaded for this: then it is to load again. */
void churn_bridge(void)
{
	int err, port, tries = 100;

	ports_end("br", "dm");
	port = link_add("dm", "dummy");
	give_address("dm");
	do
		err = rtnl_link_add("br", "bridge", NULL, 0);
	while (err == -EOPNOTSUPP && tries--);
	errno = -err;
	must(err ? -1 : 0);
	in_and_out(if_nametoindex("br"), port);
}

static int module_end(void)
{
	return syscall(SYS_delete_module, "bridge", O_NONBLOCK) ? -errno : 0;
}

/* Loaded it is by now, or it is none. */
int try_module(void)
{
	int err = rtnl_link_add("br", "bridge", NULL, 0);

	return err ? err : module_end();
}

void churn_module(void)
{
	int err = module_end();

	/* Something else is done with it just now, or nobody needed it since it went. */
	refused = err == -EAGAIN || err == -EBUSY || err == -ENOENT;
	errno = -err;
	must(err && !refused ? -1 : 0);
}

int try_bond(void)
{
	return rtnl_link_add("bo", "bond", NULL, 0);
}

/* What is to be its port must be down. */
void churn_bond(void)
{
	int master, port;

	ports_end("bo", "bs");
	master = link_add("bo", "bond");
	port = link_add("bs", "dummy");
	made("bs", rtnl_link_set_master(port, master));
	in_and_out(master, port);
}

int try_vrf(void)
{
	return rtnl_link_add_vrf("vr", 10);
}

void churn_vrf(void)
{
	int master, port;

	ports_end("vr", "vs");
	master = made("vr", rtnl_link_add_vrf("vr", 10));
	port = link_add("vs", "dummy");
	give_address("vs");
	made("vs", rtnl_link_set_master(port, master));
	in_and_out(master, port);
}

/* The other end of a veth goes with the namespace that it is in. */
void churn_veth(void)
{
	static unsigned int number;
	char away[16];
	int home = must(open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));

	must(unshare(CLONE_NEWNET));
	snprintf(away, sizeof(away), "away%u", number++);
	made("v0", rtnl_link_add("v0", "veth", away, home));
	if (below(2))
		rtnl_link_del(if_nametoindex("v0"));
	must(setns(home, CLONE_NEWNET));
	close(home);
}

static int tap_attach(int fd, const char *name)
{
	struct ifreq ifr = { .ifr_flags = IFF_TAP | IFF_NO_PI | IFF_MULTI_QUEUE };

	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", name);
	return ioctl(fd, TUNSETIFF, &ifr);
}

int try_tap(void)
{
	int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);

	return fd < 0 || tap_attach(fd, "tp") ? -errno : 0;
}

/*
 * Three descriptors: of two queues of a tap, and of none. Their namespace is
 * left for a moment, and the device ends before them, or with the last of them.
 */
void churn_tap(void)
{
	static int fds[3] = { -1 };
	int home = must(open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));

	if (fds[0] >= 0 && below(2))
		link_end("tp");
	for (size_t i = 0, first = below(3); fds[0] >= 0 && i < 3; i++)
		must(close(fds[(first + i) % 3]));
	for (size_t i = 0; i < 3; i++)
		fds[i] = must(open("/dev/net/tun", O_RDWR | O_CLOEXEC));
	must(tap_attach(fds[0], "tp"));
	must(tap_attach(fds[1], "tp"));
	must(unshare(CLONE_NEWNET));
	must(setns(home, CLONE_NEWNET));
	close(home);
}
