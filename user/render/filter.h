/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which rows are shown (-Q): an expression over the columns of a sheet.
 *
 *	or         = and { ("||" | "or") and }
 *	and        = not { ("&&" | "and") not }
 *	not        = "!" not | "(" or ")" | comparison
 *	comparison = COLUMN [("==" | "!=" | "<" | "<=" | ">" | ">=" | "=~" | "!~") VALUE]
 *	VALUE      = 'TEXT' | "TEXT" | a word without blanks
 *
 * Numbers are compared as such, also with a K, M, G or T behind (of 1024), and yes or no
 * with columns that say that. Of a column that holds several, one must be equal. =~ is
 * an extended regular expression (regex(7)). A cell that is absent is equal to nothing;
 * a COLUMN alone is true if its cell is there, and neither 0, no nor empty.
 */
#ifndef NSVIEW_FILTER_H
#define NSVIEW_FILTER_H

#include <stdbool.h>
#include <stddef.h>

#include "../problem.h"
#include "sheet.h"

struct filter;

/*
 * 0 and a filter for filter_free(), or NULL if there is no @text; or -EINVAL and words that
 * name what is wrong, or -ENOMEM.
 */
int filter_parse(struct filter **ret, const struct sheet *sheet, const char *text,
		 struct problem *p);
void filter_free(struct filter *f);

static inline void filter_freep(struct filter **f)
{
	filter_free(*f);
}

#define _cleanup_filter_ __attribute__((cleanup(filter_freep)))

/* The cell of a row in column @column of the sheet, until the next one is asked for. */
typedef const struct cell *filter_cell(void *arg, size_t column);

bool filter_passes(const struct filter *f, filter_cell *cell, void *arg);

#endif
