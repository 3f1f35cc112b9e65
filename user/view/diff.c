/* SPDX-License-Identifier: GPL-2.0 */
/*
 * nsview diff: what is not as it was. For eyes a row for each object, for programs one for
 * each difference; and exit 3 if there is one.
 */
#include "diff.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../cleanup.h"
#include "../host/before.h"
#include "view.h"
#include "words.h"

enum {
	COL_WHAT,
	COL_KIND,
	COL_NAME,
	COL_CHANGES,
	COL_COLUMN,
	COL_BEFORE,
	COL_AFTER,
	COL_PID,
	COL_START,
	COL_NETNS,
	COL_IFINDEX,
	COL_TYPE,
	COL_INUM,
	COL_ID,
	COL_HIERARCHY,
};

#define SHOWN COLUMN_SHOWN
#define RIGHT COLUMN_RIGHT

static const struct column diff_columns[] = {
	[COL_WHAT] = { "WHAT", COLUMN_TEXT, SHOWN, "appeared, went or changed", MADE },
	[COL_KIND] = { "KIND", COLUMN_TEXT, SHOWN,
		       "process, thread, namespace, cgroup, hierarchy, device, port, address, fdb, "
		       "mount, pin, tap, hook or nat",
		       MADE },
	[COL_NAME] = { "NAME", COLUMN_TEXT, SHOWN, "which; as it is called now, or was", MADE },
	[COL_CHANGES] = { "CHANGES", COLUMN_TEXT, SHOWN | COLUMN_EYES | COLUMN_WRAP,
			  "what of it is changed, or what it is", MADE },
	[COL_COLUMN] = { "COLUMN", COLUMN_TEXT, COLUMN_RAW,
			 "of the tables: what is changed; - is the whole", MADE },
	[COL_BEFORE] = { "BEFORE", COLUMN_TEXT, COLUMN_RAW, "its value before", MADE },
	[COL_AFTER] = { "AFTER", COLUMN_TEXT, COLUMN_RAW, "and after", MADE },
	[COL_PID] = { "PID", COLUMN_NUM, RIGHT, "process or thread, or that of a pin or tap",
		      MADE },
	[COL_START] = { "START", COLUMN_NUM, RIGHT, "its start, ns since boot", MADE },
	[COL_NETNS] = { "NETNS", COLUMN_NUM, RIGHT, "network namespace it is in", MADE },
	[COL_IFINDEX] = { "IFINDEX", COLUMN_NUM, RIGHT, "index of the device", MADE },
	[COL_TYPE] = { "TYPE", COLUMN_TEXT, 0, "type of the namespace, or of that which is kept",
		       MADE },
	[COL_INUM] = { "INUM", COLUMN_NUM, RIGHT, "its inode number", MADE },
	[COL_ID] = { "ID", COLUMN_NUM, RIGHT,
		     "64-bit id of the namespace, id of the cgroup or mount", MADE },
	[COL_HIERARCHY] = { "HIERARCHY", COLUMN_NUM, RIGHT, "of the cgroup; 0 is version 2", MADE },
};

/* The column of the object's table that says so of it; what it was asked through is not. */
static const struct table_column *field_of(const struct diff_row *r, const char *name)
{
	return diff_in(r->kind->still, name) && strcmp(name, "tgid") ?
		       NULL :
		       diff_column(r->kind->table, name);
}

/* Cells that are a column of the object's table. */
static const char *const fields[] = {
	[COL_PID] = "pid",	   [COL_START] = "start",	  [COL_NETNS] = "netns",
	[COL_IFINDEX] = "ifindex", [COL_TYPE] = "type",		  [COL_INUM] = "inum",
	[COL_ID] = "id",	   [COL_HIERARCHY] = "hierarchy",
};

static const void *object_of(const struct diff_row *r)
{
	return r->b ? r->b : r->a;
}

static const struct host *host_of(const struct host *h, const struct diff_row *r)
{
	return r->b ? h : h->before;
}

static const char *what_words(const struct diff_row *r)
{
	return !r->a ? "appeared" : !r->b ? "went" : "changed";
}

static void put_column(struct text *t, const struct diff_change *change)
{
	if (change->prefix)
		text_printf(t, "%s.", change->prefix);
	text_puts(t, change->name);
}

static void put_changes(struct text *t, const struct host *h, const struct diff_row *r)
{
	size_t i;

	for (i = 0; i < r->nchanges; i++) {
		const struct diff_change *c = &r->changes[i];

		text_puts(t, i ? ", " : "");
		put_column(t, c);
		text_putc(t, ' ');
		diff_put_value(t, h->before, r, c->column, c->a);
		text_printf(t, " %s ", sign_arrow());
		diff_put_value(t, h, r, c->column, c->b);
	}
	if (!r->nchanges && r->kind->put_words)
		r->kind->put_words(t, host_of(h, r), object_of(r));
}

