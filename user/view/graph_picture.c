/* SPDX-License-Identifier: GPL-2.0 */
/* From what is shown of a graph to a picture. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../cleanup.h"
#include "graph.h"
#include "words.h"

/* Nodes without a wire stand below each other, so many in a column. */
#define COLUMN 8

struct draft {
	const struct graph *g;
	struct picture *p;
	size_t *item; /* of each node that is shown */
	size_t *box_item; /* of each box that is a node itself, else PICTURE_NONE */
	bool *wired; /* whether an edge goes to that node */
	int *side; /* of each place */
	size_t *far;
	struct map edges; /* of items and kind of wire */
	size_t nedges; /* added so far */
};

static enum picture_look look_of(const struct graph *g, const struct graph_node *node)
{
	if (node->kind == GRAPH_STACK && node->box != GRAPH_NONE && !node->mixed)
		return look_of(g, &g->nodes[node->first]);
	if (node->kind != GRAPH_DEV)
		return LOOK_CROWD;
	if (node->dev->ports || words_is_bridge(node->dev))
		return LOOK_HUB;
	return !strcmp(words_kind(node->dev), "veth") ? LOOK_PLUG : LOOK_PLAIN;
}

static const char *what_of(const struct graph_node *node)
{
	if (node->kind == GRAPH_DEV)
		return words_kind(node->dev);
	return node->kind == GRAPH_TASKS ? "processes" : "stack";
}

static void add_members(struct draft *d, struct picture_item *item, const struct graph_node *stack)
{
	const struct graph *g = d->g;
	_cleanup_text_ struct text name = { 0 };
	size_t i = stack->first, n;

	for (n = 0; n < stack->count; n++) {
		struct picture_member *member;

		text_reset(&name);
		if (stack->box == GRAPH_NONE) {
			graph_box_name(&name, g, &g->boxes[i]);
			member = picture_member(d->p, item, text_str(&name));
			graph_box_facts(d->p, &member->facts, g, &g->boxes[i]);
			i = g->boxes[i].next;
		} else {
			graph_node_name(&name, g, i);
			member = picture_member(d->p, item, text_str(&name));
			graph_node_facts(d->p, &member->facts, g, &g->nodes[i]);
			i = g->nodes[i].next;
		}
		d->p->failed |= name.failed;
	}
}

static void add_node(struct draft *d, size_t i, size_t box_item)
{
	const struct graph_node *node = &d->g->nodes[i];
	_cleanup_text_ struct text id = { 0 }, name = { 0 }, odd = { 0 };
	struct picture_item *item;

	graph_node_id(&id, d->g, i);
	graph_node_name(&name, d->g, i);
	item = picture_add(d->p, PICTURE_NODE, text_str(&id), text_str(&name));
	d->item[i] = d->p->n - 1;
	item->look = look_of(d->g, node);
	item->what = what_of(node);
	item->box = box_item;
	item->aligned = node->kind == GRAPH_DEV && node->dev->ports && !node->dev->over;
	item->mark = graph_node_odd(&odd, d->g, node) ? MARK_ODD : MARK_NONE;
	graph_node_label(d->p, &item->label, d->g, node);
	graph_node_facts(d->p, &item->facts, d->g, node);
	if (node->kind == GRAPH_STACK)
		add_members(d, item, node);
	d->p->failed |= id.failed || name.failed;
}

static bool is_shown(const struct graph *g, size_t i)
{
	return g->nodes[i].drawn && graph_shown(g, i) == i;
}

static bool has_nodes(const struct graph *g, size_t b)
{
	const struct graph_box *box = &g->boxes[b];
	size_t i;

	for (i = box->first; i < box->first + box->count; i++)
		if (g->nodes[i].drawn)
			return true;
	return false;
}

/* A box or node, and the device that it hangs on. */
struct ordered {
	size_t anchor;
	size_t i;
};

static int compare_ordered(const void *a, const void *b)
{
	const struct ordered *x = a, *y = b;

	if (x->anchor != y->anchor)
		return x->anchor < y->anchor ? -1 : 1;
	return (x->i > y->i) - (x->i < y->i);
}

static size_t master_of(const struct graph *g, size_t i)
{
	const struct graph_node *node = &g->nodes[i];

	if (node->kind == GRAPH_STACK)
		node = &g->nodes[node->first];
	return node->dev && node->dev->over ? 1 + (size_t)(node->dev->over - g->host->devs) : 0;
}

