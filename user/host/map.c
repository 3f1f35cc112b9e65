/* SPDX-License-Identifier: GPL-2.0 */
#include "map.h"

#include <errno.h>
#include <stdlib.h>

/* The finisher of splitmix64: neighbouring inums land far apart. */
static uint64_t mix(uint64_t x)
{
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
	return x ^ (x >> 31);
}

/* The slot that holds the key, or the free one where it belongs. */
static struct map_slot *map_slot(const struct map *m, uint64_t a, uint64_t b)
{
	size_t at = (size_t)mix(a ^ mix(b)) & (m->size - 1);

	while (m->slots[at].index != MAP_NONE && (m->slots[at].a != a || m->slots[at].b != b))
		at = (at + 1) & (m->size - 1);
	return &m->slots[at];
}

static int map_grow(struct map *m)
{
	struct map new = { .size = m->size ? m->size * 2 : 64, .used = m->used };
	size_t i;

	new.slots = malloc(new.size * sizeof(*new.slots));
	if (!new.slots)
		return -ENOMEM;
	for (i = 0; i < new.size; i++)
		new.slots[i].index = MAP_NONE;
	for (i = 0; i < m->size; i++)
		if (m->slots[i].index != MAP_NONE)
			*map_slot(&new, m->slots[i].a, m->slots[i].b) = m->slots[i];
	free(m->slots);
	*m = new;
	return 0;
}

int map_add(struct map *m, uint64_t a, uint64_t b, size_t index)
{
	struct map_slot *slot;

	if (m->used * 2 >= m->size) {
		int err = map_grow(m);

		if (err)
			return err;
	}
	slot = map_slot(m, a, b);
	if (slot->index == MAP_NONE) {
		*slot = (struct map_slot){ a, b, index };
		m->used++;
	}
	return 0;
}

size_t map_find(const struct map *m, uint64_t a, uint64_t b)
{
	return m->size ? map_slot(m, a, b)->index : MAP_NONE;
}

void map_free(struct map *m)
{
	free(m->slots);
	*m = (struct map){ 0 };
}
