/* SPDX-License-Identifier: GPL-2.0 */
/* Out of a bridge by its ports (br_forward.c), out of a device, and who is there. */
#include <net/if.h>
#include <string.h>

#include "../cleanup.h"
#include "path.h"
#include "words.h"

struct sending {
	const struct frame *f;
	const struct dev *in;
	uint64_t vid;
	bool known; /* the frame is for this port, and not for all that flood */
	bool is_unknown; /* no entry has its destination */
};

static bool has_flag(const struct dev *port, const char *flag)
{
	return port->port && path_in_words(port->port->flags, flag);
}

/* What is not said of the frame, or not known here, may make it one that is not flooded. */
static const char *unless_flooded(const struct sending *s, const struct dev *port)
{
	if (s->known)
		return NULL;
	switch (s->f->kind) {
	case DST_ANY:
		return "if its destination is known there";
	case DST_UNICAST:
		return s->is_unknown ? NULL : "if its destination is known there";
	case DST_MULTICAST:
		return path_setting(port->over, "mcast_snooping") == 0 ?
			       NULL :
			       "if a listener or a router is known there";
	case DST_BROADCAST:
		break;
	}
	return NULL;
}

/* What asks for an address that the bridge answers for is kept from these ports. */
static bool is_spared(const struct dev *port)
{
	static const char *const flags[] = { "proxy_arp_wifi", "neigh_suppress",
					     "neigh_vlan_suppress" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(flags); i++)
		if (has_flag(port, flags[i]))
			return true;
	return false;
}

/* Why br_flood() leaves a port out. What is not known is no reason. */
static const char *no_flood(const struct sending *s, const struct dev *port)
{
	static const char *const flags[] = {
		[DST_UNICAST] = "flood",
		[DST_MULTICAST] = "mcast_flood",
		[DST_BROADCAST] = "bcast_flood",
	};

	if (s->known || !port->port || !port->port->flags)
		return NULL;
	if (s->f->kind != DST_ANY && !has_flag(port, flags[s->f->kind]))
		return s->f->kind == DST_UNICAST ?
			       "what is for an unknown address is not flooded there" :
		       s->f->kind == DST_MULTICAST ? "multicast is not flooded there" :
						     "broadcast is not flooded there";
	return has_flag(port, "proxy_arp") ? "it answers ARP for others, and gets no flood" : NULL;
}

/* should_deliver() */
static const char *no_delivery(const struct sending *s, const struct dev *port)
{
	const struct port *p = port->port;
	uint64_t mst = path_setting(port->over, "mst");
	const char *state = s->vid ? path_vlan_state(port, s->vid) : NULL;

	if (port == s->in && !has_flag(port, "hairpin"))
		return "it came from there";
	if (p && p->state && strcmp(p->state, "forwarding") && (mst == NSVIEW_NONE || !mst))
		return p->state;
	if (s->vid && p && !path_in_ranges(p->vlans, s->vid))
		return "it is not in this VLAN";
	if (state && strcmp(state, "forwarding"))
		return "it does not forward in this VLAN";
	if (has_flag(s->in, "isolated") && has_flag(port, "isolated"))
		return "both ports are isolated";
	return NULL;
}

static const char *why_not(const struct sending *s, const struct dev *port)
{
	const char *why = unless_flooded(s, port) ? NULL : no_flood(s, port);

	return why ? why : no_delivery(s, port);
}

/* br_forward(): the port that is named as its backup, if this one has no carrier. */
static const struct dev *backup_of(const struct way *w, const struct dev *port)
{
	uint64_t backup = port->port ? port->port->backup_port : NSVIEW_NONE;
	const struct dev *to = NULL;

	if (backup != NSVIEW_NONE && backup && port->operstate &&
	    (!strcmp(port->operstate, "down") || !strcmp(port->operstate, "lowerlayerdown")))
		to = host_dev(w->h, port->netns, backup);
	return to && to->over == port->over ? to : port;
}

void path_tag(struct frame *f, const struct dev *bridge, const char *untagged, uint64_t vid)
{
	f->is_ad = false;
	if (path_in_ranges(untagged, vid)) {
		f->vlan = f->inner;
		f->inner = 0;
	} else {
		f->vlan = vid;
		f->is_ad = path_bridge_is_ad(bridge);
	}
}

static const char *tag_words(const struct sending *s, const struct dev *port, char *buf,
			     size_t size)
{
	struct frame f = *s->f;

	if (s->vid)
		path_tag(&f, port->over, port->port ? port->port->untagged : NULL, s->vid);
	if (!f.vlan)
		return s->vid ? ", without a tag" : "";
	snprintf(buf, size, ", with the tag of VLAN %llu%s", (unsigned long long)f.vlan,
		 f.is_ad ? " (802.1ad)" : "");
	return buf;
}

static void to_port(struct way *w, const struct sending *s, const struct dev *port,
		    unsigned int depth)
{
	const char *why = why_not(s, port);
	struct step step = { .stage = "forward", .verdict = why ? "drop" : "forward", .dev = port };
	const char *condition = NULL;
	char tag[64];

	if (why) {
		path_say(w, depth, step, "not to %s: %s", port->name, why);
		return;
	}
	step.likely = unless_flooded(s, port) || !port->port || (!s->known && is_spared(port));
	if (no_flood(s, port))
		condition = unless_flooded(s, port);
	else if (!s->known && is_spared(port))
		condition = "unless it asks for an address that the bridge answers for";
	path_say(w, depth, step, "%s %s%s%s%s", step.likely ? "it may go to" : "to", port->name,
		 tag_words(s, port, tag, sizeof(tag)), condition ? ", " : "",
		 condition ? condition : "");
	path_send(w, port, depth + 1);
}