/* Ports of one master follow one another, and stacks those of it that are drawn. */
static void add_nodes(struct draft *d, size_t b, size_t box_item)
{
	const struct graph *g = d->g;
	const struct graph_box *box = &g->boxes[b];
	_cleanup_free_ struct ordered *order = calloc(box->count + g->nstacks, sizeof(*order));
	size_t i, n = 0;

	if (!order) {
		d->p->failed = true;
		return;
	}
	for (i = box->first; i < box->first + box->count; i++)
		if (is_shown(g, i))
			order[n++] = (struct ordered){ master_of(g, i), i };
	for (i = g->nnodes - g->nstacks; i < g->nnodes; i++)
		if (g->nodes[i].box == b)
			order[n++] = (struct ordered){ master_of(g, i), i };
	qsort(order, n, sizeof(*order), compare_ordered);
	for (i = 0; i < n; i++)
		add_node(d, order[i].i, box_item);
}

/* A box, or a node where there would be nothing in the box. */
static void add_box(struct draft *d, size_t b)
{
	const struct graph *g = d->g;
	const struct graph_box *box = &g->boxes[b];
	bool full = has_nodes(g, b);
	_cleanup_text_ struct text id = { 0 }, name = { 0 }, odd = { 0 };
	struct picture_item *item;
	size_t at;

	graph_box_id(&id, box);
	graph_box_name(&name, g, box);
	item = picture_add(d->p, full ? PICTURE_BOX : PICTURE_NODE, text_str(&id), text_str(&name));
	at = d->p->n - 1;
	d->box_item[b] = full ? PICTURE_NONE : at;
	item->look = box->ns && box->ns->host ? LOOK_HOME : full ? LOOK_PLAIN : LOOK_CROWD;
	item->what = "net namespace";
	item->mark = graph_box_odd(&odd, g, box) ? MARK_ODD : MARK_NONE;
	graph_box_label(d->p, &item->label, g, box);
	graph_box_facts(d->p, &item->facts, g, box);
	d->p->failed |= id.failed || name.failed;
	if (full)
		add_nodes(d, b, at);
}

/* Which side of what it hangs on a device of the same box is to be. */
static int side_of(const struct draft *d, size_t i)
{
	const struct graph *g = d->g;
	const struct graph_node *node = &g->nodes[i];
	const struct dev *dev = node->kind == GRAPH_STACK ? g->nodes[node->first].dev : node->dev;
	size_t here = graph_place_of(g, i), there = here;

	if (dev && dev->peer && dev->peer->net)
		there = graph_place_of(g, graph_shown(g, g->node_of[dev->peer - g->host->devs]));
	if (there == here)
		return d->side[here] ? d->side[here] : -1;
	return d->far[there] > d->far[here] ? d->side[there] : -d->side[here];
}

/* Whether an edge is to be drawn the other way round, so that it leads to the right. */
static bool turned(const struct draft *d, enum graph_wire wire, size_t from, size_t to)
{
	size_t a = graph_place_of(d->g, from), b = graph_place_of(d->g, to);

	if (a == b)
		return wire == WIRE_PORT ? side_of(d, from) > 0 : d->side[a] >= 0;
	if (d->far[a] == d->far[b])
		return false;
	if (d->far[a] < d->far[b])
		return d->side[b] < 0;
	return d->side[a] > 0;
}

/* What leads out of a box goes past the ports in it. */
static unsigned int length_of(const struct draft *d, const struct graph_edge *e, size_t from,
			      size_t to)
{
	size_t inner = d->far[graph_place_of(d->g, from)] < d->far[graph_place_of(d->g, to)] ?
			       e->from :
			       e->to;

	if (graph_place_of(d->g, from) == graph_place_of(d->g, to))
		return 0;
	return d->g->nodes[inner].dev->over ? 0 : 3;
}

/* Wires that are drawn as one. */
struct bundle {
	size_t count;
	size_t cut; /* how many of them are */
	size_t first; /* edge that is */
	bool mixed; /* for more than one reason */
};

static void add_to_bundle(struct draft *d, struct bundle *b, size_t i)
{
	_cleanup_text_ struct text why = { 0 }, first = { 0 };

	b->count++;
	if (!graph_edge_cut(&why, d->g, &d->g->edges[i]))
		return;
	if (!b->cut++)
		b->first = i;
	graph_edge_cut(&first, d->g, &d->g->edges[b->first]);
	b->mixed |= strcmp(text_str(&why), text_str(&first)) != 0;
	d->p->failed |= why.failed || first.failed;
}

/* "× 3 down", "× 3, 1 down", "× 3, 2 cut" */
static void put_bundle(struct text *t, const struct graph *g, const struct bundle *b)
{
	if (b->count > 1)
		text_printf(t, "\u00d7 %zu", b->count);
	if (b->cut && b->cut < b->count)
		text_printf(t, ", %zu", b->cut);
	if (b->count > 1)
		text_putc(t, ' ');
	if (b->mixed)
		text_puts(t, "cut");
	else if (b->cut)
		graph_edge_cut(t, g, &g->edges[b->first]);
}

