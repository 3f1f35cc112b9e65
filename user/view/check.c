/* SPDX-License-Identifier: GPL-2.0 */
/*
 * nsview check: whether /proc, rtnetlink, bridges and listns(2) tell what the
 * kernel's own lists have. A row for each difference, and exit 3 if there is
 * one.
 */
#include "../cleanup.h"
#include "view.h"
#include "words.h"

enum {
	COL_WHAT,
	COL_OBJECT,
	COL_ATTRIBUTE,
	COL_SAYS,
	COL_VALUE,
	COL_DENIES,
	COL_OTHER,
	COL_REASON,
	COL_PID,
	COL_TID,
	COL_NETNS,
	COL_IFINDEX,
	COL_TYPE,
	COL_INUM,
	COL_ID,
	COL_NAME,
};

#define SHOWN COLUMN_SHOWN
#define RIGHT COLUMN_RIGHT
#define DIFFERENCE(name) FIELD(struct difference_row, name)

#define CUT (COLUMN_TRUNC | COLUMN_ENDS)

static const struct column check_columns[] = {
	[COL_WHAT] = { "WHAT", COLUMN_TEXT, SHOWN | COLUMN_SPARE_LAST,
		       "process, thread, device, port or namespace", DIFFERENCE(what) },
	[COL_OBJECT] = { "OBJECT", COLUMN_TEXT, SHOWN | CUT, "which", MADE },
	[COL_ATTRIBUTE] = { "ATTRIBUTE", COLUMN_TEXT, SHOWN | COLUMN_TRUNC,
			    "what of it is told differently; -: whether it is there at all", MADE },
	[COL_SAYS] = { "SAYS", COLUMN_TEXT, SHOWN, "who says so", DIFFERENCE(says) },
	[COL_VALUE] = { "VALUE", COLUMN_TEXT, SHOWN | CUT, "and what", DIFFERENCE(value) },
	[COL_DENIES] = { "DENIES", COLUMN_TEXT, SHOWN, "who does not", DIFFERENCE(denies) },
	[COL_OTHER] = { "OTHER", COLUMN_TEXT, SHOWN | CUT, "and what that says",
			DIFFERENCE(other) },
	[COL_REASON] = { "REASON", COLUMN_TEXT, SHOWN | COLUMN_WRAP, "likely", DIFFERENCE(reason) },
	[COL_PID] = { "PID", COLUMN_NUM, RIGHT, "process", DIFFERENCE(pid) },
	[COL_TID] = { "TID", COLUMN_NUM, RIGHT, "thread", DIFFERENCE(tid) },
	[COL_NETNS] = { "NETNS", COLUMN_NUM, RIGHT, "network namespace of the device",
			DIFFERENCE(netns) },
	[COL_IFINDEX] = { "IFINDEX", COLUMN_NUM, RIGHT, "index of the device",
			  DIFFERENCE(ifindex) },
	[COL_TYPE] = { "TYPE", COLUMN_TEXT, 0, "type of the namespace", DIFFERENCE(type) },
	[COL_INUM] = { "INUM", COLUMN_NUM, RIGHT, "inode number of the namespace",
		       DIFFERENCE(inum) },
	[COL_ID] = { "ID", COLUMN_NUM, RIGHT, "64-bit id of the namespace", DIFFERENCE(id) },
	[COL_NAME] = { "NAME", COLUMN_TEXT, 0, "of the process, thread or device",
		       DIFFERENCE(name) },
};

static void put_number(struct text *t, const char *before, uint64_t n, const char *after)
{
	if (n == NSVIEW_NONE)
		return;
	text_puts(t, before);
	text_num(t, n);
	text_puts(t, after);
}

/* "812 sleep", "812/815 worker", "net:[4026532311]/eth0", "uts:[4026532400]" */
static void put_object_words(struct text *t, const struct difference_row *d)
{
	put_number(t, "", d->pid, "");
	put_number(t, "/", d->tid, "");
	put_number(t, "net:[", d->netns, "]/");
	if (d->name) {
		text_puts(t, d->pid == NSVIEW_NONE ? "" : " ");
		text_puts(t, d->name);
	} else {
		put_number(t, "#", d->ifindex, "");
	}
	if (!d->type)
		return;
	text_puts(t, d->type);
	if (d->inum != NSVIEW_NONE)
		put_number(t, ":[", d->inum, "]");
	else
		put_number(t, " #", d->id, "");
}

static void check_fill(const struct host *h, const void *row, size_t column, struct cell *c)
{
	const struct difference_row *d = row;

	(void)h;
	switch (column) {
	case COL_OBJECT:
		put_object_words(&c->made, d);
		cell_made(c);
		c->mark = MARK_ODD;
		break;
	case COL_ATTRIBUTE:
		cell_text(c, d->attribute);
		if (!d->attribute)
			c->eyes = "(is there)";
		break;
	}
}

static const char *const check_closed[] = {
	"WHAT", "process,thread,device,port,namespace", "TYPE", words_ns_types, NULL,
};

static const struct sheet *check_sheet(const struct options *o)
{
	static const struct sheet sheet = {
		.view = "check",
		.array = "differences",
		.columns = check_columns,
		.ncolumns = ARRAY_SIZE(check_columns),
		.fill = check_fill,
		.closed = check_closed,
	};

	(void)o;
	return &sheet;
}

static int check_show(const struct host *h, const struct options *o, struct out *out,
		      struct problem *p)
{
	size_t i;

	(void)o;
	(void)p;
	for (i = 0; i < h->n_differences; i++)
		out_row(out, 0, &h->differences[i]);
	return out->shown ? EXIT_DIFFERENT : 0;
}

const struct view view_check = {
	.name = "check",
	.args = "",
	.help = "Compares what /proc, rtnetlink and listns tell with the kernel's own lists",
	.examples = { "nsview check", "nsview check -Q 'WHAT == device'" },
	.need = TABLE_BIT(differences),
	.sheet = check_sheet,
	.show = check_show,
};
