/* SPDX-License-Identifier: GPL-2.0 */
/*
 * nsview why NAMESPACE: what keeps it alive, and how much of what the kernel
 * counts that explains.
 */
#include <errno.h>

#include "../cleanup.h"
#include "why.h"
#include "why_ns.h"
#include "words.h"

enum {
	COL_WHAT,
	COL_REFS,
	COL_PID,
	COL_COMMAND,
	COL_DETAIL,
	COL_KIND,
	COL_FOUND,
	COL_TGID,
	COL_FD,
	COL_TYPE,
	COL_INUM,
	COL_NSPROXY,
	COL_SOCKET,
	COL_FAMILY,
	COL_DEVICE,
	COL_POINT,
	COL_MNT,
	COL_SUMMARY,
};

#define SHOWN COLUMN_SHOWN
#define EYES (COLUMN_SHOWN | COLUMN_EYES)
#define RIGHT COLUMN_RIGHT

static const struct column columns[] = {
	[COL_WHAT] = { "WHAT", COLUMN_TEXT, EYES | COLUMN_TREE,
		       "what keeps it, and as part of what", MADE },
	[COL_REFS] = { "REFS", COLUMN_NUM, SHOWN | RIGHT,
		       "references that it is; of the namespace, those that the kernel counts",
		       MADE },
	[COL_PID] = { "PID", COLUMN_NUM, SHOWN | RIGHT,
		      "process or thread; of a mount or a namespace, one in it", MADE },
	[COL_COMMAND] = { "COMMAND", COLUMN_TEXT, SHOWN, "its name", MADE },
	[COL_DETAIL] = { "DETAIL", COLUMN_TEXT, EYES | COLUMN_WRAP, "where, and what else is known",
			 MADE },
	[COL_KIND] = { "KIND", COLUMN_TEXT, 0,
		       "namespace kernel nsproxy pids credentials task nsfs fd flight mount socket "
		       "tap child owned unknown missing",
		       MADE },
	[COL_FOUND] = { "FOUND", COLUMN_NUM, RIGHT,
			"of the namespace: references that are explained", MADE },
	[COL_TGID] = { "TGID", COLUMN_NUM, RIGHT, "process that the thread PID is of", MADE },
	[COL_FD] = { "FD", COLUMN_NUM, RIGHT, "descriptor", MADE },
	[COL_TYPE] = { "TYPE", COLUMN_TEXT, 0, "type of the namespace", MADE },
	[COL_INUM] = { "INUM", COLUMN_NUM, RIGHT, "its inode number", MADE },
	[COL_NSPROXY] = { "NSPROXY", COLUMN_TEXT, 0, "token of the nsproxy", MADE },
	[COL_SOCKET] = { "SOCKET", COLUMN_NUM, RIGHT, "inode number of the socket", MADE },
	[COL_FAMILY] = { "FAMILY", COLUMN_TEXT, 0, "family of the socket", MADE },
	[COL_DEVICE] = { "DEVICE", COLUMN_TEXT, 0, "device of a tap's descriptor", MADE },
	[COL_POINT] = { "POINT", COLUMN_TEXT, 0, "where it is mounted", MADE },
	[COL_MNT] = { "MNT", COLUMN_NUM, RIGHT, "mount namespace of that", MADE },
	[COL_SUMMARY] = { "SUMMARY", COLUMN_TEXT, 0, "of the namespace: the count in words", MADE },
};

struct row {
	const struct holder *holder;
	const struct holders *all;
};

static uint64_t pid_of(const struct holder *o)
{
	/* A thread's own is not its process's. */
	if (o->kind == HOLDER_FD && o->tap && o->tap->tid != NSVIEW_NONE)
		return o->tap->tid;
	if (o->task)
		return o->task->pid;
	if (o->tap)
		return o->kind == HOLDER_TAP ? NSVIEW_NONE : o->tap->pid;
	if (o->mount)
		return o->mount->pid;
	return o->pin && o->kind != HOLDER_SOCKET ? o->pin->pid : NSVIEW_NONE;
}

