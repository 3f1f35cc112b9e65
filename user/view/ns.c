/* SPDX-License-Identifier: GPL-2.0 */
/* nsview ns: every namespace that is alive, like lsns and whole. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../cleanup.h"
#include "../host/ways.h"
#include "find.h"
#include "ns.h"
#include "view.h"
#include "words.h"

enum {
	COL_NS,
	COL_TYPE,
	COL_NPROCS,
	COL_PID,
	COL_COMMAND,
	COL_HOST,
	COL_OWNER,
	COL_PARENT,
	COL_REFS,
	COL_KNOWN,
	COL_NTHREADS,
	COL_UID,
	COL_CGROUP,
	COL_LEVEL,
	COL_ID,
	COL_CREATOR,
	COL_DEVICES,
	COL_PIDS,
	COL_HOSTNAME,
	COL_ENV,
	COL_PPID,
	COL_NSFS,
	COL_NSID,
	COL_BELONGS_TO,
};

#define SHOWN COLUMN_SHOWN
#define RIGHT COLUMN_RIGHT
#define DRESSED COLUMN_DRESSED

static const struct column ns_columns[] = {
	[COL_NS] = { "NS", COLUMN_NUM, SHOWN | RIGHT | DRESSED | COLUMN_BRANCHES,
		     "inode number of the namespace", FIELD(struct ns, inum) },
	[COL_TYPE] = { "TYPE", COLUMN_TEXT, SHOWN, "type of namespace", FIELD(struct ns, type) },
	[COL_NPROCS] = { "NPROCS", COLUMN_NUM, SHOWN | RIGHT, "processes in it",
			 FIELD(struct ns, nprocs) },
	[COL_PID] = { "PID", COLUMN_NUM, SHOWN | RIGHT, "lowest pid in it, else a tid",
		      VIA(struct ns, first, struct task, pid) },
	[COL_COMMAND] = { "COMMAND", COLUMN_TEXT, SHOWN | COLUMN_TRUNC | DRESSED,
			  "name of the task PID", VIA(struct ns, first, struct task, comm) },
	[COL_HOST] = { "HOST", COLUMN_BOOL, SHOWN, "PID 1 is in it", MADE },
	[COL_OWNER] = { "OWNER", COLUMN_NUM, SHOWN | RIGHT | COLUMN_SPARE,
			"user namespace that owns it", FIELD(struct ns, owner) },
	[COL_PARENT] = { "PARENT", COLUMN_NUM, RIGHT, "parent of a pid or user namespace",
			 FIELD(struct ns, parent) },
	[COL_REFS] = { "REFS", COLUMN_NUM, SHOWN | RIGHT | COLUMN_SPARE,
		       "references the kernel counts", FIELD(struct ns, refs) },
	[COL_KNOWN] = { "KNOWN", COLUMN_TEXT, SHOWN | COLUMN_SPARE,
			"how it is known: list task fd flight parent owner mount",
			FIELD(struct ns, known) },
	[COL_NTHREADS] = { "NTHREADS", COLUMN_NUM, RIGHT, "threads in it, their process not",
			   FIELD(struct ns, nthreads) },
	[COL_UID] = { "UID", COLUMN_NUM, RIGHT, "user id of the task PID",
		      VIA(struct ns, first, struct task, uid) },
	[COL_CGROUP] = { "CGROUP", COLUMN_TEXT, COLUMN_TRUNC | COLUMN_ENDS,
			 "cgroup of the task PID", MADE },
	[COL_LEVEL] = { "LEVEL", COLUMN_NUM, RIGHT, "depth below the initial one",
			FIELD(struct ns, level) },
	[COL_ID] = { "ID", COLUMN_NUM, RIGHT, "64-bit id, never used again", FIELD(struct ns, id) },
	[COL_CREATOR] = { "CREATOR", COLUMN_NUM, RIGHT, "uid of a user namespace's creator",
			  FIELD(struct ns, creator) },
	[COL_DEVICES] = { "DEVICES", COLUMN_NUM, RIGHT, "network devices in it", MADE },
	[COL_PIDS] = { "PIDS", COLUMN_NUM, RIGHT, "pids allocated in it", FIELD(struct ns, pids) },
	[COL_ENV] = { "ENV", COLUMN_TEXT, 0, "environment of nsview, by the cgroup of the task PID",
		      MADE },
	[COL_PPID] = { "PPID", COLUMN_NUM, RIGHT, "parent of the task PID",
		       VIA(struct ns, first, struct task, ppid) },
	[COL_NSFS] = { "NSFS", COLUMN_WORDS, 0,
		       "where it is mounted, as the host sees it; looked for if -o, -Q or --sort has it",
		       MADE },
	[COL_NSID] = { "NSID", COLUMN_NUM, RIGHT,
		       "what this tool's net namespace calls it; likewise",
		       VIA(struct ns, net, struct net, nsid) },
	[COL_BELONGS_TO] = { "BELONGS_TO", COLUMN_TEXT, SHOWN | COLUMN_TRUNC | COLUMN_SPARE_LAST,
			     "container, unit ... of its eldest process; of a namespace of its own",
			     MADE },
	[COL_HOSTNAME] = { "HOSTNAME", COLUMN_TEXT, 0, "host name in it",
			   FIELD(struct ns, hostname) },
};

static void dress_command(const struct ns *ns, struct cell *c)
{
	const struct task *t = ns->first;

	if (!t && ns->parent_of) {
		text_puts(&c->made_eyes, "(next child of ");
		text_num(&c->made_eyes, ns->parent_of->pid);
		text_putc(&c->made_eyes, ')');
		c->eyes = text_str(&c->made_eyes);
	} else if (!t) {
		c->eyes = "(no process)";
	}
	if (!t) {
		c->mark = MARK_ODD;
		return;
	}
	if (t->pid == t->tgid || !t->comm)
		return;
	text_puts(&c->made_eyes, t->comm);
	text_puts(&c->made_eyes, " (thread of ");
	text_num(&c->made_eyes, t->tgid);
	text_putc(&c->made_eyes, ')');
	c->eyes = text_str(&c->made_eyes);
	c->mark = MARK_ODD;
}

/* Without the module they are counted, where they could be seen. */
static void fill_devices(const struct ns *ns, struct cell *c)
{
	const struct dev *dev;
	uint64_t n = 0;

	for (dev = ns->devs; dev; dev = dev->next)
		n++;
	cell_num(c, ns->devices == NSVIEW_NONE && n ? n : ns->devices);
}

