/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "ways.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "../cleanup.h"
#include "enter.h"
#include "mates.h"
#include "nsfs.h"

/* A way leads through no more others than that: namespaces are nested no deeper. */
#define DEPTH_MAX 32
/* So many others are opened to find one, and so many mounts of others are gone to. */
#define OTHERS_MAX 64
#define VISITS_MAX 1024

/* Since Linux 6.18, too. */
#ifndef FD_NSFS_ROOT
#define FD_NSFS_ROOT (-10003)
#endif
#define HANDLE_NSFS 0xf1 /* FILEID_NSFS of linux/exportfs.h */

/* A namespace that one may lead through. */
struct other {
	const struct ns *ns;
	int fd; /* or why it is not open; -EINPROGRESS: it is being looked for */
};

/*
 * What is known of others while a way into one is looked for. A mount namespace may be known
 * by mounts in another one only, and that by mounts in a third; who makes them can make many
 * of each, all hidden but the last. So nothing is opened twice, and there is an end to it.
 */
struct trip {
	struct other others[OTHERS_MAX];
	size_t nothers;
	size_t visits;
};

struct search {
	const struct host *h;
	const struct ns *ns;
	struct trip *trip;
	int depth;
};

static int open_other(const struct search *s, const struct ns *ns);

/* Whether @fd is of @ns, and not of what has its number or its pid by now. */
static int check(int fd, const struct ns *ns)
{
	struct statfs fs;
	struct stat st;
	uint64_t id;

	if (fstatfs(fd, &fs) < 0 || fstat(fd, &st) < 0)
		return -errno;
	if (fs.f_type != NSFS_MAGIC || st.st_ino != ns->inum)
		return -ESTALE;
	if (ns->id != NSVIEW_NONE && !ioctl(fd, NS_GET_ID, &id) && id != ns->id)
		return -ESTALE;
	return 0;
}

/* @fd if it is of @ns; else it is closed. */
static int checked(int fd, const struct ns *ns)
{
	int err;

	if (fd < 0)
		return fd;
	err = check(fd, ns);
	if (err) {
		close(fd);
		return err;
	}
	return fd;
}

static int open_path(const char *path, const struct ns *ns)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	return checked(fd < 0 ? -errno : fd, ns);
}

static int by_link(const struct task *t, enum ns_link link, const struct ns *ns)
{
	char path[96];

	snprintf(path, sizeof(path), "/proc/%llu/task/%llu/ns/%s", (unsigned long long)t->tgid,
		 (unsigned long long)t->pid, ns_link_names[link]);
	return open_path(path, ns);
}

/* The first may have gone while others are still there. */
static int by_task(const struct search *s)
{
	enum ns_link link = ns_type_links[s->ns->kind];
	const struct task *t = s->ns->first;
	int fd = t ? by_link(t, link, s->ns) : -ESRCH;

	if (!t || fd >= 0)
		return fd;
	for (t = mates_next(s->h, s->ns, NULL); t && fd < 0; t = mates_next(s->h, s->ns, t))
		fd = by_link(t, link, s->ns);
	return fd;
}

/* The task itself is not in it: its next child will be. */
static int by_parent_of(const struct search *s)
{
	enum ns_link link = s->ns->kind == NS_pid ? LINK_pid_for_children : LINK_time_for_children;

	return s->ns->parent_of ? by_link(s->ns->parent_of, link, s->ns) : -ESRCH;
}

/* Descriptors are a process's: pidfd_open(2) takes no thread. */
static int by_socket(const struct search *s, const struct task *t, uint64_t pid, uint64_t fd)
{
	_cleanup_close_ int sock = fd_of_process(t ? t->tgid : pid, fd);

	return checked(sock < 0 ? sock : ns_of_socket(sock), s->ns);
}

static int by_descriptor(const struct pin *pin, const struct ns *ns)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%llu/fd/%llu", (unsigned long long)pin->pid,
		 (unsigned long long)pin->fd);
	return open_path(path, ns);
}

/* @relation: NS_GET_PARENT or NS_GET_USERNS. */
static int by_relative(const struct search *s, const struct ns *of, unsigned long relation)
{
	int fd = of ? open_other(s, of) : -ESRCH, ns;

	if (fd < 0)
		return fd;
	ns = ioctl(fd, relation);
	return checked(ns < 0 ? -errno : ns, s->ns);
}

static int by_pin(const struct search *s, const struct pin *pin)
{
	if (!strcmp(pin->kind, "fd"))
		return by_descriptor(pin, s->ns);
	if (!strcmp(pin->kind, "socket"))
		return by_socket(s, pin->task, pin->pid, pin->fd);
	if (!strcmp(pin->kind, "child"))
		return by_relative(s, pin->by, NS_GET_PARENT);
	if (!strcmp(pin->kind, "owned"))
		return by_relative(s, pin->by, NS_GET_USERNS);
	return -ESRCH; /* a task, or out of reach */
}

static int by_pins(const struct search *s)
{
	const struct pin *pin;
	int fd = -ESRCH;

	for (pin = s->ns->pins; pin && fd < 0; pin = pin->next)
		fd = by_pin(s, pin);
	return fd;
}

