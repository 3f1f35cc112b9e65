/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "enter.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <linux/sockios.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "../cleanup.h"

static int fd_of(uint64_t pid, unsigned int flags, uint64_t fd)
{
	_cleanup_close_ int pidfd = (int)syscall(SYS_pidfd_open, (pid_t)pid, flags);
	int got;

	if (pidfd < 0)
		return -errno;
	got = (int)syscall(SYS_pidfd_getfd, pidfd, (int)fd, 0);
	return got < 0 ? -errno : got;
}

int fd_of_process(uint64_t pid, uint64_t fd)
{
	return fd_of(pid, 0, fd);
}

int fd_of_thread(uint64_t tid, uint64_t fd)
{
	enum { PIDFD_THREAD_ = O_EXCL }; /* the name is newer than some headers */

	return fd_of(tid, PIDFD_THREAD_, fd);
}

int ns_of_socket(int sock)
{
	int ns = ioctl(sock, SIOCGSKNS);

	return ns < 0 ? -errno : ns;
}

/*
 * The mount point itself, without opening what is there: it may have become
 * anything. Mount points have no links in them, so one that has is another.
 */
int open_point(int root, const char *path)
{
	struct open_how how = {
		.flags = O_PATH | O_CLOEXEC | O_NOFOLLOW,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
	};
	int fd = (int)syscall(SYS_openat2, root, path, &how, sizeof(how));

	return fd < 0 ? -errno : fd;
}

struct visit {
	int mnt;
	int dir; /* -1: from the root of the mount namespace */
	const char *path;
	bool (*is_enough)(const void *arg, uint64_t mount); /* or NULL */
	const void *arg;
	int ret;
};

/* The mount that the root directory is the root of, as mountinfo numbers it; NSVIEW_NONE: of none. */
static uint64_t mount_of_root(void)
{
	struct statx st;

	if (statx(AT_FDCWD, "/", AT_STATX_DONT_SYNC, STATX_MNT_ID, &st) < 0 ||
	    !(st.stx_mask & STATX_MNT_ID) || !(st.stx_attributes & STATX_ATTR_MOUNT_ROOT))
		return NSVIEW_NONE;
	return st.stx_mnt_id;
}

static int visit(void *arg)
{
	struct visit *v = arg;
	int root;

	if (setns(v->mnt, CLONE_NEWNS) < 0) {
		v->ret = -errno;
	} else if (v->is_enough && v->is_enough(v->arg, mount_of_root())) {
		v->ret = -EALREADY;
	} else if (v->dir >= 0) {
		v->ret = openat(v->dir, v->path, O_RDONLY | O_CLOEXEC);
		v->ret = v->ret < 0 ? -errno : v->ret;
	} else {
		root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
		v->ret = root < 0 ? -errno : open_point(root, v->path);
		if (root >= 0)
			close(root);
	}
	_exit(0);
}

/*
 * The child has memory and descriptors in common with this process, which
 * stands still meanwhile, but a root and a mount namespace of its own. So it
 * costs next to nothing, and what it opens is open here.
 */
static int send(struct visit *v)
{
	char stack[16 << 10] __attribute__((aligned(16)));
	pid_t pid = clone(visit, stack + sizeof(stack),
			  CLONE_VM | CLONE_VFORK | CLONE_FILES | SIGCHLD, v);

	if (pid < 0)
		return -errno;
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	return v->ret;
}

int open_in_mnt(int mnt, int dir, const char *path)
{
	struct visit v = { .mnt = mnt, .dir = dir, .path = path, .ret = -ECHILD };

	return send(&v);
}

int open_in_mnt_unless(int mnt, int dir, const char *path,
		       bool (*is_enough)(const void *arg, uint64_t mount), const void *arg)
{
	struct visit v = { mnt, dir, path, is_enough, arg, -ECHILD };

	return send(&v);
}

/* Whether both are of one namespace. */
static bool is_same(int a, int b)
{
	struct stat x, y;

	return !fstat(a, &x) && !fstat(b, &y) && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

int ns_home(void)
{
	int fd = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

int ns_do_from(int home, int fd, int nstype, int (*fn)(void *arg), void *arg)
{
	int ret;

	if (home < 0)
		return home;
	/* Who is there already needs no right to enter. */
	if (nstype == CLONE_NEWNET && is_same(fd, home))
		return fn(arg);
	if (setns(fd, nstype) < 0)
		return -errno;
	ret = fn(arg);
	if (setns(home, CLONE_NEWNET) < 0) {
		fprintf(stderr, "nsview: cannot return to its own net namespace: %s\n",
			strerror(errno));
		_exit(1);
	}
	return ret;
}

int ns_do(int fd, int nstype, int (*fn)(void *arg), void *arg)
{
	_cleanup_close_ int home = ns_home();

	return ns_do_from(home, fd, nstype, fn, arg);
}
