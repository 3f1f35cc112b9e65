/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Every mount of every mount namespace.
 *
 * A task shows only what is below its own root, and nothing tells whether that
 * is the root of its namespace. So the namespace is entered as well, to stand at
 * its true root. That may have been mounted over since, and then the task sees
 * more: who sees most is believed.
 *
 * A mount namespace may be known by nothing but a mount of it, in another one.
 * Such are queued when that mount is read.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "../cleanup.h"
#include "../progress.h"
#include "blob.h"
#include "enter.h"
#include "mountinfo.h"
#include "put.h"

/* A mountinfo, and who gave it: the points in it are from their root. */
struct sight {
	struct blob text;
	size_t count;
	int mnt; /* the namespace that was entered, or -1 */
	uint64_t pid; /* the task that was asked, or NSVIEW_NONE */
};

struct found {
	uint64_t inum;
	int mnt;
};

struct walk {
	struct gathering *g;
	int proc; /* procfs, wherever one stands */
	struct map seen; /* mount namespaces that were read or queued */
	struct found *found;
	size_t nfound;
	size_t size;
};

static void put_mount(struct text *t, uint64_t ns_mnt, const struct mountinfo *m, uint64_t pid)
{
	put_num(t, ns_mnt);
	put_num(t, m->id);
	put_num(t, m->parent);
	put_text(t, m->device);
	put_text(t, m->root);
	put_text(t, m->point);
	put_text(t, m->options);
	put_num(t, m->shared);
	put_num(t, m->slave);
	put_num(t, m->unbindable);
	put_text(t, m->fstype);
	put_text(t, m->source);
	put_text(t, m->super);
	put_num(t, pid);
	put_end(t);
}

static int see(struct walk *w, uint64_t inum)
{
	return map_add(&w->seen, inum, 0, 0);
}

static bool was_seen(const struct walk *w, uint64_t inum)
{
	return map_find(&w->seen, inum, 0) != MAP_NONE;
}

