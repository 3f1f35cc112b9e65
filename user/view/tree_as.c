/* SPDX-License-Identifier: GPL-2.0 */
/*
 * nsview tree --as NS: the processes that a pid namespace sees, as a tree of
 * parents and children under the numbers they have there, beside those they
 * have on the host. It sees those that are in it or in one below it; a parent
 * that it does not see is 0 to it.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../cleanup.h"
#include "find.h"
#include "forest.h"
#include "tree.h"
#include "words.h"

/* Deeper ones the kernel refuses to make (MAX_PID_NS_LEVEL). */
#define LEVELS_MAX 32

/* A process that the namespace sees. */
struct node {
	const struct task *task;
	const struct ns *as;
	uint64_t pid; /* in the namespace */
	uint64_t ppid; /* there too; 0: out of its sight */
	const char *deeper; /* its pids in the namespaces below, by commas; NULL: none */
};

enum {
	COL_NAME,
	COL_HOST_PID,
	COL_PIDNS_EYES,
	COL_DEEPER,
	COL_UID,
	COL_STATE,
	COL_PID,
	COL_PPID,
	COL_COMMAND,
	COL_PIDNS,
	COL_USERNS,
	COL_AS,
};

#define SHOWN COLUMN_SHOWN
#define EYES (COLUMN_SHOWN | COLUMN_EYES)
#define RIGHT COLUMN_RIGHT

static const struct column as_columns[] = {
	[COL_NAME] = { "PROCESS", COLUMN_TEXT, EYES | COLUMN_TREE | COLUMN_TRUNC,
		       "its pid in the namespace, and its name", MADE },
	[COL_HOST_PID] = { "HOST-PID", COLUMN_NUM, SHOWN | RIGHT, "its pid on the host", MADE },
	[COL_PIDNS_EYES] = { "IN", COLUMN_TEXT, EYES, "pid namespace it is in, if that is another",
			     MADE },
	[COL_DEEPER] = { "INSIDE", COLUMN_NUMS, SHOWN,
			 "its pids in the namespaces below, outer first",
			 FIELD(struct node, deeper) },
	[COL_UID] = { "UID", COLUMN_NUM, SHOWN | RIGHT, "effective user id on the host", MADE },
	[COL_STATE] = { "STATE", COLUMN_TEXT, SHOWN, "R S D T t X Z P I", MADE },
	[COL_PID] = { "PID", COLUMN_NUM, RIGHT, "its pid in the namespace",
		      FIELD(struct node, pid) },
	[COL_PPID] = { "PPID", COLUMN_NUM, RIGHT,
		       "that of its parent there; 0: the namespace does not see it",
		       FIELD(struct node, ppid) },
	[COL_COMMAND] = { "COMMAND", COLUMN_TEXT, 0, "its name", MADE },
	[COL_PIDNS] = { "PIDNS", COLUMN_NUM, RIGHT, "pid namespace it is in", MADE },
	[COL_USERNS] = { "USERNS", COLUMN_NUM, RIGHT, "user namespace", MADE },
	[COL_AS] = { "AS", COLUMN_NUM, RIGHT, "the namespace that sees it so", MADE },
};

static void as_fill(const struct host *h, const void *row, size_t column, struct cell *c)
{
	const struct node *node = row;
	const struct task *t = node->task;

	(void)h;
	switch (column) {
	case COL_NAME:
		text_num(&c->made, node->pid);
		text_putc(&c->made, ' ');
		text_puts(&c->made, t->comm ? t->comm : "-");
		cell_made(c);
		break;
	case COL_HOST_PID:
		cell_num(c, t->pid);
		break;
	case COL_PIDNS_EYES:
		c->eyes = "";
		if (t->ns[LINK_pid] == node->as)
			break;
		c->eyes = NULL;
		words_ns(&c->made, t->ns[LINK_pid]);
		cell_made(c);
		break;
	case COL_UID:
		cell_num(c, t->uid);
		break;
	case COL_STATE:
		cell_text(c, t->state);
		break;
	case COL_COMMAND:
		cell_text(c, t->comm);
		break;
	case COL_PIDNS:
		cell_num(c, task_inum(t, LINK_pid));
		break;
	case COL_USERNS:
		cell_num(c, task_inum(t, LINK_user));
		break;
	case COL_AS:
		cell_num(c, node->as->inum);
		break;
	}
}

