// SPDX-License-Identifier: GPL-2.0
/*
 * spawn PROCESSES SETS [PORTS]: so many processes in so many sets of namespaces
 * of all eight types, all waiting.
 *
 * A set is a maker, which keeps its old pid and time namespace and so has
 * other ones for its children; a leader, pid 1 of the new pid namespace; and
 * the leader's children, which share its nsproxy. Prints "PID PROCESSES SETS"
 * (PID its own) once all of them wait, and ends with all of them when killed.
 *
 * With PORTS it is in a net namespace of its own, with a bridge of so many ports:
 * each is a veth, and its other end is in one of the sets, in the first PORTS.
 */
#define _GNU_SOURCE
#include "vm.h"

#include <net/if.h>

#include "rtnl.h"

#define ALL_TYPES                                                                      \
	(CLONE_NEWUSER | CLONE_NEWCGROUP | CLONE_NEWIPC | CLONE_NEWNS | CLONE_NEWNET | \
	 CLONE_NEWPID | CLONE_NEWTIME | CLONE_NEWUTS)

static int ready[2];

static void wait_for_end(void)
{
	must(write(ready[1], "x", 1));
	hold_still();
}

static void lead(int members)
{
	while (members--)
		if (!child())
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

int main(int argc, char **argv)
{
	int processes = argc >= 3 ? atoi(argv[1]) : 0;
	int sets = argc >= 3 ? atoi(argv[2]) : 0;
	int ports = argc == 4 ? atoi(argv[3]) : 0;
	pid_t *makers;
	char byte;

	if (argc > 4 || sets < 1 || processes < sets || ports < 0 || ports > sets) {
		fprintf(stderr, "usage: spawn PROCESSES SETS [PORTS]\n");
		return 1;
	}
	makers = calloc(sets, sizeof(*makers));
	must(makers ? pipe(ready) : -1);
	if (ports) {
		must(unshare(CLONE_NEWNET));
		must_talk(rtnl_link_add("bridge", "bridge", NULL, 0));
	}
	for (int i = 0; i < sets; i++)
		makers[i] = make_set(processes / sets + (i < processes % sets));
	for (int i = 0; i < processes; i++)
		must(read(ready[0], &byte, 1) == 1 ? 0 : -1);
	for (int i = 0; i < ports; i++)
		plug(i, makers[i], if_nametoindex("bridge"));
	say("%d %d %d\n", getpid(), processes, sets);
	hold_still();
}
