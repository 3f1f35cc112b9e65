/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Finding what is alike in a list. Each thing has a look: a text of all that is to be the
 * same. Looks are compared whole, so that no name of a stranger can pass for another.
 */
#ifndef NSVIEW_FOLD_H
#define NSVIEW_FOLD_H

#include "../text.h"

/* So many that are alike stand each for itself; of more, the first. */
#define ALIKE_MAX 3

struct fold_item {
	const void *what; /* the caller's */
	size_t n; /* likewise */
	size_t order; /* in which it was added */
	size_t look; /* where in the looks */
	size_t first; /* place of the first of those that are alike */
	size_t alike; /* of that one: how many they are; else 0 */
};

struct fold {
	struct text looks;
	struct fold_item *items; /* those that are alike follow one another */
	size_t n, size;
	size_t *places; /* in items, by the order in which they were added */
	bool failed; /* out of memory */
};

/* What is added to the looks between these two is the look of @what. */
void fold_begin(struct fold *f, const void *what, size_t n);
void fold_end(struct fold *f);

/* After the last was added. 0 or -ENOMEM. */
int fold_find(struct fold *f);

/* The one that was added @i-th, until another is added. */
static inline const struct fold_item *fold_at(const struct fold *f, size_t i)
{
	return &f->items[f->places[i]];
}

/*
 * Whether it is drawn, and how many behind it in items are not, as it stands for them.
 */
bool fold_draws(const struct fold *f, const struct fold_item *item, size_t *ret_more);

/*
 * What a thing looks like that has these: each look once, in an order that depends on
 * nothing else, and whether there is one, two, ... or more than ALIKE_MAX. 0 or -ENOMEM.
 */
int fold_put(struct text *t, struct fold *f);

/* A name in a look: no other name and no text around it reads the same. */
void fold_put_name(struct text *t, const char *s);

void fold_free(struct fold *f);

#define _cleanup_fold_ __attribute__((cleanup(fold_free)))

#endif
