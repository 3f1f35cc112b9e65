/* SPDX-License-Identifier: GPL-2.0 */
/* The graph as rows: what is in the picture, item by item, and nothing folded. */
#include <string.h>

#include "../cleanup.h"
#include "graph_rows.h"
#include "tree.h"
#include "words.h"

enum {
	COL_KIND,
	COL_NAME,
	COL_ID,
	COL_IN,
	COL_FROM,
	COL_TO,
	COL_STATE,
	COL_ODD,
	COL_ADDRESSES,
	COL_OWNER,
	COL_NETNS,
	COL_IFINDEX,
	COL_PIDS,
	COL_SHARED,
	COL_OWN,
};

#define SHOWN COLUMN_SHOWN

static const struct column graph_columns[] = {
	[COL_KIND] = { "KIND", COLUMN_TEXT, SHOWN,
		       "namespace, device, processes; or of a wire: port, peer, lower", MADE },
	[COL_NAME] = { "NAME", COLUMN_TEXT, SHOWN | COLUMN_TRUNC, "what it is called", MADE },
	[COL_ID] = { "ID", COLUMN_TEXT, SHOWN, "what it is called in the picture", MADE },
	[COL_IN] = { "IN", COLUMN_TEXT, 0, "the namespace it is in", MADE },
	[COL_FROM] = { "FROM", COLUMN_TEXT, SHOWN, "of a wire: port, one end, the upper device",
		       MADE },
	[COL_TO] = { "TO", COLUMN_TEXT, SHOWN, "and its master, the other end, the lower device",
		     MADE },
	[COL_STATE] = { "STATE", COLUMN_TEXT, SHOWN, "of a device; of a wire: why it is cut",
			MADE },
	[COL_ODD] = { "ODD", COLUMN_TEXT, SHOWN | COLUMN_WRAP, "what is worth a second look",
		      MADE },
	[COL_ADDRESSES] = { "ADDRESSES", COLUMN_WORDS, 0, "IP addresses of a device", MADE },
	[COL_OWNER] = { "OWNER", COLUMN_TEXT, 0, "container, machine, unit ...", MADE },
	[COL_NETNS] = { "NETNS", COLUMN_NUM, COLUMN_RIGHT, "net namespace", MADE },
	[COL_IFINDEX] = { "IFINDEX", COLUMN_NUM, COLUMN_RIGHT, "of a device", MADE },
	[COL_PIDS] = { "PIDS", COLUMN_NUMS, COLUMN_WRAP, "processes and threads", MADE },
	[COL_SHARED] = { "SHARED", COLUMN_WORDS, 0,
			 "namespaces that one of its processes shares with the host", MADE },
	[COL_OWN] = { "OWN", COLUMN_WORDS, 0, "and those that one has its own of", MADE },
};

static const struct graph_box *box_of(const struct graph_row *row)
{
	if (row->box)
		return row->box;
	return row->node ? &row->graph->boxes[row->node->box] : NULL;
}

static const char *kind_of(const struct graph_row *row)
{
	static const char *const wires[WIRES] = {
		[WIRE_PORT] = "port",
		[WIRE_PEER] = "peer",
		[WIRE_LOWER] = "lower",
	};

	if (row->edge)
		return wires[row->edge->wire];
	if (row->box)
		return "namespace";
	return row->node->dev ? "device" : "processes";
}

static void fill_name(const struct graph_row *row, struct cell *c)
{
	const struct graph *g = row->graph;

	if (row->edge)
		return;
	if (row->box)
		graph_box_name(&c->made, g, row->box);
	else
		graph_node_name(&c->made, g, (size_t)(row->node - g->nodes));
	cell_made(c);
}

static void fill_id(const struct graph_row *row, struct cell *c)
{
	const struct graph *g = row->graph;

	if (row->edge)
		return;
	if (row->box)
		graph_box_id(&c->made, row->box);
	else
		graph_node_id(&c->made, g, (size_t)(row->node - g->nodes));
	cell_made(c);
}

static void fill_in(const struct graph_row *row, struct cell *c)
{
	if (!row->node)
		return;
	graph_box_id(&c->made, box_of(row));
	cell_made(c);
}

