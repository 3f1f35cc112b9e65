// SPDX-License-Identifier: GPL-2.0
/*
 * median RUNS COMMAND [ARG]...: the median, in nanoseconds, of what the command takes from
 * fork to wait. A word @ in it is the number of the run. One that fails is the end.
 */
#define _GNU_SOURCE
#include "vm.h"

#include <sys/wait.h>
#include <time.h>

static long long now(void)
{
	struct timespec ts;

	must(clock_gettime(CLOCK_MONOTONIC, &ts));
	return ts.tv_sec * 1000000000LL + ts.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
	const long long *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static void run(char **argv, int number)
{
	char digits[16];

	snprintf(digits, sizeof(digits), "%d", number);
	for (char **arg = argv; *arg; arg++)
		if (!strcmp(*arg, "@"))
			*arg = digits;
	must(execvp(*argv, argv));
}

int main(int argc, char **argv)
{
	int runs = argc > 2 ? atoi(argv[1]) : 0;
	long long took[1000];

	if (runs < 1 || runs > (int)ARRAY_SIZE(took)) {
		fprintf(stderr, "usage: median RUNS COMMAND [ARG]...\n");
		return 1;
	}
	/* The first is for what is made at first use. */
	for (int i = -1; i < runs; i++) {
		long long began = now();
		pid_t pid = must(fork());
		int status;

		if (!pid)
			run(argv + 2, i + 1);
		must(waitpid(pid, &status, 0));
		if (i >= 0)
			took[i] = now() - began;
		if (status) {
			fprintf(stderr, "median: %s: status %x\n", argv[2], status);
			return 1;
		}
	}
	qsort(took, runs, sizeof(*took), by_size);
	printf("%lld\n", took[runs / 2]);
	return 0;
}
