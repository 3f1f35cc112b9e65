/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A table before it is drawn: all its cells, so that they can be made to fit.
 *
 * libsmartcols knows how to cut a cell and how to break it at any letter; here
 * columns first give up what can be said shorter, and long texts are broken
 * between words.
 */
#ifndef NSVIEW_GRID_H
#define NSVIEW_GRID_H

#include "sheet.h"

struct grid_cell {
	char *words; /* safe for a terminal */
	char *brief; /* shorter; NULL: there is no shorter form */
	enum mark mark;
};

struct grid {
	const struct sheet *sheet;
	const struct selection *columns;
	unsigned int flags[SHEET_COLUMNS_MAX]; /* of the selection: enum column_flags */
	struct grid_cell *cells; /* lines of columns->count cells */
	unsigned int *depths; /* one for each line */
	size_t lines;
	size_t size; /* lines that fit */
	bool chosen; /* columns were asked for by name: none of those is left out */
	bool left_out[SHEET_COLUMNS_MAX]; /* of the selection */
};

/* A new line with nothing in it; NULL if there is no memory. */
struct grid_cell *grid_line(struct grid *g, unsigned int depth);

/* Makes it fit @width columns as far as it can. 0 or -ENOMEM. */
int grid_fit(struct grid *g, size_t width);
void grid_free(struct grid *g);

#endif
