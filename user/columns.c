/* SPDX-License-Identifier: GPL-2.0 */
/* The columns of a view, shown as a view of their own: -H. */
#include "options.h"

#include "view/view.h"

enum { COL_COLUMN, COL_TYPE, COL_USUAL, COL_HELP };

static const struct column columns_columns[] = {
	[COL_COLUMN] = { "COLUMN", COLUMN_TEXT, COLUMN_SHOWN, "name, for -o", MADE },
	[COL_TYPE] = { "TYPE", COLUMN_TEXT, COLUMN_SHOWN, "type in JSON", MADE },
	[COL_USUAL] = { "USUAL", COLUMN_BOOL, COLUMN_SHOWN, "shown without -o", MADE },
	[COL_HELP] = { "HELP", COLUMN_TEXT, COLUMN_SHOWN | COLUMN_WRAP, "what it is", MADE },
};

static void columns_fill(const struct host *h, const void *row, size_t column, struct cell *c)
{
	const struct column *shown = row;

	(void)h;
	switch (column) {
	case COL_COLUMN:
		cell_text(c, shown->name);
		break;
	case COL_TYPE:
		cell_text(c, sheet_type(shown));
		break;
	case COL_USUAL:
		cell_bool(c, shown->flags & COLUMN_SHOWN);
		break;
	case COL_HELP:
		cell_text(c, shown->help);
		break;
	}
}

static const char *const columns_closed[] = {
	"TYPE", "string,number,boolean,array of numbers,array of strings", NULL
};

const struct sheet columns_sheet = {
	.view = "columns",
	.array = "columns",
	.columns = columns_columns,
	.ncolumns = sizeof(columns_columns) / sizeof(columns_columns[0]),
	.fill = columns_fill,
	.closed = columns_closed,
};

int options_list_columns(const struct view *view, const struct options *o)
{
	const struct sheet *shown = view->sheet(o);
	const struct host h = { .source = "nsview", .complete = true };
	struct out_wanted all = { .sorts = false };
	struct text unused = { 0 };
	struct out out;
	size_t i;

	sheet_select(&columns_sheet, NULL, SHEET_EYES, &all.columns, &unused);
	out_begin(&out, &columns_sheet, &h, &all, &o->style, stdout);
	for (i = 0; i < shown->ncolumns; i++)
		out_row(&out, 0, &shown->columns[i]);
	return out_end(&out);
}
