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

/* Of two rows with one key the first is found. 0 or -ENOMEM. */
int map_add(struct map *m, uint64_t a, uint64_t b, size_t index);
size_t map_find(const struct map *m, uint64_t a, uint64_t b);
void map_free(struct map *m);

#endif