static int open_root(int proc, uint64_t pid)
{
	char path[32];
	int fd;

	snprintf(path, sizeof(path), "%llu/root", (unsigned long long)pid);
	fd = openat(proc, path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static int open_mount(const struct walk *w, const struct sight *s, const char *point)
{
	_cleanup_close_ int root = -1;

	if (s->mnt >= 0)
		return open_in_mnt(s->mnt, -1, point);
	root = open_root(w->proc, s->pid);
	return root < 0 ? root : open_point(root, point);
}

/* The namespace that is mounted at @point, if its number is @inum. */
static int open_found(const struct walk *w, const struct sight *s, const char *point, uint64_t inum)
{
	_cleanup_close_ int at = open_mount(w, s, point);
	struct statfs fs;
	struct stat st;
	char path[64];
	int fd;

	/* Another mount may hide it. */
	if (at < 0 || fstatfs(at, &fs) < 0 || fs.f_type != NSFS_MAGIC || fstat(at, &st) < 0 ||
	    st.st_ino != inum)
		return -ENOENT;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", at);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static int queue_found(struct walk *w, const struct sight *s, const struct mountinfo *m)
{
	enum ns_type type;
	uint64_t inum;
	int fd;

	if (!mountinfo_namespace(m->fstype, m->root, &type, &inum) || type != NS_mnt ||
	    was_seen(w, inum))
		return 0;
	fd = open_found(w, s, m->point, inum);
	if (fd < 0)
		return 0; /* there may be another mount of it */
	if (w->nfound == w->size) {
		size_t more = w->size * 2 + 8;
		struct found *found = reallocarray(w->found, more, sizeof(*found));

		if (!found) {
			close(fd);
			return -ENOMEM;
		}
		w->found = found;
		w->size = more;
	}
	w->found[w->nfound++] = (struct found){ inum, fd };
	return see(w, inum);
}

static int put_sight(struct walk *w, uint64_t ns_mnt, const struct sight *s)
{
	struct mountinfo m;
	char *at;
	int err = 0;

	for (at = s->text.data; !err && mountinfo_next(&at, &m);) {
		put_mount(&w->g->rows, ns_mnt, &m, s->pid);
		err = queue_found(w, s, &m);
	}
	return err;
}

/* What @file, which is closed, says: a line for each mount. */
static int look(struct sight *s, int file)
{
	_cleanup_close_ int fd = file;
	const char *at;
	int err = fd < 0 ? fd : blob_read(&s->text, fd);

	for (at = s->text.data; !err && (at = strchr(at, '\n')); at++)
		s->count++;
	return err;
}

static int look_by_task(const struct walk *w, const struct task *t, struct sight *s)
{
	char path[64];
	int fd;

	*s = (struct sight){ .mnt = -1, .pid = t->pid };
	snprintf(path, sizeof(path), "%llu/task/%llu/mountinfo", (unsigned long long)t->tgid,
		 (unsigned long long)t->pid);
	fd = openat(w->proc, path, O_RDONLY | O_CLOEXEC);
	return look(s, fd < 0 ? -errno : fd);
}

static int look_inside(const struct walk *w, int mnt, struct sight *s)
{
	*s = (struct sight){ .mnt = mnt, .pid = NSVIEW_NONE };
	return look(s, open_in_mnt(mnt, w->proc, "self/mountinfo"));
}

static bool is_gone(int err)
{
	return err == -ESRCH || err == -ENOENT;
}

/* Both failed. Where a task was, it may just have ended, and its namespace with it. */
static int say_missed(struct walk *w, const struct ns *ns, int err, int by_task)
{
	if (!(ns->first && is_gone(err) && is_gone(by_task)))
		missed(w->g, is_gone(err) ? by_task : err, "mounts of mnt:[%llu]",
		       (unsigned long long)ns->inum);
	return 0;
}

static int read_namespace(struct walk *w, const struct ns *ns)
{
	struct sight seen = { .mnt = -1 }, inside = { .mnt = -1 };
	_cleanup_close_ int mnt = ns_open(w->g->host, ns);
	int by_task = ns->first ? look_by_task(w, ns->first, &seen) : -ESRCH;
	int err = mnt < 0 ? mnt : look_inside(w, mnt, &inside);

	if (err && by_task)
		err = say_missed(w, ns, err, by_task);
	else if (inside.count > seen.count)
		err = put_sight(w, ns->inum, &inside);
	else
		err = put_sight(w, ns->inum, &seen);
	blob_free(&seen.text);
	blob_free(&inside.text);
	return err;
}

/* What is found may lead to more of its kind. */
static int read_found(struct walk *w)
{
	int err = 0;

	while (w->nfound && !err) {
		const struct found f = w->found[--w->nfound];
		struct sight s;

		err = look_inside(w, f.mnt, &s);
		if (err)
			missed(w->g, err, "mounts of mnt:[%llu]", (unsigned long long)f.inum);
		err = put_sight(w, f.inum, &s);
		blob_free(&s.text);
		close(f.mnt);
	}
	return err;
}

/* Those that a task is in first: in them the others may be found. */
static int walk_mounts(struct walk *w)
{
	const struct host *h = w->g->host;
	int err = 0, pass;
	size_t i;

	for (pass = 0; pass < 2 && !err; pass++) {
		for (i = 0; i < h->n_namespaces && !err; i++) {
			const struct ns *ns = &h->namespaces[i];

			if (ns->kind != NS_mnt || was_seen(w, ns->inum) || (!ns->first && !pass))
				continue;
			progress_at(i, h->n_namespaces);
			err = see(w, ns->inum);
			if (!err)
				err = read_namespace(w, ns);
		}
		if (!err)
			err = read_found(w);
	}
	return err;
}

int gather_mounts(struct gathering *g, struct problem *p)
{
	_cleanup_close_ int proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct walk w = { .g = g, .proc = proc };
	int err;

	if (proc < 0)
		return problem_set(p, -errno, "/proc: %s", strerror(errno));
	err = walk_mounts(&w);
	while (w.nfound)
		close(w.found[--w.nfound].mnt);
	free(w.found);
	map_free(&w.seen);
	return err ? problem_set(p, err, "mounts: %s", strerror(-err)) : 0;
}
