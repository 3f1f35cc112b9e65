// SPDX-License-Identifier: GPL-2.0
/*
 * fifo ROUNDS MICROSECONDS TABLE...: how a SCHED_FIFO task gets on alone, beside a
 * process that only counts ("spin"), and beside one that reads these tables ("busy").
 *
 * It wakes every so many microseconds, or up to half as many later, and in turn makes a process that ends at
 * once, or goes to other namespaces and back. Its company changes every few rounds,
 * and it stays what it is: what slabs and lists of pages hold, which is several
 * percent of a fork, is then the same for all three. Prints, in nanoseconds:
 *
 *	WHAT COMPANY TOOK TOOK-P99 BEGAN-P99 ENDED-P99
 *
 * the median and the 99th of a hundred of what it took from when it began, and the
 * 99th of a hundred of how much after it was to wake it began, and ended. And, last,
 * how often the reader came to the end:
 *
 *	reads NUMBER
 */
#define _GNU_SOURCE
#include "vm.h"

#include <stdint.h>
#include <sys/mman.h>
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
	for (;; ++*reads)
		for (char **table = tables; *table; table++) {
			int fd = must(open(*table, O_RDONLY | O_CLOEXEC));

			while (must(read(fd, buf, sizeof(buf))) > 0)
				;
			must(close(fd));
		}
}

static void count_for_ever(void)
{
	be_ready();
	for (;;)
		__asm__ volatile("");
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

/* --- company: nobody, or a child that runs only when it is its turn */

enum company {
	ALONE,
	SPIN,
	BUSY,
	COMPANIES,
};

static const char *const company_name[COMPANIES] = { "idle", "spin", "busy" };
static pid_t company[COMPANIES];

static void tell(pid_t pid, int sig, int event)
{
	int status;

	must(kill(pid, sig));
	must(waitpid(pid, &status, event));
	must((event == WUNTRACED ? WIFSTOPPED(status) : WIFCONTINUED(status)) ? 0 : -1);
}

static void make_company(char **tables, unsigned int *reads)
{
	for (int who = SPIN; who < COMPANIES; who++) {
		company[who] = child();
		if (!company[who] && who == SPIN)
			count_for_ever();
		if (!company[who])
			read_for_ever(tables, reads);
		wait_for_child();
		tell(company[who], SIGSTOP, WUNTRACED);
	}
}

static void begin_with(enum company who)
{
	if (company[who])
		tell(company[who], SIGCONT, WCONTINUED);
}

static void end_with(enum company who)
{
	if (company[who])
		tell(company[who], SIGSTOP, WUNTRACED);
}

/* --- figures */

enum figure {
	TOOK,
	BEGAN,
	ENDED,
	FIGURES,
};

static const struct {
	const char *name;
	void (*work)(void);
} works[] = { { "fork", fork_and_wait }, { "setns", go_and_return } };

static long long *figures[COMPANIES][ARRAY_SIZE(works)][FIGURES];

static int by_size(const void *a, const void *b)
{
	const long long *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static void report(int n)
{
	for (size_t i = 0; i < ARRAY_SIZE(works); i++)
		for (int who = ALONE; who < COMPANIES; who++) {
			long long **of = figures[who][i];

			for (int k = 0; k < FIGURES; k++)
				qsort(of[k], n, sizeof(*of[k]), by_size);
			printf("%s\t%s\t%lld", works[i].name, company_name[who], of[TOOK][n / 2]);
			for (int k = 0; k < FIGURES; k++)
				printf("\t%lld", of[k][n * 99 / 100]);
			printf("\n");
		}
}

/* No page of it is to come while the clock runs. */
static long long *room(int rounds)
{
	long long *all = calloc(rounds, sizeof(*all));

	must(all ? 0 : -1);
	memset(all, 1, rounds * sizeof(*all));
	return all;
}

/*
 * Until it wakes again. A reader that nothing disturbs takes as long for each of its turns:
 * who wakes at even distances may meet it in the same few places all the time.
 */
static long long uneven(long long period)
{
	static uint32_t random = 1;

	random = random * 1664525 + 1013904223;
	return period + period / 2 * (random >> 16) / 65536;
}

/* Rounds [from, to) in this company; the first few before them are for what is made at first use. */
static void measure(enum company who, int from, int to, long long period)
{
	long long due;

	begin_with(who);
	due = now() + 2 * period;
	for (int n = from - (from ? 2 : 10); n < to; n++)
		for (size_t i = 0; i < ARRAY_SIZE(works); i++, due += uneven(period)) {
			long long **of = figures[who][i], began, ended;

			wake_at(due);
			began = now();
			works[i].work();
			ended = now();
			if (n < from)
				continue;
			of[TOOK][n] = ended - began;
			of[BEGAN][n] = began - due;
			of[ENDED][n] = ended - due;
		}
	end_with(who);
}

int main(int argc, char **argv)
{
	enum { TURN = 20 };
	int rounds = argc >= 4 ? atoi(argv[1]) : 0;
	long long period = argc >= 4 ? atoll(argv[2]) * 1000 : 0;
	struct sched_param high = { .sched_priority = 50 };
	unsigned int *reads;

	if (rounds < 1 || rounds % TURN || period < 1) {
		fprintf(stderr, "usage: fifo ROUNDS MICROSECONDS TABLE... (ROUNDS by %d)\n", TURN);
		return 1;
	}
	reads = mmap(NULL, sizeof(*reads), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		     0);
	must(reads != MAP_FAILED ? 0 : -1);
	must(pipe(ready));
	make_places();
	make_company(argv + 3, reads);
	must(sched_setscheduler(0, SCHED_FIFO, &high));
	for (int who = ALONE; who < COMPANIES; who++)
		for (size_t i = 0; i < ARRAY_SIZE(works); i++)
			for (int k = 0; k < FIGURES; k++)
				figures[who][i][k] = room(rounds);
	for (int n = 0; n < rounds; n += TURN)
		for (int who = ALONE; who < COMPANIES; who++)
			measure(who, n, n + TURN, period);
	report(rounds);
	printf("reads\t%u\n", *reads);
	return 0;
}
