// SPDX-License-Identifier: GPL-2.0
/*
 * fifo ROUNDS MICROSECONDS [spin | TABLE...]: how a SCHED_FIFO task gets on beside
 * a reader of these tables, beside one that only counts, or beside nobody.
 *
 * It wakes every so many microseconds, and in turn makes a process that ends at
 * once, or goes to other namespaces and back. Prints for both, in nanoseconds:
 *
 *	WHAT TOOK TOOK-P99 BEGAN-P99 ENDED-P99
 *
 * the median and the 99th of a hundred of what it took from when it began, and the
 * 99th of a hundred of how much after it was to wake it began, and ended. And, last,
 * how often the reader came to the end:
 *
 *	reads NUMBER
 */
#define _GNU_SOURCE
#include "vm.h"

#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#define TYPES (CLONE_NEWNET | CLONE_NEWUTS | CLONE_NEWIPC)

static int ready[2];

static void be_ready(void)
{
	must(write(ready[1], "x", 1));
}

static void wait_for_child(void)
{
	char byte;

	must(read(ready[0], &byte, 1) == 1 ? 0 : -1);
}

static void read_for_ever(char **tables, unsigned int *reads)
{
	static char buf[64 * 1024];

	be_ready();
	if (!strcmp(*tables, "spin"))
		for (;;)
			__asm__ volatile("");
	for (;; ++*reads)
		for (char **table = tables; *table; table++) {
			int fd = must(open(*table, O_RDONLY | O_CLOEXEC));

			while (must(read(fd, buf, sizeof(buf))) > 0)
				;
			must(close(fd));
		}
}

static long long now(void)
{
	struct timespec ts;

	must(clock_gettime(CLOCK_MONOTONIC, &ts));
	return ts.tv_sec * 1000000000LL + ts.tv_nsec;
}

static void wake_at(long long when)
{
	struct timespec ts = { .tv_sec = when / 1000000000, .tv_nsec = when % 1000000000 };

	errno = clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL);
	must(errno ? -1 : 0);
}

static int here, there;

static void fork_and_wait(void)
{
	pid_t pid = must(fork());

	if (!pid)
		_exit(0);
	must(waitpid(pid, NULL, 0));
}

static void go_and_return(void)
{
	must(setns(there, TYPES));
	must(setns(here, TYPES));
}

/* Pidfds of this process's namespaces and of others. */
static void make_places(void)
{
	pid_t pid = child();

	if (!pid) {
		must(unshare(TYPES));
		be_ready();
		hold_still();
	}
	wait_for_child();
	there = must(syscall(SYS_pidfd_open, pid, 0));
	here = must(syscall(SYS_pidfd_open, getppid(), 0));
}

/*
 * Lay this program out as in every other run: where the stack and the mappings come
 * to lie decides how many page tables a fork has to copy, which is 5 % of it.
 */
static void stay_in_place(char **argv)
{
	int persona = must(personality(0xffffffff));

	if (persona & ADDR_NO_RANDOMIZE)
		return;
	must(personality(persona | ADDR_NO_RANDOMIZE));
	must(execv("/proc/self/exe", argv));
}

static int by_size(const void *a, const void *b)
{
	const long long *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

enum figure {
	TOOK,
	BEGAN,
	ENDED,
	FIGURES,
};

static void report(const char *what, long long *figures[FIGURES], int n)
{
	for (int i = 0; i < FIGURES; i++)
		qsort(figures[i], n, sizeof(*figures[i]), by_size);
	printf("%s\t%lld", what, figures[TOOK][n / 2]);
	for (int i = 0; i < FIGURES; i++)
		printf("\t%lld", figures[i][n * 99 / 100]);
	printf("\n");
}

/* No page of it is to come while the clock runs. */
static long long *room(int rounds)
{
	long long *all = calloc(rounds, sizeof(*all));

	must(all ? 0 : -1);
	memset(all, 1, rounds * sizeof(*all));
	return all;
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*work)(void);
	} works[] = { { "fork", fork_and_wait }, { "setns", go_and_return } };
	int rounds = argc >= 3 ? atoi(argv[1]) : 0;
	long long period = argc >= 3 ? atoll(argv[2]) * 1000 : 0;
	struct sched_param high = { .sched_priority = 50 };
	long long *figures[ARRAY_SIZE(works)][FIGURES], due;
	unsigned int *reads;

	if (rounds < 1 || period < 1) {
		fprintf(stderr, "usage: fifo ROUNDS MICROSECONDS [spin | TABLE...]\n");
		return 1;
	}
	stay_in_place(argv);
	reads = mmap(NULL, sizeof(*reads), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		     0);
	must(reads != MAP_FAILED ? 0 : -1);
	must(pipe(ready));
	make_places();
	if (argc > 3) {
		if (!child())
			read_for_ever(argv + 3, reads);
		wait_for_child();
	}
	must(sched_setscheduler(0, SCHED_FIFO, &high));
	for (size_t i = 0; i < ARRAY_SIZE(works); i++)
		for (int k = 0; k < FIGURES; k++)
			figures[i][k] = room(rounds);

	due = now() + 10 * period;
	for (int n = -10; n < rounds; n++)
		for (size_t i = 0; i < ARRAY_SIZE(works); i++, due += period) {
			long long began, ended;

			wake_at(due);
			began = now();
			works[i].work();
			ended = now();
			/* The first few are for what is made at first use. */
			if (n < 0)
				continue;
			figures[i][TOOK][n] = ended - began;
			figures[i][BEGAN][n] = began - due;
			figures[i][ENDED][n] = ended - due;
		}
	for (size_t i = 0; i < ARRAY_SIZE(works); i++)
		report(works[i].name, figures[i], rounds);
	printf("reads\t%u\n", *reads);
	return 0;
}
