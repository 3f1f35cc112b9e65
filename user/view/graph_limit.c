/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Only some namespaces, and what they hang on: the other ends of their wires, the bridges
 * and uplinks behind those; not whoever else is plugged in there.
 */
#include <errno.h>
#include <stdlib.h>

#include "../cleanup.h"
#include "graph.h"

/* Masters of masters, lower devices of those: further than that nobody stacks. */
#define ROUNDS_MAX 8

static bool is_wanted(const struct graph *g, size_t node)
{
	return g->boxes[g->nodes[node].box].wanted;
}

/* A port that leads out of the host, not to somebody else in it. */
static bool is_uplink(const struct graph_node *node)
{
	return !node->dev->peer || node->dev->peer->net == node->dev->net;
}

static bool keep(bool *kept, size_t node)
{
	bool more = !kept[node];

	kept[node] = true;
	return more;
}

/* What else is kept because of @e. */
static bool follow(const struct graph *g, bool *kept, const struct graph_edge *e)
{
	bool more = false;

	if (is_wanted(g, e->from) || is_wanted(g, e->to)) {
		more |= keep(kept, e->from);
		more |= keep(kept, e->to);
	} else if (e->wire != WIRE_PEER && kept[e->from]) {
		more = keep(kept, e->to);
	} else if (e->wire == WIRE_PORT && kept[e->to] && is_uplink(&g->nodes[e->from])) {
		more = keep(kept, e->from);
	}
	return more;
}

static void drop_edges(struct graph *g, const bool *kept)
{
	size_t i, n = 0;

	for (i = 0; i < g->nedges; i++)
		if (kept[g->edges[i].from] && kept[g->edges[i].to])
			g->edges[n++] = g->edges[i];
	g->nedges = n;
}

int graph_limit(struct graph *g, const struct ns *const *nets, size_t n)
{
	_cleanup_free_ bool *kept = calloc(g->nnodes + 1, sizeof(*kept));
	bool more = true;
	size_t i, rounds;

	if (!kept)
		return -ENOMEM;
	for (i = 0; i < n; i++)
		g->boxes[g->box_of[nets[i] - g->host->namespaces]].wanted = true;
	for (i = 0; i < g->nnodes; i++)
		kept[i] = is_wanted(g, i);
	for (rounds = 0; more && rounds < ROUNDS_MAX; rounds++)
		for (more = false, i = 0; i < g->nedges; i++)
			more |= follow(g, kept, &g->edges[i]);
	drop_edges(g, kept);
	for (i = 0; i < g->nboxes; i++)
		g->boxes[i].gone = !g->boxes[i].wanted;
	for (i = 0; i < g->nnodes; i++) {
		struct graph_node *node = &g->nodes[i];

		node->gone = !kept[i];
		node->drawn &= kept[i];
		g->boxes[node->box].gone &= !kept[i];
	}
	return 0;
}
