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
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../cleanup.h"
#include "env.h"
#include "read_only.h"
#include "talk.h"

/* Where the new root is while it is made. Any directory will do: it is hidden, not used. */
#define SITE "/tmp"

#define RESOLV_MAX ((size_t)64 << 10)

#define ATTR_DEV (MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC)
#define ATTR_DATA (MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV)
#define ATTR_VIRTUAL (MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC)
#define ATTR_SEEN (ATTR_VIRTUAL | MOUNT_ATTR_RDONLY)

enum when {
	ALWAYS,
	HOST_ROOT, /* without a --rootfs */
	OWN_NET, /* sysfs shows a net namespace, and can be mounted only with it */
	OWN_PID,
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
	{ "dev", "tmpfs", ALWAYS, ATTR_DEV, { "mode", "755", "size", "1m" } },
	{ "dev/pts", "devpts", ALWAYS, ATTR_DEV, { "ptmxmode", "0666", "mode", "0620" } },
	{ "dev/shm", "tmpfs", ALWAYS, ATTR_VIRTUAL, { "mode", "1777", "size", "64m" } },
	{ "dev/mqueue", "mqueue", ALWAYS, ATTR_VIRTUAL, { NULL } },
	{ "sys", "sysfs", OWN_NET, ATTR_SEEN, { NULL } },
	{ "sys/fs/cgroup", "cgroup2", OWN_CGROUP, ATTR_SEEN, { NULL } },
	{ "tmp", "tmpfs", HOST_ROOT, ATTR_DATA, { "mode", "1777", "size", "512m" } },
	{ "run", "tmpfs", HOST_ROOT, ATTR_DATA, { "mode", "755", "size", "64m" } },
	{ "home", "tmpfs", HOST_ROOT, ATTR_DATA, { "mode", "755", "size", "512m" } },
};

static const char *const devices[] = { "null", "zero", "full", "random", "urandom", "tty" };

static const struct {
	const char *name;
	const char *target;
} links[] = {
	{ "dev/ptmx", "pts/ptmx" },	     { "dev/fd", "/proc/self/fd" },
	{ "dev/stdin", "/proc/self/fd/0" },  { "dev/stdout", "/proc/self/fd/1" },
	{ "dev/stderr", "/proc/self/fd/2" }, { "dev/core", "/proc/kcore" },
};

/* What of the host proc and sysfs show or do: hidden, whether it is a file or a directory. */
static const char *const masked[] = {
	"proc/acpi",
	"proc/asound",
	"proc/kcore",
	"proc/keys",
	"proc/kmsg",
	"proc/latency_stats",
	"proc/timer_list",
	"proc/timer_stats",
	"proc/sched_debug",
	"proc/scsi",
	"proc/interrupts",
	"sys/firmware",
	"sys/devices/virtual/powercap",
	"sys/kernel/debug",
	"sys/kernel/tracing",
	"sys/fs/pstore",
	"sys/fs/bpf",
};

static const char *const kept[] = {
	"proc/bus", "proc/fs", "proc/irq", "proc/sys", "proc/sysrq-trigger",
};

/* @path below @root, by no link. A descriptor with O_PATH or -errno. */
static int open_below(int root, const char *path, unsigned int flags)
{
	struct open_how how = {
		.flags = O_PATH | O_CLOEXEC | flags,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
	};
	long fd = syscall(SYS_openat2, root, path, &how, sizeof(how));

	return fd < 0 ? -errno : (int)fd;
}

/* The directory that @path is in, and its last name. */
static int open_parent(int root, const char *path, const char **name)
{
	const char *slash = strrchr(path, '/');
	char parent[PATH_MAX];

	*name = slash ? slash + 1 : path;
	if (!slash)
		return open_below(root, ".", O_DIRECTORY);
	snprintf(parent, sizeof(parent), "%.*s", (int)(slash - path), path);
	return open_below(root, parent, O_DIRECTORY);
}

/* A place for a mount: a directory, or a file for what is no directory; made where it can be. */
static int open_place(int root, const char *path, bool is_dir)
{
	_cleanup_close_ int parent = -1, file = -1;
	const char *name;
	int fd = open_below(root, path, 0);

	if (fd != -ENOENT)
		return fd;
	parent = open_parent(root, path, &name);
	if (parent < 0)
		return parent;
	if (is_dir) {
		if (mkdirat(parent, name, 0755) < 0)
			return -errno;
	} else {
		file = openat(parent, name, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0644);
		if (file < 0)
			return -errno;
	}
	return open_below(root, path, 0);
}

static int put_at(int mount, int place)
{
	return move_mount(mount, "", place, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH) <
			       0 ?
		       -errno :
		       0;
}

