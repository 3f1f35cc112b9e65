// SPDX-License-Identifier: GPL-2.0
/*
 * spawn [-l] PROCESSES SETS [PORTS]: so many processes in so many sets of namespaces
 * of all eight types, all waiting.
 *
 * A set is a maker, which keeps its old pid and time namespace and so has
 * other ones for its children; a leader, pid 1 of the new pid namespace; and
 * the leader's children, which share its nsproxy. Prints "PID PROCESSES SETS"
 * (PID its own) once all of them wait, and ends with all of them when killed.
 *
 * With PORTS it is in a net namespace of its own, with a bridge of so many ports, or as
 * many bridges as it takes with a thousand each: a port is a veth, and its other end is in
 * one of the sets, in the first PORTS.
 *
 * With -l, light, the children of a leader are in its memory, so that a hundred thousand
 * fit into a guest.
 */
#define _GNU_SOURCE
#include "vm.h"

#include <net/if.h>
#include <stdbool.h>

#include "rtnl.h"

#define ALL_TYPES                                                                      \
	(CLONE_NEWUSER | CLONE_NEWCGROUP | CLONE_NEWIPC | CLONE_NEWNS | CLONE_NEWNET | \
	 CLONE_NEWPID | CLONE_NEWTIME | CLONE_NEWUTS)

/* A bridge holds no more than 1,023. */
#define PORTS_OF_BRIDGE 1000
#define STACK_SIZE 4096

static int ready[2];
static bool light;

static void wait_for_end(void)
{
	must(write(ready[1], "x", 1));
	hold_still();
}

static int light_member(void *arg)
{
	(void)arg;
	die_with_parent();
	wait_for_end();
	return 0;
}

static void lead(int members)
{
	char *stacks = light && members > 0 ? calloc(members, STACK_SIZE) : NULL;

	must(light && members > 0 && !stacks ? -1 : 0);
	while (members-- > 0)
		if (light)
			must(clone(light_member, stacks + (members + 1) * STACK_SIZE,
				   CLONE_VM | CLONE_FS | CLONE_FILES | SIGCHLD, NULL));
		else if (!child())
			wait_for_end();
	wait_for_end();
}

/* One set of so many processes: the maker, its leader, and the rest. The maker's pid. */
static pid_t make_set(int processes)
{
	pid_t maker = child();

	if (maker)
		return maker;
	must(unshare(ALL_TYPES));
	die_with_parent();
	if (processes > 1 && !child())
		lead(processes - 2);
	wait_for_end();
	return 0;
}

static void must_talk(int err)
{
	errno = -err;
	must(err);
}

/* A port of @bridge whose other end is in @pid's net namespace. */
static void plug(int at, pid_t pid, int bridge)
{
	char name[IFNAMSIZ], path[32];
	int net;

	snprintf(name, sizeof(name), "port%d", at);
	snprintf(path, sizeof(path), "/proc/%d/ns/net", pid);
	net = must(open(path, O_RDONLY | O_CLOEXEC));
	must_talk(rtnl_link_add(name, "veth", "eth0", net));
	must_talk(rtnl_link_set_master(if_nametoindex(name), bridge));
	close(net);
}

/* Bridges for so many ports, called bridge0 and so on. */
static void make_bridges(int ports)
{
	char name[IFNAMSIZ];

	must(unshare(CLONE_NEWNET));
	for (int i = 0; i * PORTS_OF_BRIDGE < ports; i++) {
		snprintf(name, sizeof(name), "bridge%d", i);
		must_talk(rtnl_link_add(name, "bridge", NULL, 0));
	}
}

/* To which of them the port at that place belongs. */
static int bridge_of(int port)
{
	char name[IFNAMSIZ];

	snprintf(name, sizeof(name), "bridge%d", port / PORTS_OF_BRIDGE);
	return if_nametoindex(name);
}

int main(int argc, char **argv)
{
	int processes, sets, ports;
	pid_t *makers;
	char byte;

	light = argc > 1 && !strcmp(argv[1], "-l");
	argc -= light;
	argv += light;
	processes = argc >= 3 ? atoi(argv[1]) : 0;
	sets = argc >= 3 ? atoi(argv[2]) : 0;
	ports = argc == 4 ? atoi(argv[3]) : 0;
	if (argc > 4 || sets < 1 || processes < sets || ports < 0 || ports > sets) {
		fprintf(stderr, "usage: spawn [-l] PROCESSES SETS [PORTS]\n");
		return 1;
	}
	makers = calloc(sets, sizeof(*makers));
	must(makers ? pipe(ready) : -1);
	if (ports)
		make_bridges(ports);
	for (int i = 0; i < sets; i++)
		makers[i] = make_set(processes / sets + (i < processes % sets));
	for (int i = 0; i < processes; i++)
		must(read(ready[0], &byte, 1) == 1 ? 0 : -1);
	for (int i = 0; i < ports; i++)
		plug(i, makers[i], bridge_of(i));
	say("%d %d %d\n", getpid(), processes, sets);
	hold_still();
}
