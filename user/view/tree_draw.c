/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The nodes of the tree, in order: none of this is recursive, for a chain of namespaces or
 * cgroups may be as long as a saved file likes.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../cleanup.h"
#include "tree.h"

/* With more than this below it a node is like no other. */
#define HEIGHT_MAX 6
#define NO_LOOK SIZE_MAX

/* --- in order */

/* A saved file may claim parents in a circle: there it is cut. */
static int cut_circles(struct tree *tr)
{
	_cleanup_free_ size_t *seen = calloc(tr->nnodes + 1, sizeof(*seen));
	size_t i;

	if (!seen)
		return -ENOMEM;
	for (i = 0; i < tr->nnodes; i++) {
		size_t at = i, up;

		while (!seen[at]) {
			seen[at] = i + 1;
			up = tr->nodes[at].parent;
			if (up == NO_NODE)
				break;
			if (seen[up] == i + 1)
				tr->nodes[at].parent = NO_NODE;
			else
				at = up;
		}
	}
	return 0;
}

/* Returns the first of those at the top. */
static size_t link_nodes(struct tree *tr)
{
	size_t i, top = NO_NODE;

	for (i = 0; i < tr->nnodes; i++)
		tr->nodes[i].first = NO_NODE;
	for (i = tr->nnodes; i-- > 0;) {
		struct tree_node *node = &tr->nodes[i];
		size_t *list = node->parent == NO_NODE ? &top : &tr->nodes[node->parent].first;

		node->next = *list;
		*list = i;
	}
	return top;
}

/* The node that follows @at: below it, beside it, or beside one that is above it. */
static size_t following(const struct tree *tr, size_t at)
{
	if (tr->nodes[at].first != NO_NODE)
		return tr->nodes[at].first;
	while (at != NO_NODE && tr->nodes[at].next == NO_NODE)
		at = tr->nodes[at].parent;
	return at == NO_NODE ? NO_NODE : tr->nodes[at].next;
}

static int put_in_order(struct tree *tr)
{
	_cleanup_free_ size_t *places = calloc(tr->nnodes + 1, sizeof(*places));
	struct tree_node *nodes = calloc(tr->nnodes + 1, sizeof(*nodes));
	size_t at, i, n = 0;

	if (!places || !nodes || cut_circles(tr)) {
		free(nodes);
		return -ENOMEM;
	}
	for (at = link_nodes(tr); at != NO_NODE; at = following(tr, at)) {
		struct tree_node *node = &nodes[n];

		places[at] = n;
		*node = tr->nodes[at];
		node->end = ++n;
		if (node->parent == NO_NODE)
			continue;
		node->parent = places[node->parent];
		node->depth = nodes[node->parent].depth + 1;
	}
	for (i = n; i-- > 0;) {
		struct tree_node *up = nodes[i].parent == NO_NODE ? NULL : &nodes[nodes[i].parent];

		nodes[i].first = nodes[i].end > i + 1 ? i + 1 : NO_NODE;
		if (!up)
			continue;
		if (up->end < nodes[i].end)
			up->end = nodes[i].end;
		if (up->height <= nodes[i].height)
			up->height = nodes[i].height + 1;
	}
	free(tr->nodes);
	tr->nodes = nodes;
	return 0;
}

/* --- folding */

/*
 * The host itself is like nothing else, and nor is what was asked for, nor are tasks of
 * which nothing is known.
 */
static bool has_look(const struct tree_node *node)
{
	return !node->named && node->height <= HEIGHT_MAX &&
	       (node->ns ? !node->ns->host : node->path != NULL);
}

/* The looks of the nodes from @i to @end that are beside each other. */
static void add_looks(const struct tree *tr, struct fold *f, size_t i, size_t end)
{
	for (; i < end; i = tr->nodes[i].end) {
		fold_begin(f, &tr->nodes[i], i);
		if (tr->nodes[i].look == NO_LOOK)
			text_printf(&f->looks, "!%zu", i);
		else
			text_puts(&f->looks, tr->looks.s + tr->nodes[i].look);
		fold_end(f);
	}
}

static int find_looks(struct tree *tr)
{
	size_t i;
	int err = 0;

	for (i = tr->nnodes; i-- > 0 && !err;) {
		_cleanup_fold_ struct fold below = { 0 };
		struct tree_node *node = &tr->nodes[i];

		node->look = NO_LOOK;
		if (!has_look(node))
			continue;
		add_looks(tr, &below, i + 1, node->end);
		node->look = tr->looks.len;
		tree_look_node(tr, &tr->looks, node);
		err = fold_put(&tr->looks, &below);
		text_putc(&tr->looks, '\0');
		if (tr->looks.failed)
			err = -ENOMEM;
	}
	return err;
}

