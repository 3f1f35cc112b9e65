// SPDX-License-Identifier: GPL-2.0
/* Facts about namespaces, each once. */
#include <linux/hash.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/netdevice.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uidgid.h>

#include "compat.h"
#include "census.h"

/* Room for so many at first. */
#define CENSUS_MIN 256U

static u32 *slot_of(const struct census *c, u32 inum)
{
	u32 at = hash_32(inum, ilog2(c->nr_slots));

	/* Half of the slots are always empty, so this ends. */
	while (c->slots[at] && c->facts[c->slots[at] - 1].inum != inum)
		at = (at + 1) & (c->nr_slots - 1);
	return &c->slots[at];
}

int census_make_room(struct census *c, u32 more)
{
	struct census new = { .nr = c->nr };
	u32 i;

	if (c->full)
		more = max(more, c->max);
	c->full = false;
	if (c->max - c->nr >= more)
		return 0;

	new.max = max3(c->nr + more, 2 * c->max, CENSUS_MIN);
	new.nr_slots = roundup_pow_of_two(2 * new.max);
	new.facts = kvmalloc_array(new.max, sizeof(*new.facts), GFP_KERNEL_ACCOUNT);
	new.slots = kvcalloc(new.nr_slots, sizeof(*new.slots), GFP_KERNEL_ACCOUNT);
	if (!new.facts || !new.slots) {
		census_free(&new);
		return -ENOMEM;
	}
	for (i = 0; i < c->nr; i++) {
		new.facts[i] = c->facts[i];
		*slot_of(&new, new.facts[i].inum) = i + 1;
		cond_resched();
	}
	census_free(c);
	*c = new;
	return 0;
}

void census_free(struct census *c)
{
	kvfree(c->facts);
	kvfree(c->slots);
}

/*
 * What each type has that others do not. The caller of census_take() keeps the
 * namespace.
 */
static void net_facts(struct ns_common *ns, struct ns_facts *facts)
{
	struct net *net = container_of(ns, struct net, ns);
	struct net_device *dev;

	if (!facts->id)
		facts->id = net_cookie(net);
	facts->devices = 0;
	rcu_read_lock();
	for_each_netdev_rcu(net, dev)
		facts->devices++;
	rcu_read_unlock();
}

static void pid_facts(struct ns_common *ns, struct ns_facts *facts)
{
	struct pid_namespace *pid_ns = container_of(ns, struct pid_namespace, ns);

	facts->parent = pid_ns->parent ? pid_ns->parent->ns.inum : CENSUS_NONE;
	facts->level = pid_ns->level;
	facts->pids = READ_ONCE(pid_ns->pid_allocated) & ~PIDNS_ADDING;
}

static void user_facts(struct ns_common *ns, struct ns_facts *facts)
{
	struct user_namespace *user_ns = container_of(ns, struct user_namespace, ns);

	facts->parent = user_ns->parent ? user_ns->parent->ns.inum : CENSUS_NONE;
	facts->level = user_ns->level;
	facts->creator = from_kuid_munged(&init_user_ns, user_ns->owner);
}

/*
 * uts_sem guards the names and is not exported. Two equal copies in a row were
 * not torn by a sethostname() between them; while names keep changing, the
 * last copy is as good as another.
 */
static void uts_copy(char *to, const char *name)
{
	char again[__NEW_UTS_LEN + 1];
	int tries = 3;

	do {
		memcpy(to, name, sizeof(again));
		smp_rmb(); /* two copies, not one that is compared with itself */
		memcpy(again, name, sizeof(again));
	} while (--tries && memcmp(to, again, sizeof(again)));
	to[__NEW_UTS_LEN] = '\0';
}

static void uts_facts(struct ns_common *ns, struct ns_facts *facts)
{
	const struct new_utsname *name = &container_of(ns, struct uts_namespace, ns)->name;

	uts_copy(facts->hostname, name->nodename);
	uts_copy(facts->domain, name->domainname);
}

static void (*const type_facts[NSVIEW_NR_NS_TYPES])(struct ns_common *, struct ns_facts *) = {
	[NSVIEW_NS_net] = net_facts,
	[NSVIEW_NS_pid] = pid_facts,
	[NSVIEW_NS_user] = user_facts,
	[NSVIEW_NS_uts] = uts_facts,
};

/* The owner as NS_GET_USERNS sees it: for a user namespace, its parent. */
static struct user_namespace *owner_of(struct ns_common *ns)
{
	return ns->ops->owner(ns);
}

/* True if it is new in the set. */
static bool take_one(struct census *c, struct ns_common *ns, enum ns_known known)
{
	enum nsview_type type;
	struct user_namespace *owner;
	struct ns_facts *facts;
	u32 *slot;

	/* A number is that of one namespace, of whichever type. */
	slot = slot_of(c, ns->inum);
	if (*slot) {
		facts = &c->facts[*slot - 1];
		facts->known = min(facts->known, known);
		return false;
	}
	type = ns_type_of(ns);
	if (type == NSVIEW_NR_NS_TYPES)
		return false;
	if (c->nr == c->max) {
		c->full = true;
		return false;
	}

	facts = &c->facts[c->nr];
	*facts = (struct ns_facts){
		.id = ns_common_id(ns),
		.type = type,
		.known = known,
		.inum = ns->inum,
		.parent = CENSUS_NONE,
		.level = CENSUS_NONE,
		.creator = CENSUS_NONE,
		.devices = CENSUS_NONE,
		.pids = CENSUS_NONE,
	};
	owner = owner_of(ns);
	facts->owner = owner ? owner->ns.inum : CENSUS_NONE;
	if (type_facts[type])
		type_facts[type](ns, facts);

	/*
	 * Last: a namespace whose count is not 0 now was alive for all of the
	 * above, also where only RCU let the caller look at it.
	 */
	smp_rmb();
	facts->active = ns_common_active(ns);
	facts->refs = ns_common_refs(ns);
	if (!facts->refs)
		return false;
	*slot = ++c->nr;
	return true;
}

static void take_users(struct census *c, struct user_namespace *user_ns, enum ns_known known)
{
	for (; user_ns && take_one(c, &user_ns->ns, known); user_ns = user_ns->parent)
		known = NS_KNOWN_PARENT;
}

static void take_all(struct census *c, struct ns_common *ns, enum ns_known known)
{
	struct pid_namespace *pid_ns;

	if (!take_one(c, ns, known))
		return;
	if (ns_type_of(ns) == NSVIEW_NS_user) {
		take_users(c, owner_of(ns), NS_KNOWN_PARENT);
		return;
	}
	take_users(c, owner_of(ns), NS_KNOWN_OWNER);
	if (ns_type_of(ns) != NSVIEW_NS_pid)
		return;
	for (pid_ns = container_of(ns, struct pid_namespace, ns)->parent;
	     pid_ns && take_one(c, &pid_ns->ns, NS_KNOWN_PARENT); pid_ns = pid_ns->parent)
		take_users(c, pid_ns->user_ns, NS_KNOWN_OWNER);
}

/* Slots are emptied in the order opposite to that they were filled in: no gap. */
static void forget_after(struct census *c, u32 nr)
{
	for (; c->nr > nr; c->nr--)
		*slot_of(c, c->facts[c->nr - 1].inum) = 0;
}

/*
 * All or nothing: the climb ends at a namespace that is known, so one that is
 * known must have all above it in the set.
 */
void census_take(struct census *c, struct ns_common *ns, enum ns_known known)
{
	u32 nr = c->nr;

	if (!ns || c->full)
		return;
	take_all(c, ns, known);
	if (c->full)
		forget_after(c, nr);
}
