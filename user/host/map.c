/* SPDX-License-Identifier: GPL-2.0 */
#include "map.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int map_resize(struct map *m, size_t size)
{
	struct map new = { .size = size, .used = m->used };
	size_t i;

	new.slots = reallocarray(NULL, new.size, sizeof(*new.slots));
	if (!new.slots)
		return -ENOMEM;
	memset(new.slots, 0xff, new.size * sizeof(*new.slots)); /* all MAP_NONE */
	for (i = 0; i < m->size; i++)
		if (m->slots[i].index != MAP_NONE)
			*map_slot(&new, m->slots[i].a, m->slots[i].b) = m->slots[i];
	free(m->slots);
	*m = new;
	return 0;
}

/* At most half of the slots are used. */
int map_reserve(struct map *m, size_t keys)
{
	size_t size = m->size ? m->size : 64;

	while (size / 2 <= keys)
		size *= 2;
	return size == m->size ? 0 : map_resize(m, size);
}

int map_add(struct map *m, uint64_t a, uint64_t b, size_t index)
{
	struct map_slot *slot;

	if (m->used * 2 >= m->size) {
		int err = map_resize(m, m->size ? m->size * 2 : 64);

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

void map_free(struct map *m)
{
	free(m->slots);
	*m = (struct map){ 0 };
}
