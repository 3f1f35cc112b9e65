/* SPDX-License-Identifier: GPL-2.0 */
/*
 * nsview ps: which namespaces each process is in and which of them are the
 * host's. With pids, for eyes, the same as a tree from task_struct down.
 */
#include "ps.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../cleanup.h"
#include "forest.h"
#include "words.h"

enum {
	COL_PID,
	COL_COMMAND,
	COL_NSPROXY,
	COL_LINKS, /* ten columns, one for each link */
	COL_ROOT = COL_LINKS + NS_LINKS,
	COL_CGROUP,
	COL_NSPIDS,
	COL_TGID,
	COL_PPID,
	COL_UID,
	COL_STATE,
	COL_THREADS,
	COL_START,
	COL_NSPROXY_COUNT,
	COL_CGROUP_ID,
	COL_SHARED,
	COL_OWN,
	COL_ENV,
	COL_BELONGS_TO,
	COLS,
};

#define SHOWN COLUMN_SHOWN
#define RIGHT COLUMN_RIGHT
#define SPARE COLUMN_SPARE
#define DRESSED COLUMN_DRESSED
#define LINK(link, name, flags, help)                                            \
	[COL_LINKS + LINK_##link] = { name, COLUMN_NUM, (flags) | DRESSED, help, \
				      FIELD(struct task, ns_##link) }

/* Namespaces are spelt as ps(1) spells them: netns and not ns_net. */
static const struct column ps_columns[COLS] = {
	[COL_PID] = { "PID", COLUMN_NUM, SHOWN | RIGHT, "id of the process or thread",
		      FIELD(struct task, pid) },
	[COL_COMMAND] = { "COMMAND", COLUMN_TEXT, SHOWN | COLUMN_TRUNC | COLUMN_BRANCHES,
			  "name of the task", FIELD(struct task, comm) },
	[COL_NSPROXY] = { "NSPROXY", COLUMN_TEXT, SHOWN | SPARE | DRESSED,
			  "token: equal for tasks that share one", FIELD(struct task, nsproxy) },
	LINK(cgroup, "CGROUPNS", SHOWN | SPARE, "cgroup namespace"),
	LINK(ipc, "IPCNS", SHOWN | SPARE, "ipc namespace"),
	LINK(mnt, "MNTNS", SHOWN, "mount namespace"),
	LINK(net, "NETNS", SHOWN, "network namespace"),
	LINK(pid, "PIDNS", SHOWN, "pid namespace it is in"),
	LINK(pid_for_children, "PIDNS_CHILDREN", 0, "pid namespace of its next child"),
	LINK(time, "TIMENS", SHOWN | SPARE, "time namespace it is in"),
	LINK(time_for_children, "TIMENS_CHILDREN", 0, "time namespace of its next child"),
	LINK(user, "USERNS", SHOWN, "user namespace"),
	LINK(uts, "UTSNS", SHOWN | SPARE, "uts namespace"),
	[COL_ROOT] = { "ROOT", COLUMN_TEXT, SHOWN | SPARE | DRESSED,
		       "root directory: host if PID 1's, else own", FIELD(struct task, root) },
	[COL_CGROUP] = { "CGROUP", COLUMN_TEXT, COLUMN_RAW | COLUMN_TRUNC | COLUMN_ENDS | DRESSED,
			 "path of its cgroup", VIA(struct task, cgroup, struct cgroup, path) },
	[COL_NSPIDS] = { "NSPIDS", COLUMN_NUMS, 0, "its pid in each nested pid namespace",
			 FIELD(struct task, nspid) },
	[COL_TGID] = { "TGID", COLUMN_NUM, RIGHT, "process that a thread belongs to",
		       FIELD(struct task, tgid) },
	[COL_PPID] = { "PPID", COLUMN_NUM, RIGHT, "parent process", FIELD(struct task, ppid) },
	[COL_UID] = { "UID", COLUMN_NUM, RIGHT, "effective user id", FIELD(struct task, uid) },
	[COL_STATE] = { "STATE", COLUMN_TEXT, 0, "R S D T t X Z P I", FIELD(struct task, state) },
	[COL_THREADS] = { "THREADS", COLUMN_NUM, RIGHT, "threads of the process",
			  FIELD(struct task, threads) },
	[COL_START] = { "START", COLUMN_NUM, RIGHT, "start, ns since boot",
			FIELD(struct task, start) },
	[COL_NSPROXY_COUNT] = { "NSPROXY_COUNT", COLUMN_NUM, RIGHT, "references to the nsproxy",
				FIELD(struct task, nsproxy_count) },
	[COL_CGROUP_ID] = { "CGROUP_ID", COLUMN_NUM, RIGHT, "id of its cgroup",
			    FIELD(struct task, cgroup_id) },
	[COL_SHARED] = { "SHARED", COLUMN_WORDS, 0, "types of namespace shared with the host",
			 MADE },
	[COL_OWN] = { "OWN", COLUMN_WORDS, 0, "types of namespace not shared with the host", MADE },
	[COL_ENV] = { "ENV", COLUMN_TEXT, 0, "environment of nsview, by its cgroup", MADE },
	[COL_BELONGS_TO] = { "BELONGS_TO", COLUMN_TEXT, SHOWN | COLUMN_TRUNC,
			     "container, unit ..., by its cgroup; for eyes else that", MADE },
};

/* The link for the next child, where that may lead elsewhere; else the same. */
static enum ns_link link_for_children(enum ns_link link)
{
	switch (link) {
	case LINK_pid:
		return LINK_pid_for_children;
	case LINK_time:
		return LINK_time_for_children;
	default:
		return link;
	}
}

static void put_ns(struct text *t, const struct host *h, const struct ns *ns)
{
	if (ns_sharing(h, ns) == SHARING_HOST)
		text_puts(t, "host");
	else
		text_num(t, ns->inum);
}

/* For eyes "host", or the number; and where the next child goes, if elsewhere. */
static void dress_link(const struct host *h, const struct task *t, enum ns_link link,
		       struct cell *c)
{
	const struct ns *ns = t->ns[link];
	const struct ns *children = t->ns[link_for_children(link)];

	if (!ns)
		return;
	put_ns(&c->made_eyes, h, ns);
	if (children && children != ns) {
		text_puts(&c->made_eyes, sign_arrow());
		put_ns(&c->made_eyes, h, children);
	}
	c->eyes = text_str(&c->made_eyes);
	if (ns_sharing(h, ns) == SHARING_UNKNOWN)
		return;
	c->brief = ns->host ? "host" : "own";
	if (ns->host)
		c->mark = MARK_HOST;
}

static void fill_sharing(const struct host *h, const struct task *t, enum sharing which,
			 struct cell *c)
{
	if (!h->init)
		return;
	cell_types(c, task_types(h, t, which));
}

static void ps_fill(const struct host *h, const void *row, size_t column, struct cell *c)
{
	const struct task *t = row;

	switch (column) {
	case COL_NSPROXY:
		if (!t->nsproxy)
			break;
		words_nsproxy(&c->made_eyes, t);
		c->eyes = text_str(&c->made_eyes);
		break;
	case COL_ROOT:
		c->mark = t->root && !strcmp(t->root, "host") ? MARK_HOST : MARK_NONE;
		break;
	case COL_CGROUP:
		cell_cgroup(c, t);
		break;
	case COL_ENV:
		cell_environment(c, h, t);
		break;
	case COL_BELONGS_TO:
		cell_owner(c, h, t);
		break;
	case COL_SHARED:
		fill_sharing(h, t, SHARING_HOST, c);
		break;
	case COL_OWN:
		fill_sharing(h, t, SHARING_OWN, c);
		break;
	default:
		dress_link(h, t, (enum ns_link)(column - COL_LINKS), c);
	}
}

/* Programs get the same columns whether pids were given or not. */
static bool is_detail(const struct options *o)
{
	return o->npids && o->style.format == OUT_HUMAN && !o->columns && !o->style.tree;
}

static const char *const ps_closed[] = {
	"ROOT", "host,own",	"STATE", "R,S,D,T,t,X,Z,P,I", "SHARED", words_ns_types,
	"OWN",	words_ns_types, NULL,
};

static const struct sheet *ps_sheet(const struct options *o)
{
	static const struct sheet sheet = {
		.view = "ps",
		.array = "processes",
		.columns = ps_columns,
		.ncolumns = COLS,
		.fill = ps_fill,
		.closed = ps_closed,
	};

	return is_detail(o) ? &ps_detail_sheet : &sheet;
}

/* A thread is below its process, and that below its parent. */
static size_t above(const struct host *h, const struct task *t)
{
	const struct task *up = t->leader ? t->leader : host_task(h, t->ppid);

	return up ? (size_t)(up - h->tasks) : FOREST_NONE;
}

/* All, or those of PIDs with what is below them, as pstree(1) has it. */
static int show_tree(const struct host *h, const struct options *o, struct out *out)
{
	_cleanup_free_ size_t *ups = calloc(h->n_tasks + 1, sizeof(*ups));
	_cleanup_free_ const void **rows = calloc(h->n_tasks + 1, sizeof(*rows));
	_cleanup_forest_ struct forest f = { 0 };
	size_t i;
	int err;

	if (!ups || !rows)
		return -ENOMEM;
	for (i = 0; i < h->n_tasks; i++) {
		ups[i] = above(h, &h->tasks[i]);
		rows[i] = o->npids ? NULL : &h->tasks[i];
	}
	for (i = 0; i < o->npids; i++) {
		const struct task *t = host_task(h, o->pids[i]);

		rows[t - h->tasks] = t;
	}
	err = forest_make(&f, ups, h->n_tasks);
	if (err)
		return err;
	for (i = f.top; i != FOREST_NONE; i = forest_next(&f, i))
		if (f.above[i] != FOREST_NONE && rows[f.above[i]])
			rows[i] = &h->tasks[i];
	return forest_show(&f, rows, out);
}

static int ps_show(const struct host *h, const struct options *o, struct out *out,
		   struct problem *p)
{
	size_t i;

	for (i = 0; i < o->npids; i++)
		if (!host_task(h, o->pids[i]))
			return problem_set(p, -ESRCH, "no process %llu",
					   (unsigned long long)o->pids[i]);
	if (o->style.tree)
		return show_tree(h, o, out) ? problem_set(p, -ENOMEM, "out of memory") : 0;
	for (i = 0; i < o->npids; i++) {
		if (is_detail(o))
			ps_detail(h, host_task(h, o->pids[i]), out);
		else
			out_row(out, 0, host_task(h, o->pids[i]));
	}
	for (i = 0; i < h->n_tasks && !o->npids; i++)
		out_row(out, 0, &h->tasks[i]);
	return 0;
}

static unsigned int ps_want_more(const struct options *o)
{
	if (!is_detail(o))
		return 0;
	return TABLE_BIT(devs) | TABLE_BIT(ports) | TABLE_BIT(addrs) | TABLE_BIT(hierarchies) |
	       TABLE_BIT(members) | TABLE_BIT(roots) | TABLE_BIT(creds);
}

const struct view view_ps = {
	.name = "ps",
	.args = "[PID...]",
	.help = "Shows for each process which namespaces are its own and which the host's",
	.examples = { "nsview ps -Q 'SHARED =~ \"net\"' -o PID,COMMAND,CGROUP",
		      "nsview ps -T 1234" },
	.takes = TAKES_PID | TAKES_PID_ARGS | TAKES_TREE,
	.need = TABLE_BIT(tasks),
	.want = TABLE_BIT(namespaces) | TABLE_BIT(cgroups),
	.want_more = ps_want_more,
	.want_names = owner_tables,
	.facts = { "tasks", "namespaces.mnt" },
	.sheet = ps_sheet,
	.show = ps_show,
};
