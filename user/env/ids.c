/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Ids of the host for environments. Each has a block that no other one has, so that
 * neither files nor limits nor signals of one are another's. A block is taken as long
 * as its file is locked: who dies gives it back.
 */
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

/* Above what systemd-nspawn(1) takes, and what subuid(5) is usually given. */
#define FIRST 0x70000000u
#define BLOCKS 2048u

static int try_block(int dir, uint32_t block)
{
	char name[16];
	int fd;

	snprintf(name, sizeof(name), "%u", FIRST + block * ENV_IDS);
	fd = openat(dir, name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return -errno;
	if (!flock(fd, LOCK_EX | LOCK_NB))
		return fd;
	close(fd);
	return -EWOULDBLOCK;
}

/* Its own ids alone can be mapped by who has no rights over others. */
static int take_own(struct env *env)
{
	env->rootless = true;
	env->first_id = geteuid();
	return 0;
}

int env_ids_take(struct env *env, struct problem *p)
{
	_cleanup_close_ int dir = -1;
	/* Where to begin to look: mostly it is free. */
	uint32_t at = (uint32_t)getpid() % BLOCKS, n;
	int fd = -EWOULDBLOCK;

	if (env->spec->share & 1u << NS_user)
		return 0;
	if (geteuid())
		return take_own(env);
	dir = state_dir("ids", p);
	if (dir < 0)
		return dir;
	for (n = 0; n < BLOCKS && fd == -EWOULDBLOCK; n++, at = (at + 1) % BLOCKS) {
		fd = try_block(dir, at);
		env->first_id = FIRST + at * ENV_IDS;
	}
	if (fd == -EWOULDBLOCK)
		return problem_set(p, -EAGAIN, "all %u blocks of ids are taken", BLOCKS);
	if (fd < 0)
		return problem_set(p, fd, "%s/ids: %s", STATE_DIR, strerror(-fd));
	env->ids = fd;
	return 0;
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

int env_ids_map(const struct env *env, pid_t pid, struct problem *p)
{
	char uids[64], gids[64];
	int err = 0;

	if (env->rootless) {
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
