/* SPDX-License-Identifier: GPL-2.0 */
/* The cells of nsview why DEVICE. */
#define _GNU_SOURCE
#include <string.h>

#include "../cleanup.h"
#include "keeper.h"
#include "why_dev.h"
#include "words.h"

enum {
	COL_WHY,
	COL_ANSWER,
	COL_WHAT,
	COL_NAME,
	COL_IFINDEX,
	COL_KIND,
	COL_NETNS,
	COL_HOST,
	COL_KEPT,
	COL_PID,
	COL_TID,
	COL_COMMAND,
	COL_FD,
	COL_POINT,
	COL_RX_HANDLER,
	COL_RX_MODULE,
	COL_ROLE,
	COL_MASTER,
	COL_ACTION,
	COL_VERDICT,
	COL_ERRNO,
	COL_FROM,
	COL_BY,
};

#define RIGHT COLUMN_RIGHT

static const struct column why_columns[] = {
	[COL_WHY] = { "WHY", COLUMN_TEXT, COLUMN_SHOWN | COLUMN_EYES | COLUMN_TREE,
		      "the device; what is on it; what one may want to do with it", MADE },
	[COL_ANSWER] = { "ANSWER", COLUMN_TEXT, COLUMN_SHOWN | COLUMN_WRAP, "in words", MADE },
	[COL_WHAT] = { "WHAT", COLUMN_TEXT, 0, "device handler holder upper verdict", MADE },
	[COL_NAME] = { "NAME", COLUMN_TEXT, 0, "name of the device", FIELD(struct dev, name) },
	[COL_IFINDEX] = { "IFINDEX", COLUMN_NUM, RIGHT, "its index", MADE },
	[COL_KIND] = { "KIND", COLUMN_TEXT, 0, "its rtnl link kind", FIELD(struct dev, kind) },
	[COL_NETNS] = { "NETNS", COLUMN_NUM, RIGHT, "network namespace it is in", MADE },
	[COL_HOST] = { "HOST", COLUMN_BOOL, 0, "that is the host's", MADE },
	[COL_KEPT] = { "KEPT", COLUMN_TEXT, 0,
		       "what keeps that: host process thread mount fd flight socket tap", MADE },
	[COL_PID] = { "PID", COLUMN_NUM, RIGHT, "the process that does", MADE },
	[COL_TID] = { "TID", COLUMN_NUM, RIGHT, "or thread of it", MADE },
	[COL_COMMAND] = { "COMMAND", COLUMN_TEXT, 0, "its name", MADE },
	[COL_FD] = { "FD", COLUMN_NUM, RIGHT, "its descriptor, if that does", MADE },
	[COL_POINT] = { "POINT", COLUMN_TEXT, 0, "where it is mounted, if that does", MADE },
	[COL_RX_HANDLER] = { "RX_HANDLER", COLUMN_TEXT, 0,
			     "function that takes the frames of the device, before IP",
			     FIELD(struct dev, rx_handler) },
	[COL_RX_MODULE] = { "RX_MODULE", COLUMN_TEXT, 0, "module of that function",
			    FIELD(struct dev, rx_module) },
	[COL_ROLE] = { "ROLE", COLUMN_TEXT, 0, "what that makes of it: bridge port, bond slave ...",
		       MADE },
	[COL_MASTER] = { "MASTER", COLUMN_BOOL, 0, "a holder or upper is the device's master",
			 MADE },
	[COL_ACTION] = { "ACTION", COLUMN_TEXT, 0,
			 "master KIND: ip link set DEV master; add KIND: ip link add link DEV",
			 MADE },
	[COL_VERDICT] = { "VERDICT", COLUMN_TEXT, 0, "allowed steals refused loses unknown", MADE },
	[COL_ERRNO] = { "ERRNO", COLUMN_TEXT, 0, "what a refusal fails with", MADE },
	[COL_FROM] = { "FROM", COLUMN_TEXT, 0, "the master that it is taken away from", MADE },
	[COL_BY] = { "BY", COLUMN_TEXT, 0, "who a refusal is due to: device, module or function",
		     MADE },
};

static const char *const row_words[] = {
	[WHY_DEVICE] = "device", [WHY_HANDLER] = "handler", [WHY_HOLDER] = "holder",
	[WHY_UPPER] = "upper",	 [WHY_VERDICT] = "verdict",
};

static const char *const outcomes[] = {
	[OUTCOME_ALLOWED] = "allowed", [OUTCOME_STEALS] = "steals",   [OUTCOME_REFUSED] = "refused",
	[OUTCOME_LOSES] = "loses",     [OUTCOME_UNKNOWN] = "unknown",
};

/* The device that a row is about; NULL: about none, or one that has no row. */
static const struct dev *subject(const struct why_row *row)
{
	switch (row->what) {
	case WHY_DEVICE:
		return row->held->dev;
	case WHY_HOLDER:
	case WHY_UPPER:
		return row->upper->dev;
	default:
		return NULL;
	}
}

