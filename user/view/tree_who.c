/* SPDX-License-Identifier: GPL-2.0 */
/* Whose the tasks are, who of them is in an environment only in part, and their order. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../cleanup.h"
#include "tree.h"

static int compare_numbers(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

int tree_compare_paths(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t i;

	for (i = 0; i < a_len && i < b_len; i++) {
		if (a[i] == b[i])
			continue;
		if (a[i] == '/' || b[i] == '/')
			return a[i] == '/' ? -1 : 1;
		return (unsigned char)a[i] < (unsigned char)b[i] ? -1 : 1;
	}
	return compare_numbers(a_len, b_len);
}

int tree_compare_ns(const struct ns *a, const struct ns *b)
{
	if (a == b)
		return 0;
	if (!a || !b)
		return a ? -1 : 1;
	if (a->host != b->host)
		return a->host ? -1 : 1;
	return compare_numbers(a->inum, b->inum);
}

/* Tasks whose path is not known are last, by the id of the cgroup. */
static int compare_cgroups(const struct tree_task *a, const struct tree_task *b)
{
	if (a->path == b->path && a->path)
		return 0;
	if (a->path && b->path)
		return tree_compare_paths(a->path, strlen(a->path), b->path, strlen(b->path));
	if (a->path || b->path)
		return a->path ? -1 : 1;
	return compare_numbers(a->task->cgroup_id, b->task->cgroup_id);
}

static int compare_groups(const struct tree_task *a, const struct tree_task *b)
{
	int order;

	if (a->owner == b->owner && a->path == b->path && a->path)
		return 0;
	if (!a->path || !b->path)
		return compare_cgroups(a, b);
	order = tree_compare_paths(a->path, a->owner ? a->owner->path_len : strlen(a->path),
				   b->path, b->owner ? b->owner->path_len : strlen(b->path));
	if (order)
		return order;
	order = !b->owner - !a->owner;
	return order || !a->owner ? order : a->owner->monitor - b->owner->monitor;
}

bool tree_one_group(const struct tree_task *a, const struct tree_task *b)
{
	return a->task->kernel == b->task->kernel && !compare_groups(a, b);
}

/* By node, then by owner and cgroup, kernel threads first. */
static int compare_places(const struct tree *tr, const struct tree_task *x,
			  const struct tree_task *y)
{
	enum ns_link link = ns_type_links[tr->group];
	int order;

	order = tr->group == NS_cgroup ? compare_cgroups(x, y) :
					 tree_compare_ns(x->task->ns[link], y->task->ns[link]);
	if (!order)
		order = y->task->kernel - x->task->kernel;
	if (!order)
		order = compare_groups(x, y);
	if (!order)
		order = compare_cgroups(x, y);
	return order;
}

static const struct owner *owner_by_cgroup(struct tree *tr, const struct cgroup *c)
{
	struct owner *o;

	if (!c || !c->path)
		return NULL;
	o = &tr->owners[c - tr->host->cgroups];
	if (!o->path)
		owner_of(c->path, o);
	return o->kind == OWNER_NONE ? NULL : o;
}

/* Where version 2 does not tell, the hierarchies of version 1 may. */
static int ask_version_1(struct tree *tr, struct tree_task *t, size_t *n)
{
	struct owner *o;

	if (!(t->task->cgroups_v1 || t->task->members) || (t->owner && t->owner->kind >= OWNER_POD))
		return 0;
	if (!tr->more_owners)
		tr->more_owners = calloc(tr->host->n_tasks, sizeof(*tr->more_owners));
	if (!tr->more_owners)
		return -ENOMEM;
	o = &tr->more_owners[*n];
	if (!owner_of_task(tr->host, t->task, o) || (t->owner && t->owner->kind >= o->kind))
		return 0;
	t->owner = o;
	t->path = o->path;
	(*n)++;
	return 0;
}

/* Types of which @t has the host's, and @other what is not the host's. */
static unsigned int lacks(const struct host *h, unsigned int shares, const struct task *other)
{
	return shares & task_types(h, other, SHARING_OWN);
}

/* What who came first into a namespace of its has, and it has not. */
static void compare_with_first(const struct host *h, struct tree_task *t, unsigned int shares)
{
	enum ns_type type;

	for (type = 0; type < NS_TYPES; type++) {
		const struct ns *ns = t->task->ns[ns_type_links[type]];

		if (ns_sharing(h, ns) == SHARING_OWN && ns->eldest && ns->eldest != t->task)
			t->lacks |= lacks(h, shares, ns->eldest);
	}
}

