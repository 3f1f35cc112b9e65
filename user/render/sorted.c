/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "sorted.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../cleanup.h"
#include "../letters.h"
#include "../text.h"

/* Texts are places in that of all, which grows and moves. */
#define NONE ((size_t)-1)

struct saved {
	bool there;
	enum mark mark;
	uint64_t num;
	size_t text, eyes, brief;
};

struct row {
	size_t number; /* of its cells: the first is number * width */
	unsigned int depth;
	size_t parent, first, next; /* rows; NONE: there is none */
};

struct sorted {
	const struct sheet *sheet;
	struct sort_key key;
	size_t width; /* cells a row, the one it is sorted by included */
	struct row *rows;
	size_t nrows, rows_size;
	size_t first; /* of those without a parent */
	struct saved *cells;
	size_t ncells, cells_size;
	struct text texts;
	struct cell cell;
};

int sort_key_parse(struct sort_key *ret, const struct sheet *sheet, const char *text)
{
	size_t i;

	*ret = (struct sort_key){ .down = *text == '-' };
	text += ret->down;
	for (i = 0; i < sheet->ncolumns; i++)
		if (letters_same(sheet->columns[i].name, text))
			break;
	ret->column = i;
	return i == sheet->ncolumns ? -EINVAL : 0;
}

struct sorted *sorted_new(const struct sheet *sheet, const struct sort_key *key, size_t ncells)
{
	struct sorted *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->sheet = sheet;
	s->key = *key;
	s->width = ncells + 1;
	return s;
}

void sorted_free(struct sorted *s)
{
	if (!s)
		return;
	free(s->rows);
	free(s->cells);
	text_free(&s->texts);
	free(s);
}

/* --- keeping them */

static int grow(void **array, size_t count, size_t *size, size_t each)
{
	size_t more = *size ? 2 * *size : 64;
	void *larger;

	if (count < *size)
		return 0;
	larger = reallocarray(*array, more, each);
	if (!larger)
		return -ENOMEM;
	*array = larger;
	*size = more;
	return 0;
}

int sorted_row(struct sorted *s, unsigned int depth)
{
	int err = grow((void **)&s->rows, s->nrows, &s->rows_size, sizeof(*s->rows));

	if (err)
		return err;
	s->rows[s->nrows] = (struct row){ s->nrows, depth, NONE, NONE, NONE };
	s->nrows++;
	return 0;
}

static size_t keep(struct sorted *s, const char *text)
{
	size_t at = s->texts.len;

	if (!text)
		return NONE;
	text_add(&s->texts, text, strlen(text) + 1);
	return at;
}

int sorted_cell(struct sorted *s, const struct cell *c)
{
	int err = grow((void **)&s->cells, s->ncells, &s->cells_size, sizeof(*s->cells));

	if (err)
		return err;
	s->cells[s->ncells++] = (struct saved){ c->there,	  c->mark,
						c->num,		  keep(s, c->text),
						keep(s, c->eyes), keep(s, c->brief) };
	return s->texts.failed ? -ENOMEM : 0;
}

/* --- their order */

static const char *text_at(const struct sorted *s, size_t at)
{
	return at == NONE ? NULL : s->texts.s + at;
}

static const struct saved *key_of(const struct sorted *s, const struct row *row)
{
	return &s->cells[(row->number + 1) * s->width - 1];
}

static int compare_keys(const struct sorted *s, const struct saved *a, const struct saved *b)
{
	enum column_type type = s->sheet->columns[s->key.column].type;
	int order;

	if (!a->there || !b->there)
		return b->there - a->there;
	if (type == COLUMN_NUM || type == COLUMN_BOOL)
		order = (a->num > b->num) - (a->num < b->num);
	else
		order = strverscmp(text_at(s, a->text), text_at(s, b->text));
	return s->key.down ? -order : order;
}

/* qsort_r(3): siblings are together, in their order. */
static int compare(const void *a, const void *b, void *arg)
{
	const struct row *const *x = a, *const *y = b;
	const struct sorted *s = arg;
	int order = ((*x)->parent > (*y)->parent) - ((*x)->parent < (*y)->parent);

	if (!order)
		order = compare_keys(s, key_of(s, *x), key_of(s, *y));
	return order ? order : ((*x)->number > (*y)->number) - ((*x)->number < (*y)->number);
}

/* Who is whose child: the last row before it that is less deep. */
static void find_parents(struct sorted *s)
{
	size_t i, above;

	for (i = 1; i < s->nrows; i++) {
		for (above = i - 1; above != NONE && s->rows[above].depth >= s->rows[i].depth;)
			above = s->rows[above].parent;
		s->rows[i].parent = above;
	}
}

static int link_siblings(struct sorted *s)
{
	_cleanup_free_ struct row **order = calloc(s->nrows, sizeof(*order));
	size_t i;

	if (!order)
		return -ENOMEM;
	for (i = 0; i < s->nrows; i++)
		order[i] = &s->rows[i];
	qsort_r(order, s->nrows, sizeof(*order), compare, s);
	s->first = NONE;
	for (i = s->nrows; i-- > 0;) {
		size_t parent = order[i]->parent;
		size_t *first = parent == NONE ? &s->first : &s->rows[parent].first;

		order[i]->next = *first;
		*first = order[i]->number;
	}
	return 0;
}

int sorted_walk(struct sorted *s, int (*fn)(void *arg, unsigned int depth, const void *row),
		void *arg)
{
	size_t at;
	int err = 0;

	if (!s->nrows)
		return 0;
	find_parents(s);
	err = link_siblings(s);
	for (at = s->first; !err && at != NONE;) {
		const struct row *row = &s->rows[at];

		err = fn(arg, row->depth, row);
		at = row->first;
		while (at == NONE && row) {
			at = row->next;
			row = row->parent == NONE ? NULL : &s->rows[row->parent];
		}
	}
	return err;
}

const struct cell *sorted_get(struct sorted *s, const void *row, size_t i)
{
	const struct row *r = row;
	const struct saved *c = &s->cells[r->number * s->width + i];

	s->cell = (struct cell){ .there = c->there,
				 .num = c->num,
				 .mark = c->mark,
				 .text = text_at(s, c->text),
				 .eyes = text_at(s, c->eyes),
				 .brief = text_at(s, c->brief) };
	return &s->cell;
}
