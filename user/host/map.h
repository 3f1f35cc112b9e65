/* SPDX-License-Identifier: GPL-2.0 */
/* From a pair of numbers to the index of a row. */
#ifndef NSVIEW_MAP_H
#define NSVIEW_MAP_H

#include <stddef.h>
#include <stdint.h>

#define MAP_NONE SIZE_MAX

struct map_slot {
	uint64_t a;
	uint64_t b;
	size_t index; /* MAP_NONE: the slot is free */
};

struct map {
	struct map_slot *slots;
	size_t size; /* a power of two, or 0 */
	size_t used;
};

/* The slot that holds the key, or the free one where it belongs; there are some. */
static inline struct map_slot *map_slot(const struct map *m, uint64_t a, uint64_t b)
{
	/* The finisher of splitmix64: neighbouring inums land far apart. */
	uint64_t x = a * 0x9e3779b97f4a7c15ull + b;
	size_t at;

	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
	at = (size_t)(x ^ (x >> 31)) & (m->size - 1);
	while (m->slots[at].index != MAP_NONE && (m->slots[at].a != a || m->slots[at].b != b))
		at = (at + 1) & (m->size - 1);
	return &m->slots[at];
}

/* The index, or MAP_NONE. */
static inline size_t map_find(const struct map *m, uint64_t a, uint64_t b)
{
	return m->size ? map_slot(m, a, b)->index : MAP_NONE;
}

/* Makes room for so many keys at once. 0 or -ENOMEM. */
int map_reserve(struct map *m, size_t keys);
/* Of two rows with one key the first is found. 0 or -ENOMEM. */
int map_add(struct map *m, uint64_t a, uint64_t b, size_t index);
void map_free(struct map *m);

#endif