/* By environment, then who was there first. */
static int compare_insiders(const void *a, const void *b)
{
	const struct tree_task *x = *(struct tree_task *const *)a;
	const struct tree_task *y = *(struct tree_task *const *)b;
	int order = compare_groups(x, y);

	if (!order)
		order = (x->task->pid != x->task->tgid) - (y->task->pid != y->task->tgid);
	if (order || x == y)
		return order;
	return task_is_older(x->task, y->task) ? -1 : 1;
}

static bool is_insider(const struct tree_task *t)
{
	return t->owner && t->owner->kind >= OWNER_MACHINE && !t->owner->monitor;
}

/*
 * Half inside: of an environment, or of who came first into one of its namespaces, it has
 * some namespaces, and where these have their own it has the host's.
 */
static int find_halves(struct tree *tr)
{
	const struct host *h = tr->host;
	_cleanup_free_ struct tree_task **inside = calloc(h->n_tasks + 1, sizeof(*inside));
	size_t i, n = 0, first = 0;

	if (!inside)
		return -ENOMEM;
	for (i = 0; i < h->n_tasks; i++) {
		struct tree_task *t = &tr->tasks[i];
		unsigned int shares;

		if (t->task->kernel || (t->owner && t->owner->monitor))
			continue;
		if (is_insider(t))
			inside[n++] = t;
		shares = task_types(h, t->task, SHARING_HOST);
		if (shares)
			compare_with_first(h, t, shares);
	}
	qsort(inside, n, sizeof(*inside), compare_insiders);
	for (i = 0; i < n; i++) {
		if (compare_groups(inside[first], inside[i]))
			first = i;
		inside[i]->lacks |=
			lacks(h, task_types(h, inside[i]->task, SHARING_HOST), inside[first]->task);
	}
	return 0;
}

/* Tasks of one place that are together in the table, and stay so. */
struct run {
	const struct tree_task *first;
	size_t n;
};

static int compare_runs(const void *a, const void *b, void *arg)
{
	const struct run *x = a, *y = b;
	int order = compare_places(arg, x->first, y->first);

	return order ? order : compare_numbers(x->first->task->pid, y->first->task->pid);
}

static bool by_pid(const struct host *h)
{
	size_t i;

	for (i = 1; i < h->n_tasks; i++)
		if (h->tasks[i].pid < h->tasks[i - 1].pid)
			return false;
	return true;
}

/*
 * By place, and then by pid, as they mostly are in the table: of those in one place that
 * follow each other there, only the first has to find where it belongs.
 */
static int put_in_order(struct tree *tr)
{
	const size_t n = tr->host->n_tasks;
	const bool together = by_pid(tr->host);
	_cleanup_free_ struct run *runs = calloc(n + 1, sizeof(*runs));
	struct tree_task *ordered = calloc(n + 1, sizeof(*ordered)), *to = ordered;
	size_t i, nruns = 0;

	if (!runs || !ordered) {
		free(ordered);
		return -ENOMEM;
	}
	for (i = 0; i < n; i++) {
		const struct tree_task *t = &tr->tasks[i];

		if (!i || !together || compare_places(tr, t - 1, t))
			runs[nruns++].first = t;
		runs[nruns - 1].n++;
	}
	qsort_r(runs, nruns, sizeof(*runs), compare_runs, tr);
	for (i = 0; i < nruns; to += runs[i++].n)
		memcpy(to, runs[i].first, runs[i].n * sizeof(*to));
	free(tr->tasks);
	tr->tasks = ordered;
	return 0;
}

int tree_who(struct tree *tr)
{
	const struct host *h = tr->host;
	size_t i, n = 0;
	int err = 0;

	tr->tasks = calloc(h->n_tasks + 1, sizeof(*tr->tasks));
	tr->owners = calloc(h->n_cgroups + 1, sizeof(*tr->owners));
	if (!tr->tasks || !tr->owners)
		return -ENOMEM;
	for (i = 0; i < h->n_tasks && !err; i++) {
		struct tree_task *t = &tr->tasks[i];

		t->task = &h->tasks[i];
		t->path = t->task->cgroup ? t->task->cgroup->path : NULL;
		t->owner = owner_by_cgroup(tr, t->task->cgroup);
		err = ask_version_1(tr, t, &n);
	}
	if (!err)
		err = find_halves(tr);
	return err ? err : put_in_order(tr);
}
