/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The nodes of --group net, pid, user and mnt: namespaces of that type. One of pids or
 * users is below its parent. Mount namespaces have no parents: those that a user namespace
 * other than the host's owns are below that one.
 */
#include <errno.h>
#include <stdlib.h>

#include "../cleanup.h"
#include "tree.h"

static bool is_owned(const struct host *h, const struct ns *ns)
{
	return ns->kind == NS_mnt && ns->owner != NSVIEW_NONE &&
	       ns_sharing(h, host_ns(h, NS_user, ns->owner)) == SHARING_OWN;
}

struct ns *tree_parent(const struct host *h, const struct ns *ns)
{
	if (is_owned(h, ns))
		return host_ns(h, NS_user, ns->owner);
	if ((ns->kind != NS_pid && ns->kind != NS_user) || ns->parent == NSVIEW_NONE)
		return NULL;
	return host_ns(h, ns->kind, ns->parent);
}

static int compare(const void *a, const void *b)
{
	const struct tree_node *x = a, *y = b;

	return tree_compare_ns(x->ns, y->ns);
}

/* A bit for each namespace of the table that is to be a node. */
static bool *choose(const struct tree *tr, size_t *ret_n)
{
	const struct host *h = tr->host;
	bool *chosen = calloc(h->n_namespaces + 1, sizeof(*chosen));
	size_t i;

	*ret_n = 0;
	for (i = 0; chosen && i < h->n_namespaces; i++) {
		const struct ns *ns = &h->namespaces[i];

		if (ns->kind != tr->group)
			continue;
		chosen[i] = true;
		if (is_owned(h, ns))
			chosen[tree_parent(h, ns) - h->namespaces] = true;
	}
	for (i = 0; chosen && i < h->n_namespaces; i++)
		*ret_n += chosen[i];
	return chosen;
}

/* Both are in the order of tree_compare_ns(): one walk over the two. */
static void give_tasks(struct tree *tr)
{
	enum ns_link link = ns_type_links[tr->group];
	const size_t n = tr->host->n_tasks;
	size_t i, at = 0;

	for (i = 0; i < tr->nnodes; i++) {
		struct tree_node *node = &tr->nodes[i];

		node->tasks = tr->tasks + at;
		while (at < n && tr->tasks[at].task->ns[link] == node->ns)
			at++;
		node->ntasks = (size_t)(tr->tasks + at - node->tasks);
	}
}

static int give_parents(struct tree *tr)
{
	struct map by_ns = { 0 };
	size_t i;
	int err = 0;

	for (i = 0; i < tr->nnodes && !err; i++)
		if (tr->nodes[i].ns)
			err = map_add(&by_ns, tr->nodes[i].ns->kind, tr->nodes[i].ns->inum, i);
	for (i = 0; i < tr->nnodes && !err; i++) {
		const struct ns *ns = tr->nodes[i].ns;
		const struct ns *up = ns ? tree_parent(tr->host, ns) : NULL;

		tr->nodes[i].parent = up ? map_find(&by_ns, up->kind, up->inum) : NO_NODE;
	}
	map_free(&by_ns);
	return err;
}

int tree_namespaces(struct tree *tr)
{
	const struct host *h = tr->host;
	size_t i, n;
	_cleanup_free_ bool *chosen = choose(tr, &n);

	tr->nodes = calloc(n + 1, sizeof(*tr->nodes));
	if (!chosen || !tr->nodes)
		return -ENOMEM;
	for (i = 0; i < h->n_namespaces; i++)
		if (chosen[i])
			tr->nodes[tr->nnodes++].ns = &h->namespaces[i];
	qsort(tr->nodes, tr->nnodes, sizeof(*tr->nodes), compare);
	/* Tasks that are in none are the last in their order, too. */
	if (h->n_tasks && !tr->tasks[h->n_tasks - 1].task->ns[ns_type_links[tr->group]])
		tr->nnodes++;
	give_tasks(tr);
	return give_parents(tr);
}
