// SPDX-License-Identifier: GPL-2.0
/* Objects by their addresses, each once. */
#include <linux/bits.h>
#include <linux/hash.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "seen.h"

/* So many slots at first. */
#define SLOTS_MIN 64U

/* Mixed with a secret as numbers are in census.c: how slabs lie to each other is no secret. */
static struct seen_slot *slot_of(const struct seen *s, const void *what)
{
	u64 mixed = hash_64((uintptr_t)what ^ s->seed, 64);
	u32 at = hash_64(mixed ^ mixed >> 32, s->bits);

	/* Half of the slots are always empty, so this ends. */
	while (s->slots[at].what && s->slots[at].what != what)
		at = (at + 1) & (BIT(s->bits) - 1);
	return &s->slots[at];
}

static u32 max_of(const struct seen *s)
{
	return s->slots ? BIT(s->bits) / 2 : 0;
}

int seen_make_room(struct seen *s, u32 more)
{
	struct seen new = { .nr = s->nr };
	size_t i;

	if (max_of(s) - s->nr >= more)
		return 0;
	new.bits = order_base_2(max(2 * (s->nr + more), SLOTS_MIN));
	new.seed = get_random_u64();
	new.slots = kvcalloc(BIT(new.bits), sizeof(*new.slots), GFP_KERNEL_ACCOUNT);
	if (!new.slots)
		return -ENOMEM;
	for (i = 0; s->slots && i < BIT(s->bits); i++) {
		if (s->slots[i].what)
			*slot_of(&new, s->slots[i].what) = s->slots[i];
		cond_resched();
	}
	kvfree(s->slots);
	*s = new;
	return 0;
}

void seen_free(struct seen *s)
{
	kvfree(s->slots);
	*s = (struct seen){};
}

/* Without room it is: to look twice is better than not to look. */
bool seen_first(struct seen *s, const void *what, u64 place)
{
	struct seen_slot *slot;

	if (s->nr >= max_of(s))
		return true;
	slot = slot_of(s, what);
	if (!slot->what) {
		*slot = (struct seen_slot){ .what = what, .place = place };
		s->nr++;
	}
	return slot->place == place;
}
