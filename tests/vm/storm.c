// SPDX-License-Identifier: GPL-2.0
/*
 * storm forks | flips | nets WORKERS: until it is killed, so many workers do
 * what a comparison of two views must not take for a difference.
 *
 *   forks  processes that end at once, in old and in new namespaces; threads
 *          that end, and threads that exec and so take their leader's pid
 *   flips  processes, and threads of others, that go back and forth between
 *          two sets of namespaces
 *   nets   devices that come and go under the same names, change master, name
 *          and mtu back and forth, ports that change switches and VLANs, and net
 *          namespaces that come and go
 *
 * Prints "ready" when the workers are there.
 */
#define _GNU_SOURCE
#include "vm.h"

#include <linux/if_bridge.h>
#include <net/if.h>
#include <pthread.h>
#include <stdbool.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "rtnl.h"

static unsigned int seed;

static unsigned int below(unsigned int limit)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 16) % limit;
}

static void *do_nothing(void *arg)
{
	return arg;
}

/* The program again, from a thread: it goes on under its leader's pid. */
static void *exec_again(void *arg)
{
	(void)arg;
	execl("/proc/self/exe", "storm", "end", (char *)NULL);
	_exit(1);
}

static pthread_t start_thread(void *(*fn)(void *), void *arg)
{
	pthread_t thread;

	errno = pthread_create(&thread, NULL, fn, arg);
	must(errno ? -1 : 0);
	return thread;
}

static void end_with_namespaces(void)
{
	static const int types[] = {
		CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWNET, CLONE_NEWPID, CLONE_NEWNS, CLONE_NEWUSER,
	};

	must(unshare(types[below(ARRAY_SIZE(types))]));
	if (!child())
		_exit(0);
	wait(NULL);
}

static void end_with_threads(void)
{
	pthread_t threads[4];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(threads); i++)
		threads[i] = start_thread(do_nothing, NULL);
	for (i = 0; i < ARRAY_SIZE(threads); i++)
		pthread_join(threads[i], NULL);
}

static void one_process(void)
{
	unsigned int what = below(8);

	if (child()) {
		/* Several at once, and some are zombies for a while. */
		while (waitpid(-1, NULL, below(4) ? WNOHANG : 0) > 0)
			;
		return;
	}
	if (what == 0)
		end_with_namespaces();
	else if (what == 1)
		end_with_threads();
	else if (what == 2)
		pthread_join(start_thread(exec_again, NULL), NULL);
	_exit(0);
}

static void forks(void)
{
	for (;;)
		one_process();
}

/* A process in new namespaces of its own. */
static int other_place(int types)
{
	int ready[2];
	char byte;
	pid_t pid;

	must(pipe(ready));
	pid = child();
	if (!pid) {
		must(unshare(types));
		must(write(ready[1], "x", 1));
		hold_still();
	}
	must(read(ready[0], &byte, 1) == 1 ? 0 : -1);
	return must(syscall(SYS_pidfd_open, pid, 0));
}

struct flipper {
	int types, a, b;
};

static void *flip(void *arg)
{
	struct flipper *f = arg;

	for (;;) {
		must(setns(f->a, f->types));
		must(setns(f->b, f->types));
	}
	return NULL;
}

static void flips(void)
{
	struct flipper all = { .types = CLONE_NEWNET | CLONE_NEWUTS | CLONE_NEWIPC };
	struct flipper net = { .types = CLONE_NEWNET };

	all.a = net.a = other_place(all.types);
	all.b = net.b = other_place(all.types);
	start_thread(flip, &net);
	flip(&all);
}

static void set_text(int ifindex, int type, const char *text)
{
	struct rtnl_request req = rtnl_request(RTM_SETLINK, 0);

	req.link.ifi_index = ifindex;
	rtnl_put_text(&req, type, text);
	rtnl_talk(&req);
}

static void set_number(int ifindex, int type, unsigned int number)
{
	struct rtnl_request req = rtnl_request(RTM_SETLINK, 0);

	req.link.ifi_index = ifindex;
	rtnl_put(&req, type, &number, sizeof(number));
	rtnl_talk(&req);
}

static void set_up(int ifindex, bool up)
{
	struct rtnl_request req = rtnl_request(RTM_SETLINK, 0);

	req.link.ifi_index = ifindex;
	req.link.ifi_change = IFF_UP;
	req.link.ifi_flags = up ? IFF_UP : 0;
	rtnl_talk(&req);
}

