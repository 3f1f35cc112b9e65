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
	size_t index; /* and one more; 0: the slot is free */
};

struct map {
	struct map_slot *slots;
	size_t size; /* 1 << (64 - shift), or 0 */
	size_t used;
	unsigned int shift;
};

/* Of this process alone, from when the first map has slots. */
extern uint64_t map_key[2];

/* The slot that holds the key, or the free one where it belongs; there are some. */
static inline struct map_slot *map_slot(const struct map *m, uint64_t a, uint64_t b)
{
	/*
	 * Neighbouring numbers, and such as come in steps, land far apart; and who chose the
	 * numbers of a snapshot can not know which of them land together.
	 */
	const unsigned __int128 x = (unsigned __int128)(a ^ map_key[0]) * (b ^ map_key[1]);
	const uint64_t folded = (uint64_t)(x >> 64) ^ (uint64_t)x;
	size_t at = (size_t)(folded * 0x9e3779b97f4a7c15ull >> m->shift);

	while (m->slots[at].index && (m->slots[at].a != a || m->slots[at].b != b))
		at = (at + 1) & (m->size - 1);
	return &m->slots[at];
}

/* The index, or MAP_NONE, which is one less than that of a free slot. */
static inline size_t map_find(const struct map *m, uint64_t a, uint64_t b)
{
	return m->size ? map_slot(m, a, b)->index - 1 : MAP_NONE;
}

/* Makes room for so many keys at once. 0 or -ENOMEM. */
int map_reserve(struct map *m, size_t keys);
/* Of two rows with one key the first is found. 0 or -ENOMEM. */
int map_add(struct map *m, uint64_t a, uint64_t b, size_t index);
void map_free(struct map *m);

#define _cleanup_map_ __attribute__((cleanup(map_free)))

#endif