static uint64_t fd_of(const struct holder *o)
{
	if (o->kind != HOLDER_FD && o->kind != HOLDER_FLIGHT)
		return NSVIEW_NONE;
	return o->tap ? o->tap->fd : o->pin->fd;
}

static uint64_t socket_of(const struct holder *o)
{
	return o->pin ? o->pin->socket : NSVIEW_NONE;
}

static void fill_what(const struct holder *o, struct cell *c)
{
	why_ns_what(&c->made, o);
	cell_made(c);
	if (o->kind == HOLDER_NAMESPACE)
		c->mark = MARK_HEAD;
	else if (o->kind == HOLDER_UNKNOWN || o->kind == HOLDER_MISSING)
		c->mark = MARK_ODD;
}

static void fill_detail(const struct row *r, struct cell *c)
{
	why_ns_detail(&c->made, r->holder, r->all);
	if (c->made.len)
		cell_made(c);
	else
		c->eyes = "";
}

/* The one row that is about the namespace itself. */
static void fill_top(const struct row *r, size_t column, struct cell *c)
{
	if (r->holder->kind != HOLDER_NAMESPACE)
		return;
	if (column == COL_FOUND) {
		cell_num(c, r->all->found);
		return;
	}
	why_ns_summary(&c->made, r->all);
	cell_made(c);
}

static void why_ns_fill(const struct host *h, const void *row, size_t column, struct cell *c)
{
	const struct row *r = row;
	const struct holder *o = r->holder;

	(void)h;
	switch (column) {
	case COL_WHAT:
		fill_what(o, c);
		break;
	case COL_REFS:
		cell_num(c, o->refs);
		break;
	case COL_PID:
		cell_num(c, pid_of(o));
		break;
	case COL_COMMAND:
		cell_text(c, o->task ? o->task->comm : NULL);
		break;
	case COL_DETAIL:
		fill_detail(r, c);
		break;
	case COL_KIND:
		cell_text(c, holder_names[o->kind]);
		break;
	case COL_FOUND:
	case COL_SUMMARY:
		fill_top(r, column, c);
		break;
	case COL_TGID:
		cell_num(c, o->task ? o->task->tgid : NSVIEW_NONE);
		break;
	case COL_FD:
		cell_num(c, fd_of(o));
		break;
	case COL_TYPE:
		cell_text(c, o->ns ? o->ns->type : NULL);
		break;
	case COL_INUM:
		cell_num(c, o->ns ? o->ns->inum : NSVIEW_NONE);
		break;
	case COL_NSPROXY:
		cell_text(c, o->token);
		break;
	case COL_SOCKET:
		cell_num(c, socket_of(o));
		break;
	case COL_FAMILY:
		cell_text(c, o->pin ? o->pin->family : NULL);
		break;
	case COL_DEVICE:
		cell_text(c, o->tap ? o->tap->name : NULL);
		break;
	case COL_POINT:
		cell_text(c, o->mount ? o->mount->point : NULL);
		break;
	case COL_MNT:
		cell_num(c, o->mount ? o->mount->ns_mnt : NSVIEW_NONE);
		break;
	}
}

static const char *const why_ns_closed[] = {
	"KIND",
	"namespace,kernel,nsproxy,pids,credentials,task,nsfs,fd,flight,mount,socket,tap,child,"
	"owned,unknown,missing",
	"TYPE",
	words_ns_types,
	NULL,
};

const struct sheet why_ns_sheet = {
	.view = "why",
	.array = "namespaces",
	.columns = columns,
	.ncolumns = ARRAY_SIZE(columns),
	.nested = true,
	.fill = why_ns_fill,
	.closed = why_ns_closed,
};

int why_ns(const struct host *h, const struct ns *ns, struct out *out, struct problem *p)
{
	struct holders all;
	size_t i;
	int err = holders_find(h, ns, &all);

	for (i = 0; i < all.count && !err; i++) {
		const struct row row = { &all.all[i], &all };

		out_row(out, all.all[i].depth, &row);
	}
	holders_free(&all);
	return err ? problem_set(p, err, "out of memory") : 0;
}
