/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where places go: the host in the middle, what is wired to it by turns on its right and
 * its left, and what is behind that further out. Half of fifty containers at each side is
 * a picture that a screen can show, all at one is a ribbon.
 */
#include <errno.h>
#include <stdlib.h>

#include "../cleanup.h"
#include "graph.h"

/* So few go all to one side. */
#define ONE_SIDE 4

/* Two places that a wire joins. */
struct joint {
	size_t a, b;
};

struct walk {
	const struct graph *g;
	struct joint *joints; /* by a */
	size_t njoints;
	size_t *first; /* of each place, and one more */
	size_t *queue;
	size_t nplaces;
	size_t weight[2]; /* left and right */
};

size_t graph_place_of(const struct graph *g, size_t node)
{
	const struct graph_node *n = &g->nodes[node];

	return n->box != GRAPH_NONE ? n->box : g->nboxes + node - (g->nnodes - g->nstacks);
}

static int compare_joints(const void *a, const void *b)
{
	const struct joint *x = a, *y = b;

	if (x->a != y->a)
		return x->a < y->a ? -1 : 1;
	return (x->b > y->b) - (x->b < y->b);
}

static void join(struct walk *w)
{
	const struct graph *g = w->g;
	size_t i, at = 0;

	for (i = 0; i < g->nedges; i++) {
		size_t a = graph_place_of(g, graph_shown(g, g->edges[i].from));
		size_t b = graph_place_of(g, graph_shown(g, g->edges[i].to));

		if (a == b)
			continue;
		w->joints[w->njoints++] = (struct joint){ a, b };
		w->joints[w->njoints++] = (struct joint){ b, a };
	}
	qsort(w->joints, w->njoints, sizeof(*w->joints), compare_joints);
	for (i = 0; i <= w->nplaces; i++) {
		while (at < w->njoints && w->joints[at].a < i)
			at++;
		w->first[i] = at;
	}
}

static int next_side(struct walk *w, size_t place)
{
	size_t nodes = place < w->g->nboxes ? w->g->boxes[place].count : 2;
	bool left = w->nplaces > ONE_SIDE + 1 && w->weight[0] < w->weight[1];

	w->weight[!left] += nodes + 1;
	return left ? -1 : 1;
}

/* All that can be reached from @start, the nearest first. */
static void spread(struct walk *w, size_t start, int *side, size_t *far)
{
	size_t at = 0, n = 0, i;

	far[start] = 0;
	w->queue[n++] = start;
	while (at < n) {
		size_t place = w->queue[at++];

		for (i = w->first[place]; i < w->first[place + 1]; i++) {
			size_t next = w->joints[i].b;

			if (far[next] != GRAPH_NONE)
				continue;
			far[next] = far[place] + 1;
			side[next] = side[place] ? side[place] : next_side(w, next);
			w->queue[n++] = next;
		}
	}
}

int graph_place(const struct graph *g, int *side, size_t *far)
{
	size_t nplaces = g->nboxes + g->nstacks, i;
	_cleanup_free_ struct joint *joints = calloc(2 * g->nedges + 1, sizeof(*joints));
	_cleanup_free_ size_t *first = calloc(nplaces + 2, sizeof(*first));
	_cleanup_free_ size_t *queue = calloc(nplaces + 1, sizeof(*queue));
	struct walk w = { g, joints, 0, first, queue, nplaces, { 0, 0 } };

	if (!joints || !first || !queue)
		return -ENOMEM;
	join(&w);
	for (i = 0; i < nplaces; i++) {
		side[i] = 0;
		far[i] = GRAPH_NONE;
	}
	for (i = 0; i < nplaces; i++) {
		if (far[i] != GRAPH_NONE)
			continue;
		side[i] = i ? 1 : 0; /* apart from the host: to the right */
		spread(&w, i, side, far);
	}
	return 0;
}
