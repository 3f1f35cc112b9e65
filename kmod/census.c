// SPDX-License-Identifier: GPL-2.0
/* Facts about namespaces, each once. */
#include <linux/hash.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/netdevice.h>
#include <linux/random.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uidgid.h>

#include "compat.h"
#include "census.h"

/* Room for so many at first, and for the names of so many. */
#define CENSUS_MIN 256U
#define NAMES_MIN 64U
/* So many devices are counted at once: a namespace may have a hundred thousand. */
#define DEVS_AT_ONCE 64U

/*
 * Whoever may make namespaces sees their numbers, and by closing some can leave those that he
 * likes: with a hash that he can foresee, thousands that are looked for one behind the other.
 */
static __always_inline struct census_slot *slot_of(const struct census *c, u32 inum)
{
	u32 mixed = hash_32(inum ^ c->seed, 32);
	u32 at = hash_32(mixed ^ mixed >> 16, c->slot_bits);

	/* Half of the slots are always empty, so this ends. */
	while (c->slots[at].nr && c->slots[at].inum != inum)
		at = (at + 1) & (BIT(c->slot_bits) - 1);
	return &c->slots[at];
}

static int make_room_for_names(struct census *c, u32 more)
{
	struct ns_names *names;
	u32 max;

	if (c->max_names - c->nr_names >= more)
		return 0;
	max = max3(c->nr_names + more, 2 * c->max_names, NAMES_MIN);
	names = kvmalloc_array(max, sizeof(*names), GFP_KERNEL_ACCOUNT);
	if (!names)
		return -ENOMEM;
	if (c->nr_names)
		memcpy(names, c->names, c->nr_names * sizeof(*names));
	kvfree(c->names);
	c->names = names;
	c->max_names = max;
	return 0;
}

int census_make_room(struct census *c, u32 more)
{
	struct census new = *c;
	u32 i;

	if (c->full)
		more = max(more, c->max);
	c->full = false;
	if (c->max - c->nr < more) {
		new.max = max3(c->nr + more, 2 * c->max, CENSUS_MIN);
		new.slot_bits = order_base_2(2 * new.max);
		new.seed = get_random_u32();
		new.facts = kvmalloc_array(new.max, sizeof(*new.facts), GFP_KERNEL_ACCOUNT);
		new.slots = kvcalloc(BIT(new.slot_bits), sizeof(*new.slots), GFP_KERNEL_ACCOUNT);
		if (!new.facts || !new.slots) {
			kvfree(new.facts);
			kvfree(new.slots);
			return -ENOMEM;
		}
		new.full = false;
		for (i = 0; i < c->nr; i++) {
			new.facts[i] = c->facts[i];
			*slot_of(&new, new.facts[i].inum) =
				(struct census_slot){ .inum = new.facts[i].inum, .nr = i + 1 };
			cond_resched();
		}
		kvfree(c->facts);
		kvfree(c->slots);
		*c = new;
	}
	return make_room_for_names(c, more);
}

void census_free(struct census *c)
{
	kvfree(c->facts);
	kvfree(c->slots);
	kvfree(c->names);
}

static u64 net_id(const struct net *net)
{
	return ns_common_id(&net->ns) ?: net_cookie(net);
}

/*
 * What each type has that others do not. The caller of census_take() keeps the
 * namespace.
 */
static void net_facts(struct census *c, struct ns_common *ns, struct ns_facts *facts)
{
	struct net *net = container_of(ns, struct net, ns);
	struct net_device *dev;

	facts->id = net_id(net);
	facts->devices = 0;
	rcu_read_lock();
	for_each_netdev_rcu(net, dev) {
		if (++facts->devices > DEVS_AT_ONCE) {
			facts->devices = CENSUS_MANY;
			c->many = true;
			break;
		}
	}
	rcu_read_unlock();
}

static void pid_facts(struct census *c, struct ns_common *ns, struct ns_facts *facts)
{
	struct pid_namespace *pid_ns = container_of(ns, struct pid_namespace, ns);

	facts->parent = pid_ns->parent ? pid_ns->parent->ns.inum : CENSUS_NONE;
	facts->level = pid_ns->level;
	facts->pids = READ_ONCE(pid_ns->pid_allocated) & ~PIDNS_ADDING;
}

static void user_facts(struct census *c, struct ns_common *ns, struct ns_facts *facts)
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

/* The names are those of this namespace once it is in the set. */
static void uts_facts(struct census *c, struct ns_common *ns, struct ns_facts *facts)
{
	const struct new_utsname *name = &container_of(ns, struct uts_namespace, ns)->name;

	facts->names = c->nr_names;
	uts_copy(c->names[facts->names].hostname, name->nodename);
	uts_copy(c->names[facts->names].domain, name->domainname);
}

