/* SPDX-License-Identifier: GPL-2.0 */
/* What one look at one view found. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core.h"

/* Room for one more in an array of @n things of @each bytes. */
static bool make_room(void **array, size_t n, size_t *size, size_t each)
{
	size_t more = *size ? *size * 2 : 64;
	void *p;

	if (n < *size)
		return true;
	p = reallocarray(*array, more, each);
	if (!p)
		return false;
	*array = p;
	*size = more;
	return true;
}

void look_add(struct look *look, const struct sight *sight)
{
	if (!make_room((void **)&look->sights, look->n, &look->size, sizeof(*look->sights)))
		look->failed = true;
	else
		look->sights[look->n++] = *sight;
}

const char *look_text(struct look *look, const char *s)
{
	char *copy;

	if (!s)
		return NULL;
	copy = strdup(s);
	if (!copy || !make_room((void **)&look->texts, look->ntexts, &look->texts_size,
				sizeof(*look->texts))) {
		free(copy);
		look->failed = true;
		return NULL;
	}
	look->texts[look->ntexts++] = copy;
	return copy;
}

void look_blind(struct look *look, uint64_t scope, bool partly, int err, const char *fmt, ...)
{
	struct blind b = { .scope = scope, .partly = partly, .err = err };
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&b.object, fmt, ap) < 0)
		b.object = NULL;
	va_end(ap);
	if (!b.object || !make_room((void **)&look->blinds, look->nblinds, &look->blinds_size,
				    sizeof(*look->blinds))) {
		free(b.object);
		look->failed = true;
		return;
	}
	look->blinds[look->nblinds++] = b;
}

static int compare_keys(const void *a, const void *b)
{
	const struct sight *x = a, *y = b;
	int i;

	for (i = 0; i < KEY_PARTS; i++)
		if (x->key[i] != y->key[i])
			return x->key[i] < y->key[i] ? -1 : 1;
	return 0;
}

static int compare_blinds(const void *a, const void *b)
{
	const struct blind *x = a, *y = b;

	return x->scope < y->scope ? -1 : x->scope > y->scope;
}

int look_sort(struct look *look)
{
	if (look->n)
		qsort(look->sights, look->n, sizeof(*look->sights), compare_keys);
	if (look->nblinds)
		qsort(look->blinds, look->nblinds, sizeof(*look->blinds), compare_blinds);
	return look->failed ? -ENOMEM : 0;
}

const struct sight *look_find(const struct look *look, const uint64_t key[KEY_PARTS])
{
	struct sight want;

	if (!look->n)
		return NULL;
	memcpy(want.key, key, sizeof(want.key));
	return bsearch(&want, look->sights, look->n, sizeof(*look->sights), compare_keys);
}

void look_free(struct look *look)
{
	size_t i;

	for (i = 0; i < look->ntexts; i++)
		free(look->texts[i]);
	for (i = 0; i < look->nblinds; i++)
		free(look->blinds[i].object);
	free(look->texts);
	free(look->blinds);
	free(look->sights);
	*look = (struct look){ 0 };
}

/* FNV-1a. It tells apart objects of one view, and never decides between two views. */
uint64_t same_text(uint64_t same, const char *s)
{
	for (; s && *s; s++)
		same = (same ^ (unsigned char)*s) * 0x100000001b3;
	return same;
}
