/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "join.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../cleanup.h"
#include "process.h"
#include "state.h"

/* setns(2) is told the type, so that a file of another one is refused. */
static const int flags[NS_TYPES] = {
	[NS_cgroup] = CLONE_NEWCGROUP, [NS_ipc] = CLONE_NEWIPC, [NS_mnt] = CLONE_NEWNS,
	[NS_net] = CLONE_NEWNET,       [NS_pid] = CLONE_NEWPID, [NS_time] = CLONE_NEWTIME,
	[NS_user] = CLONE_NEWUSER,     [NS_uts] = CLONE_NEWUTS,
};

void joins_init(struct joins *j)
{
	size_t i;

	for (i = 0; i < NS_TYPES; i++)
		j->fds[i] = -1;
}

void joins_close(struct joins *j)
{
	size_t i;

	for (i = 0; i < NS_TYPES; i++)
		if (j->fds[i] >= 0)
			close(j->fds[i]);
	joins_init(j);
}

static int open_path(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

static int open_of_pid(enum ns_type type, pid_t pid)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/ns/%s", (int)pid, ns_type_names[type]);
	return open_path(path);
}

static int open_pinned(enum ns_type type, const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), STATE_DIR "/env/%s/ns/%s", name, ns_type_names[type]);
	return open_path(path);
}

/* -ENOENT: it has none that is alive. */
static int open_of_record(enum ns_type type, const struct record *r)
{
	_cleanup_close_ int init = record_init(r);
	int fd;

	if (init == -ESRCH)
		return open_pinned(type, r->name);
	if (init < 0)
		return init;
	fd = open_of_pid(type, record_pid(r));
	/* It is the one that was meant if that one is still there. */
	if (fd < 0 || !process_ended(init, 0))
		return fd;
	close(fd);
	return open_pinned(type, r->name);
}

static int open_of_name(enum ns_type type, const char *name, struct problem *p)
{
	struct record r;
	int fd = record_look(&r, name, p);

	if (!fd)
		fd = open_of_record(type, &r);
	record_close(&r);
	return fd;
}

int joins_open(struct joins *j, enum ns_type type, const char *from, struct problem *p)
{
	bool named = false;
	int fd;

	if (*from == '/')
		fd = open_path(from);
	else if (*from == ':')
		fd = type == NS_net ? join_open_nsid(from + 1) : -EINVAL;
	else if (strspn(from, "0123456789") == strlen(from) && strlen(from) < 10)
		fd = open_of_pid(type, (pid_t)strtol(from, NULL, 10));
	else if ((named = record_name_is_good(from)))
		fd = open_of_name(type, from, p);
	else
		fd = -EINVAL;
	if (named && fd == -ENOENT)
		return problem_set(p, fd,
				   "--join %s=%s: there is no such environment, or it has none; "
				   "others are named by a path or a pid",
				   ns_type_names[type], from);
	if (fd < 0)
		return problem_set(p, fd, "--join %s=%s: %s", ns_type_names[type], from,
				   strerror(-fd));
	j->fds[type] = fd;
	return 0;
}

/* To join one's own is refused for the user namespace, and of no use for others. */
static bool is_mine(enum ns_type type, int fd)
{
	struct stat mine, other;
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/ns/%s", ns_type_names[type]);
	return !stat(path, &mine) && !fstat(fd, &other) && mine.st_ino == other.st_ino &&
	       mine.st_dev == other.st_dev;
}

int joins_open_all(struct joins *j, const struct record *r, struct problem *p)
{
	bool dead = !record_is_alive(r);
	size_t i;

	for (i = 0; i < NS_TYPES; i++) {
		int fd = dead && i == NS_pid ? -ENOENT : open_of_record((enum ns_type)i, r);

		if (fd >= 0 && is_mine((enum ns_type)i, fd)) {
			close(fd);
			continue;
		}
		/* A kernel without that type; and what is the caller's is not pinned. */
		if (fd == -ENOENT)
			continue;
		if (fd < 0)
			return problem_set(p, fd, "%s: its namespace %s: %s", r->name,
					   ns_type_names[i], strerror(-fd));
		j->fds[i] = fd;
	}
	return 0;
}

int joins_enter(const struct joins *j, bool user, struct problem *p)
{
	size_t i;

	for (i = 0; i < NS_TYPES; i++)
		if (j->fds[i] >= 0 && (i == NS_user) == user && setns(j->fds[i], flags[i]) < 0)
			return problem_set(p, -errno, "joining the namespace %s: %s",
					   ns_type_names[i], strerror(errno));
	return 0;
}
