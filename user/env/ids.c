/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Ids of the host for environments. Each has a block that no other one has, so that
 * neither files nor limits nor signals of one are another's. A block is taken as long
 * as its file is locked: who dies gives it back.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../cleanup.h"
#include "env.h"
#include "state.h"
#include "subids.h"

/* Above what systemd-nspawn(1) takes, and what subuid(5) is usually given. */
#define FIRST 0x70000000u
#define BLOCKS 2048u

static void name_block(char *name, size_t size, uint32_t first)
{
	snprintf(name, size, "%u", first);
}

/* Locked, and still there; -EWOULDBLOCK if it is another's. */
static int lock_block(int dir, const char *name, int flags)
{
	int fd = openat(dir, name, O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0600);
	struct stat st;
	int err;

	if (fd < 0)
		return -errno;
	if (flock(fd, LOCK_EX | LOCK_NB) < 0 || fstat(fd, &st) < 0)
		err = -errno;
	else if (st.st_nlink)
		return fd;
	else
		err = -EWOULDBLOCK; /* gc has removed it since it was opened */
	close(fd);
	return err;
}

static int try_block(int dir, uint32_t first)
{
	struct stat st;
	char name[16];
	int fd;

	name_block(name, sizeof(name), first);
	fd = lock_block(dir, name, O_CREAT);
	if (fd < 0 || (!fstat(fd, &st) && !st.st_size))
		return fd;
	close(fd);
	return -EWOULDBLOCK;
}

/* Its own ids alone can be mapped by who has no rights over others. */
static int take_own(struct env *env)
{
	env->first_id = geteuid();
	return 0;
}

int env_ids_take(struct env *env, struct problem *p)
{
	_cleanup_close_ int dir = -1;
	/* Where to begin to look: mostly it is free. */
	uint32_t at = (uint32_t)getpid() % BLOCKS, n;
	int fd = -EWOULDBLOCK;

	env->rootless = geteuid();
	if (!env_has_own(env, NS_user))
		return 0;
	if (env->rootless)
		return take_own(env);
	dir = state_dir("ids", p);
	if (dir < 0)
		return dir;
	for (n = 0; n < BLOCKS && fd == -EWOULDBLOCK; n++, at = (at + 1) % BLOCKS) {
		env->first_id = FIRST + at * ENV_IDS;
		fd = try_block(dir, env->first_id);
	}
	if (fd == -EWOULDBLOCK)
		return problem_set(p, -EAGAIN, "all %u blocks of ids are taken", BLOCKS);
	if (fd < 0)
		return problem_set(p, fd, "%s/ids: %s", STATE_DIR, strerror(-fd));
	env->ids = fd;
	return 0;
}

int env_ids_keep(const struct env *env, struct problem *p)
{
	size_t len = strlen(env->mark);

	if (env->ids < 0 || write(env->ids, env->mark, len) == (ssize_t)len)
		return 0;
	return problem_set(p, -errno, "%s/ids: %s", STATE_DIR, strerror(errno));
}

/* What is in it is a mark of nobody's, or of @mark's: nobody has it then. */
static bool is_left(int fd, const char *mark)
{
	char found[RECORD_MARK_SIZE];
	ssize_t len = pread(fd, found, sizeof(found) - 1, 0);

	if (len < 0)
		return false;
	found[len] = '\0';
	return mark ? !strcmp(found, mark) : !len || !record_has_mark(found);
}

static int remove_block(int dir, const char *name, const char *mark)
{
	_cleanup_close_ int fd = lock_block(dir, name, 0);

	if (fd == -ENOENT || fd == -EWOULDBLOCK)
		return 0;
	if (fd < 0)
		return fd;
	if (!is_left(fd, mark))
		return 0;
	return unlinkat(dir, name, 0) < 0 ? -errno : 1;
}

int env_ids_remove(const char *first, const char *mark, struct problem *p)
{
	_cleanup_close_ int dir = state_dir("ids", p);
	int got = dir < 0 || strchr(first, '/') ? dir : remove_block(dir, first, mark);

	return got < 0 ? problem_set(p, got, "%s/ids/%s: %s", STATE_DIR, first, strerror(-got)) :
			 got;
}

int env_ids_sweep(struct problem *p)
{
	_cleanup_closedir_ DIR *dir = NULL;
	int at = state_dir("ids", p), err = 0;
	struct dirent *e;

	if (at < 0)
		return at;
	dir = fdopendir(at);
	if (!dir) {
		close(at);
		return problem_set(p, -ENOMEM, "out of memory");
	}
	while ((e = readdir(dir))) {
		int got = *e->d_name == '.' ? 0 : remove_block(at, e->d_name, NULL);

		if (got < 0)
			err = problem_set(p, got, "%s/ids/%s: %s", STATE_DIR, e->d_name,
					  strerror(-got));
	}
	return err;
}

static int write_file(pid_t pid, const char *name, const char *text, struct problem *p)
{
	_cleanup_close_ int fd = -1;
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		return problem_set(p, -errno, "%s: %s", path, strerror(errno));
	return 0;
}

void env_ids_learn(struct env *env, pid_t pid)
{
	_cleanup_close_ int fd = -1;
	char path[64], text[128];
	unsigned int inside, outside;
	ssize_t len;

	snprintf(path, sizeof(path), "/proc/%d/uid_map", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	len = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	text[len < 0 ? 0 : len] = '\0';
	if (sscanf(text, "%u %u", &inside, &outside) == 2 && !inside)
		env->first_id = outside;
}

int env_ids_map(const struct env *env, pid_t pid, struct problem *p)
{
	char uids[64], gids[64];
	int err = 0;

	if (env->rootless) {
		err = subids_map(pid, p);
		if (err != -ENOENT)
			return err;
		snprintf(uids, sizeof(uids), "0 %u 1\n", env->first_id);
		snprintf(gids, sizeof(gids), "0 %u 1\n", getegid());
		/* The kernel wants that said, for a group may be there to forbid something. */
		err = write_file(pid, "setgroups", "deny", p);
	} else {
		snprintf(uids, sizeof(uids), "0 %u %u\n", env->first_id, ENV_IDS);
		snprintf(gids, sizeof(gids), "0 %u %u\n", env->first_id, ENV_IDS);
	}
	if (!err)
		err = write_file(pid, "uid_map", uids, p);
	return err ? err : write_file(pid, "gid_map", gids, p);
}
