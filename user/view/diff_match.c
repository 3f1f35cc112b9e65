/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which row of one host is which of the other: both are sorted by what names them, and
 * gone through together. Nothing here is quadratic.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../cleanup.h"
#include "diff.h"

#define COLUMNS_MAX 12

struct columns {
	const struct table_column *at[COLUMNS_MAX];
	size_t n;
};

/* Rows of one table of one host, in the order of their columns. */
struct rows_of {
	const void **at;
	size_t n;
	struct columns columns;
};

struct pair {
	const void *a, *b;
};

bool diff_in(const char *words, const char *word)
{
	size_t len = strlen(word);
	const char *at = words;

	/* Files may have empty names in a snapshot, and those are everywhere. */
	if (!len)
		return false;
	while (at && (at = strstr(at, word))) {
		if ((at == words || at[-1] == ' ') && (!at[len] || at[len] == ' '))
			return true;
		at += len;
	}
	return false;
}

const struct table_column *diff_column(enum table_id table, const char *name)
{
	const struct table *t = &host_tables[table];
	size_t i;

	for (i = 0; i < t->ncolumns; i++)
		if (!strcmp(t->columns[i].name, name))
			return &t->columns[i];
	return NULL;
}

static void add_columns(struct columns *ret, enum table_id table, const char *names)
{
	while (names && *names) {
		size_t len = strcspn(names, " ");
		_cleanup_free_ char *name = strndup(names, len);
		const struct table_column *column = name ? diff_column(table, name) : NULL;

		if (column && ret->n < COLUMNS_MAX)
			ret->at[ret->n++] = column;
		names += len;
		names += strspn(names, " ");
	}
}

static int compare_cells(const void *a, const struct table_column *ca, const void *b,
			 const struct table_column *cb)
{
	const void *x = (const char *)a + ca->offset, *y = (const char *)b + cb->offset;

	if (ca->number) {
		uint64_t m = *(const uint64_t *)x, n = *(const uint64_t *)y;

		return m < n ? -1 : m > n;
	} else {
		const char *s = *(const char *const *)x, *t = *(const char *const *)y;

		if (!s || !t)
			return !!s - !!t;
		return strcmp(s, t);
	}
}

static int compare_rows(const void *a, const struct columns *ca, const void *b,
			const struct columns *cb, size_t n)
{
	size_t i;
	int order = 0;

	for (i = 0; i < n && !order; i++)
		order = compare_cells(a, ca->at[i], b, cb->at[i]);
	return order;
}

static int by_columns(const void *a, const void *b, void *arg)
{
	const struct columns *c = arg;

	return compare_rows(*(const void *const *)a, c, *(const void *const *)b, c, c->n);
}

static int sort_rows(struct rows_of *ret, const struct diff *d, const struct host *h,
		     enum table_id table, const struct diff_kind *kind)
{
	const struct table *t = &host_tables[table];
	const char *rows = *(char *const *)((const char *)h + t->rows_at);
	size_t count = *(const size_t *)((const char *)h + t->count_at), i;

	ret->n = 0;
	ret->at = calloc(count + 1, sizeof(*ret->at));
	if (!ret->at)
		return -ENOMEM;
	for (i = 0; i < count; i++) {
		const void *row = rows + i * t->row_size;

		if (!kind || !kind->is || kind->is(d, h, row))
			ret->at[ret->n++] = row;
	}
	qsort_r(ret->at, ret->n, sizeof(*ret->at), by_columns, &ret->columns);
	return 0;
}

static bool is_absent(const void *row, const struct table_column *c)
{
	const void *at = (const char *)row + c->offset;

	return c->number ? *(const uint64_t *)at == NSVIEW_NONE : !*(const char *const *)at;
}

