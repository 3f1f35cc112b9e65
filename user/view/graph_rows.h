/* SPDX-License-Identifier: GPL-2.0 */
/* The graph as rows. */
#ifndef NSVIEW_GRAPH_ROWS_H
#define NSVIEW_GRAPH_ROWS_H

#include "graph.h"

/* About one of the three. */
struct graph_row {
	const struct graph *graph;
	const struct graph_box *box;
	const struct graph_node *node;
	const struct graph_edge *edge;
};

extern const struct sheet graph_sheet;

#endif
