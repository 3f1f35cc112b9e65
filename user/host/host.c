/* SPDX-License-Identifier: GPL-2.0 */
/* Filling the model from a source, and finding rows in it. */
#include "host.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../cleanup.h"
#include "../progress.h"
#include "../text.h"
#include "join.h"
#include "mates.h"
#include "put.h"
#include "snapshot.h"
#include "source.h"
#include "table.h"
#include "ways.h"

static size_t room_of_rows(const struct host *h)
{
	enum table_id id;
	size_t room = 0;

	for (id = 0; id < TABLES; id++)
		room += h->n_read[id] * host_tables[id].row_size;
	return room;
}

/* What was saved is text; what is made for this moment may be in binary. */
static int parse_table(struct host *h, enum table_id id, bool live, const char *where,
		       struct problem *p)
{
	const struct table *t = &host_tables[id];
	struct rows rows;
	int err;

	err = (live ? table_parse_live : table_parse)(t, &h->text[id], where, &rows, p);
	if (err)
		return err;
	*(void **)((char *)h + t->rows_at) = rows.data;
	*(size_t *)((char *)h + t->count_at) = rows.count;
	h->n_read[id] = rows.count;
	h->tables |= TABLE_ID_BIT(id);
	if (room_of_rows(h) > TABLE_ROWS_MAX)
		return problem_set(p, -EFBIG, "%s: more rows than are read, with those of others",
				   where);
	return 0;
}

static int load_table(struct host *h, enum table_id id, struct source *src, struct problem *p)
{
	const struct table *t = &host_tables[id];
	_cleanup_text_ struct text where = { 0 };
	int err;

	text_printf(&where, "%s/%s", src->where, t->name);
	if (where.failed)
		return problem_set(p, -ENOMEM, "out of memory");
	progress_about(t->name);
	err = src->read(src, t->name, &h->text[id]);
	if (err == -ENOENT && src->saved &&
	    snapshot_check(src->saved, t->name, SIZE_MAX, where.s, p))
		return -EBADMSG;
	if (err == -ENOENT)
		return problem_set(p, err, "%s: no such table", where.s);
	if (err)
		return problem_set(p, err, "%s: %s", where.s, strerror(-err));
	err = parse_table(h, id, src->live, where.s, p);
	if (!err && src->saved)
		err = snapshot_check(src->saved, t->name, h->n_read[id], where.s, p);
	if (err == -EPROTO && src->live) {
		struct problem why = *p;

		return problem_set(p, -ENODEV, "%s: nsview unload, then nsview load", why.words);
	}
	return err;
}

static int (*const gatherers[TABLES])(struct gathering *g, struct problem *p) = {
#define X(name, columns) [TABLE_##name] = gather_##name,
	NSVIEW_GATHERED(X)
#undef X
};

