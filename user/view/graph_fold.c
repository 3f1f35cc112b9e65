/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Folding what is alike, as far as it takes. What makes things alike is written down as a
 * text; a text said by many becomes the first of them and a stack. Boxes are compared ever
 * more coarsely until the picture is small enough. What is odd is never alike with what is
 * not: a thousand containers must not hide the one that is wrong.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../cleanup.h"
#include "fold.h"
#include "graph.h"
#include "words.h"

/* Up to so many boxes nothing folds as long as all fits. */
#define BOXES_MAX 60
/* Where boxes fold, what they run is told apart up to so many nodes. */
#define NODES_GOOD 80
/* What counts when boxes are compared, from all down to what is odd. */
enum level { LEVEL_NONE, LEVEL_COMMANDS, LEVEL_ISOLATION, LEVEL_WIRES, LEVEL_ODD, LEVELS };

/* From how many in a box those that are alike fold, and how many of them remain. */
struct limits {
	size_t many; /* in the box */
	size_t alike;
	size_t keep;
};

static const struct limits loose = { 12, 3, 2 }, tight = { 0, 2, 1 };

/* The same for boxes; where only what is odd counts, some of the others are to be seen. */
static const struct limits of_boxes[LEVELS] = {
	[LEVEL_COMMANDS] = { 0, 3, 2 },
	[LEVEL_ISOLATION] = { 0, 2, 1 },
	[LEVEL_WIRES] = { 0, 2, 1 },
	[LEVEL_ODD] = { 0, 13, 12 },
};

struct kin {
	char *looks; /* NULL: like nobody */
	size_t index; /* of a box or node */
};

static int compare_kin(const void *a, const void *b)
{
	const struct kin *x = a, *y = b;
	int order = strcmp(x->looks, y->looks);

	return order ? order : (x->index > y->index) - (x->index < y->index);
}

/* Members are put in front of each other: the last of @kin first. */
static void fold_kin(struct graph *g, struct kin *kin, size_t n, size_t alike, size_t keep,
		     size_t box)
{
	size_t i, j, k;

	qsort(kin, n, sizeof(*kin), compare_kin);
	for (i = 0; i < n; i = j) {
		size_t stack;

		for (j = i + 1; j < n && !strcmp(kin[i].looks, kin[j].looks); j++)
			;
		if (j - i <= alike)
			continue;
		stack = graph_stack_add(g, box);
		for (k = j; k > i + keep; k--)
			if (box == GRAPH_NONE)
				graph_stack_box(g, stack, kin[k - 1].index);
			else
				graph_stack_node(g, stack, kin[k - 1].index);
	}
}