/* A comma may be in a path, and is what is between paths. */
static void fill_nsfs(const struct host *h, const struct ns *ns, struct cell *c)
{
	const struct mount *bind;

	if (!(h->tables & TABLE_BIT(mounts)))
		return;
	for (bind = ns->binds; bind; bind = bind->next_bind) {
		if (!bind->in || !bind->in->host || !bind->point)
			continue;
		if (c->made.len)
			text_putc(&c->made, ',');
		text_put_item(&c->made, bind->point);
	}
	if (!c->made.len)
		c->eyes = "-";
	cell_made(c);
}

static void ns_fill(const struct host *h, const void *row, size_t column, struct cell *c)
{
	const struct ns *ns = row;
	const struct task *first = ns->first;

	switch (column) {
	case COL_NS:
		c->mark = ns_sharing(h, ns) == SHARING_HOST ? MARK_HOST : MARK_NONE;
		break;
	case COL_DEVICES:
		fill_devices(ns, c);
		break;
	case COL_NSFS:
		fill_nsfs(h, ns, c);
		break;
	case COL_COMMAND:
		dress_command(ns, c);
		break;
	case COL_ENV:
		if (first)
			cell_environment(c, h, first);
		break;
	case COL_BELONGS_TO:
		cell_owner(c, h, ns->host ? NULL : ns->eldest);
		break;
	case COL_CGROUP:
		if (first)
			cell_cgroup(c, first);
		break;
	case COL_HOST:
		if (ns_sharing(h, ns) == SHARING_UNKNOWN)
			break;
		cell_bool(c, ns->host);
		c->eyes = ns->host ? "host" : "own";
		c->mark = ns->host ? MARK_HOST : MARK_NONE;
		break;
	}
}

static const char *const ns_closed[] = {
	"KNOWN", "list,task,fd,flight,parent,owner,mount", "TYPE", words_ns_types, NULL,
};

static const struct sheet *ns_sheet(const struct options *o)
{
	static const struct sheet sheet = {
		.view = "ns",
		.array = "namespaces",
		.columns = ns_columns,
		.ncolumns = ARRAY_SIZE(ns_columns),
		.fill = ns_fill,
		.closed = ns_closed,
	};

	(void)o;
	return &sheet;
}

/* The host's first, then by number. */
static int compare(const void *a, const void *b)
{
	const struct ns *x = *(const struct ns *const *)a;
	const struct ns *y = *(const struct ns *const *)b;

	if (x->host != y->host)
		return x->host ? -1 : 1;
	return x->inum < y->inum ? -1 : x->inum > y->inum;
}

/*
 * Puts in order what mostly is: who is behind a few that it belongs before goes there. False
 * if there is so much of that that sorting is cheaper; then all rows are there, in any order.
 */
static bool order_few(const struct ns **rows, size_t n)
{
	size_t left = 4 * n, i, at;

	for (i = 1; i < n; i++) {
		const struct ns *row = rows[i];

		for (at = i; at && left && compare(&rows[at - 1], &row) > 0; at--, left--)
			rows[at] = rows[at - 1];
		rows[at] = row;
		if (!left)
			return false;
	}
	return true;
}

