// SPDX-License-Identifier: GPL-2.0
/*
 * churn WORKERS ROUNDS CGROUPFS [UNMET]: so many workers each make and end so many
 * things that nsview looks at. What each does is fixed by its number.
 *
 * UNMET is a folder. As long as there is a file in it called as a thing is, who made one
 * waits with it for somebody to meet it and remove that file, two minutes at most.
 *
 * First it says what this kernel lacks, "lacks NAME: why", in the end how many
 * there were, "made NAME NUMBER".
 */
#define _GNU_SOURCE
#include "churn.h"

#include <limits.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>

/* Those without try every kernel has. */
static const struct {
	const char *name;
	void (*churn)(void);
	int (*try)(void);
} churns[] = {
	{ "namespaces", churn_namespaces, NULL },
	{ "setns", churn_setns, NULL },
	{ "threads", churn_threads, NULL },
	{ "names", churn_name, NULL },
	{ "flight", churn_flight, NULL },
	{ "files", churn_files, NULL },
	{ "veth", churn_veth, NULL },
	{ "bridge", churn_bridge, NULL },
	{ "bridge.ko", churn_module, try_module },
	{ "bond", churn_bond, try_bond },
	{ "vrf", churn_vrf, try_vrf },
	{ "tap", churn_tap, try_tap },
	{ "chains", churn_chains, try_chains },
	{ "device-chain", churn_device_chain, try_device_chain },
	{ "cgroup", churn_cgroup, NULL },
	{ "named", churn_named, try_named },
	{ "freezer", churn_freezer, try_freezer },
};

const char *cgroupfs;
int worker;
bool refused;

static const char *unmet;

static unsigned int seed;
static bool lacks[ARRAY_SIZE(churns)];
static unsigned int *made; /* the workers' own */

/* Not rand(): its sequence is the C library's to choose. */
unsigned int below(unsigned int limit)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 16) % limit;
}

void reap(pid_t pid)
{
	int status;

	must(waitpid(pid, &status, 0));
	must(WIFEXITED(status) && !WEXITSTATUS(status) ? 0 : -1);
}

/* In a net namespace that nothing is left of. */
static int try(int (*what)(void))
{
	pid_t pid = child();
	int status;

	if (!pid) {
		must(unshare(CLONE_NEWNET));
		_exit(-what());
	}
	must(waitpid(pid, &status, 0));
	must(WIFEXITED(status) ? 0 : -1);
	return WEXITSTATUS(status);
}

static void find_lacks(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(churns); i++) {
		int err = churns[i].try ? try(churns[i].try) : 0;

		lacks[i] = err;
		if (err)
			say("lacks %s: %s\n", churns[i].name, strerror(err));
	}
}

static void meet(const char *name)
{
	const struct timespec pause = { .tv_nsec = 50 * 1000 * 1000 };
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", unmet, name);
	for (int tries = 2400; tries && !access(path, F_OK); tries--)
		nanosleep(&pause, NULL);
}

/* Each thing once, and then what comes. */
static void work(unsigned int rounds)
{
	seed = worker;
	/* Names of devices and their ends are this worker's own. */
	must(unshare(CLONE_NEWNET));
	for (unsigned int round = 0; round < rounds; round++) {
		bool again = round >= ARRAY_SIZE(churns);
		unsigned int i = (again ? below(1 << 16) : round + 4 * worker) % ARRAY_SIZE(churns);

		if (lacks[i])
			continue;
		refused = false;
		churns[i].churn();
		if (refused)
			continue;
		__atomic_add_fetch(&made[i], 1, __ATOMIC_RELAXED);
		if (unmet)
			meet(churns[i].name);
	}
	_exit(0);
}

int main(int argc, char **argv)
{
	bool told = argc == 4 || argc == 5;
	int workers = told ? atoi(argv[1]) : 0, rounds = told ? atoi(argv[2]) : 0;

	if (workers < 1 || rounds < 1) {
		fprintf(stderr, "usage: churn WORKERS ROUNDS CGROUPFS [UNMET]\n");
		return 1;
	}
	cgroupfs = argv[3];
	unmet = argv[4];
	made = mmap(NULL, sizeof(*made) * ARRAY_SIZE(churns), PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	must(made == MAP_FAILED ? -1 : 0);
	find_lacks();
	for (worker = 0; worker < workers; worker++)
		if (!child())
			work(rounds);
	for (worker = 0; worker < workers; worker++) {
		int status;

		must(wait(&status));
		must(WIFEXITED(status) && !WEXITSTATUS(status) ? 0 : -1);
	}
	cgroups_settle(workers);
	for (size_t i = 0; i < ARRAY_SIZE(churns); i++)
		if (!lacks[i])
			say("made %s %u\n", churns[i].name, made[i]);
	return 0;
}
