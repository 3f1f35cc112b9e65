// SPDX-License-Identifier: GPL-2.0
/*
 * cost TIMES FILE: nanoseconds that it takes to read FILE whole, the least of
 * so many times. FILE "proc" is the tightest loop over /proc that gives the
 * same: ten links, cgroup and comm of each process; "spin" is a loop of two
 * million instructions.
 *
 * Where the guest's clock counts instructions (scripts/vm --icount), a
 * nanosecond is an instruction.
 */
#define _GNU_SOURCE
#include "readers.h"

/* Two million instructions, and the few of a timer's interrupts. */
static void spin(void)
{
	unsigned long rounds = 1000000;

	__asm__ volatile("1: dec %0; jnz 1b" : "+r"(rounds) : : "cc");
}

int main(int argc, char **argv)
{
	long long least = -1;

	if (argc != 3) {
		fprintf(stderr, "usage: cost TIMES FILE\n");
		return 1;
	}
	for (int times = atoi(argv[1]); times > 0; times--) {
		long long from = now(), took;

		if (!strcmp(argv[2], "proc"))
			read_proc();
		else if (!strcmp(argv[2], "spin"))
			spin();
		else
			read_whole(AT_FDCWD, argv[2]);
		took = now() - from;
		if (least < 0 || took < least)
			least = took;
	}
	printf("%lld\n", least);
	return 0;
}
