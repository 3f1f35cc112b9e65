/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The root of an environment: pivot_root(2) in a mount namespace of its own.
 *
 * Everything is put in its place by descriptor (move_mount(2)), and places are looked
 * up below the new root without following any link: what a hostile root holds for
 * /proc or /dev leads nowhere. All of it is there before the old root goes, for the
 * kernel lets who is not root of the host mount proc and sysfs only while it sees
 * one that hides nothing.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../cleanup.h"
#include "devices.h"
#include "env.h"
#include "hide.h"
#include "host_root.h"
#include "place.h"
#include "read_only.h"
#include "talk.h"

/* Where the new root is while it is made. Any directory will do: it is hidden, not used. */
#define SITE "/tmp"

#define ATTR_PTS (MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC)
#define RESOLV_MAX ((size_t)64 << 10)

#define ATTR_DATA (MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV)
#define ATTR_ROOT (ATTR_DATA | MOUNT_ATTR_RDONLY)
#define ATTR_VIRTUAL (MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC)
#define ATTR_SEEN (ATTR_VIRTUAL | MOUNT_ATTR_RDONLY)

enum when {
	ALWAYS,
	HOST_ROOT, /* without a --rootfs */
	OWN_NET, /* sysfs shows a net namespace, and can be mounted only with it */
	OWN_PID,
	OWN_IPC,
	OWN_CGROUP,
};

/* Filesystems of its own, in the order in which they are mounted. */
static const struct place {
	const char *path;
	const char *type;
	enum when when;
	unsigned int attr;
	const char *options[4]; /* KEY, VALUE or NULL for a flag */
} places[] = {
	{ "proc", "proc", OWN_PID, ATTR_VIRTUAL, { NULL } },
	{ "dev", "tmpfs", ALWAYS, ATTR_VIRTUAL, { "mode", "755", "size", "1m" } },
	{ "dev/pts", "devpts", ALWAYS, ATTR_PTS, { "ptmxmode", "0666", "mode", "0620" } },
	{ "dev/shm", "tmpfs", ALWAYS, ATTR_VIRTUAL, { "mode", "1777", "size", "64m" } },
	{ "dev/mqueue", "mqueue", OWN_IPC, ATTR_VIRTUAL, { NULL } },
	{ "sys", "sysfs", OWN_NET, ATTR_SEEN, { NULL } },
	{ "sys/fs/cgroup", "cgroup2", OWN_CGROUP, ATTR_SEEN, { NULL } },
	{ "tmp", "tmpfs", HOST_ROOT, ATTR_DATA, { "mode", "1777", "size", "512m" } },
	{ "run", "tmpfs", HOST_ROOT, ATTR_DATA, { "mode", "755", "size", "64m" } },
	{ "root", "tmpfs", HOST_ROOT, ATTR_DATA, { "mode", "700", "size", "64m" } },
	{ "home", "tmpfs", HOST_ROOT, ATTR_DATA, { "mode", "755", "size", "512m" } },
};

static bool is_wanted(const struct env *env, enum when when)
{
	switch (when) {
	case HOST_ROOT:
		return !env->spec->rootfs;
	case OWN_NET:
		return env_has_own(env, NS_net);
	case OWN_PID:
		return !(env->spec->share & 1u << NS_pid);
	case OWN_IPC:
		return env_has_own(env, NS_ipc);
	case OWN_CGROUP:
		return env_has_own(env, NS_cgroup) && env_has_own(env, NS_net) && env->cgroup2;
	default:
		return true;
	}
}

/* Shared with the host it is the host's, as it is there. */
static int take_from_host(const char *path)
{
	char from[64];
	int fd;

	snprintf(from, sizeof(from), "/%s", path);
	fd = open_tree(AT_FDCWD, from, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE);
	return fd < 0 ? -errno : fd;
}

static int put_place(const struct env *env, int root, const struct place *place, struct problem *p)
{
	_cleanup_close_ int fd = -1;
	int err;

	if (is_wanted(env, place->when))
		fd = place_make(place->type, place->options, place->attr);
	else if (place->when == OWN_PID || place->when == OWN_NET || place->when == OWN_IPC)
		fd = take_from_host(place->path);
	else
		return 0;
	if (fd == -ENODEV || (fd == -ENOENT && place->when == OWN_IPC) ||
	    (fd == -EINVAL && place->when == OWN_CGROUP))
		return 0; /* A kernel that has no such filesystem has nothing to show. */
	err = fd < 0 ? fd : place_put(root, place->path, fd, true);
	/* The host's own may be written by its root, which is root inside if that is shared. */
	if (!err && !is_wanted(env, place->when))
		err = mount_restrict_below(fd, place->attr);
	return err ? problem_set(p, err, "mounting %s at /%s: %s%s", place->type, place->path,
				 strerror(-err), err == -ELOOP ? " (it is a link)" : "") :
		     0;
}