static void add_edge(struct draft *d, const struct graph_edge *e, const struct bundle *bundle)
{
	static const enum picture_look looks[WIRES] = {
		[WIRE_PORT] = LOOK_HUB,
		[WIRE_PEER] = LOOK_PLUG,
		[WIRE_LOWER] = LOOK_PLAIN,
	};
	static const char *const words[WIRES] = {
		[WIRE_PORT] = "port",
		[WIRE_PEER] = "peer",
		[WIRE_LOWER] = "lower",
	};
	size_t from = graph_shown(d->g, e->from), to = graph_shown(d->g, e->to);
	bool turn = turned(d, e->wire, from, to);
	_cleanup_text_ struct text title = { 0 };
	struct picture_item *item;
	char id[24];

	put_bundle(&title, d->g, bundle);
	snprintf(id, sizeof(id), "edge%zu", ++d->nedges);
	item = picture_add(d->p, PICTURE_EDGE, id, text_str(&title));
	item->look = looks[e->wire];
	item->what = words[e->wire];
	item->dashed = bundle->cut;
	item->straight = e->wire == WIRE_PEER;
	item->length = length_of(d, e, from, to);
	item->mark = bundle->cut && e->wire == WIRE_PORT ? MARK_ODD : MARK_NONE;
	item->from = d->item[turn ? to : from];
	item->to = d->item[turn ? from : to];
	d->wired[from] = d->wired[to] = true;
}

/* Wires between the same two things that are shown are one, with their number. */
static int add_edges(struct draft *d)
{
	const struct graph *g = d->g;
	_cleanup_free_ struct bundle *bundles = calloc(g->nedges + 1, sizeof(*bundles));
	size_t i, at;
	int err = bundles ? 0 : -ENOMEM;

	for (i = 0; i < g->nedges && !err; i++) {
		const struct graph_edge *e = &g->edges[i];
		size_t from = graph_shown(g, e->from), to = graph_shown(g, e->to);

		if (from == to)
			continue;
		at = map_find(&d->edges, from * WIRES + e->wire, to);
		if (at == MAP_NONE)
			err = map_add(&d->edges, from * WIRES + e->wire, to, at = i);
		if (!err)
			add_to_bundle(d, &bundles[at], i);
	}
	for (i = 0; i < g->nedges && !err; i++)
		if (bundles[i].count)
			add_edge(d, &g->edges[i], &bundles[i]);
	return err;
}

/* Keeps what no wire does in rows: item @i in one with @before. */
static void align(struct draft *d, size_t before, size_t i)
{
	struct picture_item *item = picture_add(d->p, PICTURE_EDGE, "", "");

	item->hidden = true;
	item->from = before;
	item->to = i;
}

/* @n items in rows of @width. */
static void add_rows(struct draft *d, const size_t *items, size_t n, size_t width)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (i % width)
			align(d, items[i - 1], items[i]);
}

static size_t columns_of(size_t n)
{
	size_t width = 1;

	while (width * width * 2 < n)
		width++;
	return width;
}

static int add_all_rows(struct draft *d)
{
	const struct graph *g = d->g;
	_cleanup_free_ size_t *items = calloc(d->p->n + 1, sizeof(*items));
	size_t i, j, n, lonely = 0;

	if (!items)
		return -ENOMEM;
	for (i = 0; i < g->nboxes; i++) {
		const struct graph_box *box = &g->boxes[i];

		if (box->gone || box->stack != GRAPH_NONE)
			continue;
		for (n = 0, j = box->first; j < box->first + box->count; j++)
			if (is_shown(g, j) && !d->wired[j])
				items[n++] = d->item[j];
		add_rows(d, items, n, (n + COLUMN - 1) / COLUMN);
	}
	for (i = 0; i < g->nboxes; i++)
		if (!g->boxes[i].gone && g->boxes[i].stack == GRAPH_NONE &&
		    d->box_item[i] != PICTURE_NONE)
			items[lonely++] = d->box_item[i];
	for (i = g->nnodes - g->nstacks; i < g->nnodes; i++)
		if (g->nodes[i].box == GRAPH_NONE && !d->wired[i])
			items[lonely++] = d->item[i];
	add_rows(d, items, lonely, columns_of(lonely));
	return 0;
}

static size_t anchor_of(const struct graph *g, const struct graph_box *box)
{
	const struct dev *dev = box->ns && !box->ns->host ? box->ns->devs : NULL;

	for (; dev; dev = dev->next)
		if (dev->peer && dev->peer->over)
			return 1 + (size_t)(dev->peer->over - g->host->devs);
	return box->ns && box->ns->host ? 0 : SIZE_MAX;
}

