/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "fold.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../cleanup.h"

void fold_begin(struct fold *f, const void *what, size_t n)
{
	if (f->n == f->size) {
		size_t size = f->size ? 2 * f->size : 16;
		struct fold_item *items = reallocarray(f->items, size, sizeof(*items));

		if (!items) {
			f->failed = true;
			return;
		}
		f->items = items;
		f->size = size;
	}
	f->items[f->n] = (struct fold_item){ what, n, f->n, f->looks.len, 0, 0 };
	f->n++;
}

void fold_end(struct fold *f)
{
	text_putc(&f->looks, '\0');
}

static int compare_items(const void *a, const void *b, void *looks)
{
	const struct fold_item *x = a, *y = b;
	const char *s = looks;
	int order = strcmp(s + x->look, s + y->look);

	return order ? order : (x->order > y->order) - (x->order < y->order);
}

int fold_find(struct fold *f)
{
	size_t i, first = 0;

	if (f->failed || f->looks.failed)
		return -ENOMEM;
	free(f->places);
	f->places = calloc(f->n + 1, sizeof(*f->places));
	if (!f->places)
		return -ENOMEM;
	if (f->n)
		qsort_r(f->items, f->n, sizeof(*f->items), compare_items, f->looks.s);
	for (i = 0; i < f->n; i++) {
		const char *look = f->looks.s + f->items[i].look;

		if (strcmp(look, f->looks.s + f->items[first].look))
			first = i;
		f->items[i].first = first;
		f->items[first].alike++;
		f->places[f->items[i].order] = i;
	}
	return 0;
}

bool fold_draws(const struct fold *f, const struct fold_item *item, size_t *ret_more)
{
	const struct fold_item *first = &f->items[item->first];

	*ret_more = 0;
	if (first->alike <= ALIKE_MAX)
		return true;
	*ret_more = first->alike - 1;
	return first == item;
}

int fold_put(struct text *t, struct fold *f)
{
	int err = fold_find(f);
	size_t i;

	text_putc(t, '{');
	for (i = 0; i < f->n && !err; i += f->items[i].alike) {
		size_t alike = f->items[i].alike;

		text_num(t, alike > ALIKE_MAX ? ALIKE_MAX + 1 : alike);
		text_putc(t, ' ');
		text_puts(t, f->looks.s + f->items[i].look);
		text_putc(t, ';');
	}
	text_putc(t, '}');
	return err;
}

void fold_put_name(struct text *t, const char *s)
{
	if (!s) {
		text_putc(t, '-');
		return;
	}
	text_num(t, strlen(s));
	text_putc(t, ':');
	text_puts(t, s);
}

void fold_free(struct fold *f)
{
	text_free(&f->looks);
	free(f->items);
	free(f->places);
	*f = (struct fold){ 0 };
}
