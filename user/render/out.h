/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Rows on their way to a stream, in one of three forms: a table or tree for
 * eyes (libsmartcols; but see lines.c), raw lines, or JSON. The last two are streamed.
 */
#ifndef NSVIEW_OUT_H
#define NSVIEW_OUT_H

#include <stdio.h>

#include "filter.h"
#include "sorted.h"
#include "sheet.h"

enum out_format { OUT_HUMAN = SHEET_EYES, OUT_RAW = SHEET_RAW, OUT_JSON = SHEET_JSON };

struct out_style {
	enum out_format format;
	bool noheadings;
	bool notruncate;
	bool colors;
	bool tree; /* rows of a list that have rows below them are a tree */
	bool list; /* a tree's rows are a list */
};

/* Which rows and columns, and in which order. */
struct out_wanted {
	struct selection columns;
	struct filter *filter; /* NULL: all rows */
	struct sort_key key;
	bool sorts; /* by the key; else as they come */
	bool chosen; /* columns, by name: none of those is left out for want of room */
};

/* Where what is in a column comes from. */
enum out_from {
	FROM_CELL, /* for eyes, or kept until rows are in order */
	FROM_FILL, /* it is made for a program */
	FROM_ROW, /* it is a field of the row */
	FROM_POINTER, /* of what a pointer of the row leads to */
	FROM_BASE, /* of what the sheet's base() says */
};

/* A column of the selection. */
struct out_column {
	const struct column *column;
	size_t number; /* in the sheet */
	unsigned int flags; /* as the style has them */
	enum column_type type;
	enum out_from from;
};

struct out {
	const struct sheet *sheet;
	const struct host *host;
	const struct out_wanted *wanted;
	const struct selection *columns; /* of what is wanted */
	struct out_style style;
	FILE *stream;
	const struct renderer *renderer;
	void *state; /* the renderer's own */
	struct out_column list[SHEET_COLUMNS_MAX]; /* of the selection */
	struct cell cell;
	struct sorted *sorted; /* where rows are kept until the last; or NULL */
	bool replays; /* rows are those of sorted */
	uint64_t passed; /* a bit for each depth of the row that is being shown */
	size_t shown; /* rows that passed the filter */
	struct text buffer; /* written in large blocks */
	int err; /* the first error; what follows is not tried */
};

struct renderer {
	int (*begin)(struct out *out);
	int (*row)(struct out *out, unsigned int depth, const void *row);
	int (*end)(struct out *out);
	void (*free)(struct out *out);
};

extern const struct renderer render_human;
extern const struct renderer render_raw;
extern const struct renderer render_json;

/* What is @wanted is the caller's, and used until out_end(). */
void out_begin(struct out *out, const struct sheet *sheet, const struct host *h,
	       const struct out_wanted *wanted, const struct out_style *style, FILE *stream);

/*
 * One row. In a nested sheet, and with style.tree, it is a child of the last row of a lower @depth,
 * and @depth is at most one more than that of the row before. What does not pass the
 * filter is left out, and its children are those of who is above it.
 */
void out_row(struct out *out, unsigned int depth, const void *row);

/*
 * For what a view puts together in one row of a flat sheet: whether a part of it passes the
 * filter, and a row that is shown without being asked.
 */
bool out_passes(struct out *out, const void *row);
void out_put(struct out *out, unsigned int depth, const void *row);

/* Nothing more is to be written: what was asked for failed with @err. */
void out_cancel(struct out *out, int err);

/* Writes what is left and frees @out. 0, or the first error as -errno. */
int out_end(struct out *out);

/*
 * After that, whether eyes were shown not even a heading, which is worth saying: @words that
 * say so, "no bridges".
 */
bool out_is_blank(const struct out *out, struct text *words);

/* For the renderers: column @i of the selection, and the cell of @row in it. */
static inline const struct column *out_column(const struct out *out, size_t i)
{
	return out->list[i].column;
}

const struct cell *out_cell(struct out *out, const void *row, size_t i);

/* Whether rows may have rows below them. */
static inline bool out_nested(const struct out *out)
{
	return out->sheet->nested || out->style.tree;
}

/* What programs see of a cell. */
struct out_value {
	bool there;
	uint64_t num;
	const char *text;
};

static inline struct out_value value_of_cell(const struct cell *c)
{
	return (struct out_value){ c->there, c->num, c->text };
}

static inline struct out_value value_of_field(const struct field *f, enum column_type type,
					      const void *base)
{
	if (base && type == COLUMN_NUM) {
		uint64_t num = field_num(f, base);

		return (struct out_value){ num != UINT64_MAX, num, NULL };
	}
	if (base) {
		const char *text = field_text(f, base);

		return (struct out_value){ text, 0, text };
	}
	return (struct out_value){ false, 0, NULL };
}

static inline struct out_value out_value(struct out *out, const void *row,
					 const struct out_column *oc, enum column_type type)
{
	const struct field *f = &oc->column->field;

	if (oc->from == FROM_ROW)
		return value_of_field(f, type, row);
	if (oc->from == FROM_POINTER)
		return value_of_field(f, type, field_pointer(f, row));
	if (oc->from == FROM_BASE)
		return value_of_field(f, type, out->sheet->base(row, oc->number));
	if (oc->from == FROM_CELL)
		return value_of_cell(out_cell(out, row, (size_t)(oc - out->list)));
	cell_reset(&out->cell);
	out->sheet->fill(out->host, row, oc->number, &out->cell);
	return value_of_cell(&out->cell);
}

/* Writes the buffer if it is large enough to be worth a call, or if @all. */
int out_flush(struct out *out, bool all);

#endif