static void (*const type_facts[NSVIEW_NR_NS_TYPES])(struct census *, struct ns_common *,
						    struct ns_facts *) = {
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

/*
 * The slot for one that is not in the set, NULL if it is. A number is that of one namespace,
 * of whichever type.
 */
static inline struct census_slot *new_slot(struct census *c, const struct ns_common *ns,
					   enum ns_known known)
{
	struct census_slot *slot = slot_of(c, ns->inum);

	if (!slot->nr)
		return slot;
	if (c->facts[slot->nr - 1].known > known)
		c->facts[slot->nr - 1].known = known;
	return NULL;
}

/* One that is not in the set. True if it is now; then @owner is set to its owner. */
static bool take_new(struct census *c, struct census_slot *slot, struct ns_common *ns,
		     enum nsview_type type, enum ns_known known, struct user_namespace **owner)
{
	struct ns_facts *facts;

	if (type == NSVIEW_NR_NS_TYPES)
		return false;
	if (c->nr == c->max || (type == NSVIEW_NS_uts && c->nr_names == c->max_names)) {
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
	*owner = owner_of(ns);
	facts->owner = *owner ? (*owner)->ns.inum : CENSUS_NONE;
	if (type_facts[type])
		type_facts[type](c, ns, facts);

	/*
	 * Last: a namespace whose count is not 0 now was alive for all of the
	 * above, also where only RCU let the caller look at it.
	 */
	smp_rmb();
	facts->active = ns_common_active(ns);
	facts->refs = ns_common_refs(ns);
	if (!facts->refs)
		return false;
	*slot = (struct census_slot){ .inum = facts->inum, .nr = ++c->nr };
	c->nr_names += type == NSVIEW_NS_uts;
	return true;
}

static void take_users(struct census *c, struct user_namespace *user_ns, enum ns_known known)
{
	struct census_slot *slot;

	while (user_ns && (slot = new_slot(c, &user_ns->ns, known)) &&
	       take_new(c, slot, &user_ns->ns, NSVIEW_NS_user, known, &user_ns))
		known = NS_KNOWN_PARENT;
}

/* Many namespaces in turn have one owner, as those of a container. */
static void take_owner(struct census *c, struct user_namespace *owner)
{
	if (!owner || owner->ns.inum == c->owner)
		return;
	take_users(c, owner, NS_KNOWN_OWNER);
	c->owner = slot_of(c, owner->ns.inum)->nr ? owner->ns.inum : 0;
}

/* One that is not in the set, and all above it up to what is. */
static void take_all(struct census *c, struct census_slot *slot, struct ns_common *ns,
		     enum ns_known known)
{
	enum nsview_type type = ns_type_of(ns);
	struct user_namespace *owner;

	if (!take_new(c, slot, ns, type, known, &owner))
		return;
	if (type == NSVIEW_NS_user)
		return take_users(c, owner, NS_KNOWN_PARENT);
	take_owner(c, owner);
	while (type == NSVIEW_NS_pid) {
		struct pid_namespace *parent = container_of(ns, struct pid_namespace, ns)->parent;

		slot = parent ? new_slot(c, &parent->ns, NS_KNOWN_PARENT) : NULL;
		if (!slot || !take_new(c, slot, &parent->ns, type, NS_KNOWN_PARENT, &owner))
			return;
		take_owner(c, owner);
		ns = &parent->ns;
	}
}

/* Slots are emptied in the order opposite to that they were filled in: no gap. */
static void forget_after(struct census *c, u32 nr)
{
	for (; c->nr > nr; c->nr--) {
		slot_of(c, c->facts[c->nr - 1].inum)->nr = 0;
		c->nr_names -= c->facts[c->nr - 1].type == NSVIEW_NS_uts;
	}
	c->owner = 0;
}

/*
 * All or nothing: the climb ends at a namespace that is known, so one that is
 * known must have all above it in the set.
 */
static noinline void take_all_or_none(struct census *c, struct census_slot *slot,
				      struct ns_common *ns, enum ns_known known)
{
	u32 nr = c->nr;

	take_all(c, slot, ns, known);
	if (c->full)
		forget_after(c, nr);
}

/* Mostly of one that is known: that needs no stack. */
void census_take(struct census *c, struct ns_common *ns, enum ns_known known)
{
	struct census_slot *slot;

	if (!ns || c->full)
		return;
	slot = new_slot(c, ns, known);
	if (slot)
		take_all_or_none(c, slot, ns, known);
}

struct ns_facts *census_find_net(const struct census *c, const struct net *net)
{
	const struct census_slot *slot = slot_of(c, net->ns.inum);
	struct ns_facts *facts = slot->nr ? &c->facts[slot->nr - 1] : NULL;

	if (!facts || facts->type != NSVIEW_NS_net)
		return NULL;
	/* Numbers are used again. A cookie that was not made yet (before 5.12) says nothing. */
	return !facts->id || facts->id == net_id(net) ? facts : NULL;
}
