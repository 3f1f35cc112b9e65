/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the kernel says to who wants a device.
 *
 * "ip link set DEV master NEW" is do_set_master() of net/core/rtnetlink.c: it
 * takes the device away from its master, and only then asks the new one. So
 * a busy port changes hands without a word, and one that the new master does not
 * want is left with none.
 */
#include "why_rules.h"

#include <errno.h>
#include <net/if.h>
#include <string.h>

#include "../cleanup.h"

const char *action_name(const struct action *a)
{
	return a->name;
}

static bool is_one_of(const struct dev *dev, const char *const *kinds, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (dev_is(dev, kinds[i]))
			return true;
	return false;
}

/* Whether the driver has an ndo_del_slave. */
static bool master_lets_go(const struct dev *master)
{
	static const char *const kinds[] = { "bridge", "bond", "team", "vrf", "batadv", "rmnet" };

	return is_one_of(master, kinds, ARRAY_SIZE(kinds));
}

static bool master_keeps(const struct dev *master)
{
	static const char *const kinds[] = { "openvswitch", "hsr" };

	return is_one_of(master, kinds, ARRAY_SIZE(kinds));
}

static const struct rule kept = {
	.err = EOPNOTSUPP,
	.why = "its master lets nothing go that way",
};
static const struct rule kept_perhaps = {
	.err = DEPENDS,
	.why = "its master is of a kind that is not known here",
};

/* What do_set_master() leaves of the device before it asks the new master. */
static void let_go(struct found *f)
{
	const struct dev *master = f->dev->over;
	const struct upper *by = first_behind(f->held);

	if (by && by->dev == master)
		f->handler = NULL;
	if (dev_is(master, "bond") || dev_is(master, "team"))
		f->up = false;
}

static void refuse(const struct rule *rule, const struct found *f, struct verdict *v)
{
	v->outcome = v->from ? OUTCOME_LOSES : OUTCOME_REFUSED;
	v->err = rule->err;
	v->why = rule->why;
	if (!rule->why)
		v->by = first_behind(f->held);
	if (rule->err == DEPENDS) {
		v->outcome = OUTCOME_UNKNOWN;
		v->err = 0;
	}
}

static void judge(const struct action *a, struct found *f, struct verdict *v)
{
	const struct dev *master = a->master ? f->dev->over : NULL;
	const struct rule *rule = a->rules;

	if (master && !master_lets_go(master)) {
		refuse(master_keeps(master) ? &kept : &kept_perhaps, f, v);
		return;
	}
	if (master) {
		v->from = master;
		let_go(f);
	}
	v->outcome = master ? OUTCOME_STEALS : OUTCOME_ALLOWED;
	while (rule < a->rules + RULES_MAX && rule->applies && !rule->applies(f))
		rule++;
	if (rule < a->rules + RULES_MAX && rule->applies)
		refuse(rule, f, v);
}

/* Whether the handler is there for devices such as the action makes. */
static bool is_shared(const struct action *a, const struct held *held)
{
	size_t i;

	for (i = 0; held->role && i < ARRAY_SIZE(a->shares); i++)
		if (a->shares[i] && held->role->kinds[0] &&
		    !strcmp(a->shares[i], held->role->kinds[0]))
			return true;
	return false;
}

/*
 * A macvlan that is to be put on a macvlan is put beside it, on the same lower
 * device, and so is an ipvlan. It is in the way only in passthru mode.
 */
static bool is_sibling(const struct action *a, const struct found *f, struct verdict *v)
{
	if (!a->siblings || !is_one_of(f->dev, a->shares, ARRAY_SIZE(a->shares)))
		return false;
	v->outcome = OUTCOME_ALLOWED;
	v->why = "it is put beside it, on the same lower device";
	if (dev_is(f->dev, "macvlan") && f->lower && f->lower->mac && f->dev->mac &&
	    !strcmp(f->lower->mac, f->dev->mac)) {
		v->outcome = OUTCOME_UNKNOWN;
		v->why = WHY_PASSTHRU;
	}
	return true;
}

static void ask(const struct host *h, const struct action *a, const struct held *held,
		struct verdict *ret)
{
	const struct dev *dev = held->dev;
	struct found f = {
		.dev = dev,
		.lower = host_dev(h, dev->link_netns, dev->link),
		.held = held,
		.handler = dev->rx_handler,
		.seen = held->seen,
		.shared = is_shared(a, held),
		.up = dev_has_flag(dev, IFF_UP),
	};

	*ret = (struct verdict){ .action = a };
	if (is_sibling(a, &f, ret))
		return;
	if (f.shared)
		f.handler = NULL;
	judge(a, &f, ret);
	if (f.shared && ret->outcome == OUTCOME_ALLOWED) {
		ret->why = a->beside;
		ret->by = first_behind(held);
	}
}

void why_rules(const struct host *h, const struct held *held, struct verdict ret[WHY_ACTIONS])
{
	size_t i;

	for (i = 0; i < WHY_ACTIONS; i++)
		ask(h, &why_actions[i], held, &ret[i]);
}
