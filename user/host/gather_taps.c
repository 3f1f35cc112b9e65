/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Descriptors of /dev/net/tun. Each has a socket that keeps a net namespace
 * alive, and no table of the module has it: it is no socket of sockfs.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <linux/kcmp.h>
#include <linux/major.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "../cleanup.h"
#include "enter.h"
#include "put.h"

#define TUN_MINOR 200 /* linux/miscdevice.h, which is the kernel's own */

/* An open file seen, by one of its descriptors. */
struct seen {
	uint64_t net;
	uint64_t pid;
	uint64_t fd;
	char name[IFNAMSIZ];
};

struct walk {
	struct gathering *g;
	int proc;
	struct seen *seen;
	size_t nseen;
	size_t size;
};

/*
 * Most descriptors have no path, and need no second look. Where its node is
 * and what that is called is up to who made it.
 */
static bool is_tun(int dir, const char *name)
{
	struct statx st;
	char first;

	if (readlinkat(dir, name, &first, 1) != 1 || first != '/')
		return false;
	/* What a network filesystem remembers will do, and never waits. */
	if (statx(dir, name, AT_STATX_DONT_SYNC, STATX_TYPE, &st) < 0)
		return false;
	return S_ISCHR(st.stx_mode) && st.stx_rdev_major == MISC_MAJOR &&
	       st.stx_rdev_minor == TUN_MINOR;
}

static bool is_same_file(const struct seen *a, const struct seen *b)
{
	return a->net == b->net && !strcmp(a->name, b->name) &&
	       !syscall(SYS_kcmp, (pid_t)a->pid, (pid_t)b->pid, KCMP_FILE, a->fd, b->fd);
}

/*
 * The number of the file that @tap has open, from 0. Only descriptors of one
 * device in one namespace are compared, and these are few.
 */
static int number_file(struct walk *w, const struct seen *tap, uint64_t *ret)
{
	size_t i;

	for (i = w->nseen; i-- > 0;) {
		*ret = i;
		if (is_same_file(&w->seen[i], tap))
			return 0;
	}
	if (w->nseen == w->size) {
		size_t size = w->size * 2 + 16;
		struct seen *seen = reallocarray(w->seen, size, sizeof(*seen));

		if (!seen)
			return -ENOMEM;
		w->seen = seen;
		w->size = size;
	}
	*ret = w->nseen;
	w->seen[w->nseen++] = *tap;
	return 0;
}

static int put_tap(struct walk *w, uint64_t pid, uint64_t fd)
{
	_cleanup_close_ int tun = fd_of_process(pid, fd);
	_cleanup_close_ int net = tun < 0 ? tun : ns_of_socket(tun);
	struct seen tap = { .pid = pid, .fd = fd };
	struct text *rows = &w->g->rows;
	struct ifreq ifr = { 0 };
	uint64_t file;
	struct stat st;
	int err;

	if (net < 0)
		return net;
	if (fstat(net, &st) < 0)
		return -errno;
	/* One that is attached to nothing keeps the namespace all the same. */
	if (!ioctl(tun, TUNGETIFF, &ifr))
		snprintf(tap.name, sizeof(tap.name), "%s", ifr.ifr_name);
	tap.net = st.st_ino;
	err = number_file(w, &tap, &file);
	if (err)
		return err;
	put_num(rows, tap.net);
	put_num(rows, pid);
	put_num(rows, fd);
	put_text(rows, tap.name[0] ? tap.name : NULL);
	put_num(rows, file);
	put_end(rows);
	return 0;
}

static bool is_gone(int err)
{
	return err == -ESRCH || err == -ENOENT || err == -EBADF;
}

static int walk_descriptors(struct walk *w, uint64_t pid)
{
	_cleanup_closedir_ DIR *dir = NULL;
	struct dirent *entry;
	char path[32];
	int fd;

	snprintf(path, sizeof(path), "%llu/fd", (unsigned long long)pid);
	fd = openat(w->proc, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	dir = fdopendir(fd);
	if (!dir) {
		close(fd);
		return -ENOMEM;
	}
	while ((entry = readdir(dir))) {
		int err;

		if (entry->d_name[0] == '.' || !is_tun(fd, entry->d_name))
			continue;
		err = put_tap(w, pid, strtoull(entry->d_name, NULL, 10));
		if (err && !is_gone(err))
			missed(w->g, err, "descriptor %s of process %llu", entry->d_name,
			       (unsigned long long)pid);
	}
	return 0;
}

int gather_taps(struct gathering *g, struct problem *p)
{
	_cleanup_close_ int proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct walk w = { .g = g, .proc = proc };
	const struct host *h = g->host;
	size_t i;

	if (proc < 0)
		return problem_set(p, -errno, "/proc: %s", strerror(errno));
	for (i = 0; i < h->n_tasks; i++) {
		const struct task *t = &h->tasks[i];
		int err = t->kernel || t->pid != t->tgid ? 0 : walk_descriptors(&w, t->pid);

		if (err && !is_gone(err))
			missed(g, err, "descriptors of process %llu", (unsigned long long)t->pid);
	}
	free(w.seen);
	return 0;
}
