// SPDX-License-Identifier: GPL-2.0
/*
 * chosen any|golden NAMESPACES: a process that keeps so many uts namespaces by their
 * descriptors, of eight times as many that it made: any, or those whose numbers
 * hash_32() of the kernel, which whoever likes can compute, puts next to each other.
 *
 * Prints "PID NAMESPACES", how many it has kept, and ends when killed.
 */
#define _GNU_SOURCE
#include "vm.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/stat.h>

#define GOLDEN_RATIO_32 0x61C88647U

/* Its hash is in the first eighth, however many bits there are of it. */
static bool is_golden(uint32_t inum)
{
	return inum * GOLDEN_RATIO_32 < UINT32_MAX / 8;
}

int main(int argc, char **argv)
{
	const bool golden = argc == 3 && !strcmp(argv[1], "golden");
	int count = argc == 3 ? atoi(argv[2]) : 0, made = 0, kept = 0;
	struct rlimit files = { 8 * count + 64, 8 * count + 64 };
	int *fds = calloc(count > 0 ? 8 * count : 1, sizeof(*fds));

	if (count < 1 || !fds || (!golden && strcmp(argv[1], "any"))) {
		fprintf(stderr, "usage: chosen any|golden NAMESPACES\n");
		return 1;
	}
	must(setrlimit(RLIMIT_NOFILE, &files));
	/* All at once: a number is given anew as soon as it is free. */
	for (; made < 8 * count; made++) {
		must(unshare(CLONE_NEWUTS));
		fds[made] = must(open("/proc/self/ns/uts", O_RDONLY | O_CLOEXEC));
	}
	while (made--) {
		struct stat st;

		must(fstat(fds[made], &st));
		if (kept < count && (golden ? is_golden(st.st_ino) : made % 8 == 0))
			kept++;
		else
			must(close(fds[made]));
	}
	say("%d %d\n", getpid(), kept);
	hold_still();
	return 0;
}
