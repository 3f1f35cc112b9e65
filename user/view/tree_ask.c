/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The parts of the tree that were asked for: namespaces, with what is below them, and the
 * places of processes, which are the namespace and the environment or cgroup that each is
 * in. What these hang on stays above them, as headings.
 */
#include <errno.h>
#include <stdlib.h>

#include "../cleanup.h"
#include "find.h"
#include "tree.h"

/* Of each namespace of the host. */
enum asked { ASKED_NOT, ASKED_BELOW, ASKED_NAMED };

static int find_tasks(struct tree *tr, const struct options *o, struct problem *p)
{
	const struct host *h = tr->host;
	_cleanup_free_ bool *asked = calloc(h->n_tasks + 1, sizeof(*asked));
	size_t i;

	if (!asked)
		return problem_set(p, -ENOMEM, "out of memory");
	for (i = 0; i < o->npids; i++) {
		const struct task *t = host_task(h, o->pids[i]);

		if (!t)
			return problem_set(p, -ESRCH, "no process %llu",
					   (unsigned long long)o->pids[i]);
		asked[t - h->tasks] = true;
	}
	for (i = 0; i < h->n_tasks; i++)
		tr->tasks[i].asked = asked[tr->tasks[i].task - h->tasks];
	return 0;
}

static int find_namespaces_asked(const struct tree *tr, const struct options *o,
				 unsigned char *asked, struct problem *p)
{
	size_t i;

	for (i = 0; i < o->nwords; i++) {
		const struct ns *ns = find_ns_of(tr->host, o->words[i], tr->group, p);

		if (!ns)
			return -ESRCH;
		asked[ns - tr->host->namespaces] = ASKED_NAMED;
	}
	return 0;
}

/* Each is looked at once, for a saved file may claim parents in a circle. */
static int find_below(const struct host *h, unsigned char *asked)
{
	_cleanup_free_ bool *seen = calloc(h->n_namespaces + 1, sizeof(*seen));
	size_t i;

	if (!seen)
		return -ENOMEM;
	for (i = 0; i < h->n_namespaces; i++) {
		const struct ns *at = &h->namespaces[i];

		for (; at && !asked[at - h->namespaces] && !seen[at - h->namespaces];
		     at = tree_parent(h, at))
			seen[at - h->namespaces] = true;
		if (!at || !asked[at - h->namespaces])
			continue;
		for (at = &h->namespaces[i]; !asked[at - h->namespaces]; at = tree_parent(h, at))
			asked[at - h->namespaces] = ASKED_BELOW;
	}
	return 0;
}

static bool is_in_asked(const struct host *h, const unsigned char *asked, const struct task *t)
{
	enum ns_type type;

	for (type = 0; type < NS_TYPES; type++) {
		const struct ns *ns = t->ns[ns_type_links[type]];

		if (ns && asked[ns - h->namespaces])
			return true;
	}
	return false;
}

/* Leaves the tasks of a node that were asked for, and all that are the same owner's as one. */
static void limit_tasks(struct tree *tr, const unsigned char *asked, struct tree_node *node)
{
	struct tree_task *tasks = tr->tasks + (node->tasks - tr->tasks);
	size_t i, j, n = 0;

	for (i = 0; i < node->ntasks; i = j) {
		bool group = false;

		for (j = i; j < node->ntasks && tree_one_group(&tasks[i], &tasks[j]); j++)
			group |= tasks[j].asked && !tasks[j].task->kernel;
		for (; i < j; i++)
			if (group || tasks[i].asked || is_in_asked(tr->host, asked, tasks[i].task))
				tasks[n++] = tasks[i];
	}
	node->ntasks = n;
}

static void limit_nodes(struct tree *tr, const unsigned char *asked, bool *kept)
{
	size_t i, up;

	for (i = 0; i < tr->nnodes; i++) {
		struct tree_node *node = &tr->nodes[i];
		enum asked how = node->ns ? asked[node->ns - tr->host->namespaces] : ASKED_NOT;

		node->named = how == ASKED_NAMED;
		if (node->ntasks && !how)
			limit_tasks(tr, asked, node);
		kept[i] |= how || node->ntasks;
		for (up = node->parent; kept[i] && up != NO_NODE && !kept[up];
		     up = tr->nodes[up].parent)
			kept[up] = true;
	}
}

/* Nodes that are not kept go. None that is kept is below one that is not. */
static int drop_nodes(struct tree *tr, const bool *kept)
{
	_cleanup_free_ size_t *places = calloc(tr->nnodes + 1, sizeof(*places));
	size_t i, n = 0;

	if (!places)
		return -ENOMEM;
	for (i = 0; i < tr->nnodes; i++) {
		places[i] = n;
		if (kept[i])
			tr->nodes[n++] = tr->nodes[i];
	}
	tr->nnodes = n;
	for (i = 0; i < n; i++)
		if (tr->nodes[i].parent != NO_NODE)
			tr->nodes[i].parent = places[tr->nodes[i].parent];
	return 0;
}

int tree_ask(struct tree *tr, const struct options *o, struct problem *p)
{
	_cleanup_free_ unsigned char *asked = calloc(tr->host->n_namespaces + 1, 1);
	_cleanup_free_ bool *kept = calloc(tr->nnodes + 1, sizeof(*kept));
	size_t i;
	int err;

	for (i = 0; i < tr->nnodes; i++)
		tr->nodes[i].total = tr->nodes[i].ntasks;
	if (!o->npids && !o->nwords)
		return 0;
	err = find_tasks(tr, o, p);
	if (!asked || !kept)
		return problem_set(p, -ENOMEM, "out of memory");
	if (!err)
		err = find_namespaces_asked(tr, o, asked, p);
	if (err)
		return err;
	err = find_below(tr->host, asked);
	if (!err) {
		limit_nodes(tr, asked, kept);
		err = drop_nodes(tr, kept);
	}
	if (err)
		return problem_set(p, err, "out of memory");
	if (!tr->nnodes)
		return problem_set(p, -ENOENT,
				   "no process is in %s, which is no heading of this tree: see "
				   "nsview why, or --group",
				   o->words[0]);
	return 0;
}
