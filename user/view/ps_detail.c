/* SPDX-License-Identifier: GPL-2.0 */
/*
 * nsview ps PID: how one process holds what isolates it, by reference:
 *
 *   task_struct -> nsproxy -> namespace
 *               -> cred -> user namespace
 *               -> pid -> a number in each pid namespace
 *               -> css_set -> a cgroup in each hierarchy
 *               -> fs_struct -> root directory
 *
 * with the number of those who share each; and what its net namespace is
 * plugged into. Only the pid namespace of its children is in nsproxy.
 */
#include "ps.h"

#include <stdlib.h>
#include <string.h>

#include "../cleanup.h"
#include "words.h"

/* Of more devices than that the rest is a number. */
#define DEVS_MAX 16
/* So many pid namespaces are below each other, and below the host's (MAX_PID_NS_LEVEL). */
#define LEVELS_MAX 32

enum { COL_NAME, COL_WHOSE, COL_USERS, COL_DETAIL };

static const struct column detail_columns[] = {
	[COL_NAME] = { "TASK", COLUMN_TEXT, COLUMN_SHOWN | COLUMN_TREE, "who holds what", MADE },
	[COL_WHOSE] = { "WHOSE", COLUMN_TEXT, COLUMN_SHOWN, "host: shared with PID 1; else own",
			MADE },
	[COL_USERS] = { "SHARED BY", COLUMN_TEXT, COLUMN_SHOWN | COLUMN_SPARE_LAST,
			"how many have it", MADE },
	[COL_DETAIL] = { "DETAIL", COLUMN_TEXT, COLUMN_SHOWN | COLUMN_WRAP, "what else is known",
			 MADE },
};

static void put_link(struct text *t, const char *name, const struct ns *ns)
{
	text_puts(t, name);
	text_puts(t, ":[");
	if (ns)
		text_num(t, ns->inum);
	else
		text_putc(t, '-');
	text_putc(t, ']');
}

/* Its controllers, or the name that a v1 hierarchy without any has. */
static const char *put_hierarchy(struct text *t, const struct host *h, const struct member *m)
{
	const struct hierarchy *found = NULL;
	size_t i;

	for (i = 0; m && i < h->n_hierarchies && !found; i++)
		if (h->hierarchies[i].hierarchy == m->hierarchy)
			found = &h->hierarchies[i];
	if (!m)
		text_puts(t, "v2");
	else if (found && found->controllers && *found->controllers)
		text_puts(t, found->controllers);
	else if (found && found->name)
		text_printf(t, "name=%s", found->name);
	else
		text_printf(t, "hierarchy %llu", (unsigned long long)m->hierarchy);
	return text_str(t);
}

static void fill_name(const struct host *h, const struct ps_row *row, struct cell *c)
{
	const struct task *t = row->task;

	switch (row->kind) {
	case PS_TASK:
		text_num(&c->made, t->pid);
		text_putc(&c->made, ' ');
		text_puts(&c->made, t->comm ? t->comm : "-");
		c->mark = MARK_HEAD;
		break;
	case PS_NSPROXY:
		text_puts(&c->made, "nsproxy ");
		text_puts(&c->made, t->nsproxy ? t->nsproxy : "-");
		break;
	case PS_LINK:
		put_link(&c->made, ns_link_names[row->link], t->ns[row->link]);
		break;
	case PS_CRED:
		text_puts(&c->made, "cred");
		break;
	case PS_PID:
		put_link(&c->made, "pid", t->ns[LINK_pid]);
		break;
	case PS_LEVEL:
		text_num(&c->made, row->pid);
		break;
	case PS_CGROUPS:
		text_puts(&c->made, "css_set");
		break;
	case PS_HIERARCHY:
		put_hierarchy(&c->made, h, row->member);
		break;
	case PS_ROOT:
		text_puts(&c->made, "fs_struct");
		break;
	case PS_DEVS:
		put_link(&c->made, "devices of net", t->ns[LINK_net]);
		break;
	case PS_DEV:
		text_puts(&c->made, row->dev->name);
		break;
	case PS_MORE:
		text_num(&c->made, row->more);
		text_puts(&c->made, " more");
		break;
	}
	cell_made(c);
}

/* The link of a row that is about a namespace, else NS_LINKS. */
static enum ns_link link_of(const struct ps_row *row)
{
	if (row->kind == PS_PID)
		return LINK_pid;
	return row->kind == PS_LINK ? row->link : NS_LINKS;
}

static void fill_whose(const struct host *h, const struct ps_row *row, struct cell *c)
{
	static const char *const words[] = {
		[SHARING_UNKNOWN] = NULL,
		[SHARING_HOST] = "host",
		[SHARING_OWN] = "own",
	};
	enum ns_link link = link_of(row);
	enum sharing sharing = SHARING_UNKNOWN;

	if (link != NS_LINKS)
		sharing = task_sharing(h, row->task, link);
	if (row->kind == PS_ROOT)
		cell_text(c, row->task->root);
	else
		cell_text(c, words[sharing]);
	if (!c->there)
		c->eyes = "";
	else if (c->text[0] == 'h')
		c->mark = MARK_HOST;
}

static void put_count(struct text *t, uint64_t n, const char *one, const char *many)
{
	text_num(t, n);
	text_putc(t, ' ');
	text_puts(t, n == 1 ? one : many);
}

