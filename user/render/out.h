/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Rows on their way to a stream, in one of three forms: a table or tree for
 * eyes (libsmartcols), raw lines, or JSON. The last two are streamed.
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
};

/* Which rows and columns, and in which order. */
struct out_wanted {
	struct selection columns;
	struct filter *filter; /* NULL: all rows */
	struct sort_key key;
	bool sorts; /* by the key; else as they come */
	bool chosen; /* the columns: none is left out for want of room */
};

/* A column of the selection. */
struct out_column {
	const struct column *column;
	size_t number; /* in the sheet */
	enum column_type type;
	bool is_field; /* for programs: the field is shown as it is */
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
 * One row. In a nested sheet it is a child of the last row of a lower @depth,
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

/* For the renderers: column @i of the selection, and the cell of @row in it. */
static inline const struct column *out_column(const struct out *out, size_t i)
{
	return out->list[i].column;
}

const struct cell *out_cell(struct out *out, const void *row, size_t i);

/* The field that column @n of the sheet, which has one, shows of @row; NULL: there is none. */
static inline const void *out_field(const struct out *out, const struct column *column, size_t n,
				    const void *row)
{
	if (column->field.via)
		row = *(const void *const *)((const char *)row + column->field.via - 1);
	else if (out->sheet->base)
		row = out->sheet->base(row, n);
	return row ? (const char *)row + column->field.at - 1 : NULL;
}

/* What programs see of a cell. */
struct out_value {
	bool there;
	uint64_t num;
	const char *text;
};

static inline struct out_value out_value(struct out *out, const void *row,
					 const struct out_column *oc)
{
	const struct cell *c;
	const void *field;
	const char *text;
	uint64_t num;

	if (!oc->is_field) {
		c = out_cell(out, row, (size_t)(oc - out->list));
		return (struct out_value){ c->there, c->num, c->text };
	}
	field = out_field(out, oc->column, oc->number, row);
	if (oc->type == COLUMN_NUM) {
		num = field ? *(const uint64_t *)field : UINT64_MAX;
		return (struct out_value){ num != UINT64_MAX, num, NULL };
	}
	text = field ? *(const char *const *)field : NULL;
	return (struct out_value){ text, 0, text };
}

/* Writes the buffer if it is large enough to be worth a call, or if @all. */
int out_flush(struct out *out, bool all);

#endif
