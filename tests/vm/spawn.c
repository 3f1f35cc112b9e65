// SPDX-License-Identifier: GPL-2.0
/*
 * spawn PROCESSES SETS: so many processes in so many sets of namespaces of
 * all eight types, all waiting.
 *
 * A set is a maker, which keeps its old pid and time namespace and so has
 * other ones for its children; a leader, pid 1 of the new pid namespace; and
 * the leader's children, which share its nsproxy. Prints "PID PROCESSES SETS"
 * (PID its own) once all of them wait, and ends with all of them when killed.
 */
#define _GNU_SOURCE
#include "vm.h"

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

/* One set of so many processes: the maker, its leader, and the rest. */
static void make_set(int processes)
{
	if (child())
		return;
	must(unshare(ALL_TYPES));
	die_with_parent();
	if (processes > 1 && !child())
		lead(processes - 2);
	wait_for_end();
}

int main(int argc, char **argv)
{
	int processes = argc == 3 ? atoi(argv[1]) : 0;
	int sets = argc == 3 ? atoi(argv[2]) : 0;
	char byte;

	if (sets < 1 || processes < sets) {
		fprintf(stderr, "usage: spawn PROCESSES SETS\n");
		return 1;
	}
	must(pipe(ready));
	for (int i = 0; i < sets; i++)
		make_set(processes / sets + (i < processes % sets));
	for (int i = 0; i < processes; i++)
		must(read(ready[0], &byte, 1) == 1 ? 0 : -1);
	say("%d %d %d\n", getpid(), processes, sets);
	hold_still();
}
