/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Objects that a walk comes by from many places, and looks into from one of these.
 *
 * It goes by the address, which is not followed: nothing is pinned. One that was freed
 * since may be another's by now, that is younger than the walk.
 */
#ifndef NSVIEW_SEEN_H
#define NSVIEW_SEEN_H

#include <linux/types.h>

struct seen_slot {
	const void *what; /* NULL: it is empty */
	u64 place;
};

struct seen {
	struct seen_slot *slots;
	u32 nr;
	u32 bits; /* there are 1 << bits slots, twice nr or more */
	u64 seed; /* of the hash that finds them */
};

/**
 * seen_make_room - room for so many more
 * @s: zeroed at first
 * @more: how many
 *
 * May sleep. 0 or -ENOMEM.
 */
int seen_make_room(struct seen *s, u32 more);
void seen_free(struct seen *s);

/**
 * seen_first - is this the place that something is looked into from?
 * @s: there is room in it
 * @what: the object
 * @place: where the walk is, never the same for two places
 *
 * That is the one where this was asked of it first, however often. Does not sleep.
 */
bool seen_first(struct seen *s, const void *what, u64 place);

#endif
