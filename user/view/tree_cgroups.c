/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The nodes of --group cgroup: cgroups that have tasks, and those above them that have
 * several such below. What has neither is part of the path of what is below it, so that
 * there are at most twice as many nodes as cgroups with tasks.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../cleanup.h"
#include "tree.h"

/* The top one has nothing to its name. */
static size_t length(const char *path)
{
	return path[0] == '/' && !path[1] ? 0 : strlen(path);
}

static bool ends_at(const char *path, size_t len, size_t at)
{
	return at == len || path[at] == '/';
}

/* As far as both are below the same cgroups. */
static size_t common(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t i, common = 0;

	for (i = 0; i <= a_len && i <= b_len; i++) {
		if (ends_at(a, a_len, i) && ends_at(b, b_len, i))
			common = i;
		if (i == a_len || i == b_len || a[i] != b[i])
			break;
	}
	return common;
}

static bool one_cgroup(const struct tree_task *a, const struct tree_task *b)
{
	if (a->path && b->path)
		return !strcmp(a->path, b->path);
	return !a->path && !b->path && a->task->cgroup_id == b->task->cgroup_id;
}

static void add(struct tree *tr, const char *path, size_t len, const struct tree_task *tasks,
		size_t n)
{
	tr->nodes[tr->nnodes++] =
		(struct tree_node){ .path = path, .path_len = len, .tasks = tasks, .ntasks = n };
}

/* Those with tasks, which are in the order of their paths, and those where these part. */
static int find(struct tree *tr)
{
	const size_t n = tr->host->n_tasks;
	_cleanup_free_ size_t *open = calloc(n + 1, sizeof(*open));
	size_t i, j, nopen = 0;
	const char *last = NULL;

	if (!open)
		return -ENOMEM;
	for (i = 0; i < n; i = j) {
		const char *path = tr->tasks[i].path;
		size_t len = path ? length(path) : 0, up = 0;

		for (j = i + 1; j < n && one_cgroup(&tr->tasks[i], &tr->tasks[j]); j++)
			;
		if (path && last) {
			up = common(last, length(last), path, len);
			while (nopen && open[nopen - 1] > up)
				nopen--;
			if (!nopen || open[nopen - 1] < up) {
				add(tr, path, up, NULL, 0);
				open[nopen++] = up;
			}
		}
		add(tr, path, len, &tr->tasks[i], j - i);
		if (path)
			open[nopen++] = len;
		last = path;
	}
	return 0;
}

/* Those without a path are last, as they were found. */
static int compare(const void *a, const void *b)
{
	const struct tree_node *x = a, *y = b;

	if (!x->path || !y->path)
		return x->path || y->path ? (x->path ? -1 : 1) :
					    (x->tasks > y->tasks) - (x->tasks < y->tasks);
	return tree_compare_paths(x->path, x->path_len, y->path, y->path_len);
}

static bool is_above(const struct tree_node *up, const struct tree_node *node)
{
	return up->path && node->path && up->path_len < node->path_len &&
	       !memcmp(up->path, node->path, up->path_len) &&
	       ends_at(node->path, node->path_len, up->path_len);
}

int tree_cgroups(struct tree *tr)
{
	size_t i;
	int err;

	tr->nodes = calloc(2 * tr->host->n_tasks + 1, sizeof(*tr->nodes));
	if (!tr->nodes)
		return -ENOMEM;
	err = find(tr);
	qsort(tr->nodes, tr->nnodes, sizeof(*tr->nodes), compare);
	/* Each follows what is above it: that is the one before, or above that one. */
	for (i = 0; i < tr->nnodes; i++) {
		size_t up = i ? i - 1 : NO_NODE;

		while (up != NO_NODE && !is_above(&tr->nodes[up], &tr->nodes[i]))
			up = tr->nodes[up].parent;
		tr->nodes[i].parent = up;
		tr->nodes[i].up_len = up == NO_NODE ? 0 : tr->nodes[up].path_len;
	}
	return err;
}
