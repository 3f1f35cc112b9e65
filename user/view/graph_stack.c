/* SPDX-License-Identifier: GPL-2.0 */
/* Stacks: what is in them, how much is drawn with them, and what goes there if all else fails. */
#include "graph.h"

/* Nodes of one box if all else fails. */
#define BOX_NODES_MAX 40

size_t graph_stack_add(struct graph *g, size_t box)
{
	if (g->nnodes == g->size) {
		g->failed = true;
		return 0;
	}
	g->nodes[g->nnodes] = (struct graph_node){
		.kind = GRAPH_STACK,
		.box = box,
		.stack = GRAPH_NONE,
		.first = GRAPH_NONE,
		.next = GRAPH_NONE,
		.drawn = true,
	};
	g->nstacks++;
	return g->nnodes++;
}

void graph_stack_node(struct graph *g, size_t stack, size_t i)
{
	g->nodes[i].stack = stack;
	g->nodes[i].next = g->nodes[stack].first;
	g->nodes[stack].first = i;
	g->nodes[stack].count++;
}

void graph_stack_box(struct graph *g, size_t stack, size_t i)
{
	g->boxes[i].stack = stack;
	g->boxes[i].next = g->nodes[stack].first;
	g->nodes[stack].first = i;
	g->nodes[stack].count++;
}

/* What stands where node @i would: itself; a stack where its first would; or GRAPH_NONE. */
static size_t stands_at(const struct graph *g, size_t i)
{
	const struct graph_node *node = &g->nodes[i];

	if (!node->drawn)
		return GRAPH_NONE;
	if (node->stack == GRAPH_NONE)
		return i;
	return g->nodes[node->stack].first == i ? node->stack : GRAPH_NONE;
}

static size_t count_box(const struct graph *g, const struct graph_box *box)
{
	size_t i, n = 0;

	if (box->gone || box->stack != GRAPH_NONE)
		return 0;
	for (i = box->first; i < box->first + box->count; i++)
		n += stands_at(g, i) != GRAPH_NONE;
	return n ? n : 1;
}

/* Nodes for box @b: those in it, or the stack that stands where it would. */
static size_t count_at(const struct graph *g, size_t b)
{
	size_t stack = g->boxes[b].stack;

	if (stack == GRAPH_NONE)
		return count_box(g, &g->boxes[b]);
	return g->nodes[stack].first == b;
}

size_t graph_count(const struct graph *g)
{
	size_t i, n = 0;

	for (i = 0; i < g->nboxes; i++)
		n += count_at(g, i);
	return n;
}

/* All that are in stack @from go in front of those in @to. */
static void move_stack(struct graph *g, size_t to, size_t from)
{
	bool boxes = g->nodes[from].box == GRAPH_NONE;
	size_t i = g->nodes[from].first, *next = NULL;

	for (; i != GRAPH_NONE; i = *next) {
		*(boxes ? &g->boxes[i].stack : &g->nodes[i].stack) = to;
		next = boxes ? &g->boxes[i].next : &g->nodes[i].next;
	}
	if (!next)
		return;
	*next = g->nodes[to].first;
	g->nodes[to].first = g->nodes[from].first;
	g->nodes[to].count += g->nodes[from].count;
	g->nodes[from].first = GRAPH_NONE;
	g->nodes[from].count = 0;
}

/* The last nodes and stacks of a box into one stack; returns how many are left. */
static size_t cut_box(struct graph *g, size_t b)
{
	struct graph_box *box = &g->boxes[b];
	size_t left = count_box(g, box), i, stack;

	if (left <= BOX_NODES_MAX)
		return left;
	stack = graph_stack_add(g, b);
	g->nodes[stack].mixed = true;
	for (i = box->first + box->count; i-- > box->first && left >= BOX_NODES_MAX;) {
		size_t at = stands_at(g, i);

		if (at == GRAPH_NONE)
			continue;
		if (at == i)
			graph_stack_node(g, stack, i);
		else
			move_stack(g, stack, at);
		left--;
	}
	return left + 1;
}

/* The host, on which all hangs, and what was asked for. */
static bool stays(const struct graph *g, size_t b)
{
	return g->boxes[b].stack == GRAPH_NONE && (!b || g->boxes[b].wanted);
}

static void cut_boxes(struct graph *g, size_t from)
{
	size_t stack = graph_stack_add(g, GRAPH_NONE), i;

	g->nodes[stack].mixed = true;
	for (i = g->nboxes; i-- > from;) {
		if (stays(g, i) || !count_at(g, i))
			continue;
		if (g->boxes[i].stack == GRAPH_NONE)
			graph_stack_box(g, stack, i);
		else
			move_stack(g, stack, g->boxes[i].stack);
	}
}

static void drop_empty_stacks(struct graph *g)
{
	size_t to = g->nnodes - g->nstacks, from, end = g->nnodes;

	for (from = to; from < end; from++) {
		if (!g->nodes[from].count)
			continue;
		if (to != from) {
			g->nodes[to] = g->nodes[from];
			g->nodes[to].first = GRAPH_NONE;
			g->nodes[to].count = 0;
			move_stack(g, to, from);
		}
		to++;
	}
	g->nstacks -= end - to;
	g->nnodes = to;
}

/* Nothing is alike: what comes last goes into a stack, in each box and of all boxes. */
void graph_cut(struct graph *g)
{
	size_t i, total = 1; /* the stack of boxes */

	for (i = 0; i < g->nboxes; i++)
		if (stays(g, i))
			total += cut_box(g, i);
	for (i = 0; i < g->nboxes; i++) {
		if (stays(g, i))
			continue;
		total += g->boxes[i].stack == GRAPH_NONE ? cut_box(g, i) : count_at(g, i);
		if (total > GRAPH_NODES_MAX)
			break;
	}
	if (i < g->nboxes)
		cut_boxes(g, i);
	if (!g->failed)
		drop_empty_stacks(g);
}

size_t graph_shown(const struct graph *g, size_t i)
{
	const struct graph_node *node = &g->nodes[i];

	if (node->box != GRAPH_NONE && g->boxes[node->box].stack != GRAPH_NONE)
		return g->boxes[node->box].stack;
	return node->stack != GRAPH_NONE ? node->stack : i;
}
