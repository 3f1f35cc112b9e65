/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Hooks of netfilter, in the order of their calls.
 *
 * br_netfilter is itself a hook of the bridge family, and calls the hooks of IP
 * from there: at its place in the order, not before or after.
 */
#include <string.h>

#include "../cleanup.h"
#include "path.h"
#include "words.h"

static const char *family_words(const char *family)
{
	if (!strcmp(family, "ip"))
		return "IPv4";
	return !strcmp(family, "ip6") ? "IPv6" : family;
}

static bool is(const char *a, const char *b)
{
	return a && !strcmp(a, b);
}

/* Of all that a bridge can be told, the kernel asks for either of these two. */
enum path_calls path_calls_ip(const struct dev *bridge, const char *family)
{
	const struct net *net = bridge->net ? bridge->net->net : NULL;
	bool six = is(family, "ip6");
	uint64_t sysctl, own;

	if (!net)
		return CALLS_UNKNOWN;
	sysctl = six ? net->call_ip6tables : net->call_iptables;
	own = path_setting(bridge, six ? "nf_call_ip6tables" : "nf_call_iptables");
	if (sysctl == NSVIEW_NONE)
		return CALLS_NOT_LOADED;
	if (sysctl)
		return CALLS_BY_SYSCTL;
	if (own == NSVIEW_NONE)
		return CALLS_UNKNOWN;
	return own ? CALLS_BY_BRIDGE : CALLS_OFF;
}

/* A frame that met the IP hooks in the bridge does not meet these again. */
static bool is_sabotaged(const struct frame *f, const char *family, const char *hook)
{
	if (strcmp(hook, "prerouting"))
		return false;
	return is(family, "ip") ? f->passed_ip : is(family, "ip6") && f->passed_ip6;
}

static void say_hook(struct way *w, const struct hook *hook, const struct dev *dev,
		     unsigned int depth)
{
	struct step step = {
		.stage = "hook",
		.verdict = "decides",
		.likely = true,
		.dev = dev,
		.function = hook->function,
		.module = hook->module,
		.hook = hook,
	};
	const char *priority = hook->priority ? hook->priority : "?";
	_cleanup_text_ struct text symbol = { 0 };

	if (hook->function)
		words_symbol(&symbol, hook->function, hook->module);
	if (hook->nft_table)
		path_say(w, depth, step, "%s %s, priority %s: nftables chain %s of table %s %s",
			 family_words(hook->family), hook->hook, priority,
			 hook->nft_chain ? hook->nft_chain : "?",
			 hook->nft_family ? hook->nft_family : "", hook->nft_table);
	else
		path_say(w, depth, step, "%s %s, priority %s%s%s", family_words(hook->family),
			 hook->hook, priority, symbol.len ? ": " : "", text_str(&symbol));
}

/* Those of a device are asked for at each port that a frame leaves by. */
static const struct hook *first_hook(const struct ns *net, const char *family,
				     const struct dev *dev)
{
	if (is(family, "netdev"))
		return dev ? dev->hooks : NULL;
	return net ? net->hooks : NULL;
}

size_t path_hooks(struct way *w, struct frame *f, const struct ns *net, const char *family,
		  const char *name, const struct dev *dev, unsigned int depth)
{
	const bool of_dev = is(family, "netdev");
	const struct hook *hook = first_hook(net, family, dev);
	size_t n = 0;

	for (; hook; hook = of_dev ? hook->next_of_dev : hook->next) {
		if (!is(hook->family, family) || !is(hook->hook, name))
			continue;
		/* That of br_netfilter ends the round for what passed in the bridge. */
		if (is(hook->function, "ip_sabotage_in")) {
			if (!is_sabotaged(f, family, name))
				continue;
			path_say(w, depth,
				 (struct step){ .stage = "hook",
						.verdict = "skip",
						.dev = dev,
						.function = hook->function,
						.module = hook->module,
						.hook = hook },
				 "%s %s, priority %s: the hooks after it are left out, for the "
				 "bridge has called them already",
				 family_words(family), name, hook->priority ? hook->priority : "?");
			return 0;
		}
		n++;
		say_hook(w, hook, dev, depth);
	}
	return n;
}

/* The settings of the host and of the bridge; one of them will do. */
struct calls {
	const char *family;
	const char *sysctl;
	const char *own;
};

static const struct calls called[] = {
	{ "ip", "bridge-nf-call-iptables", "nf_call_iptables" },
	{ "ip6", "bridge-nf-call-ip6tables", "nf_call_ip6tables" },
};

/* IS_IP(): a frame with a tag is none of IP, unless one says so. */
static enum path_calls calls_for(const struct frame *f, const struct dev *bridge,
				 const char *family)
{
	enum path_calls calls = path_calls_ip(bridge, family);

	if (f->vlan && (calls == CALLS_BY_SYSCTL || calls == CALLS_BY_BRIDGE) &&
	    bridge->net->net->call_tagged != 1)
		return CALLS_NOT_TAGGED;
	return calls;
}