static void fill_answer(const struct host *h, const struct why_row *row, struct cell *c)
{
	words_why(&c->made, h, row);
	cell_made(c);
	if (row->what == WHY_HANDLER && held_by_module(row->held))
		c->mark = MARK_ODD;
	if (row->what == WHY_VERDICT && row->verdict->from)
		c->mark = MARK_ODD;
}

static void fill_why(const struct why_row *row, struct cell *c)
{
	switch (row->what) {
	case WHY_DEVICE:
		text_puts(&c->made, row->held->dev->name);
		c->mark = MARK_HEAD;
		break;
	case WHY_HANDLER:
		words_symbol(&c->made, row->held->dev->rx_handler, row->held->dev->rx_module);
		break;
	case WHY_HOLDER:
	case WHY_UPPER:
		words_upper(&c->made, row->upper);
		break;
	case WHY_VERDICT:
		text_puts(&c->made, action_name(row->verdict->action));
		break;
	}
	cell_made(c);
}

static void fill_keeper(const struct host *h, const struct dev *dev, size_t column, struct cell *c)
{
	struct keeper k;

	if (!dev || !dev->net)
		return;
	k = keeper_find(h, dev->net);
	switch (column) {
	case COL_KEPT:
		cell_text(c, k.kind);
		break;
	case COL_PID:
		cell_num(c, k.pid);
		break;
	case COL_TID:
		cell_num(c, k.tid);
		break;
	case COL_COMMAND:
		cell_text(c, k.comm);
		break;
	case COL_FD:
		cell_num(c, k.fd);
		break;
	case COL_POINT:
		cell_text(c, k.point);
		break;
	}
}

static void fill_verdict(const struct held *held, const struct verdict *v, size_t column,
			 struct cell *c)
{
	bool refused = v && (v->outcome == OUTCOME_REFUSED || v->outcome == OUTCOME_LOSES);

	if (!v)
		return;
	switch (column) {
	case COL_ACTION:
		cell_text(c, action_name(v->action));
		break;
	case COL_VERDICT:
		cell_text(c, outcomes[v->outcome]);
		break;
	case COL_ERRNO:
		cell_text(c, refused && v->err ? strerrorname_np(v->err) : NULL);
		break;
	case COL_FROM:
		cell_text(c, v->from ? v->from->name : NULL);
		break;
	case COL_BY:
		if (!refused || v->why)
			break;
		if (v->by && !v->by->dev)
			break;
		if (v->by)
			cell_text(c, v->by->dev->name);
		else
			cell_text(c, held->dev->rx_module ? held->dev->rx_module :
							    held->dev->rx_handler);
		break;
	}
}

static void why_fill(const struct host *h, const void *of, size_t column, struct cell *c)
{
	const struct why_row *row = of;
	const struct dev *dev = subject(row);
	bool upper = row->what == WHY_HOLDER || row->what == WHY_UPPER;
	bool own = row->what == WHY_DEVICE || row->what == WHY_HANDLER;

	switch (column) {
	case COL_WHY:
		fill_why(row, c);
		break;
	case COL_ANSWER:
		fill_answer(h, row, c);
		break;
	case COL_WHAT:
		cell_text(c, row_words[row->what]);
		break;
	case COL_IFINDEX:
		if (upper || dev)
			cell_num(c, upper ? row->upper->ifindex : dev->ifindex);
		break;
	case COL_NETNS:
		if (upper || dev)
			cell_num(c, upper ? row->upper->netns : dev->netns);
		break;
	case COL_HOST:
		if (dev && dev->net && ns_sharing(h, dev->net) != SHARING_UNKNOWN)
			cell_bool(c, ns_sharing(h, dev->net) == SHARING_HOST);
		break;
	case COL_ROLE:
		cell_text(c, own ? held_role(row->held) : NULL);
		break;
	case COL_MASTER:
		if (upper)
			cell_bool(c, row->upper->master);
		break;
	default:
		fill_keeper(h, dev, column, c);
		fill_verdict(row->held, row->verdict, column, c);
	}
}

/* Whose field a column shows. */
static const void *why_base(const void *of, size_t column)
{
	const struct why_row *row = of;

	if (column == COL_RX_HANDLER || column == COL_RX_MODULE)
		return row->what <= WHY_HANDLER ? row->held->dev : NULL;
	return subject(row);
}

static const char *const why_dev_closed[] = {
	"WHAT",	   "device,handler,holder,upper,verdict",
	"KEPT",	   "host,process,thread,mount,fd,flight,socket,tap",
	"VERDICT", "allowed,steals,refused,loses,unknown",
	NULL,
};

const struct sheet why_dev_sheet = {
	.view = "why",
	.array = "devices",
	.columns = why_columns,
	.ncolumns = ARRAY_SIZE(why_columns),
	.nested = true,
	.base = why_base,
	.fill = why_fill,
	.closed = why_dev_closed,
};
