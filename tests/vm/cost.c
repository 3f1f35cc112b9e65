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
#include "vm.h"

#include <ctype.h>
#include <dirent.h>
#include <time.h>

static char buf[1 << 20];

static void read_whole(int at, const char *name)
{
	int fd = openat(at, name, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	while (read(fd, buf, sizeof(buf)) > 0)
		;
	close(fd);
}

static void read_proc(void)
{
	static const char *const links[] = {
		"ns/cgroup", "ns/ipc",
		"ns/mnt",    "ns/net",
		"ns/pid",    "ns/pid_for_children",
		"ns/time",   "ns/time_for_children",
		"ns/user",   "ns/uts",
	};
	DIR *proc = opendir("/proc");
	struct dirent *entry;

	while ((entry = readdir(proc))) {
		int dir;

		if (!isdigit(*entry->d_name))
			continue;
		dir = openat(dirfd(proc), entry->d_name, O_PATH | O_DIRECTORY | O_CLOEXEC);
		for (size_t i = 0; i < ARRAY_SIZE(links); i++)
			if (readlinkat(dir, links[i], buf, sizeof(buf)) < 0)
				break;
		read_whole(dir, "cgroup");
		read_whole(dir, "comm");
		close(dir);
	}
	closedir(proc);
}

/* Two million instructions, and the few of a timer's interrupts. */
static void spin(void)
{
	unsigned long rounds = 1000000;

	__asm__ volatile("1: dec %0; jnz 1b" : "+r"(rounds) : : "cc");
}

static long long now(void)
{
	struct timespec ts;

	must(clock_gettime(CLOCK_MONOTONIC, &ts));
	return ts.tv_sec * 1000000000LL + ts.tv_nsec;
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
