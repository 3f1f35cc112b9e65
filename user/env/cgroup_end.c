/* SPDX-License-Identifier: GPL-2.0 */
/* Removing cgroups: those of an environment that ends, and those that a dead nsview left. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <mntent.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "../cleanup.h"
#include "../text.h"
#include "cgroup_mark.h"
#include "env.h"
#include "process.h"

/* Processes that were killed take as long to be gone. */
#define GONE_MS 10000

/* Nobody but root of the host can set the first; who is not has the second (Linux 5.7). */
static const char *const marks[] = { "trusted.nsview", "user.nsview" };

int cgroup_mark(int dir, const char *mark)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(marks); i++)
		if (!fsetxattr(dir, marks[i], mark, strlen(mark), 0))
			return 0;
	return -errno;
}

int cgroup_get_mark(int dir, char *mark, size_t size)
{
	ssize_t len = -1;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(marks) && len < 0; i++)
		len = fgetxattr(dir, marks[i], mark, size - 1);
	if (len < 0)
		return -errno;
	mark[len] = '\0';
	return 0;
}

static int write_file(int dir, const char *name, const char *text)
{
	_cleanup_close_ int fd = openat(dir, name, O_WRONLY | O_CLOEXEC);

	return fd < 0 || write(fd, text, strlen(text)) < 0 ? -errno : 0;
}

/* Whether @pid is one of those in it, now; or 0: whether there is any. */
static bool has_process(int dir, long pid)
{
	_cleanup_fclose_ FILE *procs = NULL;
	int fd = openat(dir, "cgroup.procs", O_RDONLY | O_CLOEXEC);
	long one;

	procs = fd < 0 ? NULL : fdopen(fd, "r");
	if (!procs && fd >= 0)
		close(fd);
	while (procs && fscanf(procs, "%ld", &one) == 1)
		if (one == pid || !pid)
			return true;
	return false;
}

/* A pid may be another's by now: the one that is held by its pidfd is looked for again. */
static void kill_one(int dir, long pid)
{
	_cleanup_close_ int fd = (int)syscall(SYS_pidfd_open, (pid_t)pid, 0);

	if (fd >= 0 && has_process(dir, pid))
		process_signal(fd, SIGKILL);
}

/* Whether there was one that has not ended yet. */
static bool kill_each(int dir)
{
	_cleanup_fclose_ FILE *procs = NULL;
	int fd = openat(dir, "cgroup.procs", O_RDONLY | O_CLOEXEC);
	bool found = false;
	long pid;

	procs = fd < 0 ? NULL : fdopen(fd, "r");
	if (!procs && fd >= 0)
		close(fd);
	while (procs && fscanf(procs, "%ld", &pid) == 1) {
		found = true;
		if (pid > 1)
			kill_one(dir, pid);
	}
	return found;
}

static bool is_populated_below(int dir)
{
	_cleanup_closedir_ DIR *entries = NULL;
	struct dirent *e;
	bool found = has_process(dir, 0);
	int again = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	entries = again < 0 ? NULL : fdopendir(again);
	if (!entries && again >= 0)
		close(again);
	while (!found && entries && (e = readdir(entries))) {
		_cleanup_close_ int fd = -1;

		if (e->d_type != DT_DIR || *e->d_name == '.')
			continue;
		fd = openat(dir, e->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		found = fd >= 0 && is_populated_below(fd);
	}
	return found;
}

bool cgroup_is_populated(const char *path)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	return fd >= 0 && is_populated_below(fd);
}

void cgroup_thaw(int dir)
{
	write_file(dir, "cgroup.freeze", "0");
}

/* Of one that is to be removed. Linux has that since 5.14, and only in version 2. */
static void kill_all(int dir)
{
	if (!write_file(dir, "cgroup.kill", "1"))
		return;
	/* Frozen they make no new ones meanwhile; version 1 has no such file. */
	write_file(dir, "cgroup.freeze", "1");
	kill_each(dir);
	write_file(dir, "cgroup.freeze", "0");
}