static bool is_home(const struct graph_box *box)
{
	return !box->ns || box->ns->host;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Each once, whatever their order is. */
static void put_commands(struct text *t, const struct graph_box *box)
{
	_cleanup_free_ const char **names = calloc(box->ntasks + 1, sizeof(*names));
	size_t i;

	if (!names) {
		t->failed = true;
		return;
	}
	for (i = 0; i < box->ntasks; i++)
		names[i] = box->tasks[i]->comm ? box->tasks[i]->comm : "";
	qsort(names, box->ntasks, sizeof(*names), compare_names);
	for (i = 0; i < box->ntasks; i++)
		if (!i || strcmp(names[i], names[i - 1]))
			fold_put_name(t, names[i]);
}

/* What a device is plugged into, as far as that is the host's. */
static void put_wire(struct text *t, const struct graph *g, const struct dev *dev)
{
	const struct dev *over = dev->peer ? dev->peer->over : NULL, *lower = NULL;

	fold_put_name(t, words_kind(dev));
	fold_put_name(t, words_state(dev));
	if (dev->peer)
		text_puts(t, dev->peer->net && dev->peer->net->host ? "host" : "elsewhere");
	else if (dev->link != NSVIEW_NONE && dev->link_netns != NSVIEW_NONE)
		lower = host_dev(g->host, dev->link_netns, dev->link);
	fold_put_name(t, over && over->net && over->net->host ? over->name : NULL);
	fold_put_name(t, lower ? lower->name : NULL);
}

static char *box_looks(const struct graph *g, const struct graph_box *box, enum level level)
{
	struct text t = { 0 };
	size_t i;

	text_puts(&t, box->wanted ? "wanted " : "");
	text_puts(&t, graph_box_odd(&t, g, box) ? "\n" : "-\n");
	if (level < LEVEL_ODD)
		text_printf(&t, "%d\n", (int)box->owner.kind);
	if (level < LEVEL_WIRES)
		text_printf(&t, "%s %x %x\n", box->owner.maker ? box->owner.maker : "", box->shared,
			    box->own);
	for (i = 0; i < box->count; i++) {
		const struct graph_node *node = &g->nodes[box->first + i];

		if (node->drawn && node->dev) {
			graph_node_odd(&t, g, node);
			if (level < LEVEL_ODD)
				put_wire(&t, g, node->dev);
		}
	}
	if (level == LEVEL_COMMANDS)
		put_commands(&t, box);
	if (t.failed)
		text_free(&t);
	return t.s;
}

static void free_kin(struct kin *kin, size_t n)
{
	size_t i;

	for (i = 0; kin && i < n; i++)
		free(kin[i].looks);
	free(kin);
}

static int fold_boxes(struct graph *g, enum level level, const struct limits *limits)
{
	struct kin *kin = calloc(g->nboxes + 1, sizeof(*kin));
	size_t i, n = 0;
	int err = kin ? 0 : -ENOMEM;

	for (i = 0; i < g->nboxes && !err; i++) {
		if (is_home(&g->boxes[i]) || g->boxes[i].gone)
			continue;
		kin[n] = (struct kin){ box_looks(g, &g->boxes[i], level), i };
		err = kin[n].looks ? 0 : -ENOMEM;
		n += !err;
	}
	if (!err)
		fold_kin(g, kin, n, limits->alike, limits->keep, GRAPH_NONE);
	free_kin(kin, n);
	return err;
}

/* The stack that the other end of a wire has gone into; GRAPH_NONE: none. */
static size_t far_stack(const struct graph *g, const struct dev *dev)
{
	const struct dev *peer = dev->peer;
	const struct graph_node *node;

	if (!peer || !peer->net)
		return GRAPH_NONE;
	node = &g->nodes[g->node_of[peer - g->host->devs]];
	return g->boxes[node->box].stack;
}

/*
 * Like no other: what something hangs on, and what leads to a place that is drawn.
 * NULL then; @memory: NULL because there is none.
 */
static char *node_looks(const struct graph *g, const struct graph_node *node, const bool *busy,
			bool *memory)
{
	const struct dev *dev = node->dev;
	struct text t = { 0 };
	struct owner owner;

	if (dev && (busy[node - g->nodes] ||
		    (dev->peer && far_stack(g, dev) == GRAPH_NONE && dev->peer->net != dev->net)))
		return NULL;
	graph_node_odd(&t, g, node);
	if (dev) {
		fold_put_name(&t, words_kind(dev));
		fold_put_name(&t, words_state(dev));
		text_printf(&t, "%zu %zu", far_stack(g, dev),
			    dev->over ? (size_t)(dev->over - g->host->devs) : GRAPH_NONE);
	} else {
		owner_of_task(g->host, node->tasks[0], &owner);
		text_printf(&t, "%d %x %x", (int)owner.kind, node->shared, node->own);
	}
	*memory |= t.failed;
	if (t.failed)
		text_free(&t);
	return t.s;
}

/* The nodes of a box of one kind. Ports of places that are in a stack go into one in any case. */
static int fold_nodes(struct graph *g, size_t b, enum graph_kind kind, const struct limits *limits,
		      const bool *busy)
{
	const struct graph_box *box = &g->boxes[b];
	struct kin *kin = calloc(box->count + 1, sizeof(*kin));
	struct kin *ends = calloc(box->count + 1, sizeof(*ends));
	size_t i, n = 0, n_ends = 0, many = 0;
	bool memory = !kin || !ends;

	for (i = box->first; i < box->first + box->count && !memory; i++) {
		const struct graph_node *node = &g->nodes[i];
		char *looks;

		if (!node->drawn || node->kind != kind)
			continue;
		many++;
		looks = node_looks(g, node, busy, &memory);
		if (!looks)
			continue;
		if (node->dev && far_stack(g, node->dev) != GRAPH_NONE)
			ends[n_ends++] = (struct kin){ looks, i };
		else
			kin[n++] = (struct kin){ looks, i };
	}
	if (!memory && many > limits->many)
		fold_kin(g, kin, n, limits->alike, limits->keep, b);
	if (!memory)
		fold_kin(g, ends, n_ends, 1, 0, b);
	free_kin(kin, n);
	free_kin(ends, n_ends);
	return memory ? -ENOMEM : 0;
}

static int fold_all_nodes(struct graph *g, const struct limits *limits)
{
	_cleanup_free_ bool *busy = calloc(g->nnodes + 1, sizeof(*busy));
	size_t i;
	int err = busy ? 0 : -ENOMEM;

	for (i = 0; i < g->nedges && !err; i++) {
		const struct graph_edge *e = &g->edges[i];

		busy[e->to] |= e->wire != WIRE_PEER;
		busy[e->from] |= e->wire == WIRE_LOWER;
	}
	for (i = 0; i < g->nboxes && !err; i++) {
		if (g->boxes[i].gone || g->boxes[i].stack != GRAPH_NONE)
			continue;
		err = fold_nodes(g, i, GRAPH_DEV, limits, busy);
		if (!err)
			err = fold_nodes(g, i, GRAPH_TASKS, limits, busy);
	}
	return err;
}

static void unfold(struct graph *g)
{
	size_t i;

	g->nnodes -= g->nstacks;
	g->nstacks = 0;
	for (i = 0; i < g->nboxes; i++)
		g->boxes[i].stack = GRAPH_NONE;
	for (i = 0; i < g->nnodes; i++)
		g->nodes[i].stack = GRAPH_NONE;
}

static size_t count_boxes(const struct graph *g)
{
	size_t i, n = 0;

	for (i = 0; i < g->nboxes; i++)
		n += !g->boxes[i].gone;
	return n;
}

int graph_fold(struct graph *g)
{
	const struct limits *limits = &loose;
	enum level level = count_boxes(g) <= BOXES_MAX ? LEVEL_NONE : LEVEL_COMMANDS;
	size_t most = level ? NODES_GOOD : GRAPH_NODES_MAX;
	int err;

	for (;; level++, most = GRAPH_NODES_MAX) {
		unfold(g);
		if (level == LEVELS) {
			level--;
			limits = &tight;
		}
		err = level == LEVEL_NONE ?
			      0 :
			      fold_boxes(g, level, limits == &tight ? limits : &of_boxes[level]);
		if (!err)
			err = fold_all_nodes(g, limits);
		if (err || graph_count(g) <= most)
			break;
		if (limits == &tight) {
			graph_cut(g);
			break;
		}
	}
	return g->failed ? -ENOMEM : err;
}