static void fill_users(const struct ps_row *row, struct cell *c)
{
	enum ns_link link = link_of(row);
	const struct ns *ns = link != NS_LINKS ? row->task->ns[link] : NULL;

	c->eyes = "";
	if (row->kind == PS_NSPROXY && row->task->nsproxy_count != NSVIEW_NONE)
		put_count(&c->made, row->task->nsproxy_count, "task", "tasks");
	else if (ns && (ns->nprocs || !ns->nthreads))
		put_count(&c->made, ns->nprocs, "process", "processes");
	else if (ns)
		put_count(&c->made, ns->nthreads, "thread", "threads");
	else
		return;
	c->eyes = text_str(&c->made);
}

static void fill_detail(const struct ps_row *row, struct cell *c)
{
	struct ps_row link = *row;

	if (row->kind == PS_PID) {
		link.kind = PS_LINK;
		link.link = LINK_pid;
	}
	ps_words(&c->made, &link);
	cell_made(c);
	if (!c->made.len)
		c->eyes = "";
}

static void detail_fill(const struct host *h, const void *row, size_t column, struct cell *c)
{
	switch (column) {
	case COL_NAME:
		fill_name(h, row, c);
		break;
	case COL_WHOSE:
		fill_whose(h, row, c);
		break;
	case COL_USERS:
		fill_users(row, c);
		break;
	case COL_DETAIL:
		fill_detail(row, c);
		break;
	}
}

const struct sheet ps_detail_sheet = {
	.view = "ps",
	.array = "processes",
	.columns = detail_columns,
	.ncolumns = ARRAY_SIZE(detail_columns),
	.nested = true,
	.fill = detail_fill,
};

static void show_nsproxy(struct ps_row row, struct out *out)
{
	static const enum ns_link in_nsproxy[] = {
		LINK_cgroup,
		LINK_ipc,
		LINK_mnt,
		LINK_net,
		LINK_pid_for_children,
		LINK_time,
		LINK_time_for_children,
		LINK_uts,
	};
	size_t i;

	row.kind = PS_NSPROXY;
	out_row(out, 1, &row);
	row.kind = PS_LINK;
	for (i = 0; i < ARRAY_SIZE(in_nsproxy); i++) {
		row.link = in_nsproxy[i];
		out_row(out, 2, &row);
	}
}

static const char *next_pid(const char *pids)
{
	pids += strcspn(pids, ",");
	return *pids ? pids + 1 : pids;
}

/*
 * A number in each namespace from the host's down to its own: the namespaces
 * are found from its own up, and the list of numbers begins below the host's.
 */
static void show_pids(struct ps_row row, struct out *out)
{
	const struct ns *levels[LEVELS_MAX + 1];
	const char *pids = row.task->nspid ? row.task->nspid : "", *at;
	const struct ns *ns = row.task->ns[LINK_pid];
	size_t n = 0, below = 0;

	row.kind = PS_PID;
	out_row(out, 1, &row);
	for (; ns && n < ARRAY_SIZE(levels); n++) {
		levels[n] = ns;
		ns = ns->parent == NSVIEW_NONE ? NULL : host_ns(row.host, NS_pid, ns->parent);
	}
	for (at = pids; *at; at = next_pid(at))
		below++;
	row.kind = PS_LEVEL;
	for (row.pid = row.task->pid;; row.pid = strtoull(pids, NULL, 10), pids = next_pid(pids)) {
		row.ns = below < n ? levels[below] : NULL;
		out_row(out, 2, &row);
		if (!below--)
			return;
	}
}

static void show_cgroups(struct ps_row row, struct out *out)
{
	row.kind = PS_CGROUPS;
	out_row(out, 1, &row);
	row.kind = PS_HIERARCHY;
	if (row.task->cgroup_id != NSVIEW_NONE)
		out_row(out, 2, &row);
	for (row.member = row.task->members; row.member; row.member = row.member->next)
		out_row(out, 2, &row);
}

static void show_devs(struct ps_row row, struct out *out)
{
	const struct ns *net = row.task->ns[LINK_net];
	const struct dev *dev;

	if (!net || !net->devs)
		return;
	row.kind = PS_DEVS;
	out_row(out, 1, &row);
	row.kind = PS_DEV;
	for (dev = net->devs; dev; dev = dev->next) {
		if (row.more++ >= DEVS_MAX && !out->style.notruncate)
			continue;
		row.dev = dev;
		out_row(out, 2, &row);
	}
	row.kind = PS_MORE;
	if (row.more > DEVS_MAX && !out->style.notruncate) {
		row.more -= DEVS_MAX;
		out_row(out, 2, &row);
	}
}

void ps_detail(const struct host *h, const struct task *t, struct out *out)
{
	struct ps_row row = { .kind = PS_TASK, .host = h, .task = t };

	out_row(out, 0, &row);
	show_nsproxy(row, out);
	row.kind = PS_CRED;
	out_row(out, 1, &row);
	row.kind = PS_LINK;
	row.link = LINK_user;
	out_row(out, 2, &row);
	show_pids(row, out);
	show_cgroups(row, out);
	row.kind = PS_ROOT;
	out_row(out, 1, &row);
	show_devs(row, out);
}