static const char *const as_closed[] = {
	"STATE",
	"R,S,D,T,t,X,Z,P,I",
	NULL,
};

const struct sheet tree_as_sheet = {
	.view = "tree",
	.array = "processes",
	.columns = as_columns,
	.ncolumns = ARRAY_SIZE(as_columns),
	.nested = true,
	.fill = as_fill,
	.closed = as_closed,
};

/* Levels between @as and the namespace of @t, 0 if it is the same; -1: not below it. */
static int levels_below(const struct host *h, const struct task *t, const struct ns *as)
{
	const struct ns *ns = t->ns[LINK_pid];
	int levels;

	for (levels = 0; ns && levels <= LEVELS_MAX; levels++) {
		if (ns == as)
			return levels;
		ns = ns->parent == NSVIEW_NONE ? NULL : host_ns(h, NS_pid, ns->parent);
	}
	return -1;
}

/* The last @n + 1 of its pids, of which the first is the one in the namespace. */
static const char *pids_from(const struct task *t, int n)
{
	const char *s = t->nspid ? t->nspid + strlen(t->nspid) : NULL;

	for (; s && n >= 0; n--) {
		if (s == t->nspid)
			return NULL;
		for (s--; s > t->nspid && s[-1] != ','; s--)
			;
		if (n && s > t->nspid)
			s--;
	}
	return s;
}

/* False if the namespace does not see it. */
static bool see(const struct host *h, const struct task *t, const struct ns *as, struct node *node)
{
	int levels = t->pid == t->tgid ? levels_below(h, t, as) : -1;
	const char *pids;
	char *end;

	if (levels < 0)
		return false;
	*node = (struct node){
		.task = t,
		.as = as,
		.pid = t->pid,
		.deeper = t->nspid,
	};
	pids = pids_from(t, levels);
	if (!pids) /* it has no more numbers than that: the host's own namespace */
		return true;
	node->pid = strtoull(pids, &end, 10);
	node->deeper = *end == ',' ? end + 1 : NULL;
	return true;
}

static int compare_nodes(const void *a, const void *b)
{
	const struct node *x = a, *y = b;

	return x->pid < y->pid ? -1 : x->pid > y->pid;
}

static int find_parents(struct node *nodes, size_t *parents, size_t n)
{
	struct map by_pid = { 0 };
	size_t i;
	int err = 0;

	for (i = 0; i < n && !err; i++)
		err = map_add(&by_pid, nodes[i].task->pid, 0, i);
	for (i = 0; i < n && !err; i++) {
		size_t parent = map_find(&by_pid, nodes[i].task->ppid, 0);

		parents[i] = FOREST_NONE;
		if (parent == MAP_NONE || parent == i)
			continue;
		parents[i] = parent;
		nodes[i].ppid = nodes[parent].pid;
	}
	map_free(&by_pid);
	return err;
}

int tree_as(const struct host *h, const struct options *o, struct out *out, struct problem *p)
{
	const struct ns *as = find_ns(h, o->as, NS_pid, p);
	_cleanup_free_ struct node *nodes = NULL;
	_cleanup_free_ size_t *parents = NULL;
	_cleanup_free_ const void **rows = NULL;
	size_t i, n = 0;

	if (!as)
		return -ENOENT;
	nodes = calloc(h->n_tasks + 1, sizeof(*nodes));
	parents = calloc(h->n_tasks + 1, sizeof(*parents));
	rows = calloc(h->n_tasks + 1, sizeof(*rows));
	if (!nodes || !parents || !rows)
		return problem_set(p, -ENOMEM, "out of memory");
	for (i = 0; i < h->n_tasks; i++)
		n += see(h, &h->tasks[i], as, &nodes[n]);
	qsort(nodes, n, sizeof(*nodes), compare_nodes);
	for (i = 0; i < n; i++)
		rows[i] = &nodes[i];
	if (find_parents(nodes, parents, n) || forest_draw(parents, rows, n, out))
		return problem_set(p, -ENOMEM, "out of memory");
	return 0;
}