static int by_tap(const struct search *s, const struct tap *tap)
{
	_cleanup_close_ int tun = -1;

	if (tap->tid == NSVIEW_NONE)
		return by_socket(s, tap->task, tap->pid, tap->fd);
	tun = fd_of_thread(tap->tid, tap->fd);
	return checked(tun < 0 ? tun : ns_of_socket(tun), s->ns);
}

static int by_taps(const struct search *s)
{
	const struct tap *tap;
	int fd = -ESRCH;

	for (tap = s->ns->taps; tap && fd < 0; tap = tap->next)
		fd = by_tap(s, tap);
	return fd;
}

/* From the O_PATH descriptor @point to one that ioctl() and setns() take. */
static int open_again(int point, const struct ns *ns)
{
	_cleanup_close_ int fd = point < 0 ? point : checked(point, ns);
	char path[64];

	if (fd < 0)
		return fd;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return open_path(path, ns);
}

/* Not from the root of the task that was asked: one that was not. */
static int by_visit(const struct search *s, const struct mount *m)
{
	int mnt = m->in ? open_other(s, m->in) : -ESRCH;

	if (mnt < 0)
		return mnt;
	if (s->trip->visits == VISITS_MAX)
		return -EMLINK;
	s->trip->visits++;
	return open_again(open_in_mnt(mnt, -1, m->point), s->ns);
}

static int by_bind(const struct search *s, const struct mount *m)
{
	_cleanup_close_ int root = -1;
	char path[64];

	if (m->pid == NSVIEW_NONE)
		return by_visit(s, m);
	snprintf(path, sizeof(path), "/proc/%llu/root", (unsigned long long)m->pid);
	root = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (root < 0)
		return -errno;
	return open_again(open_point(root, m->point), s->ns);
}

static int by_binds(const struct search *s)
{
	const struct mount *m;
	int fd = -ESRCH;

	for (m = s->ns->binds; m && fd < 0; m = m->next_bind)
		fd = by_bind(s, m);
	return fd;
}

/* By its number for good, where nsfs has file handles (Linux 6.18). */
static int by_id(const struct search *s)
{
	union {
		struct file_handle handle;
		char room[sizeof(struct file_handle) + 16];
	} u = { .handle = { .handle_bytes = 16, .handle_type = HANDLE_NSFS } };
	int fd;

	if (s->ns->id == NSVIEW_NONE)
		return -ESRCH;
	/* struct nsfs_file_handle: the id, then type and inum, which may be left out. */
	memcpy(u.handle.f_handle, &s->ns->id, sizeof(s->ns->id));
	fd = open_by_handle_at(FD_NSFS_ROOT, &u.handle, O_RDONLY | O_CLOEXEC);
	return checked(fd < 0 ? -errno : fd, s->ns);
}

static int open_at(const struct search *s)
{
	/* The cheapest first. */
	static int (*const ways[])(const struct search *s) = {
		by_task, by_parent_of, by_id, by_pins, by_taps, by_binds,
	};
	int fd = -ESRCH, err = -ESRCH;
	size_t i;

	if (s->ns->kind == NS_TYPES || s->depth > DEPTH_MAX)
		return -ESRCH;
	for (i = 0; i < ARRAY_SIZE(ways) && fd < 0; i++) {
		fd = ways[i](s);
		/* What is said in the end is why the way that there was is closed. */
		if (fd < 0 && fd != -ESRCH && fd != -ENOENT && fd != -EBADF)
			err = fd;
	}
	return fd < 0 ? err : fd;
}

/* What failed may have done so for want of what is open since then. */
static void forget_failures(struct trip *trip)
{
	size_t i, n = 0;

	for (i = 0; i < trip->nothers; i++)
		if (trip->others[i].fd >= 0 || trip->others[i].fd == -EINPROGRESS)
			trip->others[n++] = trip->others[i];
	trip->nothers = n;
}

static struct other *find_other(struct trip *trip, const struct ns *ns)
{
	size_t i;

	for (i = 0; i < trip->nothers; i++)
		if (trip->others[i].ns == ns)
			return &trip->others[i];
	return NULL;
}

/* A descriptor that is the trip's, or -errno. */
static int open_other(const struct search *s, const struct ns *ns)
{
	const struct search search = { s->h, ns, s->trip, s->depth + 1 };
	struct other *other = find_other(s->trip, ns);
	int fd;

	if (other)
		return other->fd == -EINPROGRESS ? -ESRCH : other->fd;
	if (s->trip->nothers == OTHERS_MAX)
		return -EMLINK;
	s->trip->others[s->trip->nothers++] = (struct other){ ns, -EINPROGRESS };
	fd = open_at(&search);
	if (fd >= 0)
		forget_failures(s->trip);
	/* It has another place by now, if some before it were forgotten. */
	find_other(s->trip, ns)->fd = fd;
	return fd;
}

int ns_open(const struct host *h, const struct ns *ns)
{
	struct trip trip;
	const struct search s = { h, ns, &trip, 0 };
	int fd;

	trip.nothers = 0;
	trip.visits = 0;
	fd = open_at(&s);
	while (trip.nothers--)
		if (trip.others[trip.nothers].fd >= 0)
			close(trip.others[trip.nothers].fd);
	return fd;
}

size_t ns_open_max(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return 0;
	if (limit.rlim_cur < limit.rlim_max) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
		getrlimit(RLIMIT_NOFILE, &limit);
	}
	return limit.rlim_cur > 64 ? limit.rlim_cur - 64 : 0;
}
