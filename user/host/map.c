/* SPDX-License-Identifier: GPL-2.0 */
#include "map.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

#define LEAST_SHIFT 58

uint64_t map_key[2];

/* What the kernel gives each process at its start is enough: no call that may fail or wait. */
static void make_key(void)
{
	const void *random = (const void *)getauxval(AT_RANDOM);

	if (random)
		memcpy(map_key, random, sizeof(map_key));
}

static int map_resize(struct map *m, unsigned int shift)
{
	struct map new = { .size = (size_t)1 << (64 - shift), .used = m->used, .shift = shift };
	size_t i;

	if (!m->size)
		make_key();
	new.slots = calloc(new.size, sizeof(*new.slots));
	if (!new.slots)
		return -ENOMEM;
	for (i = 0; i < m->size; i++)
		if (m->slots[i].index)
			*map_slot(&new, m->slots[i].a, m->slots[i].b) = m->slots[i];
	free(m->slots);
	*m = new;
	return 0;
}

/* At most half of the slots are used. */
int map_reserve(struct map *m, size_t keys)
{
	unsigned int shift = m->size ? m->shift : LEAST_SHIFT;

	while (((size_t)1 << (63 - shift)) <= keys)
		shift--;
	return m->size && shift == m->shift ? 0 : map_resize(m, shift);
}

int map_add(struct map *m, uint64_t a, uint64_t b, size_t index)
{
	struct map_slot *slot;

	if (m->used * 2 >= m->size) {
		int err = map_resize(m, m->size ? m->shift - 1 : LEAST_SHIFT);

		if (err)
			return err;
	}
	slot = map_slot(m, a, b);
	if (!slot->index) {
		*slot = (struct map_slot){ a, b, index + 1 };
		m->used++;
	}
	return 0;
}

void map_free(struct map *m)
{
	free(m->slots);
	*m = (struct map){ 0 };
}