/*
 * A mount is made as its original is: one of a shared mount would hand on to the host
 * what is mounted here.
 */
static int make_private(const char *path, struct problem *p)
{
	return mount(NULL, path, NULL, MS_REC | MS_PRIVATE, NULL) < 0 ?
		       problem_set(p, -errno, "making mounts private: %s", strerror(errno)) :
		       0;
}

/*
 * What who is not root binds it opens itself, by the host's paths: later the new root is
 * over some of them, with links of its own.
 */
static int open_sources(const struct env *env, int *sources, struct problem *p)
{
	const struct env_spec *s = env->spec;
	size_t i;

	for (i = 0; i < s->nmounts && env->rootless; i++) {
		if (!s->mounts[i].source)
			continue;
		sources[i] = env_mount_open(env, (int)i, p);
		if (sources[i] < 0)
			return sources[i];
	}
	return 0;
}

/* --bind and --tmpfs, in the order they were asked for. */
static int put_mount(const struct env *env, int root, size_t i, int source, struct problem *p)
{
	static const char *const options[4] = { "mode", "1777", "size", "512m" };
	const struct env_mount *m = &env->spec->mounts[i];
	_cleanup_close_ int fd = -1;
	struct stat st = { .st_mode = S_IFDIR };
	int err = 0;

	if (!m->source)
		fd = place_make("tmpfs", options, ATTR_DATA);
	else if (env->rootless)
		fd = source;
	else
		err = talk_ask(env->talk, TALK_MOUNT, (int)i, &fd, p);
	if (err)
		return err;
	if (fd < 0 || fstat(fd, &st) < 0)
		return problem_set(p, fd < 0 ? fd : -errno, "%s: %s", m->target,
				   strerror(fd < 0 ? -fd : errno));
	err = place_put(root, m->target + 1, fd, S_ISDIR(st.st_mode));
	/* What the host mounts below its source later is not to come along. */
	if (!err && m->source)
		err = mount_make_private(fd);
	if (!err && m->read_only)
		err = mount_restrict_below(fd, MOUNT_ATTR_RDONLY);
	return err ? problem_set(p, err, "%s: %s%s", m->target, strerror(-err),
				 err == -ELOOP ? " (there is a link in it)" :
				 err == -EROFS ? " (nothing of that name is seen there)" :
						 "") :
		     0;
}

/* The root as it is before anything is put into it. */
static int open_root(const struct env *env, struct problem *p)
{
	static const char *const options[4] = { "mode", "755", "size", "1m" };
	int fd = -1, err;

	if (!env->spec->rootfs) {
		fd = place_make("tmpfs", options, ATTR_DATA);
		return fd < 0 ? problem_set(p, fd, "a root: %s", strerror(-fd)) : fd;
	}
	if (env->rootless)
		return env_mount_open(env, ENV_ROOT, p);
	err = talk_ask(env->talk, TALK_MOUNT, ENV_ROOT, &fd, p);
	return err ? err : fd;
}

static int keep_root(int root, struct problem *p)
{
	int err = mount_restrict(root, ATTR_ROOT);

	return err ? problem_set(p, err, "making the root read-only: %s", strerror(-err)) : 0;
}

/*
 * Where it is to be. What makes it on the host may have it in /run and a link to there,
 * which would lead nowhere, for the environment's own /run is empty. No other link is
 * followed, and none of a root that is not trusted.
 */
static const char *resolv_place(const struct env *env, int root, char *buf, size_t size)
{
	static const char in_etc[] = "etc/resolv.conf";
	ssize_t len = env->spec->rootfs ? -1 : readlinkat(root, in_etc, buf, size - 1);
	const char *to = buf;

	if (len < 0)
		return in_etc;
	buf[len] = '\0';
	to += *to == '/' ? 1 : !strncmp(to, "../", 3) ? 3 : 0;
	return strncmp(to, "run/", 4) || strstr(to, "..") ? in_etc : to;
}