/* By type, and then in order, which those of one type mostly are. */
static void put_in_order(const struct ns **rows, const struct ns **from, size_t n)
{
	size_t end[NS_TYPES + 1] = { 0 }, i, first = 0;
	int kind;

	for (i = 0; i < n; i++)
		end[from[i]->kind]++;
	for (kind = 1; kind <= NS_TYPES; kind++)
		end[kind] += end[kind - 1];
	for (i = n; i-- > 0;)
		rows[--end[from[i]->kind]] = from[i];
	for (kind = 0; kind <= NS_TYPES; kind++, first = i) {
		i = kind < NS_TYPES ? end[kind + 1] : n;
		if (!order_few(rows + first, i - first))
			qsort(rows + first, i - first, sizeof(*rows), compare);
	}
}

static void mark_task(const struct host *h, const struct task *t, bool *marks)
{
	enum ns_link link;

	for (link = 0; link < NS_LINKS; link++)
		if (t->ns[link])
			marks[t->ns[link] - h->namespaces] = true;
}

/* Those of -p. Who asks for what does not exist is told so. */
static int mark_tasks(const struct host *h, const struct options *o, bool *marks, struct problem *p)
{
	size_t i;
	int err;

	for (i = 0; i < o->npids; i++) {
		const struct task *t = host_task(h, o->pids[i]);

		if (!t)
			return problem_set(p, -ESRCH, "no process %llu",
					   (unsigned long long)o->pids[i]);
		err = find_shows(h, t, p);
		if (err)
			return err;
		mark_task(h, t, marks);
	}
	return 0;
}

static int mark_words(const struct host *h, const struct options *o, bool *marks, struct problem *p)
{
	size_t i;
	int err = 0;

	for (i = 0; i < o->nwords && !err; i++)
		err = find_namespaces(h, o->words[i], marks, p);
	return err;
}

static int ns_show(const struct host *h, const struct options *o, struct out *out,
		   struct problem *p)
{
	_cleanup_free_ const struct ns **rows = calloc(h->n_namespaces + 1, sizeof(*rows));
	_cleanup_free_ const struct ns **chosen = calloc(h->n_namespaces + 1, sizeof(*chosen));
	_cleanup_free_ bool *of_tasks = calloc(h->n_namespaces + 1, sizeof(*of_tasks));
	_cleanup_free_ bool *named = calloc(h->n_namespaces + 1, sizeof(*named));
	size_t i, n = 0;
	int err;

	if (!rows || !chosen || !of_tasks || !named)
		return problem_set(p, -ENOMEM, "out of memory");
	err = mark_tasks(h, o, of_tasks, p);
	if (!err)
		err = mark_words(h, o, named, p);
	for (i = 0; i < h->n_namespaces && !err; i++) {
		const struct ns *ns = &h->namespaces[i];

		if (o->types && (ns->kind == NS_TYPES || !(o->types & 1u << ns->kind)))
			continue;
		if ((!o->npids || of_tasks[i]) && (!o->nwords || named[i]))
			chosen[n++] = ns;
	}
	put_in_order(rows, chosen, n);
	if (o->tree && !err && ns_tree(h, o->tree, rows, n, out))
		return problem_set(p, -ENOMEM, "out of memory");
	for (i = 0; i < n && !o->tree; i++)
		out_row(out, 0, rows[i]);
	return err;
}

/* To read all mounts and enter all net namespaces takes longer than all else. */
static unsigned int ns_want_more(const struct options *o)
{
	unsigned int more = 0;

	if (options_ask_for(o, ns_columns[COL_NSFS].name))
		more |= TABLE_BIT(mounts);
	if (options_ask_for(o, ns_columns[COL_NSID].name))
		more |= WAYS_TABLES | TABLE_BIT(nets);
	return more;
}

/* The module has counted devices already. */
static unsigned int ns_want_names(const struct options *o, const struct host *h)
{
	unsigned int want = owner_tables(o, h);

	if (options_ask_for(o, ns_columns[COL_DEVICES].name) && host_without_module(h))
		want |= TABLE_BIT(devs);
	return want;
}

const struct view view_ns = {
	.name = "ns",
	.args = "[NAMESPACE|PID...]",
	.help = "Lists the namespaces that are alive, also those that no process is in",
	.takes = TAKES_PID | TAKES_TYPE | TAKES_WORDS | TAKES_TREES,
	.examples = { "nsview ns -t net -Q 'NPROCS == 0'",
		      "nsview ns -T -t user -t net -o +CGROUP" },
	.need = TABLE_BIT(tasks),
	.want = TABLE_BIT(namespaces) | TABLE_BIT(cgroups),
	.want_more = ns_want_more,
	.facts = { "tasks", "namespaces", "namespaces.mnt" },
	.want_partial = MOUNTS_OF_NAMESPACES,
	.want_names = ns_want_names,
	.sheet = ns_sheet,
	.show = ns_show,
};