static int link_add(const char *name, const char *kind)
{
	errno = -rtnl_link_add(name, kind, NULL, 0);
	must(errno ? -1 : 0);
	return if_nametoindex(name);
}

/* What bridge(8) sets of a port: switches, and hundreds of VLANs. */
static void set_port(int port, unsigned char on)
{
	static const int switches[] = {
		IFLA_BRPORT_LEARNING,
		IFLA_BRPORT_UNICAST_FLOOD,
		IFLA_BRPORT_ISOLATED,
	};
	struct rtnl_request req = rtnl_request(RTM_SETLINK, 0);
	struct rtattr *nest;
	size_t i;

	req.link.ifi_family = AF_BRIDGE;
	req.link.ifi_index = port;
	nest = rtnl_put(&req, IFLA_PROTINFO | NLA_F_NESTED, NULL, 0);
	for (i = 0; i < ARRAY_SIZE(switches); i++)
		rtnl_put(&req, switches[i], &on, sizeof(on));
	rtnl_end(&req, nest);
	rtnl_talk(&req);
}

static void set_vlans(int port, bool on)
{
	struct rtnl_request req = rtnl_request(on ? RTM_SETLINK : RTM_DELLINK, 0);
	struct bridge_vlan_info first = { .flags = BRIDGE_VLAN_INFO_RANGE_BEGIN, .vid = 2 };
	struct bridge_vlan_info last = { .flags = BRIDGE_VLAN_INFO_RANGE_END, .vid = 400 };
	struct rtattr *nest;

	req.link.ifi_family = AF_BRIDGE;
	req.link.ifi_index = port;
	nest = rtnl_put(&req, IFLA_AF_SPEC, NULL, 0);
	rtnl_put(&req, IFLA_BRIDGE_VLAN_INFO, &first, sizeof(first));
	rtnl_put(&req, IFLA_BRIDGE_VLAN_INFO, &last, sizeof(last));
	rtnl_end(&req, nest);
	rtnl_talk(&req);
}

static void flip_port(int port, int bridge)
{
	rtnl_link_set_master(port, bridge);
	set_up(port, true);
	set_port(port, 1);
	set_vlans(port, true);
	set_port(port, 0);
	set_vlans(port, false);
	set_number(port, IFLA_MTU, 1400);
	set_text(port, IFLA_IFNAME, "storm1");
	rtnl_link_set_master(port, 0);
	set_up(port, false);
	set_number(port, IFLA_MTU, 1500);
	set_text(port, IFLA_IFNAME, "storm0");
}

static void come_and_go(int bridge)
{
	int port = link_add("guest", "dummy");

	rtnl_link_set_master(port, bridge);
	rtnl_link_del(port);
}

static void net_comes_and_goes(int home)
{
	pid_t pid = child();

	if (!pid) {
		must(unshare(CLONE_NEWNET));
		rtnl_link_add("v0", "veth", "away", home);
		rtnl_link_set_master(link_add("d0", "dummy"), link_add("b0", "bridge"));
		_exit(0);
	}
	waitpid(pid, NULL, 0);
	rtnl_link_del(if_nametoindex("away"));
}

static void nets(void)
{
	int home, bridge, port;

	must(unshare(CLONE_NEWNET));
	home = must(open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));
	bridge = link_add("bridge", "bridge");
	port = link_add("storm0", "dummy");
	set_up(bridge, true);
	for (;;) {
		for (int i = 0; i < 20; i++)
			flip_port(port, bridge);
		come_and_go(bridge);
		net_comes_and_goes(home);
	}
}

static const struct {
	const char *name;
	void (*work)(void);
} storms[] = {
	{ "forks", forks },
	{ "flips", flips },
	{ "nets", nets },
};

int main(int argc, char **argv)
{
	int worker, workers = argc == 3 ? atoi(argv[2]) : 0;
	size_t i;

	if (argc == 2 && !strcmp(argv[1], "end"))
		return 0;
	for (i = 0; workers > 0 && i < ARRAY_SIZE(storms); i++) {
		if (strcmp(argv[1], storms[i].name))
			continue;
		for (worker = 0; worker < workers; worker++) {
			seed = worker + 1;
			if (!child())
				storms[i].work();
		}
		say("ready\n");
		wait(NULL);
		/* A worker does not end by itself. */
		return 1;
	}
	fprintf(stderr, "usage: storm forks|flips|nets WORKERS\n");
	return 1;
}