/* Whether what has the same key is another object all the same. */
static bool is_other(const struct diff *d, const struct diff_kind *kind,
		     const struct columns *tells, const void *a, const void *b)
{
	const struct table_column *ns = kind->ns ? diff_column(kind->table, kind->ns) : NULL;
	size_t i;

	if (d->other_boot)
		return false;
	if (ns && map_find(&d->reborn, kind->ns_type,
			   *(const uint64_t *)((const char *)a + ns->offset)) != MAP_NONE)
		return true;
	for (i = 0; i < tells->n; i++) {
		const struct table_column *c = tells->at[i];

		if (!is_absent(a, c) && !is_absent(b, c) && compare_cells(a, c, b, c))
			return true;
	}
	return false;
}

static int add_change(struct diff *d, const struct diff_change *change)
{
	if (d->nchanges == d->size) {
		size_t size = d->size ? 2 * d->size : 64;
		struct diff_change *more = reallocarray(d->changes, size, sizeof(*more));

		if (!more)
			return -ENOMEM;
		d->changes = more;
		d->size = size;
	}
	d->changes[d->nchanges] = *change;
	d->changes[d->nchanges].at = d->nchanges;
	d->nchanges++;
	return 0;
}

/* Of two rows, one of which may be NULL, the cell @c. */
static int compare_cell(struct diff *d, size_t of, bool unknown, const void *a, const void *b,
			const struct table_column *c, const char *prefix, const char *name)
{
	bool in_a = a && !is_absent(a, c), in_b = b && !is_absent(b, c);
	struct diff_change change = {
		.prefix = prefix, .name = name, .column = c, .a = a, .b = b, .of = of
	};

	if ((unknown || d->unknown) && !(in_a && in_b))
		return 0;
	if (in_a == in_b && (!in_a || !compare_cells(a, c, b, c)))
		return 0;
	return add_change(d, &change);
}

static int compare_object(struct diff *d, const struct diff_kind *kind, size_t of,
			  const struct pair *pair)
{
	const struct table *t = &host_tables[kind->table];
	const char *key = d->other_boot ? kind->across : kind->key;
	size_t i;
	int err = 0;

	for (i = 0; i < t->ncolumns && !err; i++) {
		const char *name = t->columns[i].name;

		if (diff_in(key, name) || diff_in(kind->tells, name) ||
		    diff_in(kind->still, name) || (d->other_boot && diff_in(kind->of_boot, name)) ||
		    (!d->all && diff_in(kind->moving, name)))
			continue;
		err = compare_cell(d, of, kind->unknown, pair->a, pair->b, &t->columns[i], NULL,
				   name);
	}
	return err;
}

/* Of an object @a and @b say the same: one that is NULL says nothing, or is not known. */
static int compare_fact(struct diff *d, const struct diff_facts *facts, size_t of, bool unknown,
			const void *a, const void *b)
{
	const struct table *t = &host_tables[facts->table];
	const struct table_column *called =
		facts->called ? diff_column(facts->table, facts->called) : NULL;
	const char *name = NULL;
	size_t i;
	int err = 0;

	if (called)
		name = *(const char *const *)((const char *)(b ? b : a) + called->offset);
	for (i = 0; i < t->ncolumns && !err; i++) {
		const char *column = t->columns[i].name;

		if (diff_in(facts->link, column) || diff_in(facts->more, column) ||
		    (!d->all && diff_in(facts->moving, name ? name : column)))
			continue;
		err = compare_cell(d, of, unknown, a, b, &t->columns[i], facts->prefix,
				   name ? name : column);
	}
	return err;
}

