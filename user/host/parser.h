/* SPDX-License-Identifier: GPL-2.0 */
/* What reading a table as text and in binary have in common: its two lines, and words of errors. */
#ifndef NSVIEW_PARSER_H
#define NSVIEW_PARSER_H

#include "table.h"

/* A column of the file at hand. */
struct slot {
	const struct table_column *column; /* NULL: not known, skipped */
	bool key;
};

struct parser;

struct form {
	const char *suffix; /* of the first line */
	/* Adds what comes after the two lines; @blank is a row with nothing in it. */
	int (*rows)(struct parser *ps, const char *blank, struct rows *rows);
};

struct parser {
	const struct form *form;
	const struct table *table;
	const char *where;
	const char *unit; /* what is counted */
	struct problem *problem;
	char *begin;
	char *at;
	char *end; /* a NUL stands there */
	size_t line;
	struct slot slots[TABLE_COLUMNS_MAX];
	size_t nslots;
	bool taken[TABLE_COLUMNS_MAX]; /* columns of the table that are in a slot */
	unsigned int keys; /* of the table that are, by their bits */
};

/* As table_parse(). */
int parser_run(const struct form *form, const struct table *t, struct blob *b, const char *where,
	       struct rows *rows, struct problem *p);

/* For more rows: 0, or -errno and words about it. */
int parser_grow(const struct parser *ps, struct rows *rows);

/* One more, whose bytes are yet to be written; NULL, and words about it, if there is no room. */
static inline char *parser_add_row(const struct parser *ps, struct rows *rows)
{
	if (rows->count == rows->size && parser_grow(ps, rows))
		return NULL;
	return rows->data + rows->count++ * ps->table->row_size;
}

/* What is wrong with the row at hand, and with its cell in that column: -EBADMSG. */
int parser_bad_row(const struct parser *ps, const char *why);
int parser_bad_cell(const struct parser *ps, const struct slot *slot, const char *why);

#endif
