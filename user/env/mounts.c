/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Paths of the host for an environment, as mounts that are nowhere yet (open_tree(2)).
 * They are opened as the caller, who names them; the environment only puts them in
 * their place.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../cleanup.h"
#include "env.h"
#include "state.h"

/*
 * So that who owns them outside owns them inside, and nobody else does. A kernel or
 * filesystem that can not do that leaves them as nobody's: -EOPNOTSUPP.
 */
static int map_ids(const struct env *env, int mount)
{
	struct mount_attr attr = { .attr_set = MOUNT_ATTR_IDMAP, .userns_fd = (uint64_t)env->user };

	if (env->user < 0 || env->rootless)
		return 0;
	if (!mount_setattr(mount, "", AT_EMPTY_PATH, &attr, sizeof(attr)))
		return 0;
	return errno == ENOSYS || errno == EINVAL ? -EOPNOTSUPP : -errno;
}

struct overlay {
	const struct env *env;
	int lower;
	int ret;
};

/* What is written is in memory, above the root at @lower. */
static int make_overlay(const struct env *env, int lower)
{
	static const char at[] = STATE_DIR "/root";
	static const char options[] = "lowerdir=" STATE_DIR "/root/lower,upperdir=" STATE_DIR
				      "/root/upper,workdir=" STATE_DIR "/root/work";
	uid_t owner = env->spec->share & 1u << NS_user ? 0 : env->first_id;
	int fd;

	if (unshare(CLONE_NEWNS) < 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
	    mount("nsview", at, "tmpfs", MS_NOSUID | MS_NODEV, "mode=700,size=512m") < 0)
		return -errno;
	if (mkdir(STATE_DIR "/root/lower", 0755) < 0 || mkdir(STATE_DIR "/root/upper", 0755) < 0 ||
	    mkdir(STATE_DIR "/root/work", 0755) < 0 || mkdir(STATE_DIR "/root/all", 0755) < 0 ||
	    chown(STATE_DIR "/root/upper", owner, owner) < 0 ||
	    move_mount(lower, "", AT_FDCWD, STATE_DIR "/root/lower", MOVE_MOUNT_F_EMPTY_PATH) < 0 ||
	    mount("nsview", STATE_DIR "/root/all", "overlay", MS_NOSUID | MS_NODEV, options) < 0)
		return -errno;
	fd = open_tree(AT_FDCWD, STATE_DIR "/root/all", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static int overlay(void *arg)
{
	struct overlay *o = arg;

	o->ret = make_overlay(o->env, o->lower);
	_exit(0);
}

/*
 * In a mount namespace that goes at once, and not nsview's own, which has pins to make in
 * the one it is in. Memory and descriptors are nsview's, which stands still meanwhile.
 */
static int add_overlay(const struct env *env, int lower)
{
	struct overlay o = { .env = env, .lower = lower, .ret = -ECHILD };
	char stack[32 << 10] __attribute__((aligned(16)));
	pid_t pid = clone(overlay, stack + sizeof(stack),
			  CLONE_VM | CLONE_VFORK | CLONE_FILES | SIGCHLD, &o);

	if (pid < 0)
		return -errno;
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	return o.ret;
}

static int open_host_root(struct problem *p)
{
	int fd = open_tree(AT_FDCWD, "/", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE);

	return fd < 0 ? problem_set(p, -errno, "taking the host's root: %s", strerror(errno)) : fd;
}

static int open_root(const struct env *env, struct problem *p)
{
	const char *path = env->spec->rootfs;
	_cleanup_close_ int dir = -1;
	int fd, err, over;

	if (!path)
		return open_host_root(p);
	fd = open_tree(AT_FDCWD, path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
	if (fd < 0)
		return problem_set(p, -errno, "--rootfs %s: %s", path, strerror(errno));
	err = map_ids(env, fd);
	/* Nobody's can be read, but who may not write them has no use for an overlay. */
	if (err == -EOPNOTSUPP && env->spec->overlay) {
		close(fd);
		return problem_set(p, err,
				   "--overlay: this kernel can not map the ids of %s and what is "
				   "below: --share user",
				   path);
	}
	if (err == -EOPNOTSUPP)
		err = 0;
	if (err || !env->spec->overlay) {
		if (err)
			close(fd);
		return err ? problem_set(p, err, "--rootfs %s: mapping its ids: %s", path,
					 strerror(-err)) :
			     fd;
	}
	dir = state_dir("root", p);
	if (dir < 0) {
		close(fd);
		return dir;
	}
	over = add_overlay(env, fd);
	close(fd);
	return over < 0 ? problem_set(p, over, "--overlay over %s: %s", path, strerror(-over)) :
			  over;
}

int env_mount_open(const struct env *env, int which, struct problem *p)
{
	const char *source;
	int fd;

	if (which == ENV_ROOT)
		return open_root(env, p);
	if (which == ENV_RESOLV)
		return net_resolv_open(p);
	source = env->spec->mounts[which].source;
	fd = open_tree(AT_FDCWD, source, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE);
	return fd < 0 ? problem_set(p, -errno, "--bind %s: %s", source, strerror(errno)) : fd;
}