/* All facts of one object, from @*ia and @*ib on; those of others before are passed over. */
static int compare_facts_of(struct diff *d, const struct diff_kind *kind,
			    const struct diff_facts *facts, size_t of, const struct pair *pair,
			    const struct columns *to, const struct rows_of *a, size_t *ia,
			    const struct rows_of *b, size_t *ib)
{
	const struct diff_row row = { .kind = kind, .a = pair->a, .b = pair->b };
	/* What could not be read is not gone. */
	bool unknown = kind->unknown || diff_facts_unread(d, kind, facts->table, &row);
	int err = 0;

	while (*ia < a->n && compare_rows(a->at[*ia], &a->columns, pair->a, to, to->n) < 0)
		++*ia;
	while (*ib < b->n && compare_rows(b->at[*ib], &b->columns, pair->b, to, to->n) < 0)
		++*ib;
	while (!err) {
		const void *x = *ia < a->n ? a->at[*ia] : NULL, *y = *ib < b->n ? b->at[*ib] : NULL;
		int order;

		if (x && compare_rows(x, &a->columns, pair->a, to, to->n))
			x = NULL;
		if (y && compare_rows(y, &b->columns, pair->b, to, to->n))
			y = NULL;
		if (!x && !y)
			break;
		order = !x ? 1 :
			!y ? -1 :
			     compare_rows(x, &a->columns, y, &b->columns, a->columns.n);
		err = compare_fact(d, facts, of, unknown, order <= 0 ? x : NULL,
				   order >= 0 ? y : NULL);
		*ia += order <= 0;
		*ib += order >= 0;
	}
	return err;
}

static int by_pairs(const void *a, const void *b, void *arg)
{
	const struct pair *x = *(const struct pair *const *)a, *y = *(const struct pair *const *)b;
	const struct columns *c = arg;

	return compare_rows(x->a, c, y->a, c, c->n);
}

/* In what the object is not, there is nothing to be changed. */
static int compare_facts(struct diff *d, const struct diff_kind *kind,
			 const struct diff_facts *facts, const struct pair *pairs, size_t n)
{
	struct rows_of a = { 0 }, b = { 0 };
	struct columns to = { 0 };
	_cleanup_free_ const struct pair **order = calloc(n + 1, sizeof(*order));
	size_t i, ia = 0, ib = 0, steady = 0;
	int err;

	if (!order)
		return -ENOMEM;
	for (i = 0; i < n; i++)
		if (pairs[i].a && pairs[i].b)
			order[steady++] = &pairs[i];
	add_columns(&to, kind->table, facts->to);
	qsort_r(order, steady, sizeof(*order), by_pairs, &to);
	add_columns(&a.columns, facts->table, facts->link);
	add_columns(&a.columns, facts->table, facts->more);
	b.columns = a.columns;
	err = sort_rows(&a, d, d->a, facts->table, NULL);
	if (!err)
		err = sort_rows(&b, d, d->b, facts->table, NULL);
	for (i = 0; i < steady && !err; i++)
		err = compare_facts_of(d, kind, facts, (size_t)(order[i] - pairs), order[i], &to,
				       &a, &ia, &b, &ib);
	free(a.at);
	free(b.at);
	return err;
}

static int add_reborn(struct diff *d, const void *row)
{
	const struct ns *ns = row;

	return ns->kind == NS_TYPES ? 0 : map_add(&d->reborn, ns->kind, ns->inum, 0);
}

