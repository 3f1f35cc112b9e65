/* SPDX-License-Identifier: GPL-2.0 */
/* The first two columns of nsview tree: how a row is called, and what it is. */
#include "tree.h"
#include "words.h"

/* "net:[4026531840]", or "net:[-]" of tasks that are in none. */
static void put_head(struct text *t, const struct tree_row *row)
{
	if (row->head) {
		words_ns(t, row->head);
		return;
	}
	text_puts(t, ns_type_names[row->type]);
	text_puts(t, ":[-]");
}

/* Of a path what the row above does not say. */
static void put_path(struct text *t, const struct tree_row *row)
{
	size_t up = row->up_len;

	if (up)
		up += row->path[up] == '/';
	if (row->path_len > up)
		text_add(t, row->path + up, row->path_len - up);
	else
		text_putc(t, row->up_len ? '.' : '/');
}

static void name_cgroup(const struct tree_row *row, struct cell *c)
{
	if (row->path) {
		put_path(&c->made, row);
		cell_made(c);
		if (words_brief_path(&c->made_brief, c->text))
			c->brief = text_str(&c->made_brief);
		return;
	}
	cell_cgroup(c, row->task);
	if (!c->there && !c->eyes)
		c->eyes = "cgroup -";
}

static void put_times(struct text *t, const char *what, uint64_t n)
{
	if (what) {
		text_puts(t, what);
		text_putc(t, ' ');
	}
	text_puts(t, sign_times());
	text_putc(t, ' ');
	text_num(t, n);
}

static void name_more(const struct tree_row *row, struct cell *c)
{
	const char *what = NULL;

	if (row->of == TREE_TASK)
		what = row->task->comm ? row->task->comm : "-";
	else if (row->of == TREE_DEV)
		what = words_kind(row->dev);
	put_times(&c->made, what, row->count);
	text_puts(&c->made, " more");
	c->mark = MARK_DIM;
}

void tree_name(const struct tree_row *row, struct cell *c)
{
	switch (row->kind) {
	case TREE_NETNS:
	case TREE_NS:
		put_head(&c->made, row);
		c->mark = MARK_HEAD;
		break;
	case TREE_DEV:
		text_puts(&c->made, row->dev->name);
		break;
	case TREE_OWNER:
		owner_put_name(&c->made, row->owner);
		c->mark = row->owner->kind >= OWNER_POD ? MARK_HEAD : MARK_NONE;
		break;
	case TREE_CGROUP:
		name_cgroup(row, c);
		return;
	case TREE_TASK:
		text_num(&c->made, row->task->pid);
		text_putc(&c->made, ' ');
		text_puts(&c->made, row->task->comm ? row->task->comm : "-");
		break;
	case TREE_KTHREADS:
		put_times(&c->made, "kernel threads", row->count);
		break;
	case TREE_MORE:
		name_more(row, c);
		break;
	}
	cell_made(c);
}

static const char *what_task(const struct task *t)
{
	return t->pid != t->tgid ? "thread" : "process";
}

/* What NAME shows anyway need not be said where there is little room. */
void tree_what(const struct host *h, const struct tree_row *row, struct cell *c)
{
	enum tree_kind kind = row->kind == TREE_MORE ? row->of : row->kind;

	switch (kind) {
	case TREE_NETNS:
	case TREE_NS:
		text_puts(&c->made, ns_type_names[row->type]);
		text_puts(&c->made, "ns");
		cell_made(c);
		if (row->kind != TREE_MORE && ns_sharing(h, row->head) == SHARING_HOST) {
			cell_text(c, "host");
			c->mark = MARK_HOST;
		}
		break;
	case TREE_DEV:
		cell_text(c, words_kind(row->dev));
		break;
	case TREE_OWNER:
		cell_text(c, row->owner->kind == OWNER_ENVIRONMENT ? "nsview" :
								     owner_kinds[row->owner->kind]);
		c->brief = "";
		break;
	case TREE_CGROUP:
		cell_text(c, "cgroup");
		c->brief = "";
		break;
	case TREE_TASK:
		cell_text(c, what_task(row->task));
		c->brief = "";
		break;
	case TREE_KTHREADS:
	case TREE_MORE:
		c->eyes = "";
		break;
	}
}