/* Of several there is no one value. */
static void fill_value(struct cell *c, const struct diff_row *r, bool after)
{
	const struct diff_change *change = r->changes;
	const void *row, *at;

	if (r->nchanges != 1)
		return;
	row = after ? change->b : change->a;
	if (!row)
		return;
	at = (const char *)row + change->column->offset;
	if (!change->column->number) {
		cell_text(c, *(const char *const *)at);
	} else if (*(const uint64_t *)at != NSVIEW_NONE) {
		text_num(&c->made, *(const uint64_t *)at);
		cell_made(c);
	}
}

static void fill_columns(struct cell *c, const struct diff_row *r)
{
	size_t i;

	for (i = 0; i < r->nchanges; i++) {
		text_puts(&c->made, i ? "," : "");
		put_column(&c->made, &r->changes[i]);
	}
	if (r->nchanges)
		cell_made(c);
}

static void fill_field(struct cell *c, const struct diff_row *r, size_t column)
{
	const struct table_column *field = field_of(r, fields[column]);
	const void *at;

	if (!field || field->number != (diff_columns[column].type == COLUMN_NUM))
		return;
	at = (const char *)object_of(r) + field->offset;
	if (field->number)
		cell_num(c, *(const uint64_t *)at);
	else
		cell_text(c, *(const char *const *)at);
}

static void fill_alike(struct cell *c, const struct diff_row *r)
{
	text_printf(&c->made_eyes, "%s %s %zu more", text_str(&c->made), sign_times(), r->alike);
	c->eyes = text_str(&c->made_eyes);
}

static void diff_fill(const struct host *h, const void *row, size_t column, struct cell *c)
{
	const struct diff_row *r = row;

	switch (column) {
	case COL_WHAT:
		cell_text(c, what_words(r));
		c->mark = r->a && r->b ? MARK_NONE : MARK_ODD;
		break;
	case COL_KIND:
		cell_text(c, r->kind->name);
		break;
	case COL_NAME:
		r->kind->put_name(&c->made, host_of(h, r), object_of(r));
		cell_made(c);
		if (r->alike)
			fill_alike(c, r);
		break;
	case COL_CHANGES:
		put_changes(&c->made, h, r);
		cell_made(c);
		break;
	case COL_COLUMN:
		fill_columns(c, r);
		break;
	case COL_BEFORE:
	case COL_AFTER:
		fill_value(c, r, column == COL_AFTER);
		break;
	default:
		fill_field(c, r, column);
	}
}

static const char *const diff_closed[] = {
	"WHAT",
	"appeared,went,changed",
	"KIND",
	"process,thread,namespace,cgroup,hierarchy,device,port,address,fdb,mount,pin,tap,hook,nat",
	"TYPE",
	words_ns_types,
	NULL,
};

static const struct sheet *diff_sheet(const struct options *o)
{
	static const struct sheet sheet = {
		.view = "diff",
		.array = "differences",
		.columns = diff_columns,
		.ncolumns = ARRAY_SIZE(diff_columns),
		.fill = diff_fill,
		.closed = diff_closed,
	};

	(void)o;
	return &sheet;
}

struct showing {
	const struct host *h;
	const struct options *o;
	struct out *out;
	bool whole; /* nothing is folded or left out */
	struct diff_row held[2]; /* for eyes: alike, and not shown yet */
	size_t nheld; /* and how many there are that are as these */
};

static bool has_number(const struct diff_row *r, const char *field, const struct options *o)
{
	const struct table_column *c = field_of(r, field);
	size_t i;

	for (i = 0; c && i < o->npids; i++)
		if (*(const uint64_t *)((const char *)object_of(r) + c->offset) == o->pids[i])
			return true;
	return false;
}

/* -p and -t */
static bool is_wanted(const struct diff_row *r, const struct options *o)
{
	const struct table_column *c = field_of(r, "type");
	const char *type;

	if (o->npids && !has_number(r, "pid", o) && !has_number(r, "tgid", o))
		return false;
	if (!o->types)
		return true;
	type = c && !c->number ? *(const char *const *)((const char *)object_of(r) + c->offset) :
				 NULL;
	return type && ns_type_parse(type) != NS_TYPES && o->types & (1u << ns_type_parse(type));
}

/* Tasks that came or went and that eyes tell apart by nothing but their number. */
static bool is_alike(const struct diff_row *x, const struct diff_row *y)
{
	const struct task *a = object_of(x), *b = object_of(y);

	return x->kind == y->kind && x->kind->table == TABLE_tasks && !x->a == !y->a &&
	       !x->b == !y->b && !x->nchanges && !y->nchanges && a->comm && b->comm &&
	       !strcmp(a->comm, b->comm) && a->cgroup_id == b->cgroup_id;
}

