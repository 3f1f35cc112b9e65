/* SPDX-License-Identifier: GPL-2.0 */
/* Rows as trees, made of who is above whom. */
#ifndef NSVIEW_FOREST_H
#define NSVIEW_FOREST_H

#include "../render/out.h"

#define FOREST_NONE SIZE_MAX

struct forest {
	size_t n;
	/* For each the one above it, the first below it, and the next that is below the same. */
	size_t *above, *below, *next;
	size_t top; /* the first that none is above */
};

/*
 * Of @n things, of which @above[i] is the one above the i-th, or FOREST_NONE; who is beside
 * whom keeps the order of the numbers. A saved file may claim circles: who is met first of one
 * is at the top. 0 or -ENOMEM; ends with forest_free(), which is well with one of zeros, too.
 */
int forest_make(struct forest *f, const size_t *above, size_t n);
void forest_free(struct forest *f);

#define _cleanup_forest_ __attribute__((cleanup(forest_free)))

/* The one after @at, from the top down and each before what is below it; or FOREST_NONE. */
size_t forest_next(const struct forest *f, size_t at);

/*
 * Shows row i of @rows for the i-th. Where that is NULL nothing is, and what is below it is
 * directly below the next one above it that has a row. 0 or -ENOMEM, before the first row.
 */
int forest_show(const struct forest *f, const void *const *rows, struct out *out);

/* Both, of @n things: who has nothing else to do with the forest. */
int forest_draw(const size_t *above, const void *const *rows, size_t n, struct out *out);

#endif