/* Of those beside each other that are alike the first stands for the others. */
static int fold_list(struct tree *tr, size_t i, size_t end)
{
	_cleanup_fold_ struct fold f = { 0 };
	size_t more;
	int err;

	add_looks(tr, &f, i, end);
	err = fold_find(&f);
	for (i = 0; i < f.n && !err; i++) {
		const struct fold_item *item = &f.items[i];
		struct tree_node *node = &tr->nodes[item->n];

		node->hidden = !fold_draws(&f, item, &more);
		node->more = node->hidden ? 0 : more;
		/* From here on: the next that is like it. */
		node->next = node->more || (node->hidden && i + 1 < f.n && !item[1].alike) ?
				     item[1].n :
				     NO_NODE;
	}
	return err;
}

static int fold_nodes(struct tree *tr)
{
	size_t i;
	int err = find_looks(tr);

	if (!err)
		err = fold_list(tr, 0, tr->nnodes);
	for (i = 0; i < tr->nnodes && !err; i++)
		if (tr->nodes[i].first != NO_NODE)
			err = fold_list(tr, i + 1, tr->nodes[i].end);
	return err;
}

/* --- drawing */

static void draw_cgroup_row(struct tree *tr, const struct tree_node *node)
{
	struct tree_row row = {
		.kind = TREE_CGROUP,
		.task = node->ntasks ? node->tasks[0].task : NULL,
		.path = node->path,
		.path_len = node->path_len,
		.up_len = node->up_len,
		.count = node->total,
	};
	_cleanup_text_ struct text path = { 0 };
	struct owner o;

	if (node->ntasks) {
		row.owner = node->tasks[0].owner;
	} else {
		text_add(&path, node->path, node->path_len);
		row.owner = owner_of(text_str(&path), &o) ? &o : NULL;
	}
	if (row.owner && row.owner->path_len > node->up_len)
		row.kind = TREE_OWNER;
	out_row(tr->out, node->depth, &row);
}

static void draw_node(struct tree *tr, const struct tree_node *node)
{
	struct tree_row row = {
		.kind = tr->group == NS_net ? TREE_NETNS : TREE_NS,
		.type = node->ns ? node->ns->kind : tr->group,
		.head = node->ns,
		.ns = tr->group == NS_net ? node->ns : NULL,
		.up_len = tr->group == NS_mnt && node->parent != NO_NODE, /* whose it is */
		.count = node->total,
		.odd = tree_odd_node(tr, node),
	};

	if (tr->group == NS_cgroup) {
		draw_cgroup_row(tr, node);
		tree_draw_cgroup(tr, node->tasks, node->ntasks, node->depth + 1);
		return;
	}
	out_row(tr->out, node->depth, &row);
	if (tr->group == NS_net && node->ns)
		tree_draw_devs(tr, node->ns, node->depth + 1);
	tree_draw_tasks(tr, node->tasks, node->ntasks, node->depth + 1);
}

static void draw_more(struct tree *tr, const struct tree_node *node)
{
	struct fold_item items[TREE_NAMES];
	struct tree_row row = {
		.kind = TREE_MORE,
		.of = tr->group == NS_net    ? TREE_NETNS :
		      tr->group == NS_cgroup ? TREE_CGROUP :
					       TREE_NS,
		.type = node->ns ? node->ns->kind : tr->group,
		.count = node->more,
		.folded = items,
	};
	size_t at = node->next, i;

	for (i = 0; i < TREE_NAMES && i < node->more; i++) {
		items[i] = (struct fold_item){ .what = &tr->nodes[at] };
		at = tr->nodes[at].next;
	}
	out_row(tr->out, node->depth, &row);
}

int tree_draw(struct tree *tr)
{
	_cleanup_free_ size_t *waiting = calloc(tr->nnodes + 1, sizeof(*waiting));
	size_t i, n = 0;
	int err = waiting ? put_in_order(tr) : -ENOMEM;

	if (!err && tr->fold)
		err = fold_nodes(tr);
	/* What stands for others says so when all that is below it is drawn. */
	for (i = 0; i <= tr->nnodes && !err && !tr->err;) {
		for (; n && tr->nodes[waiting[n - 1]].end <= i; n--)
			draw_more(tr, &tr->nodes[waiting[n - 1]]);
		if (i == tr->nnodes)
			break;
		if (!tr->nodes[i].hidden)
			draw_node(tr, &tr->nodes[i]);
		if (tr->nodes[i].more)
			waiting[n++] = i;
		i = tr->nodes[i].hidden ? tr->nodes[i].end : i + 1;
	}
	return err ? err : tr->err;
}