static void show_held(struct showing *s)
{
	size_t i;

	if (s->nheld > ARRAY_SIZE(s->held)) {
		s->held[0].alike = s->nheld - 1;
		s->nheld = 1;
	}
	for (i = 0; i < s->nheld; i++)
		out_row(s->out, 0, &s->held[i]);
	s->nheld = 0;
}

static void hold(struct showing *s, const struct diff_row *r)
{
	bool fold = !s->whole && !r->nchanges;

	if (s->nheld && (!fold || !is_alike(&s->held[0], r)))
		show_held(s);
	if (!fold)
		out_row(s->out, 0, r);
	else if (s->nheld++ < ARRAY_SIZE(s->held))
		s->held[s->nheld - 1] = *r;
}

/* As programs have it, a row for each difference. */
static struct diff_row one_of(const struct diff_row *r, size_t i)
{
	struct diff_row one = *r;

	if (r->nchanges) {
		one.changes = &r->changes[i];
		one.nchanges = 1;
	}
	return one;
}

static void show_each(struct showing *s, const struct diff_row *r)
{
	size_t i = 0;

	do {
		const struct diff_row one = one_of(r, i);

		out_row(s->out, 0, &one);
	} while (++i < r->nchanges);
}

/* The object with those of its differences that programs would be told of. */
static int show_passed(struct showing *s, const struct diff_row *r)
{
	_cleanup_free_ struct diff_change *changes = calloc(r->nchanges + 1, sizeof(*changes));
	struct diff_row row = *r;
	size_t i = 0, n = 0;

	if (!changes)
		return -ENOMEM;
	do {
		const struct diff_row one = one_of(r, i);

		if (out_passes(s->out, &one))
			changes[n++] = r->nchanges ? r->changes[i] : (struct diff_change){ 0 };
	} while (++i < r->nchanges);
	row.changes = changes;
	row.nchanges = r->nchanges ? n : 0;
	if (n)
		out_put(s->out, 0, &row);
	return 0;
}

/* For eyes what comes or goes with something else is not told apart from it. */
static int show_row(void *arg, const struct diff_row *r)
{
	struct showing *s = arg;
	int err = 0;

	if (!is_wanted(r, s->o))
		return 0;
	if (!s->whole && !(r->a && r->b) && r->kind->implied &&
	    r->kind->implied(r->b ? s->h->before : s->h, object_of(r)))
		return 0;
	if (s->o->style.format != OUT_HUMAN)
		show_each(s, r);
	else if (s->o->filter)
		err = show_passed(s, r);
	else
		hold(s, r);
	return err ? err : s->out->err;
}

static uint64_t self_of(const struct host *h)
{
	const char *pid = snapshot_value(&h->about, "pid");

	return pid && *pid >= '1' && *pid <= '9' ? strtoull(pid, NULL, 10) : NSVIEW_NONE - 1;
}

static int check_pids(const struct host *h, const struct options *o, struct problem *p)
{
	size_t i;

	for (i = 0; i < o->npids; i++)
		if (!host_task(h, o->pids[i]) && !host_task(h->before, o->pids[i]))
			return problem_set(p, -ESRCH, "no process %llu before or after",
					   (unsigned long long)o->pids[i]);
	return 0;
}

static int diff_show(const struct host *h, const struct options *o, struct out *out,
		     struct problem *p)
{
	/* What was asked for is shown even if it is told by something that was not. */
	struct showing s = {
		.h = h,
		.o = o,
		.out = out,
		.whole = o->style.format != OUT_HUMAN || o->style.notruncate || o->filter ||
			 o->sort || o->types || o->npids,
	};
	struct diff d = {
		.a = h->before,
		.b = h,
		.all = o->all,
		.other_boot = before_of_other_boot(h),
		.unknown = before_of_proc(h),
		.no_threads = before_of_proc(h),
		.no_cgroups = before_lacks_cgroups(h),
		.self_a = self_of(h->before),
		.self_b = self_of(h),
		.each = show_row,
		.arg = &s,
	};
	int err = check_pids(h, o, p);

	if (!err && diff_run(&d) && !out->err)
		err = problem_set(p, -ENOMEM, "out of memory");
	show_held(&s);
	return err ? err : out->shown ? EXIT_DIFFERENT : 0;
}

#define BIT(name, columns) | TABLE_BIT(name)

const struct view view_diff = {
	.name = "diff",
	.args = "SNAPSHOT [SNAPSHOT]",
	.help = "Compares a snapshot with a later one, or with this host now",
	.examples = { "nsview diff before", "nsview diff --all before after -p 1234" },
	.takes = TAKES_WORD | TAKES_TWO_WORDS | TAKES_ALL | TAKES_PID | TAKES_TYPE,
	.want = (0 HOST_TABLES(BIT)) & ~(TABLE_BIT(routes) | TABLE_BIT(differences)),
	.facts = { "tasks", "devs", "namespaces" },
	.sheet = diff_sheet,
	.show = diff_show,
};