/* What hangs on one bridge follows one another: so their wires need not cross. */
static int add_boxes(struct draft *d)
{
	const struct graph *g = d->g;
	_cleanup_free_ struct ordered *order = calloc(g->nboxes + 1, sizeof(*order));
	size_t i, n = 0;

	if (!order)
		return -ENOMEM;
	for (i = 0; i < g->nboxes; i++)
		if (!g->boxes[i].gone && g->boxes[i].stack == GRAPH_NONE)
			order[n++] = (struct ordered){ anchor_of(g, &g->boxes[i]), i };
	qsort(order, n, sizeof(*order), compare_ordered);
	for (i = 0; i < n; i++)
		add_box(d, order[i].i);
	return 0;
}

/* @n of what the host has @all of: only some of it was asked for. */
static void add_count(struct picture *p, const char *key, size_t n, size_t all)
{
	char words[96];

	if (n < all)
		snprintf(words, sizeof(words), "%zu of the host's %zu", n, all);
	else
		snprintf(words, sizeof(words), "%zu", all);
	picture_line(p, &p->notes, key, words, MARK_NONE);
}

static void add_counts(struct picture *p, const struct graph *g)
{
	size_t i, tasks = g->host->n_tasks, devs = g->host->n_devs;

	for (i = 0; i < g->nnodes - g->nstacks; i++) {
		tasks -= g->nodes[i].gone ? g->nodes[i].ntasks : 0;
		devs -= g->nodes[i].gone && g->nodes[i].dev;
	}
	add_count(p, "processes", tasks, g->host->n_tasks);
	add_count(p, "devices", devs, g->host->n_devs);
}

static void add_notes(struct picture *p, const struct graph *g)
{
	static const char *const sources[] = { "kernel", "the kernel, by nsview.ko",
					       "proc",	 "/proc and rtnetlink",
					       "file",	 "saved tables" };
	const struct host *h = g->host;
	char words[96];
	size_t i, nets = 0, all = 0, boxes = 0, stacks = 0;

	for (i = 0; i + 1 < ARRAY_SIZE(sources); i += 2)
		if (!strcmp(h->source, sources[i]))
			picture_line(p, &p->notes, "seen by", sources[i + 1], MARK_NONE);
	picture_line(p, &p->notes, "complete", h->complete ? "yes" : "no: see what nsview says",
		     h->complete ? MARK_NONE : MARK_ODD);
	for (i = 0; i < g->nboxes; i++) {
		all += !!g->boxes[i].ns;
		nets += g->boxes[i].ns && !g->boxes[i].gone;
		boxes += g->boxes[i].ns && g->boxes[i].stack != GRAPH_NONE;
	}
	/* Others are of what is in a box. */
	for (i = g->nnodes - g->nstacks; i < g->nnodes; i++)
		stacks += g->nodes[i].box == GRAPH_NONE;
	add_count(p, "net namespaces", nets, all);
	if (boxes) {
		snprintf(words, sizeof(words), "%zu of them, in %zu stack%s", boxes, stacks,
			 stacks == 1 ? "" : "s");
		picture_line(p, &p->notes, "folded", words, MARK_NONE);
	}
	add_counts(p, g);
}

int graph_picture(const struct graph *g, struct picture *p)
{
	size_t nplaces = g->nboxes + g->nstacks, i;
	_cleanup_free_ size_t *item = calloc(g->nnodes + 1, sizeof(*item));
	_cleanup_free_ size_t *box_item = calloc(g->nboxes + 1, sizeof(*box_item));
	_cleanup_free_ bool *wired = calloc(g->nnodes + 1, sizeof(*wired));
	_cleanup_free_ int *side = calloc(nplaces + 1, sizeof(*side));
	_cleanup_free_ size_t *far = calloc(nplaces + 1, sizeof(*far));
	struct draft d = { g, p, item, box_item, wired, side, far, { 0 }, 0 };
	int err = item && box_item && wired && side && far ? 0 : -ENOMEM;

	if (!err)
		err = graph_place(g, side, far);
	if (!err)
		err = add_boxes(&d);
	for (i = g->nnodes - g->nstacks; i < g->nnodes && !err; i++)
		if (g->nodes[i].box == GRAPH_NONE)
			add_node(&d, i, PICTURE_NONE);
	if (!err)
		err = add_edges(&d);
	if (!err)
		err = add_all_rows(&d);
	map_free(&d.edges);
	if (!err)
		add_notes(p, g);
	return err ? err : p->failed ? -ENOMEM : 0;
}