static bool kill_below(int dir)
{
	_cleanup_closedir_ DIR *entries = NULL;
	struct dirent *e;
	int again = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool found = kill_each(dir);

	entries = again < 0 ? NULL : fdopendir(again);
	if (!entries && again >= 0)
		close(again);
	while (entries && (e = readdir(entries))) {
		_cleanup_close_ int fd = -1;

		if (e->d_type != DT_DIR || *e->d_name == '.')
			continue;
		fd = openat(dir, e->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		found |= fd >= 0 && kill_below(fd);
	}
	return found;
}

/* What is in it must be gone first; that is waited for. As a rule it is gone. */
static int remove_one(int parent, const char *name)
{
	_cleanup_closedir_ DIR *dir = NULL;
	struct dirent *e;
	int fd, waited;

	if (!unlinkat(parent, name, AT_REMOVEDIR))
		return 0;
	fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	dir = fdopendir(fd);
	if (!dir) {
		close(fd);
		return -ENOMEM;
	}
	kill_all(fd);
	while ((e = readdir(dir)))
		if (e->d_type == DT_DIR && strcmp(e->d_name, ".") && strcmp(e->d_name, ".."))
			remove_one(fd, e->d_name);
	for (waited = 0; unlinkat(parent, name, AT_REMOVEDIR) < 0; waited++) {
		if (errno == ENOENT)
			return 0;
		if (errno != EBUSY || waited == GONE_MS)
			return -errno;
		kill_all(fd);
		poll(NULL, 0, 1);
	}
	return 0;
}

int env_cgroup_remove(struct env *env, struct problem *p)
{
	int err = 0;

	while (env->ncgroups) {
		struct env_cgroup *c = &env->cgroups[--env->ncgroups];
		int got = remove_one(AT_FDCWD, c->path);

		if (got)
			err = problem_set(p, got, "removing cgroup %s: %s", c->path,
					  strerror(-got));
		if (c->fd >= 0)
			close(c->fd);
	}
	return err;
}

static int open_cgroup(int at, const char *path)
{
	int fd = openat(at, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

/* 1 if it was removed; one that somebody put something into meanwhile is left. */
static int remove_empty(int at, const char *path)
{
	if (!unlinkat(at, path, AT_REMOVEDIR))
		return 1;
	return errno == EBUSY || errno == ENOTEMPTY || errno == ENOENT ? 0 : -errno;
}

int cgroup_remove_marked(const char *path, const char *mark)
{
	_cleanup_close_ int fd = open_cgroup(AT_FDCWD, path);
	char found[RECORD_MARK_SIZE];
	int err;

	if (fd < 0)
		return fd == -ENOENT ? 0 : fd;
	err = cgroup_get_mark(fd, found, sizeof(found));
	/* Made, but not yet marked: then nobody was in it yet. */
	if (err == -ENODATA) {
		err = remove_empty(AT_FDCWD, path);
		/* Our parent others enter all the same; without its mark it would stay. */
		if (!err && !strcmp(mark, CGROUP_PARENT))
			cgroup_mark(fd, CGROUP_PARENT);
		return err;
	}
	if (err || strcmp(found, mark))
		return err;
	if (!strcmp(mark, CGROUP_PARENT))
		return remove_empty(AT_FDCWD, path);
	err = remove_one(AT_FDCWD, path);
	return err ? err : 1;
}

int cgroup_kill_marked(const char *path, const char *mark)
{
	_cleanup_close_ int fd = open_cgroup(AT_FDCWD, path);
	char found[RECORD_MARK_SIZE];
	int err, waited;

	if (fd < 0)
		return fd == -ENOENT ? 0 : fd;
	err = cgroup_get_mark(fd, found, sizeof(found));
	if (err || strcmp(found, mark))
		return err == -ENODATA ? 0 : err;
	/*
	 * Not by cgroup.kill: on 7.2 what is cloned into one that had that is killed, too.
	 * Frozen they make no new ones meanwhile.
	 */
	write_file(fd, "cgroup.freeze", "1");
	for (waited = 0; kill_below(fd) && waited < GONE_MS; waited++)
		poll(NULL, 0, 1);
	write_file(fd, "cgroup.freeze", "0");
	return waited < GONE_MS ? 0 : -EBUSY;
}

static bool is_orphan(int dir, const char *name)
{
	_cleanup_close_ int fd = open_cgroup(dir, name);
	char mark[RECORD_MARK_SIZE];

	return fd >= 0 && !cgroup_get_mark(fd, mark, sizeof(mark)) && !record_mark_is_held(mark) &&
	       !record_has_mark(mark);
}

static void sweep_parent(int top, const char *mount, cgroup_removed *removed, void *arg)
{
	_cleanup_close_ int fd = open_cgroup(top, CGROUP_PARENT);
	_cleanup_text_ struct text path = { 0 };
	char mark[RECORD_MARK_SIZE];

	if (fd < 0 || cgroup_get_mark(fd, mark, sizeof(mark)) || strcmp(mark, CGROUP_PARENT) ||
	    remove_empty(top, CGROUP_PARENT) != 1)
		return;
	text_printf(&path, "%s/" CGROUP_PARENT, mount);
	removed(arg, text_str(&path));
}

static void sweep_orphans(int top, const char *mount, cgroup_removed *removed, void *arg)
{
	_cleanup_closedir_ DIR *dir = NULL;
	int fd = open_cgroup(top, CGROUP_PARENT);
	struct dirent *e;

	dir = fd < 0 ? NULL : fdopendir(fd);
	if (!dir && fd >= 0)
		close(fd);
	while (dir && (e = readdir(dir))) {
		_cleanup_text_ struct text path = { 0 };

		if (e->d_type != DT_DIR || *e->d_name == '.' || !is_orphan(fd, e->d_name) ||
		    remove_empty(fd, e->d_name) != 1)
			continue;
		text_printf(&path, "%s/" CGROUP_PARENT "/%s", mount, e->d_name);
		removed(arg, text_str(&path));
	}
}

static void sweep_one(const char *mount, cgroup_removed *removed, void *arg)
{
	_cleanup_close_ int top = open_cgroup(AT_FDCWD, mount);

	if (top < 0)
		return;
	sweep_orphans(top, mount, removed, arg);
	sweep_parent(top, mount, removed, arg);
}

void cgroup_sweep(cgroup_removed *removed, void *arg)
{
	FILE *mounts = setmntent("/proc/self/mounts", "re");
	struct mntent *m;

	while (mounts && (m = getmntent(mounts)))
		if (!strcmp(m->mnt_type, "cgroup") || !strcmp(m->mnt_type, "cgroup2"))
			sweep_one(m->mnt_dir, removed, arg);
	if (mounts)
		endmntent(mounts);
}
