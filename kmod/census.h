/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A set of namespaces, as facts about them: nothing in it is pinned. It is
 * filled while something else keeps each namespace alive, and that is often a
 * spinlock or an RCU section: room is made before, never there.
 */
#ifndef NSVIEW_CENSUS_H
#define NSVIEW_CENSUS_H

#include <linux/types.h>
#include <linux/utsname.h>

#include "nstype.h"

struct net;

/* How a namespace is known. The first of these that holds counts. */
enum ns_known {
	NS_KNOWN_LIST,
	NS_KNOWN_TASK,
	NS_KNOWN_FD,
	NS_KNOWN_FLIGHT,
	NS_KNOWN_PARENT,
	NS_KNOWN_OWNER,
};

/* A number that a type does not have is CENSUS_NONE. */
#define CENSUS_NONE U32_MAX
/* More devices than are counted while locks are held. */
#define CENSUS_MANY (U32_MAX - 1)

struct ns_facts {
	u64 id; /* 0: none */
	s64 refs; /* -1: out of reach */
	s64 active; /* -1: this kernel does not count them */
	enum nsview_type type;
	enum ns_known known;
	u32 inum;
	u32 parent;
	u32 owner;
	u32 level;
	u32 creator;
	u32 devices; /* or CENSUS_MANY: to be counted when nothing is locked */
	u32 pids;
	u32 names; /* type uts only: index of its names */
};

struct ns_names {
	char hostname[__NEW_UTS_LEN + 1];
	char domain[__NEW_UTS_LEN + 1];
};

struct census_slot {
	u32 inum;
	u32 nr; /* index into facts plus 1; 0: it is empty */
};

struct census {
	struct ns_facts *facts;
	struct ns_names *names;
	u32 nr;
	u32 max;
	u32 nr_names;
	u32 max_names;
	bool many; /* there are, or were, facts with CENSUS_MANY */
	bool full; /* something did not fit and nothing will: make room, take it again */
	u32 owner; /* the last owner that is in it with all above, 0: not known */
	u32 slot_bits; /* there are 1 << slot_bits slots, twice max or more */
	u32 seed; /* of the hash that finds them */
	struct census_slot *slots; /* by inum */
};

/**
 * census_make_room - room for so many more, and for the missing ones if it is full
 * @c: zeroed at first
 * @more: how many
 *
 * May sleep. 0 or -ENOMEM.
 */
int census_make_room(struct census *c, u32 more);
void census_free(struct census *c);

/**
 * census_take - add a namespace and all those above it: parents and owners
 * @c: the set
 * @ns: the namespace, or NULL, which is nothing to add
 * @known: how it is known
 *
 * The caller keeps @ns alive, or is in an RCU section that found it; what is
 * above a namespace lasts as long as it does. Does not sleep. If they do not
 * all fit, none is added and @c->full is set.
 */
void census_take(struct census *c, struct ns_common *ns, enum ns_known known);

/* The facts about @net, or NULL. The caller keeps it. */
struct ns_facts *census_find_net(const struct census *c, const struct net *net);

#endif