void missed(struct gathering *g, int err, const char *fmt, ...)
{
	char object[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(object, sizeof(object), fmt, ap);
	va_end(ap);
	text_printf(&g->missed, "%s: %s\n", object, strerror(-err));
}

/* The table as the module would have written it. */
static int gather_table(struct host *h, enum table_id id, struct source *src, struct problem *p)
{
	struct gathering g = { .host = h, .src = src };
	const struct table *t = &host_tables[id];
	int err;

	put_head(&g.rows, t);
	progress_about(t->name);
	if (src->late & TABLE_ID_BIT(id))
		err = src->gather(src, t->name, &g, p);
	else
		err = gatherers[id](&g, p);
	text_puts(&h->missed, text_str(&g.missed));
	if (!err && (g.rows.failed || g.missed.failed || h->missed.failed))
		err = problem_set(p, -ENOMEM, "out of memory");
	text_free(&g.missed);
	h->text[id] = (struct blob){ .data = g.rows.s, .len = g.rows.len };
	return err ? err : parse_table(h, id, false, t->name, p);
}

bool host_is_partial(const struct host *h, const char *key)
{
	size_t i;

	for (i = 0; i < h->n_info; i++) {
		const char *value = h->info[i].value;

		if (!strcmp(h->info[i].key, key) && value &&
		    (!strcmp(value, "no") || !strcmp(value, "part")))
			return true;
	}
	return false;
}

/* Those of @all that are in @need must be there. */
static int load_tables(struct host *h, struct source *src, unsigned int all, unsigned int need,
		       struct problem *p)
{
	enum table_id id;
	int err;

	for (id = 0; id < TABLES; id++) {
		if (!(all & TABLE_ID_BIT(id)))
			continue;
		h->missed_of[id].at = h->missed.len;
		if (src->live && (gatherers[id] || src->late & TABLE_ID_BIT(id)))
			err = gather_table(h, id, src, p);
		else
			err = load_table(h, id, src, p);
		if (!err && src->saved)
			snapshot_missed(src->saved, host_tables[id].name, &h->missed);
		if (!err && h->missed.failed)
			err = problem_set(p, -ENOMEM, "out of memory");
		h->missed_of[id].len = h->missed.len - h->missed_of[id].at;
		if (h->missed_of[id].len)
			h->complete = false;
		if (err == -ENOENT && !(need & TABLE_ID_BIT(id)))
			h->complete = false;
		else if (err == -ENOENT)
			return source_lacks(src, host_tables[id].name, p);
		else if (err)
			return err;
	}
	return 0;
}

#define GATHERED_BIT(name, columns) | TABLE_BIT(name)

/* Tables that are read when the others are joined. */
static unsigned int gathered_of(const struct source *src)
{
	return src->late NSVIEW_GATHERED(GATHERED_BIT);
}

/* Gathered and joined before the others, which may have no other way into a
 * namespace. */
#define WAYS_GATHERED (TABLE_BIT(mounts) | TABLE_BIT(roots) | TABLE_BIT(taps))

static int join_error(const struct source *src, int err, struct problem *p)
{
	return err ? problem_set(p, err, "%s: %s", src->where, strerror(-err)) : 0;
}

static int join_with_ways(struct host *h)
{
	int err;

	unjoin(h);
	err = host_join(h);
	h->has_ways = true;
	return err ? err : host_join_ways(h);
}

/*
 * All is joined anew only where it is not fresh any more, or mounts lead to something new.
 * PID 1 is not there if host_load() has taken it away.
 */
static int join_more_ways(struct host *h)
{
	if (h->has_ways || !h->init || join_misses_mounted(h))
		return join_with_ways(h);
	h->has_ways = true;
	return host_join_ways(h);
}

struct opened {
	enum ns_type type;
	uint64_t inum;
	int fd;
};

/* Opens the namespaces that nothing but a mount told of. */
static size_t open_mounted(struct host *h, struct opened *opened)
{
	size_t n = 0, i, passed = 0, most = ns_open_max();

	for (i = 0; i < h->n_namespaces; i++) {
		const struct ns *ns = &h->namespaces[i];
		int fd;

		if (!ns->known || strcmp(ns->known, "mount"))
			continue;
		fd = n < most ? ns_open(h, ns) : -1;
		if (fd >= 0)
			opened[n++] = (struct opened){ ns->kind, ns->inum, fd };
		passed += n == most;
	}
	if (passed)
		text_printf(&h->missed, "%zu namespaces that are only mounted: too many to open\n",
			    passed);
	return n;
}

/*
 * What only a mount keeps, the module of an older kernel does not find. It
 * finds what descriptors lead to: so with one open for each it is asked once
 * more, and then knows their owners and counts. A descriptor adds nothing to
 * the count, for it shares the inode with the mount.
 */
static int ask_again(struct host *h, struct source *src, struct problem *p)
{
	_cleanup_free_ struct opened *opened = calloc(h->n_namespaces + 1, sizeof(*opened));
	const enum table_id id = TABLE_namespaces;
	size_t n, i;
	int err = 0;

	if (!opened)
		return problem_set(p, -ENOMEM, "out of memory");
	n = open_mounted(h, opened);
	if (n) {
		free(h->namespaces);
		h->namespaces = NULL;
		h->n_namespaces = 0;
		blob_free(&h->text[id]);
		err = load_table(h, id, src, p);
		if (!err)
			err = join_error(src, join_with_ways(h), p);
	}
	for (i = 0; i < n; i++) {
		/* What failed has left no rows, and the map tells of those there were. */
		struct ns *ns = err ? NULL : host_ns(h, opened[i].type, opened[i].inum);

		if (ns)
			ns->known = "mount";
		close(opened[i].fd);
	}
	return err;
}

/* Mounts lead into net namespaces. What of them is missed, nobody has asked for. */
static int load_ways(struct host *h, struct source *src, struct problem *p)
{
	const size_t missed = h->missed.len;
	const bool complete = h->complete;
	int err;

	h->few_mounts = true;
	err = load_tables(h, src, TABLE_BIT(mounts), 0, p);
	text_cut(&h->missed, missed);
	h->missed_of[TABLE_mounts].len = 0;
	h->complete = complete;
	return err;
}

/* What a source makes when it knows all ways; with it there is more to join. */
static int load_late(struct host *h, struct source *src, unsigned int late, unsigned int need,
		     struct problem *p)
{
	int err = load_tables(h, src, late, need, p);

	return err ? err : join_error(src, join_with_ways(h), p);
}

/* The tables of @want: how much of mounts is noted. */
static unsigned int tables_of(struct host *h, unsigned int want)
{
	if (!(want & MOUNTS_OF_NAMESPACES))
		return want;
	h->few_mounts |= !((want | h->tables) & TABLE_BIT(mounts));
	return (want & ~MOUNTS_OF_NAMESPACES) | TABLE_BIT(mounts);
}

static size_t count_rows(const struct host *h, unsigned int tables)
{
	enum table_id id;
	size_t n = 0;

	for (id = 0; id < TABLES; id++)
		if (tables & TABLE_ID_BIT(id))
			n += h->n_read[id];
	return n;
}

int host_gather(struct host *h, struct source *src, unsigned int need, unsigned int want,
		struct problem *p)
{
	const unsigned int gathered = gathered_of(src);
	const unsigned int more = (need | tables_of(h, want)) & gathered & ~h->tables;
	const size_t ways = count_rows(h, WAYS_GATHERED), rows = count_rows(h, gathered);
	bool again;
	int err;

	err = load_tables(h, src, more & WAYS_GATHERED, need, p);
	if (!err && more & src->late & ~h->tables && !(h->tables & TABLE_BIT(mounts)))
		err = load_ways(h, src, p);
	if (err)
		return err;
	/*
	 * A mount may name a namespace that nothing else did, and be the way into it. Where
	 * there is none, nothing has changed.
	 */
	again = src->late || count_rows(h, WAYS_GATHERED) != ways;
	if (again)
		err = join_error(src, join_more_ways(h), p);
	if (!err && again && src->live && host_knows_namespaces(h))
		err = ask_again(h, src, p);
	if (err)
		return err;
	if (more & src->late)
		err = load_late(h, src, more & src->late, need, p);
	if (!err)
		err = load_tables(h, src, more & ~(WAYS_GATHERED | src->late), need, p);
	if (err || (!again && count_rows(h, gathered) == rows))
		return err;
	/* Rows that were gathered before were joined before, and are not to be twice. */
	if (!again && rows)
		err = join_with_ways(h);
	if (!err)
		err = host_join_gathered(h);
	if (src->no_init)
		h->init = NULL;
	return join_error(src, err, p);
}

int host_load(struct host *h, struct source *src, unsigned int need, unsigned int want,
	      struct problem *p)
{
	const unsigned int gathered = gathered_of(src);
	int err;

	*h = (struct host){ .packet = h->packet, .source = src->name, .complete = true };
	want = tables_of(h, want | need | TABLE_BIT(info));
	if (want & src->late)
		want |= TABLE_BIT(tasks);
	err = load_tables(h, src, want & ~gathered, need, p);
	if (err)
		return err;
	err = host_join(h);
	if (src->no_init)
		h->init = NULL;
	if (err || !(want & gathered))
		return join_error(src, err, p);
	return host_gather(h, src, need, want, p);
}

void host_free(struct host *h)
{
	enum table_id id;
	size_t i;

	for (i = 0; i < h->n_cgroups; i++)
		free(h->cgroups[i].owner);
	for (id = 0; id < TABLES; id++) {
		free(*(void **)((char *)h + host_tables[id].rows_at));
		blob_free(&h->text[id]);
	}
	map_free(&h->by_pid);
	map_free(&h->by_ns);
	map_free(&h->by_cgroup);
	map_free(&h->by_dev);
	mates_free(h->mates);
	snapshot_free(&h->about);
	text_free(&h->missed);
	*h = (struct host){ 0 };
}

struct task *host_task(const struct host *h, uint64_t pid)
{
	size_t from = 0, to = h->n_tasks;

	if (h->by_pid.size) {
		const size_t i = map_find(&h->by_pid, pid, 0);

		return i == MAP_NONE ? NULL : &h->tasks[i];
	}
	while (from < to) {
		const size_t i = from + (to - from) / 2;

		if (h->tasks[i].pid == pid)
			return &h->tasks[i];
		if (h->tasks[i].pid < pid)
			from = i + 1;
		else
			to = i;
	}
	return NULL;
}

struct ns *host_ns(const struct host *h, enum ns_type type, uint64_t inum)
{
	size_t i = map_find(&h->by_ns, type, inum);

	return i == MAP_NONE ? NULL : &h->namespaces[i];
}

struct dev *host_dev(const struct host *h, uint64_t netns, uint64_t ifindex)
{
	size_t i = map_find(&h->by_dev, netns, ifindex);

	return i == MAP_NONE ? NULL : &h->devs[i];
}

bool ns_has_bridge(const struct ns *ns)
{
	const struct dev *dev;

	for (dev = ns->devs; dev; dev = dev->next)
		if (dev->kind && !strcmp(dev->kind, "bridge"))
			return true;
	return false;
}