/* The changes of one object follow one another then: facts are gone through apart. */
static int by_object(const void *a, const void *b)
{
	const struct diff_change *x = a, *y = b;

	if (x->of != y->of)
		return x->of < y->of ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

static int tell(struct diff *d, const struct diff_kind *kind, const struct pair *pairs, size_t n)
{
	const struct diff_change *at = d->changes, *end = at;
	size_t i;
	int err = 0;

	if (d->nchanges) {
		end += d->nchanges;
		qsort(d->changes, d->nchanges, sizeof(*d->changes), by_object);
	}
	for (i = 0; i < n && !err; i++) {
		struct diff_row row = {
			.kind = kind, .a = pairs[i].a, .b = pairs[i].b, .changes = at
		};

		while (at < end && at->of == i)
			at++;
		row.nchanges = (size_t)(at - row.changes);
		if ((!row.a || !row.b || row.nchanges) && !diff_is_unread(d, &row))
			err = d->each(d->arg, &row);
	}
	return err;
}

static int pair_rows(struct diff *d, const struct diff_kind *kind, const struct rows_of *a,
		     const struct rows_of *b, struct pair *pairs, size_t *n)
{
	struct columns tells = { 0 };
	size_t i = 0, j = 0;
	int err = 0;

	add_columns(&tells, kind->table, kind->tells);
	while ((i < a->n || j < b->n) && !err) {
		int order = i == a->n ? 1 :
			    j == b->n ? -1 :
					compare_rows(a->at[i], &a->columns, b->at[j], &b->columns,
						     a->columns.n);

		if (!order && is_other(d, kind, &tells, a->at[i], b->at[j])) {
			if (kind->table == TABLE_namespaces)
				err = add_reborn(d, b->at[j]);
			pairs[(*n)++] = (struct pair){ .a = a->at[i++] };
			pairs[(*n)++] = (struct pair){ .b = b->at[j++] };
			continue;
		}
		pairs[(*n)++] = (struct pair){ .a = order <= 0 ? a->at[i] : NULL,
					       .b = order >= 0 ? b->at[j] : NULL };
		i += order <= 0;
		j += order >= 0;
	}
	return err;
}

/* Whether the facts of two boots have a name in common. */
static bool is_comparable(const struct diff *d, const struct diff_kind *kind,
			  const struct diff_facts *facts)
{
	struct columns to = { 0 };
	size_t i;

	if (!facts->link || !(d->a->tables & d->b->tables & TABLE_ID_BIT(facts->table)))
		return false;
	add_columns(&to, kind->table, facts->to);
	for (i = 0; i < to.n && d->other_boot; i++)
		if (diff_in(kind->of_boot, to.at[i]->name))
			return false;
	return true;
}

static int compare_pairs(struct diff *d, const struct diff_kind *kind, const struct pair *pairs,
			 size_t n)
{
	size_t i;
	int err = 0;

	d->nchanges = 0;
	for (i = 0; i < n && !err; i++)
		if (pairs[i].a && pairs[i].b)
			err = compare_object(d, kind, i, &pairs[i]);
	for (i = 0; i < DIFF_FACTS_MAX && !err; i++)
		if (is_comparable(d, kind, &kind->facts[i]))
			err = compare_facts(d, kind, &kind->facts[i], pairs, n);
	return err ? err : tell(d, kind, pairs, n);
}

static int run_kind(struct diff *d, const struct diff_kind *kind)
{
	_cleanup_free_ struct pair *pairs = NULL;
	struct rows_of a = { 0 }, b = { 0 };
	size_t n = 0;
	int err;

	add_columns(&a.columns, kind->table, d->other_boot ? kind->across : kind->key);
	b.columns = a.columns;
	err = sort_rows(&a, d, d->a, kind->table, kind);
	if (!err)
		err = sort_rows(&b, d, d->b, kind->table, kind);
	if (!err)
		pairs = calloc(a.n + b.n + 1, sizeof(*pairs));
	if (!err)
		err = pairs ? pair_rows(d, kind, &a, &b, pairs, &n) : -ENOMEM;
	if (!err)
		err = compare_pairs(d, kind, pairs, n);
	free(a.at);
	free(b.at);
	return err;
}

int diff_run(struct diff *d)
{
	size_t i;
	int err = diff_unread_begin(d);

	for (i = 0; i < diff_nkinds && !err; i++) {
		const struct diff_kind *kind = &diff_kinds[i];

		if (d->a->tables & d->b->tables & TABLE_ID_BIT(kind->table) &&
		    (!d->other_boot || kind->across) &&
		    !(kind->passed_over && kind->passed_over(d)))
			err = run_kind(d, kind);
	}
	free(d->changes);
	d->changes = NULL;
	d->nchanges = d->size = 0;
	map_free(&d->reborn);
	diff_unread_end(d);
	return err;
}