static int put(int root, const char *path, int mount, bool is_dir)
{
	_cleanup_close_ int place = open_place(root, path, is_dir);

	return place < 0 ? place : put_at(mount, place);
}

static int make(const char *type, const char *const *options, unsigned int attr)
{
	_cleanup_close_ int fs = fsopen(type, FSOPEN_CLOEXEC);
	size_t i;
	int fd;

	if (fs < 0)
		return -errno;
	fsconfig(fs, FSCONFIG_SET_STRING, "source", "nsview", 0);
	for (i = 0; i < 4 && options[i]; i += 2)
		if (fsconfig(fs, FSCONFIG_SET_STRING, options[i], options[i + 1], 0) < 0)
			return -errno;
	if (fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
		return -errno;
	fd = fsmount(fs, FSMOUNT_CLOEXEC, attr);
	return fd < 0 ? -errno : fd;
}

static bool is_wanted(const struct env *env, enum when when)
{
	unsigned int share = env->spec->share;

	switch (when) {
	case HOST_ROOT:
		return !env->spec->rootfs;
	case OWN_NET:
		return !(share & 1u << NS_net);
	case OWN_PID:
		return !(share & 1u << NS_pid);
	case OWN_CGROUP:
		return !(share & 1u << NS_cgroup) && !(share & 1u << NS_net) && env->cgroup2;
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
		fd = make(place->type, place->options, place->attr);
	else if (place->when == OWN_PID || place->when == OWN_NET)
		fd = take_from_host(place->path);
	else
		return 0;
	if (fd == -ENODEV || (fd == -EINVAL && place->when == OWN_CGROUP))
		return 0; /* A kernel that has no such filesystem has nothing to show. */
	err = fd < 0 ? fd : put(root, place->path, fd, true);
	return err ? problem_set(p, err, "mounting %s at /%s: %s%s", place->type, place->path,
				 strerror(-err), err == -ELOOP ? " (it is a link)" : "") :
		     0;
}

/* Nodes can not be made by who is not root of the host: those of the host are seen. */
static int put_device(int root, const char *name)
{
	_cleanup_close_ int fd = -1;
	char from[32], to[32];

	snprintf(from, sizeof(from), "/dev/%s", name);
	snprintf(to, sizeof(to), "dev/%s", name);
	fd = open_tree(AT_FDCWD, from, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
	return fd < 0 ? -errno : put(root, to, fd, false);
}

static int put_dev(int root, struct problem *p)
{
	size_t i;
	int err;

	for (i = 0; i < ARRAY_SIZE(devices); i++) {
		err = put_device(root, devices[i]);
		if (err)
			return problem_set(p, err, "/dev/%s: %s", devices[i], strerror(-err));
	}
	for (i = 0; i < ARRAY_SIZE(links); i++)
		if (symlinkat(links[i].target, root, links[i].name) < 0)
			return problem_set(p, -errno, "/%s: %s", links[i].name, strerror(errno));
	return 0;
}

/* The device null over a file, and nothing over a directory. */
static int mask(int root, const char *path)
{
	static const char *const options[4] = { "size", "0", "mode", "0555" };
	_cleanup_close_ int place = open_below(root, path, 0), over = -1;
	struct stat st;

	if (place == -ENOENT || place == -EACCES)
		return 0;
	if (place < 0 || fstat(place, &st) < 0)
		return place < 0 ? place : -errno;
	if (S_ISDIR(st.st_mode))
		over = make("tmpfs", options, ATTR_SEEN);
	else
		over = open_tree(root, "dev/null", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
	return over < 0 ? -errno : put_at(over, place);
}

static int keep(int root, const char *path)
{
	_cleanup_close_ int place = open_below(root, path, 0), same = -1;
	int err;

	if (place == -ENOENT)
		return 0;
	same = open_tree(root, path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
	if (place < 0 || same < 0)
		return place < 0 ? place : -errno;
	err = put_at(same, place);
	return err ? err : read_only(root, path);
}

static int hide(const struct env *env, int root, struct problem *p)
{
	size_t i;
	int err = 0;

	for (i = 0; i < ARRAY_SIZE(masked) && !err; i++) {
		err = mask(root, masked[i]);
		if (err)
			problem_set(p, err, "hiding /%s: %s", masked[i], strerror(-err));
	}
	for (i = 0; i < ARRAY_SIZE(kept) && !err && is_wanted(env, OWN_PID); i++) {
		err = keep(root, kept[i]);
		if (err)
			problem_set(p, err, "/%s, read-only: %s", kept[i], strerror(-err));
	}
	return err;
}

/* --bind and --tmpfs, in the order they were asked for. */
static int put_mount(const struct env *env, int root, size_t i, struct problem *p)
{
	static const char *const options[4] = { "mode", "1777", "size", "512m" };
	const struct env_mount *m = &env->spec->mounts[i];
	_cleanup_close_ int fd = -1;
	struct stat st = { .st_mode = S_IFDIR };
	int err = 0;

	if (!m->source)
		fd = make("tmpfs", options, ATTR_DATA);
	else if (env->rootless)
		fd = env_mount_open(env, (int)i, p);
	else
		err = talk_ask(env->talk, TALK_MOUNT, (int)i, &fd, p);
	if (err || (fd < 0 && m->source))
		return err ? err : fd;
	if (fd < 0 || fstat(fd, &st) < 0)
		return problem_set(p, fd < 0 ? fd : -errno, "%s: %s", m->target,
				   strerror(fd < 0 ? -fd : errno));
	err = put(root, m->target + 1, fd, S_ISDIR(st.st_mode));
	if (!err && m->read_only)
		err = read_only_below(root, m->target + 1);
	return err ? problem_set(p, err, "%s: %s%s", m->target, strerror(-err),
				 err == -ELOOP ? " (there is a link in it)" : "") :
		     0;
}

/* Written in its own /dev, for no longer than it takes to have a mount of it. */
static int make_file(int root, int from)
{
	static const char path[] = "dev/resolv.conf";
	_cleanup_close_ int to = openat(root, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	_cleanup_close_ int fd = -1;
	off_t at = 0;
	int err = to < 0 || sendfile(to, from, &at, RESOLV_MAX) < 0 ? -errno : 0;

	if (!err)
		fd = open_tree(root, path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
	if (!err)
		err = fd < 0 ? -errno : put(root, "etc/resolv.conf", fd, false);
	unlinkat(root, path, 0);
	return err;
}

/* A root that has no place for it, or a link there that is not followed, does without. */
static int put_resolv(const struct env *env, int root, struct problem *p)
{
	_cleanup_close_ int from = -1;
	int err = talk_ask(env->talk, TALK_MOUNT, ENV_RESOLV, &from, p);

	if (err)
		return err;
	err = make_file(root, from);
	if (err == -ENOENT || err == -EROFS || err == -ELOOP || err == -ENOTDIR)
		return 0;
	return err ? problem_set(p, err, "/etc/resolv.conf: %s", strerror(-err)) : 0;
}

/* The host's, or the one that was asked for; at SITE, and a descriptor of it. */
static int begin(const struct env *env, struct problem *p)
{
	_cleanup_close_ int fd = -1;
	int err = 0, root;

	if (!env->spec->rootfs)
		fd = open_tree(AT_FDCWD, "/", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE);
	else if (env->rootless)
		fd = env_mount_open(env, ENV_ROOT, p);
	else
		err = talk_ask(env->talk, TALK_MOUNT, ENV_ROOT, &fd, p);
	if (err || (fd < 0 && env->spec->rootfs))
		return err ? err : fd;
	if (fd < 0)
		return problem_set(p, -errno, "taking the host's root: %s", strerror(errno));
	if (move_mount(fd, "", AT_FDCWD, SITE, MOVE_MOUNT_F_EMPTY_PATH) < 0)
		return problem_set(p, -errno, "the new root at " SITE ": %s", strerror(errno));
	root = open(SITE, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (root < 0)
		return problem_set(p, -errno, SITE ": %s", strerror(errno));
	if (!env->spec->overlay)
		err = read_only_below(root, ".");
	if (!err)
		return root;
	close(root);
	return problem_set(p, err, "making the root read-only: %s", strerror(-err));
}

/* pivot_root(2), "pivot_root(".", ".")": the old one is on top of the new one then. */
static int turn(int root, struct problem *p)
{
	if (fchdir(root) < 0 || syscall(SYS_pivot_root, ".", ".") < 0 ||
	    umount2(".", MNT_DETACH) < 0 || chdir("/") < 0)
		return problem_set(p, -errno, "pivot_root: %s", strerror(errno));
	return 0;
}

int env_root_enter(const struct env *env, struct problem *p)
{
	_cleanup_close_ int root = -1;
	size_t i;
	int err = 0;

	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return problem_set(p, -errno, "making mounts private: %s", strerror(errno));
	root = begin(env, p);
	if (root < 0)
		return root;
	for (i = 0; i < ARRAY_SIZE(places) && !err; i++)
		err = put_place(env, root, &places[i], p);
	if (!err)
		err = put_dev(root, p);
	if (!err)
		err = hide(env, root, p);
	if (!err && env->spec->net == ENV_NET_BRIDGE)
		err = put_resolv(env, root, p);
	for (i = 0; i < env->spec->nmounts && !err; i++)
		err = put_mount(env, root, i, p);
	if (!err)
		err = turn(root, p);
	return err;
}
