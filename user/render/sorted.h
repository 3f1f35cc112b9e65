/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Rows in the order of a column (--sort): all of them are kept until the last is known.
 * In a nested sheet the children of each row are sorted, and stay its children. Rows that
 * are alike stay in the order in which they came; absent cells are the last.
 */
#ifndef NSVIEW_SORTED_H
#define NSVIEW_SORTED_H

#include <stdbool.h>
#include <stddef.h>

#include "sheet.h"

struct sorted;

struct sort_key {
	size_t column; /* of the sheet */
	bool down; /* the largest first */
};

/* From COL, or -COL for the largest first. -EINVAL: there is no such column. */
int sort_key_parse(struct sort_key *ret, const struct sheet *sheet, const char *text);

/* Rows with @ncells cells each. NULL: out of memory. */
struct sorted *sorted_new(const struct sheet *sheet, const struct sort_key *key, size_t ncells);
void sorted_free(struct sorted *s);

/* Begins the next row; its cells follow, and then the one it is sorted by. 0 or -ENOMEM. */
int sorted_row(struct sorted *s, unsigned int depth);
int sorted_cell(struct sorted *s, const struct cell *c);

/* Tells @fn of each row, in order, until it does not return 0. */
int sorted_walk(struct sorted *s, int (*fn)(void *arg, unsigned int depth, const void *row),
		void *arg);

/* Cell @i of a @row that sorted_walk() gave, until the next one is asked for. */
const struct cell *sorted_get(struct sorted *s, const void *row, size_t i);

#endif
