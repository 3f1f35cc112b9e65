/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Cgroups by their paths: those that only the tool found, who is in them, and
 * what their files say.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../cleanup.h"
#include "join.h"

/* Cgroups that have a path, by hierarchy and path. */
struct index {
	struct cgroup *rows;
	size_t *at;
	size_t n;
};

static int compare_keys(uint64_t hierarchy, const char *path, const struct cgroup *c)
{
	if (hierarchy != c->hierarchy)
		return hierarchy < c->hierarchy ? -1 : 1;
	return strcmp(path, c->path);
}

static int compare_rows(const void *a, const void *b, void *rows)
{
	const struct cgroup *all = rows, *x = &all[*(const size_t *)a];

	return compare_keys(x->hierarchy, x->path, &all[*(const size_t *)b]);
}

static int make_index(const struct host *h, struct index *ret)
{
	size_t i;

	*ret = (struct index){ .rows = h->cgroups };
	ret->at = calloc(h->n_cgroups + 1, sizeof(*ret->at));
	if (!ret->at)
		return -ENOMEM;
	for (i = 0; i < h->n_cgroups; i++)
		if (h->cgroups[i].path)
			ret->at[ret->n++] = i;
	qsort_r(ret->at, ret->n, sizeof(*ret->at), compare_rows, h->cgroups);
	return 0;
}

static struct cgroup *find(const struct index *by_path, uint64_t hierarchy, const char *path)
{
	size_t low = 0, high = by_path->n;

	while (path && low < high) {
		size_t middle = low + (high - low) / 2;
		struct cgroup *c = &by_path->rows[by_path->at[middle]];
		int order = compare_keys(hierarchy, path, c);

		if (!order)
			return c;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/* The rows of hierarchies by their number; of two with one number the first counts. */
static int map_hierarchies(const struct host *h, struct map *ret)
{
	size_t i;
	int err = 0;

	for (i = 0; i < h->n_hierarchies && !err; i++)
		err = map_add(ret, h->hierarchies[i].hierarchy, 0, i);
	return err;
}

/* In version 1 what is attached to a hierarchy acts in each cgroup of it. */
static struct cgroup cgroup_of(const struct host *h, const struct map *hierarchies,
			       const struct folder *f)
{
	const size_t at = map_find(hierarchies, f->hierarchy, 0);
	const struct hierarchy *hier = at == MAP_NONE ? NULL : &h->hierarchies[at];

	return (struct cgroup){
		.hierarchy = f->hierarchy,
		.id = f->id,
		.parent = NSVIEW_NONE,
		.controllers = hier && f->hierarchy ? hier->controllers : NULL,
		.populated = NSVIEW_NONE,
		.path = f->path,
		.name = hier ? hier->name : NULL,
	};
}

/* Room for @more rows; what points to one moves along. */
static int grow(struct host *h, size_t more)
{
	struct cgroup *old = h->cgroups;
	struct cgroup *rows = calloc(h->n_cgroups + more + 1, sizeof(*rows));
	size_t i;

	if (!rows)
		return -ENOMEM;
	if (h->n_cgroups)
		memcpy(rows, old, h->n_cgroups * sizeof(*rows));
	for (i = 0; i < h->n_tasks; i++)
		if (h->tasks[i].cgroup)
			h->tasks[i].cgroup = rows + (h->tasks[i].cgroup - old);
	free(old);
	h->cgroups = rows;
	return 0;
}

static int add_folders(struct host *h)
{
	_cleanup_free_ size_t *at = NULL;
	_cleanup_map_ struct map hierarchies = { 0 };
	struct index known, all;
	size_t i, first = h->n_cgroups;
	int err = 0;

	if (!h->n_folders)
		return 0;
	err = grow(h, h->n_folders);
	if (!err)
		err = make_index(h, &known);
	if (err)
		return err;
	at = known.at;
	err = map_hierarchies(h, &hierarchies);
	for (i = 0; i < h->n_folders && !err; i++) {
		const struct folder *f = &h->folders[i];

		if (!f->path || find(&known, f->hierarchy, f->path))
			continue;
		h->cgroups[h->n_cgroups] = cgroup_of(h, &hierarchies, f);
		if (f->id != NSVIEW_NONE)
			err = map_add(&h->by_cgroup, f->hierarchy, f->id, h->n_cgroups);
		h->n_cgroups++;
	}
	if (err || first == h->n_cgroups)
		return err;
	err = make_index(h, &all);
	for (i = first; i < h->n_cgroups && !err; i++) {
		struct cgroup *c = &h->cgroups[i], *parent;
		const char *slash = strrchr(c->path, '/');
		_cleanup_free_ char *up = NULL;

		if (!slash || !slash[1])
			continue;
		up = strndup(c->path, slash == c->path ? 1 : (size_t)(slash - c->path));
		parent = find(&all, c->hierarchy, up);
		if (parent)
			c->parent = parent->id;
	}
	free(all.at);
	return err;
}

static void join_members(struct host *h, const struct index *by_path)
{
	size_t i;

	for (i = h->n_members; i-- > 0;) {
		struct member *m = &h->members[i];
		struct task *t = host_task(h, m->pid);

		m->cgroup = find(by_path, m->hierarchy, m->path);
		if (t) {
			m->next = t->members;
			t->members = m;
		}
	}
}

/* Those of one cgroup follow one another. */
static void join_limits(struct host *h, const struct index *by_path)
{
	struct cgroup *c = NULL;
	size_t i;

	for (i = 0; i < h->n_limits; i++) {
		struct limit *limit = &h->limits[i];

		if (!limit->path)
			continue;
		if (!c || compare_keys(limit->hierarchy, limit->path, c))
			c = find(by_path, limit->hierarchy, limit->path);
		if (!c)
			continue;
		if (!c->limits)
			c->limits = limit;
		if (limit == c->limits + c->nlimits)
			c->nlimits++;
	}
}

int join_cgroups(struct host *h)
{
	struct index by_path;
	int err = add_folders(h);

	if (err || !(h->n_members || h->n_limits))
		return err;
	err = make_index(h, &by_path);
	if (err)
		return err;
	join_members(h, &by_path);
	join_limits(h, &by_path);
	free(by_path.at);
	return 0;
}
