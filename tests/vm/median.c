// SPDX-License-Identifier: GPL-2.0
/*
 * median [-v] [-r] [-s SECONDS] RUNS COMMAND [ARG]...: the median, in nanoseconds, of what
 * the command takes from fork to wait. A word @ in it is the number of the run. One that
 * fails is the end.
 *
 * The first run is for what is made at first use. With -s there are no more of them than
 * fit in so many seconds, and the first counts if it takes more than a tenth of these.
 * With -r the command is read in this process: a file, whole; or "proc", see read_proc().
 * With -v prints WALL USER SYSTEM RSS of each run, a line each (KiB the last, by getrusage), and
 * what the command prints is thrown away.
 */
#define _GNU_SOURCE
#include "readers.h"

#include <sys/resource.h>
#include <sys/wait.h>

struct took {
	long long wall, user, system;
	long rss;
};

static struct took took[1000];
static int verbose, reads;

static int by_size(const void *a, const void *b)
{
	const struct took *x = a, *y = b;

	return x->wall < y->wall ? -1 : x->wall > y->wall;
}

static long long ns_of(struct timeval tv)
{
	return tv.tv_sec * 1000000000LL + tv.tv_usec * 1000LL;
}

static void run(char **argv, int number)
{
	char digits[16];

	if (verbose)
		must(dup2(must(open("/dev/null", O_WRONLY)), STDOUT_FILENO));
	snprintf(digits, sizeof(digits), "%d", number);
	for (char **arg = argv; *arg; arg++)
		if (!strcmp(*arg, "@"))
			*arg = digits;
	must(execvp(*argv, argv));
}

static void note(int i, long long wall, const struct rusage *from, const struct rusage *to)
{
	took[i] = (struct took){
		.wall = wall,
		.user = ns_of(to->ru_utime) - ns_of(from->ru_utime),
		.system = ns_of(to->ru_stime) - ns_of(from->ru_stime),
		.rss = to->ru_maxrss,
	};
}

/* One run, as the i-th; 0, or what went wrong, in words. */
static const char *run_command(char **argv, int i, int number)
{
	static const struct rusage nothing;
	long long began = now();
	pid_t pid = must(fork());
	struct rusage usage;
	int status;

	if (!pid)
		run(argv, number);
	must(wait4(pid, &status, 0, &usage));
	note(i, now() - began, &nothing, &usage);
	return status ? "it failed" : NULL;
}

static const char *run_read(char **argv, int i)
{
	struct rusage from, to;
	long long began, wall;
	int err = 0;

	must(getrusage(RUSAGE_SELF, &from));
	began = now();
	if (!strcmp(*argv, "proc"))
		read_proc();
	else
		err = read_whole(AT_FDCWD, *argv);
	wall = now() - began;
	must(getrusage(RUSAGE_SELF, &to));
	note(i, wall, &from, &to);
	return err ? strerror(err) : NULL;
}

static int usage(void)
{
	fprintf(stderr, "usage: median [-v] [-r] [-s SECONDS] RUNS COMMAND [ARG]...\n");
	return 1;
}

int main(int argc, char **argv)
{
	long long seconds = 0, began = now();
	int option, runs, last = 0, done = 0;

	while ((option = getopt(argc, argv, "+vrs:")) != -1) {
		if (option == 'v')
			verbose = 1;
		else if (option == 'r')
			reads = 1;
		else if (option == 's')
			seconds = atoll(optarg) * 1000000000LL;
		else
			return usage();
	}
	argv += optind;
	runs = argc - optind > 1 ? atoi(*argv++) : 0;
	if (runs < 1 || runs > (int)ARRAY_SIZE(took))
		return usage();
	for (int number = 0; done < runs && !last; number++) {
		const char *why = reads ? run_read(argv, done) : run_command(argv, done, number);
		long long wall = took[done].wall;

		if (why) {
			fprintf(stderr, "median: %s: %s\n", *argv, why);
			return 1;
		}
		last = seconds && now() - began + wall > seconds;
		if (number || last || (seconds && wall > seconds / 10))
			done++;
	}
	for (int i = 0; verbose && i < done; i++)
		printf("%lld %lld %lld %ld\n", took[i].wall, took[i].user, took[i].system,
		       took[i].rss);
	qsort(took, done, sizeof(*took), by_size);
	if (!verbose)
		printf("%lld\n", took[done / 2].wall);
	return 0;
}
