/* SPDX-License-Identifier: GPL-2.0 */
/* What the rx_handlers do with a frame. That of a bridge is in path_bridge.c. */
#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#include "../cleanup.h"
#include "path.h"
#include "words.h"

/* The next of the devices stacked on @dev; *@at is where it is in the text, first NULL. */
static const struct dev *next_upper(const struct way *w, const struct dev *dev, const char **at)
{
	const char *s = *at ? *at : dev->uppers;

	while (s && *s) {
		char *end;
		uint64_t netns = strtoull(s, &end, 10), ifindex = 0;
		const struct dev *upper;

		if (*end == ':')
			ifindex = strtoull(end + 1, &end, 10);
		s = end + strcspn(end, ",");
		s += *s == ',';
		*at = s;
		upper = host_dev(w->h, netns, ifindex);
		if (upper)
			return upper;
	}
	return NULL;
}

static bool is_kind(const struct dev *dev, const char *kind, const char *tap)
{
	return dev->kind && (!strcmp(dev->kind, kind) || (tap && !strcmp(dev->kind, tap)));
}

static bool is_down(const struct dev *dev)
{
	return dev->flags != NSVIEW_NONE && !(dev->flags & IFF_UP);
}

enum takes {
	TAKES,
	TAKES_NOT,
	TAKES_PERHAPS,
};

/* bond_should_deliver_exact_match(), of what the bond says and not of what slave->inactive is. */
static enum takes bond_takes(const struct dev *bond, const struct dev *dev, enum path_dst kind)
{
	bool tlb = path_setting_is(bond, "mode", "balance-tlb");
	bool alb = path_setting_is(bond, "mode", "balance-alb");
	bool backup = dev->port && dev->port->bond_state &&
		      !strcmp(dev->port->bond_state, "backup");
	uint64_t all = path_setting(bond, "all_slaves_active");

	if (tlb || alb)
		backup = path_setting(bond, "active") != dev->ifindex;
	if (!backup)
		return TAKES;
	if (alb && kind == DST_UNICAST)
		return TAKES;
	if ((tlb || alb) && all == 1)
		return TAKES_PERHAPS;
	if (all == 1)
		return TAKES;
	return alb && kind == DST_ANY ? TAKES_PERHAPS : TAKES_NOT;
}

/* bond_handle_frame(), team_handle_frame(): the frame becomes the master's. */
static bool to_master(struct way *w, struct frame *f, const struct dev *dev, unsigned int depth)
{
	struct step step = { .stage = "master", .verdict = "taken", .dev = dev->over };
	enum takes takes;

	if (!dev->over) {
		step.likely = true;
		path_say(w, depth, step, "its master is not known here");
		return false;
	}
	takes = bond_takes(dev->over, dev, f->kind);
	if (takes == TAKES_NOT) {
		step.verdict = "drop";
		path_say(w, depth, step,
			 "%s is not the active port of %s: only who listens on %s itself hears it",
			 dev->name, dev->over->name, dev->name);
		return false;
	}
	/* Which port of a team is switched off only teamd knows. */
	step.likely = takes == TAKES_PERHAPS || !is_kind(dev->over, "bond", NULL);
	path_say(w, depth, step, "the frame goes up to %s%s", dev->over->name,
		 takes == TAKES_PERHAPS ? ", of which it is not the active port, if it may" : "");
	path_receive(w, *f, dev->over, depth + 1);
	return false;
}

static const char *in_netns(struct text *t, const struct dev *from, const struct dev *to)
{
	text_reset(t);
	if (to->net && to->net != from->net) {
		text_puts(t, " in ");
		words_ns(t, to->net);
	}
	return text_str(t);
}

/*
 * One in passthru mode is for all frames but those for many, whether it is up or not: what
 * it leaves to the device itself are copies of these.
 */
static bool passes_through(struct way *w, const struct frame *f, const struct dev *dev,
			   const struct dev *upper, unsigned int depth)
{
	_cleanup_text_ struct text where = { 0 };
	struct step step = { .stage = "upper",
			     .verdict = is_down(upper) ? "drop" : "taken",
			     .likely = f->kind == DST_ANY,
			     .dev = upper,
			     .task = words_owner(upper) };
	struct frame to = *f;

	path_say(w, depth, step, "%s%s takes every frame (passthru)%s%s", upper->name,
		 in_netns(&where, dev, upper), f->kind == DST_ANY ? " that is not for many" : "",
		 is_down(upper) ? ", and is down" : "");
	if (!is_down(upper)) {
		to.is_for = FOR_HOST;
		path_receive(w, to, upper, depth + 1);
	}
	return f->kind == DST_UNICAST;
}

static bool is_for_many(const struct frame *f)
{
	return f->kind == DST_BROADCAST || f->kind == DST_MULTICAST;
}

/*
 * macvlan_handle_frame(): by the address the frame is for; only of devices that
 * are up. What is for none of them goes on.
 */
