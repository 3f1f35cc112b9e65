/* SPDX-License-Identifier: GPL-2.0 */
/*
 * nsview ps PID: how one process holds what isolates it, by reference:
 *
 *   task_struct -> nsproxy -> namespace
 *
 * with the number of those who share each. The pid namespace a task is in
 * hangs on its struct pid, and the user namespace on its credentials; only
 * the pid namespace of its children is in nsproxy.
 */
#include "ps.h"

#include "../cleanup.h"
#include "words.h"

enum { COL_NAME, COL_WHOSE, COL_USERS, COL_DETAIL };

static const struct column detail_columns[] = {
	[COL_NAME] = { "TASK", COLUMN_TEXT, COLUMN_SHOWN | COLUMN_TREE, "who holds what", MADE },
	[COL_WHOSE] = { "WHOSE", COLUMN_TEXT, COLUMN_SHOWN, "host: shared with PID 1; else own",
			MADE },
	[COL_USERS] = { "SHARED BY", COLUMN_TEXT, COLUMN_SHOWN, "how many have it", MADE },
	[COL_DETAIL] = { "DETAIL", COLUMN_TEXT, COLUMN_SHOWN | COLUMN_WRAP, "what else is known",
			 MADE },
};

enum detail_kind {
	DETAIL_TASK,
	DETAIL_NSPROXY,
	DETAIL_LINK,
	DETAIL_CGROUP,
	DETAIL_ROOT,
};

struct detail {
	enum detail_kind kind;
	const struct task *task;
	enum ns_link link;
};

static void fill_name(const struct detail *d, struct cell *c)
{
	const struct task *t = d->task;
	const struct ns *ns = t->ns[d->link];

	switch (d->kind) {
	case DETAIL_TASK:
		text_num(&c->made, t->pid);
		text_putc(&c->made, ' ');
		text_puts(&c->made, t->comm ? t->comm : "-");
		c->mark = MARK_HEAD;
		break;
	case DETAIL_NSPROXY:
		text_puts(&c->made, "nsproxy ");
		text_puts(&c->made, t->nsproxy ? t->nsproxy : "-");
		break;
	case DETAIL_LINK:
		if (!ns) {
			text_puts(&c->made, ns_link_names[d->link]);
			text_puts(&c->made, ":[-]");
			break;
		}
		text_puts(&c->made, ns_link_names[d->link]);
		text_puts(&c->made, ":[");
		text_num(&c->made, ns->inum);
		text_putc(&c->made, ']');
		break;
	case DETAIL_CGROUP:
		text_puts(&c->made, "css_set");
		break;
	case DETAIL_ROOT:
		text_puts(&c->made, "fs_struct");
		break;
	}
	cell_made(c);
}

static void fill_whose(const struct host *h, const struct detail *d, struct cell *c)
{
	static const char *const words[] = {
		[SHARING_UNKNOWN] = NULL,
		[SHARING_HOST] = "host",
		[SHARING_OWN] = "own",
	};
	enum sharing sharing = SHARING_UNKNOWN;

	if (d->kind == DETAIL_LINK)
		sharing = task_sharing(h, d->task, d->link);
	if (d->kind == DETAIL_ROOT)
		cell_text(c, d->task->root);
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

static void fill_users(const struct detail *d, struct cell *c)
{
	const struct ns *ns = d->task->ns[d->link];

	c->eyes = "";
	if (d->kind == DETAIL_NSPROXY && d->task->nsproxy_count != NSVIEW_NONE)
		put_count(&c->made, d->task->nsproxy_count, "task", "tasks");
	else if (d->kind == DETAIL_LINK && ns && (ns->nprocs || !ns->nthreads))
		put_count(&c->made, ns->nprocs, "process", "processes");
	else if (d->kind == DETAIL_LINK && ns)
		put_count(&c->made, ns->nthreads, "thread", "threads");
	else
		return;
	c->eyes = text_str(&c->made);
}

static void put_part(struct text *t, const char *label, const char *value)
{
	if (!value)
		return;
	if (t->len)
		text_puts(t, ", ");
	text_puts(t, label);
	text_puts(t, value);
}

static void put_part_num(struct text *t, const char *label, uint64_t n)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%llu", (unsigned long long)n);
	put_part(t, label, n == NSVIEW_NONE ? NULL : digits);
}

static void put_task(struct text *t, const struct task *task)
{
	if (task->pid != task->tgid)
		put_part_num(t, "thread of ", task->tgid);
	put_part(t, "state ", task->state);
	put_part_num(t, "uid ", task->uid);
	put_part_num(t, "parent ", task->ppid);
	if (task->pid == task->tgid)
		put_part_num(t, "threads ", task->threads);
	if (task->nspid && *task->nspid)
		put_part(t, "pid inside ", task->nspid);
}

static void put_namespace(struct text *t, const struct ns *ns)
{
	put_part(t, "host name ", ns->hostname);
	put_part_num(t, "devices ", ns->devices);
	put_part_num(t, "pids ", ns->pids);
	put_part_num(t, "level ", ns->level);
	put_part_num(t, "owned by user:", ns->owner);
	put_part_num(t, "references ", ns->refs);
}

static void fill_detail(const struct detail *d, struct cell *c)
{
	const struct ns *ns = d->task->ns[d->link];

	switch (d->kind) {
	case DETAIL_TASK:
		put_task(&c->made, d->task);
		break;
	case DETAIL_NSPROXY:
		break;
	case DETAIL_LINK:
		if (ns)
			put_namespace(&c->made, ns);
		break;
	case DETAIL_CGROUP:
		put_part(&c->made, "cgroup ", words_cgroup(d->task));
		if (!c->made.len)
			put_part_num(&c->made, "cgroup #", d->task->cgroup_id);
		break;
	case DETAIL_ROOT:
		put_part(&c->made, "root directory: ", d->task->root);
		break;
	}
	cell_made(c);
}

static void detail_fill(const struct host *h, const void *row, size_t column, struct cell *c)
{
	switch (column) {
	case COL_NAME:
		fill_name(row, c);
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

void ps_detail(const struct task *t, struct out *out)
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
	struct detail d = { .kind = DETAIL_TASK, .task = t };
	size_t i;

	out_row(out, 0, &d);
	d.kind = DETAIL_NSPROXY;
	out_row(out, 1, &d);
	d.kind = DETAIL_LINK;
	for (i = 0; i < ARRAY_SIZE(in_nsproxy); i++) {
		d.link = in_nsproxy[i];
		out_row(out, 2, &d);
	}
	d.link = LINK_pid;
	out_row(out, 1, &d);
	d.link = LINK_user;
	out_row(out, 1, &d);
	d.kind = DETAIL_CGROUP;
	out_row(out, 1, &d);
	d.kind = DETAIL_ROOT;
	out_row(out, 1, &d);
}
