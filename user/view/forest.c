/* SPDX-License-Identifier: GPL-2.0 */
#include "forest.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../cleanup.h"

/* Each is met twice at most: by the look that it was first seen in, and where another ends. */
static int cut_circles(struct forest *f)
{
	_cleanup_free_ size_t *seen = calloc(f->n + 1, sizeof(*seen)); /* by which look */
	size_t i, at;

	if (!seen)
		return -ENOMEM;
	for (i = 0; i < f->n; i++) {
		for (at = i; at != FOREST_NONE && !seen[at]; at = f->above[at])
			seen[at] = i + 1;
		if (at != FOREST_NONE && seen[at] == i + 1)
			f->above[at] = FOREST_NONE;
	}
	return 0;
}

/* The last is put in front first. */
static void link_all(struct forest *f)
{
	size_t i;

	for (i = f->n; i-- > 0;) {
		size_t *list = f->above[i] == FOREST_NONE ? &f->top : &f->below[f->above[i]];

		f->next[i] = *list;
		*list = i;
	}
}

int forest_make(struct forest *f, const size_t *above, size_t n)
{
	size_t i;
	int err;

	*f = (struct forest){ .n = n, .top = FOREST_NONE };
	f->above = calloc(n + 1, sizeof(*f->above));
	f->below = calloc(n + 1, sizeof(*f->below));
	f->next = calloc(n + 1, sizeof(*f->next));
	if (!f->above || !f->below || !f->next) {
		forest_free(f);
		return -ENOMEM;
	}
	for (i = 0; i < n; i++) {
		f->above[i] = above[i];
		f->below[i] = FOREST_NONE;
	}
	err = cut_circles(f);
	if (err)
		forest_free(f);
	else
		link_all(f);
	return err;
}

void forest_free(struct forest *f)
{
	free(f->above);
	free(f->below);
	free(f->next);
	*f = (struct forest){ 0 };
}

/* Without recursion: a chain of children may be as long as there are pids. */
size_t forest_next(const struct forest *f, size_t at)
{
	if (f->below[at] != FOREST_NONE)
		return f->below[at];
	while (f->next[at] == FOREST_NONE && f->above[at] != FOREST_NONE)
		at = f->above[at];
	return f->next[at];
}

/* For each with a row the next above it that has one. */
static size_t *find_shown(const struct forest *f, const void *const *rows)
{
	size_t *shown = calloc(f->n + 1, sizeof(*shown));
	size_t at, above;

	for (at = f->top; shown && at != FOREST_NONE; at = forest_next(f, at)) {
		above = f->above[at];
		shown[at] = above == FOREST_NONE || rows[above] ? above : shown[above];
	}
	return shown;
}

int forest_show(const struct forest *f, const void *const *rows, struct out *out)
{
	_cleanup_free_ unsigned int *depths = calloc(f->n + 1, sizeof(*depths));
	_cleanup_free_ size_t *ups = find_shown(f, rows);
	_cleanup_forest_ struct forest shown = { 0 };
	size_t at;

	if (!depths || !ups || forest_make(&shown, ups, f->n))
		return -ENOMEM;
	for (at = shown.top; at != FOREST_NONE; at = forest_next(&shown, at)) {
		if (!rows[at])
			continue;
		if (shown.above[at] != FOREST_NONE)
			depths[at] = depths[shown.above[at]] + 1;
		out_row(out, depths[at], rows[at]);
	}
	return 0;
}

int forest_draw(const size_t *above, const void *const *rows, size_t n, struct out *out)
{
	_cleanup_forest_ struct forest f = { 0 };
	int err = forest_make(&f, above, n);

	return err ? err : forest_show(&f, rows, out);
}