/* A copy of @from in @dev, as a mount that is nowhere yet. */
static int copy_file(int dev, const char *name, int from)
{
	_cleanup_close_ int to =
		openat(dev, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
	off_t at = 0;
	int fd;

	if (to < 0 || sendfile(to, from, &at, RESOLV_MAX) < 0)
		return -errno;
	fd = open_tree(dev, name, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_SYMLINK_NOFOLLOW);
	return fd < 0 ? -errno : fd;
}

/* Written in its own /dev, for no longer than it takes to have the mount in its place. */
static int put_file(const struct env *env, int root, int from)
{
	static const char name[] = "resolv.conf";
	_cleanup_close_ int dev = place_open(root, "dev", O_DIRECTORY), fd = -1;
	char place[PATH_MAX];
	int err;

	if (dev < 0)
		return dev;
	fd = copy_file(dev, name, from);
	err = fd < 0 ? fd :
		       place_put(root, resolv_place(env, root, place, sizeof(place)), fd, false);
	if (fd >= 0)
		unlinkat(dev, name, 0);
	return err;
}

/* A root that has no place for it, or a link there that is not followed, does without. */
static int put_resolv(const struct env *env, int root, struct problem *p)
{
	_cleanup_close_ int from = -1;
	int err = talk_ask(env->talk, TALK_MOUNT, ENV_RESOLV, &from, p);

	if (err)
		return err;
	err = put_file(env, root, from);
	if (err == -ENOENT || err == -EROFS || err == -ELOOP || err == -ENOTDIR)
		return 0;
	return err ? problem_set(p, err, "/etc/resolv.conf: %s", strerror(-err)) : 0;
}

/* It is at SITE then. A descriptor of it. */
static int begin(const struct env *env, int *sources, struct problem *p)
{
	_cleanup_close_ int fd = open_root(env, p);
	int err, root;

	if (fd < 0)
		return fd;
	err = make_private("/", p);
	if (!err)
		err = open_sources(env, sources, p);
	if (err)
		return err;
	if (move_mount(fd, "", AT_FDCWD, SITE, MOVE_MOUNT_F_EMPTY_PATH) < 0)
		return problem_set(p, -errno, "the new root at " SITE ": %s", strerror(errno));
	err = make_private(SITE, p);
	if (err)
		return err;
	root = open(SITE, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (root < 0)
		return problem_set(p, -errno, SITE ": %s", strerror(errno));
	if (!env->spec->rootfs)
		err = env_host_root(root, p);
	else if (!env->spec->overlay)
		err = keep_root(root, p);
	if (!err)
		return root;
	close(root);
	return err;
}

/* pivot_root(2), "pivot_root(".", ".")": the old one is on top of the new one then. */
static int turn(int root, struct problem *p)
{
	if (fchdir(root) < 0 || syscall(SYS_pivot_root, ".", ".") < 0 ||
	    umount2(".", MNT_DETACH) < 0 || chdir("/") < 0)
		return problem_set(p, -errno, "pivot_root: %s", strerror(errno));
	return 0;
}

/* With what it binds, by number; those that are used are closed by put_mount(). */
static int enter(const struct env *env, int *sources, struct problem *p)
{
	_cleanup_close_ int root = begin(env, sources, p);
	size_t i;
	int err = 0;

	if (root < 0)
		return root;
	for (i = 0; i < ARRAY_SIZE(places) && !err; i++)
		err = put_place(env, root, &places[i], p);
	if (!err)
		err = env_put_devices(root, p);
	if (!err)
		err = env_hide(root, !env->spec->rootfs, p);
	if (!err && env->spec->net == ENV_NET_BRIDGE)
		err = put_resolv(env, root, p);
	for (i = 0; i < env->spec->nmounts && !err; i++)
		err = put_mount(env, root, i, sources[i], p);
	/* One of its own had to take them all first. */
	if (!err && !env->spec->rootfs)
		err = keep_root(root, p);
	if (!err)
		err = turn(root, p);
	return err;
}

int env_root_enter(const struct env *env, struct problem *p)
{
	_cleanup_free_ int *sources = calloc(env->spec->nmounts + 1, sizeof(*sources));
	size_t i;

	if (!sources)
		return problem_set(p, -ENOMEM, "out of memory");
	for (i = 0; i < env->spec->nmounts; i++)
		sources[i] = -1;
	/* After a failure the process ends, and its descriptors with it. */
	return enter(env, sources, p);
}