static bool say_calls(struct way *w, const struct frame *f, const struct calls *c,
		      const struct hook *hook, const struct dev *bridge, const char *name,
		      unsigned int depth)
{
	enum path_calls calls = calls_for(f, bridge, c->family);
	const char *words = family_words(c->family);
	struct step step = {
		.stage = "br_netfilter",
		.verdict = "skip",
		.dev = bridge,
		.function = hook ? hook->function : NULL,
		.module = hook ? hook->module : NULL,
		.hook = hook,
	};

	/* What came in without being looked at is not later: that is said once. */
	if (!is(name, "prerouting") && !(is(c->family, "ip") ? f->passed_ip : f->passed_ip6))
		return false;
	switch (calls) {
	case CALLS_NOT_TAGGED:
		path_say(w, depth, step,
			 "bridged %s with a tag does not pass the IP hooks: "
			 "bridge-nf-filter-vlan-tagged is 0",
			 words);
		return false;
	case CALLS_BY_SYSCTL:
		step.verdict = "calls";
		path_say(w, depth, step, "bridged %s passes the IP %s hooks: %s is 1 here", words,
			 name, c->sysctl);
		return true;
	case CALLS_BY_BRIDGE:
		step.verdict = "calls";
		path_say(w, depth, step,
			 "bridged %s passes the IP %s hooks: %s of %s is 1, though %s is 0", words,
			 name, c->own, bridge->name, c->sysctl);
		return true;
	case CALLS_OFF:
		path_say(w, depth, step,
			 "bridged %s does not pass the IP hooks: %s is 0, and %s of %s is too",
			 words, c->sysctl, c->own, bridge->name);
		return false;
	case CALLS_NOT_LOADED:
		path_say(w, depth, step,
			 "bridged %s does not pass the IP hooks: br_netfilter is not loaded",
			 words);
		return false;
	case CALLS_UNKNOWN:
		break;
	}
	step.verdict = NULL;
	step.likely = true;
	path_say(w, depth, step, "whether bridged %s passes the IP hooks is not known here", words);
	return false;
}

/* The hooks of IP translate addresses, too, between ports as well. */
static void call_nat(struct way *w, struct frame *f, const struct dev *bridge, const char *family,
		     const char *name, unsigned int depth)
{
	struct nat_packet p = { family, family_words(family), name, bridge->net, .dev = bridge };

	if (is(name, "prerouting"))
		p.in = bridge;
	else if (is(name, "postrouting"))
		p.out = bridge;
	else
		return;
	if (path_nat(w, f, &p, depth) == NAT_DOES && p.in)
		path_say(
			w, depth,
			(struct step){ .stage = "br_netfilter", .likely = true, .dev = bridge },
			"then it goes to the port, or up to the device, that its new destination is "
			"at: what follows is of one that is not turned");
}

/* Whether frames of this bridge pass the hooks of IP, and then these. */
static void call_ip(struct way *w, struct frame *f, const struct hook *hook,
		    const struct dev *bridge, const char *name, unsigned int depth)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(called); i++) {
		if (!say_calls(w, f, &called[i], hook, bridge, name, depth))
			continue;
		path_hooks(w, f, bridge->net, called[i].family, name, bridge, depth + 1);
		call_nat(w, f, bridge, called[i].family, name, depth + 1);
		if (is(name, "prerouting")) {
			f->passed_ip |= is(called[i].family, "ip");
			f->passed_ip6 |= is(called[i].family, "ip6");
		}
	}
}

/* At these br_netfilter calls the hooks of IP of the same name. */
static bool is_br_netfilter(const struct hook *hook)
{
	return is(hook->function, "br_nf_pre_routing") || is(hook->function, "br_nf_forward") ||
	       is(hook->function, "br_nf_forward_ip") || is(hook->function, "br_nf_post_routing");
}

void path_bridge_hooks(struct way *w, struct frame *f, const struct dev *bridge, const char *name,
		       unsigned int depth)
{
	const struct hook *hook;
	bool said = false;

	for (hook = bridge->net ? bridge->net->hooks : NULL; hook; hook = hook->next) {
		if (!is(hook->family, "bridge") || !is(hook->hook, name))
			continue;
		/* The kernel has one; of more, which a file may have, each would call all the others. */
		if (!said && is_br_netfilter(hook)) {
			call_ip(w, f, hook, bridge, name, depth);
			said = true;
		} else {
			say_hook(w, hook, bridge, depth);
		}
	}
	if (!path_has(w->h, TABLE_hooks))
		path_say(w, depth, (struct step){ .stage = "hook", .likely = true, .dev = bridge },
			 "bridge %s: hooks are not known here", name);
	/* The answer is owed where frames come in, also where there is no such hook. */
	if (!said && is(name, "prerouting"))
		call_ip(w, f, NULL, bridge, name, depth);
}