void path_ports(struct way *w, const struct frame *frame, const struct dev *in,
		const struct dev *to, uint64_t vid, unsigned int depth)
{
	const struct dev *bridge = in->over;
	struct frame f = *frame;
	struct sending s = {
		.f = &f,
		.in = in,
		.vid = vid,
		.known = to,
		.is_unknown = !to && path_has(w->h, TABLE_fdb),
	};
	const struct dev *port;
	bool any = false, untagged = !vid && !f.vlan;

	if (to)
		to = backup_of(w, to);
	for (port = bridge->ports; port; port = port->next_port) {
		if ((to && port != to) || why_not(&s, port))
			continue;
		any = true;
		if (vid && port->port && path_in_ranges(port->port->untagged, vid))
			untagged = true;
	}
	/* They are called for each copy; what a rule does with one may depend on its port. */
	if (any) {
		struct frame leaving = f;

		/* A tag is put on or taken off before them. */
		leaving.vlan = untagged ? f.inner : vid ? vid : f.vlan;
		path_bridge_hooks(w, &leaving, bridge, "forward", depth);
		path_bridge_hooks(w, &leaving, bridge, "postrouting", depth);
	}
	for (port = bridge->ports; port; port = port->next_port)
		if (!to || port == to)
			to_port(w, &s, port, depth);
	if (!any)
		path_say(w, depth,
			 (struct step){ .stage = "forward", .verdict = "drop", .dev = bridge },
			 "no port of %s gets it", bridge->name);
}

static bool is_some(uint64_t n)
{
	return n != NSVIEW_NONE && n;
}

static void egress(struct way *w, const struct dev *dev, unsigned int depth)
{
	const struct link *more = dev->more;
	struct frame f = { 0 };
	uint64_t programs = 0;

	path_hooks(w, &f, dev->net, "netdev", "egress", dev, depth);
	if (more && is_some(more->tc_egress))
		programs += more->tc_egress;
	if (more && is_some(more->tcx_egress))
		programs += more->tcx_egress;
	if (programs)
		path_say(w, depth,
			 (struct step){
				 .stage = "tc", .verdict = "decides", .likely = true, .dev = dev },
			 "%llu tc filter%s at egress", (unsigned long long)programs,
			 programs == 1 ? "" : "s");
	if (more && is_some(more->taps))
		path_say(w, depth, (struct step){ .stage = "tap", .verdict = "copy", .dev = dev },
			 "%llu packet socket%s see%s it leave", (unsigned long long)more->taps,
			 more->taps == 1 ? "" : "s", more->taps == 1 ? "s" : "");
}

static void put_whom(struct text *t, const struct dev *dev)
{
	const struct task *owner = words_owner(dev);

	if (dev->net) {
		text_puts(t, " in ");
		words_ns(t, dev->net);
	}
	if (owner && dev->net && dev->net->host)
		text_puts(t, " (the host's)");
	else if (owner)
		text_printf(t, " (%llu %s)", (unsigned long long)owner->pid,
			    owner->comm ? owner->comm : "-");
	else
		text_puts(t, " (no process)");
}

static void to_peer(struct way *w, const struct dev *dev, unsigned int depth)
{
	_cleanup_text_ struct text whom = { 0 };
	const struct dev *peer = dev->peer;
	struct step step = {
		.stage = "peer", .verdict = "arrives", .dev = peer, .task = words_owner(peer)
	};

	put_whom(&whom, peer);
	if (peer->flags != NSVIEW_NONE && !(peer->flags & IFF_UP)) {
		step.verdict = "drop";
		path_say(w, depth, step, "%s%s is the other end, and is down", peer->name,
			 text_str(&whom));
		return;
	}
	step.function = peer->rx_handler;
	step.module = peer->rx_module;
	path_say(w, depth, step, "%s%s is the other end%s%s%s", peer->name, text_str(&whom),
		 peer->rx_handler ? "; there " : "", peer->rx_handler ? peer->rx_handler : "",
		 peer->rx_handler ? " takes it" : "");
}

/* A tap has a program at its other end. */
static void to_tap(struct way *w, const struct dev *dev, unsigned int depth)
{
	const struct tap *tap;

	for (tap = dev->taps; tap; tap = tap->next_of_dev)
		path_say(w, depth,
			 (struct step){ .stage = "peer",
					.verdict = "arrives",
					.dev = dev,
					.task = tap->task },
			 "%llu %s reads it by descriptor %llu", (unsigned long long)tap->pid,
			 tap->task && tap->task->comm ? tap->task->comm : "-",
			 (unsigned long long)tap->fd);
}

void path_send(struct way *w, const struct dev *dev, unsigned int depth)
{
	struct step step = {
		.stage = "send",
		.verdict = "sent",
		.dev = dev,
		.function = dev->start_xmit,
		.module = dev->xmit_module,
	};

	egress(w, dev, depth);
	if (dev->flags != NSVIEW_NONE && !(dev->flags & IFF_UP)) {
		step.verdict = "drop";
		path_say(w, depth, step, "%s is down", dev->name);
		return;
	}
	path_say(w, depth, step, "out of %s by %s", dev->name,
		 dev->start_xmit ? dev->start_xmit : "its driver");
	if (dev->peer)
		to_peer(w, dev, depth + 1);
	else
		to_tap(w, dev, depth + 1);
}