static void fill_end(const struct graph_row *row, bool to, struct cell *c)
{
	if (!row->edge)
		return;
	graph_node_id(&c->made, row->graph, to ? row->edge->to : row->edge->from);
	cell_made(c);
}

static void fill_state(const struct graph_row *row, struct cell *c)
{
	if (row->node && row->node->dev)
		cell_text(c, words_state(row->node->dev));
	else if (row->edge && graph_edge_cut(&c->made, row->graph, row->edge))
		cell_made(c);
}

static void fill_odd(const struct graph_row *row, struct cell *c)
{
	bool odd = row->box  ? graph_box_odd(&c->made, row->graph, row->box) :
		   row->node ? graph_node_odd(&c->made, row->graph, row->node) :
			       false;

	if (!odd)
		return;
	c->mark = MARK_ODD;
	cell_made(c);
}

static void fill_owner(const struct graph_row *row, struct cell *c)
{
	struct owner owner = { .kind = OWNER_NONE };

	if (row->box && row->box->ns && !row->box->ns->host)
		owner = row->box->owner;
	else if (row->node && row->node->ntasks && !row->node->tasks[0]->kernel)
		owner_of_task(row->graph->host, row->node->tasks[0], &owner);
	if (owner.kind == OWNER_NONE)
		return;
	owner_put_name(&c->made, &owner);
	cell_made(c);
}

static void fill_pids(const struct graph_row *row, struct cell *c)
{
	size_t i;

	if (!row->node || row->node->dev)
		return;
	for (i = 0; i < row->node->ntasks; i++) {
		if (i)
			text_putc(&c->made, ',');
		text_num(&c->made, row->node->tasks[i]->pid);
	}
	cell_made(c);
}

static void fill_types(const struct graph_row *row, bool shared, struct cell *c)
{
	unsigned int bits[2] = { 0, 0 };
	const struct host *h = row->graph->host;

	if (row->box) {
		bits[0] = row->box->own;
		bits[1] = row->box->shared;
	} else if (row->node && row->node->ntasks) {
		bits[0] = row->node->own;
		bits[1] = row->node->shared;
	}
	if (!h->init || row->edge || !(bits[0] | bits[1]))
		return;
	words_types(&c->made, bits[shared], ',');
	cell_made(c);
}

static void graph_fill(const struct host *h, const void *data, size_t column, struct cell *c)
{
	const struct graph_row *row = data;
	const struct graph_box *box = box_of(row);

	(void)h;
	switch (column) {
	case COL_KIND:
		cell_text(c, kind_of(row));
		break;
	case COL_NAME:
		fill_name(row, c);
		break;
	case COL_ID:
		fill_id(row, c);
		break;
	case COL_IN:
		fill_in(row, c);
		break;
	case COL_FROM:
	case COL_TO:
		fill_end(row, column == COL_TO, c);
		break;
	case COL_STATE:
		fill_state(row, c);
		break;
	case COL_ODD:
		fill_odd(row, c);
		break;
	case COL_ADDRESSES:
		if (row->node && row->node->dev && words_addrs(&c->made, row->node->dev, ','))
			cell_made(c);
		break;
	case COL_OWNER:
		fill_owner(row, c);
		break;
	case COL_NETNS:
		if (box && box->ns)
			cell_num(c, box->ns->inum);
		break;
	case COL_IFINDEX:
		if (row->node && row->node->dev)
			cell_num(c, row->node->dev->ifindex);
		break;
	case COL_PIDS:
		fill_pids(row, c);
		break;
	case COL_SHARED:
	case COL_OWN:
		fill_types(row, column == COL_SHARED, c);
		break;
	}
}

static const char *const graph_closed[] = {
	"KIND",	  "namespace,device,processes,port,peer,lower",
	"SHARED", words_ns_types,
	"OWN",	  words_ns_types,
	NULL,
};

const struct sheet graph_sheet = {
	.view = "graph",
	.array = "graph",
	.columns = graph_columns,
	.ncolumns = ARRAY_SIZE(graph_columns),
	.fill = graph_fill,
	.closed = graph_closed,
};
