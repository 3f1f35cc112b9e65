/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Every mount of every mount namespace.
 *
 * A task shows only what is below its own root, and that need not be the root of its
 * namespace. So the namespace is entered as well, to stand at its true root. If the task
 * shows the mount that this is the root of, it shows all that is below that, and nothing
 * more is read. Else who sees most is believed: the root may have been mounted over since,
 * and then the task does.
 *
 * A mount namespace may be known by nothing but a mount of it, in another one.
 * Such are queued when that mount is read.
 *
 * Most who ask want only mounts of namespaces, and of these the module knows how many there
 * are in all (info's namespaces.mounts). For them namespaces are read until so many were
 * seen, those first where they mostly are. Mounts come and go meanwhile:
 *
 *   - if one went, there were too many to look for, and more is read than one had to;
 *   - if one came and was seen, there were too few to look for: so the module is asked again
 *     before the walk ends. One that was there all the time is missed only if while this
 *     lasted one more went and was not seen either. That is as with a descriptor that goes
 *     from a process that is yet to be read to one that was: no list is one instant.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "../cleanup.h"
#include "../progress.h"
#include "blob.h"
#include "enter.h"
#include "mountinfo.h"
#include "put.h"
#include "source.h"
#include "table.h"

/* A mountinfo, and who gave it: the points in it are from their root. */
struct sight {
	struct blob text;
	uint64_t count;
	uint64_t count_binds; /* mounts of namespaces among them */
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
	size_t most; /* that may be queued, each a descriptor; 0: not asked yet */
	struct sight by_task, inside; /* used again, for their room */
	bool few; /* only mounts of namespaces are wanted */
	uint64_t binds; /* how many of these there are; NSVIEW_NONE: unknown */
	uint64_t seen_binds;
	bool done; /* all of them were seen */
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

	if (at == -EMFILE || at == -ENFILE)
		return at;
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
	if (!w->most)
		w->most = ns_open_max();
	fd = open_found(w, s, m->point, inum);
	if (fd == -EMFILE || fd == -ENFILE || (fd >= 0 && w->nfound == w->most)) {
		if (fd >= 0)
			close(fd);
		/* One that is known has a turn of its own, and need not wait as a descriptor. */
		if (host_ns(w->g->host, NS_mnt, inum))
			return 0;
		missed(w->g, -EMFILE, "mounts of mnt:[%llu]", (unsigned long long)inum);
		return see(w, inum);
	}
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

	/* To take apart what nobody wants would be most of the work. */
	if (w->few && !s->count_binds)
		return 0;
	for (at = s->text.data; !err && mountinfo_next(&at, &m);) {
		if (w->few && strcmp(m.fstype, "nsfs") != 0)
			continue;
		put_mount(&w->g->rows, ns_mnt, &m, s->pid);
		err = queue_found(w, s, &m);
	}
	w->seen_binds += s->count_binds;
	return err;
}

static uint64_t count_lines(const char *at, const char *with)
{
	uint64_t n = 0;

	while (at && (at = strstr(at, with))) {
		at += strlen(with);
		n++;
	}
	return n;
}

/* What @file, which is closed, says: a line for each mount. */
static int look(struct sight *s, int file)
{
	_cleanup_close_ int fd = file;
	int err;

	s->text.len = 0;
	if (s->text.data)
		s->text.data[0] = '\0';
	err = fd < 0 ? fd : blob_read(&s->text, fd);
	s->count = err ? 0 : count_lines(s->text.data, "\n");
	/* A blank in a field is written otherwise. */
	s->count_binds = err ? 0 : count_lines(s->text.data, " - nsfs ");
	return err;
}

/* @t: NULL for none. */
static int look_by_task(const struct walk *w, const struct task *t, struct sight *s)
{
	char path[64];
	int fd;

	if (!t)
		return look(s, -ESRCH);
	s->mnt = -1;
	s->pid = t->pid;
	snprintf(path, sizeof(path), "%llu/task/%llu/mountinfo", (unsigned long long)t->tgid,
		 (unsigned long long)t->pid);
	fd = openat(w->proc, path, O_RDONLY | O_CLOEXEC);
	return look(s, fd < 0 ? -errno : fd);
}

/* Whether there is a line for @mount in what the task of a sight showed. */
static bool shows_mount(const void *arg, uint64_t mount)
{
	const struct sight *s = arg;
	const char *at = s->count ? s->text.data : NULL;
	char id[24];
	int len;

	if (mount == NSVIEW_NONE)
		return false;
	len = snprintf(id, sizeof(id), "%llu ", (unsigned long long)mount);
	for (; at; at = strchr(at, '\n'), at = at ? at + 1 : NULL)
		if (!strncmp(at, id, (size_t)len))
			return true;
	return false;
}

/* -EALREADY if @by_task shows all of it. */
static int look_inside(const struct walk *w, int mnt, const struct sight *by_task, struct sight *s)
{
	s->mnt = mnt;
	s->pid = NSVIEW_NONE;
	return look(s, open_in_mnt_unless(mnt, w->proc, "self/mountinfo", shows_mount, by_task));
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

static uint64_t number_of(const struct info *info, size_t n, const char *key)
{
	for (; n; n--, info++)
		if (!strcmp(info->key, key) && info->value && info->value[0] >= '0' &&
		    info->value[0] <= '9')
			return strtoull(info->value, NULL, 10);
	return NSVIEW_NONE;
}

/* As the module says now; NSVIEW_NONE if it does not. */
static uint64_t count_binds(const struct walk *w)
{
	const struct table *t = &host_tables[TABLE_info];
	struct source *src = w->g->src;
	_cleanup_blob_ struct blob text = { 0 };
	struct problem unsaid;
	struct rows rows;
	uint64_t n;

	if (src->read(src, t->name, &text) || table_parse_live(t, &text, t->name, &rows, &unsaid))
		return NSVIEW_NONE;
	n = number_of((const struct info *)rows.data, rows.count, "namespaces.mounts");
	free(rows.data);
	return n;
}

/* Whether with @more there is nothing left to look for. */
static bool is_done(struct walk *w, uint64_t more)
{
	if (!w->few || w->done || w->seen_binds + more < w->binds)
		return w->done;
	w->binds = count_binds(w);
	w->done = w->seen_binds + more >= w->binds;
	return w->done;
}

static int read_namespace(struct walk *w, const struct ns *ns)
{
	struct sight *seen = &w->by_task, *inside = &w->inside;
	_cleanup_close_ int mnt = -1;
	int by_task = look_by_task(w, ns->first, seen), err;

	if (!by_task && is_done(w, seen->count_binds))
		return put_sight(w, ns->inum, seen);
	mnt = ns_open(w->g->host, ns);
	err = mnt < 0 ? mnt : look_inside(w, mnt, seen, inside);
	if (err && by_task)
		return say_missed(w, ns, err, by_task);
	return put_sight(w, ns->inum, !err && inside->count > seen->count ? inside : seen);
}

/* What is found may lead to more of its kind. */
static int read_found(struct walk *w)
{
	int err = 0;

	look_by_task(w, NULL, &w->by_task);
	while (w->nfound && !err && !is_done(w, 0)) {
		const struct found f = w->found[--w->nfound];

		err = look_inside(w, f.mnt, &w->by_task, &w->inside);
		if (err)
			missed(w->g, err, "mounts of mnt:[%llu]", (unsigned long long)f.inum);
		err = err ? 0 : put_sight(w, f.inum, &w->inside);
		close(f.mnt);
	}
	return err;
}

static int read_new(struct walk *w, const struct ns *ns)
{
	int err;

	if (!ns || was_seen(w, ns->inum))
		return 0;
	err = see(w, ns->inum);
	return err ? err : read_namespace(w, ns);
}

/* PID 1's namespace, and that of who asks: in these they mostly are. */
static int read_likely(struct walk *w)
{
	const struct host *h = w->g->host;
	struct stat own;
	int err = 0;

	if (h->init)
		err = read_new(w, h->init->ns[LINK_mnt]);
	if (!err && !is_done(w, 0) && !fstatat(w->proc, "self/ns/mnt", &own, 0))
		err = read_new(w, host_ns(h, NS_mnt, own.st_ino));
	return err;
}

/* Those that a task is in first: in them the others may be found. */
static int walk_mounts(struct walk *w)
{
	const struct host *h = w->g->host;
	int err = w->few ? read_likely(w) : 0, pass;
	size_t i;

	for (pass = 0; pass < 2 && !err; pass++) {
		for (i = 0; i < h->n_namespaces && !err && !is_done(w, 0); i++) {
			const struct ns *ns = &h->namespaces[i];

			if (ns->kind != NS_mnt || (!ns->first && !pass))
				continue;
			progress_at(i, h->n_namespaces);
			err = read_new(w, ns);
		}
		if (!err)
			err = read_found(w);
	}
	return err;
}

static int walk(struct walk *w, struct problem *p)
{
	int err;

	w->proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (w->proc < 0)
		return problem_set(p, -errno, "/proc: %s", strerror(errno));
	err = walk_mounts(w);
	while (w->nfound)
		close(w->found[--w->nfound].mnt);
	close(w->proc);
	free(w->found);
	map_free(&w->seen);
	blob_free(&w->by_task.text);
	blob_free(&w->inside.text);
	return err ? problem_set(p, err, "mounts: %s", strerror(-err)) : 0;
}

int gather_mounts(struct gathering *g, struct problem *p)
{
	struct walk w = { .g = g, .few = g->host->few_mounts };

	if (w.few)
		w.binds = count_binds(&w);
	return w.few && !w.binds ? 0 : walk(&w, p);
}