static bool to_macvlan(struct way *w, struct frame *f, const struct dev *dev, unsigned int depth)
{
	_cleanup_text_ struct text where = { 0 };
	const struct dev *upper;
	const char *at = NULL;

	while ((upper = next_upper(w, dev, &at))) {
		bool all = path_setting_is(upper, "mode", "passthru");
		bool source = path_setting_is(upper, "mode", "source");
		struct step step = { .stage = "upper",
				     .verdict = "taken",
				     .dev = upper,
				     .task = words_owner(upper) };
		struct frame to = *f;

		if (!is_kind(upper, "macvlan", "macvtap"))
			continue;
		if (all && !is_for_many(f)) {
			if (passes_through(w, f, dev, upper, depth))
				return false;
			continue;
		}
		if (is_down(upper))
			continue;
		if (source) {
			step.likely = true;
			path_say(w, depth, step,
				 "a frame from an address that %s%s was told of is copied to it",
				 upper->name, in_netns(&where, dev, upper));
		} else if (f->kind == DST_UNICAST && upper->mac && !strcmp(upper->mac, f->dst)) {
			path_say(w, depth, step, "%s%s has this address: the frame is its own now",
				 upper->name, in_netns(&where, dev, upper));
			to.is_for = FOR_HOST;
			path_receive(w, to, upper, depth + 1);
			return false;
		} else if (is_for_many(f)) {
			step.verdict = "copy";
			step.likely = f->kind == DST_MULTICAST;
			path_say(w, depth, step, "%s%s gets a copy%s", upper->name,
				 in_netns(&where, dev, upper),
				 step.likely ? " if it listens to this group" : "");
		} else if (f->kind == DST_ANY) {
			step.likely = true;
			path_say(w, depth, step, "a frame to %s goes up to %s%s",
				 upper->mac ? upper->mac : "its address", upper->name,
				 in_netns(&where, dev, upper));
		}
	}
	path_say(w, depth,
		 (struct step){ .stage = "upper",
				.verdict = "pass",
				.likely = f->kind == DST_ANY,
				.dev = dev },
		 "%s goes on to the IP stack of %s",
		 f->kind == DST_UNICAST ? "no macvlan has this address: the frame" :
		 f->kind == DST_ANY	? "any other frame" :
					  "the frame",
		 dev->name);
	return true;
}

/* ipvlan_handle_frame(): by the IP address inside, which was not asked for. */
static bool to_ipvlan(struct way *w, struct frame *f, const struct dev *dev, unsigned int depth)
{
	_cleanup_text_ struct text where = { 0 }, addrs = { 0 };
	const struct dev *upper;
	const char *at = NULL;

	(void)f;
	while ((upper = next_upper(w, dev, &at))) {
		struct step step = { .stage = "upper",
				     .verdict = "taken",
				     .likely = true,
				     .dev = upper,
				     .task = words_owner(upper) };

		if (!is_kind(upper, "ipvlan", "ipvtap") || is_down(upper))
			continue;
		text_reset(&addrs);
		path_say(w, depth, step, "a packet to %s goes up to %s%s",
			 words_addrs(&addrs, upper, ' ') ? text_str(&addrs) : "an address of it",
			 upper->name, in_netns(&where, dev, upper));
	}
	path_say(w, depth,
		 (struct step){ .stage = "upper", .verdict = "pass", .likely = true, .dev = dev },
		 "any other packet goes on to the IP stack of %s", dev->name);
	return true;
}

static bool to_uppers(struct way *w, struct frame *f, const struct dev *dev, unsigned int depth)
{
	_cleanup_text_ struct text where = { 0 };
	const struct dev *upper;
	const char *at = NULL;
	bool any = false;

	(void)f;
	while ((upper = next_upper(w, dev, &at))) {
		any = true;
		path_say(w, depth,
			 (struct step){ .stage = "upper",
					.verdict = "taken",
					.likely = true,
					.dev = upper,
					.task = words_owner(upper) },
			 "the frame goes up to %s%s, if that wants it", upper->name,
			 in_netns(&where, dev, upper));
	}
	if (!any)
		path_say(w, depth,
			 (struct step){ .stage = "upper",
					.likely = true,
					.dev = dev,
					.function = dev->rx_handler,
					.module = dev->rx_module },
			 "where %s takes it no table says: the way ends here", dev->rx_handler);
	return false;
}

/* macsec_handle_frame(): plain frames are copied at most, unless hardware has decrypted them. */
static bool to_macsec(struct way *w, struct frame *f, const struct dev *dev, unsigned int depth)
{
	to_uppers(w, f, dev, depth);
	path_say(w, depth,
		 (struct step){ .stage = "upper", .verdict = "pass", .likely = true, .dev = dev },
		 "a frame that is not of MACsec goes on to the IP stack of %s", dev->name);
	return true;
}

/* By the symbol: the frame goes where the function takes it, whatever its module is called. */
bool path_handler(struct way *w, struct frame *f, const struct dev *dev, unsigned int depth)
{
	static const struct {
		const char *function;
		bool (*follow)(struct way *w, struct frame *f, const struct dev *dev,
			       unsigned int depth);
	} handlers[] = {
		{ "br_handle_frame", path_bridge },   { "bond_handle_frame", to_master },
		{ "team_handle_frame", to_master },   { "macvlan_handle_frame", to_macvlan },
		{ "ipvlan_handle_frame", to_ipvlan }, { "macsec_handle_frame", to_macsec },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(handlers); i++)
		if (!strcmp(dev->rx_handler, handlers[i].function))
			return handlers[i].follow(w, f, dev, depth);
	return to_uppers(w, f, dev, depth);
}
