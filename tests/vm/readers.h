/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is timed in a process of its own: a file read whole, and the tightest loop over
 * /proc that gives what `tasks` does.
 */
#ifndef NSVIEW_TESTS_READERS_H
#define NSVIEW_TESTS_READERS_H

#include "vm.h"

#include <ctype.h>
#include <dirent.h>
#include <time.h>

static char read_buf[1 << 20];

/* A file that is not there (any more) is none to read: its errno, else 0. */
static inline int read_whole(int at, const char *name)
{
	int fd = openat(at, name, O_RDONLY | O_CLOEXEC);
	ssize_t got;

	if (fd < 0)
		return errno;
	while ((got = read(fd, read_buf, sizeof(read_buf))) > 0)
		;
	close(fd);
	return got < 0 ? errno : 0;
}

/* Ten links, cgroup and comm of each process. */
static inline void read_proc(void)
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
			if (readlinkat(dir, links[i], read_buf, sizeof(read_buf)) < 0)
				break;
		read_whole(dir, "cgroup");
		read_whole(dir, "comm");
		close(dir);
	}
	closedir(proc);
}

static inline long long now(void)
{
	struct timespec ts;

	must(clock_gettime(CLOCK_MONOTONIC, &ts));
	return ts.tv_sec * 1000000000LL + ts.tv_nsec;
}

#endif
