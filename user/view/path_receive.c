/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A device takes a frame in, in the order of __netif_receive_skb_core(): generic
 * XDP, taps, tc, the netdev hooks, a VLAN's device, the rx_handler, the protocol.
 * A driver's XDP comes before all of them. The order is one from 5.10 to 7.2.
 */
#include <net/if.h>
#include <string.h>

#include "../cleanup.h"
#include "path.h"
#include "words.h"

/* A frame that is handed from device to device for longer than this goes in circles. */
#define ROUNDS_MAX 16

struct stop {
	struct way *w;
	struct frame *f;
	const struct dev *dev;
	unsigned int depth;
	size_t found; /* of what may stand before the handler */
};

static bool has_xdp(const struct dev *dev, const char *mode, const char **id, size_t *len)
{
	const char *s = dev->more ? dev->more->xdp : NULL;
	size_t n = strlen(mode);

	for (; s && *s; s += strcspn(s, ","), s += *s == ',') {
		if (strncmp(s, mode, n) || s[n] != ':')
			continue;
		*id = s + n + 1;
		*len = strcspn(*id, ",");
		return true;
	}
	return false;
}

static bool say_xdp(struct stop *s, const char *mode)
{
	const char *id;
	size_t len;

	if (!has_xdp(s->dev, mode, &id, &len))
		return true;
	s->found++;
	path_say(s->w, s->depth,
		 (struct step){
			 .stage = "xdp", .verdict = "decides", .likely = true, .dev = s->dev },
		 "XDP program %.*s (%s): it may drop, change or redirect the frame", (int)len, id,
		 mode);
	return true;
}

/* What is handed on by a port that is up nobody asks whether the master is. */
static bool down(struct stop *s)
{
	const struct dev *dev = s->dev;
	struct step step = { .stage = "receive", .verdict = "drop", .dev = dev };

	if (dev->flags == NSVIEW_NONE || dev->flags & IFF_UP)
		return true;
	if (s->w->rounds == 1) {
		path_say(s->w, s->depth, step, "%s is down: no frame is taken in", dev->name);
		return false;
	}
	step.verdict = "pass";
	path_say(s->w, s->depth, step, "%s is down, but what comes by a port that is up goes on",
		 dev->name);
	return true;
}

static bool driver(struct stop *s)
{
	const struct dev *dev = s->dev;
	const char *driver = dev->more ? dev->more->driver : NULL;
	struct step step = { .stage = "receive", .verdict = "pass", .dev = dev };

	if (s->w->rounds > 1)
		path_say(s->w, s->depth, step, "the frame is %s's now: another round", dev->name);
	else
		path_say(s->w, s->depth, step, "%s%s hands the frame to the kernel",
			 driver ? "the driver " : "its driver", driver ? driver : "");
	return true;
}

static bool driver_xdp(struct stop *s)
{
	/* Only what comes off the wire meets the driver. */
	if (s->w->rounds > 1)
		return true;
	say_xdp(s, "hardware");
	return say_xdp(s, "driver");
}

static bool generic_xdp(struct stop *s)
{
	return say_xdp(s, "generic");
}

static bool taps(struct stop *s)
{
	uint64_t n = s->dev->more ? s->dev->more->taps : NSVIEW_NONE;

	if (n == NSVIEW_NONE || !n)
		return true;
	s->found++;
	path_say(s->w, s->depth, (struct step){ .stage = "tap", .verdict = "copy", .dev = s->dev },
		 "%llu packet socket%s see%s the frame as it is here", (unsigned long long)n,
		 n == 1 ? "" : "s", n == 1 ? "s" : "");
	return true;
}

static bool is_some(uint64_t n)
{
	return n != NSVIEW_NONE && n;
}

static bool tc(struct stop *s)
{
	const struct link *more = s->dev->more;
	struct step step = { .stage = "tc", .verdict = "decides", .likely = true, .dev = s->dev };

	if (more && is_some(more->tcx)) {
		s->found++;
		path_say(s->w, s->depth, step, "%llu tcx program%s at ingress",
			 (unsigned long long)more->tcx, more->tcx == 1 ? "" : "s");
	}
	if (more && more->tc_ingress && is_some(more->tc_filters)) {
		s->found++;
		path_say(s->w, s->depth, step, "%llu tc filter%s at ingress (%s)",
			 (unsigned long long)more->tc_filters, more->tc_filters == 1 ? "" : "s",
			 more->tc_ingress);
	}
	return true;
}

static bool netdev_hooks(struct stop *s)
{
	s->found += path_hooks(s->w, s->f, s->dev->net, "netdev", "ingress", s->dev, s->depth);
	return true;
}

/* That nothing was found is worth as much as what was. */
static bool nothing_found(struct stop *s)
{
	bool known = s->dev->more && path_has(s->w->h, TABLE_hooks);
	struct step step = { .stage = "ingress", .dev = s->dev, .likely = !known };

	if (!known) {
		path_say(s->w, s->depth, step, "%s",
			 s->dev->more ? "whether there are netdev hooks is not known here" :
					"whether there are XDP, taps and tc is not known here");
	} else if (!s->found) {
		step.verdict = "pass";
		path_say(s->w, s->depth, step, "no XDP program, tap, tc filter or netdev hook");
	}
	return true;
}

static const struct dev *next_vlan(const struct way *w, const struct dev *dev,
				   const struct dev *prev)
{
	const struct dev *end = w->h->devs + w->h->n_devs;
	const struct dev *d;

	for (d = prev ? prev + 1 : w->h->devs; d < end; d++) {
		uint64_t netns = d->link_netns == NSVIEW_NONE ? d->netns : d->link_netns;

		if (d->kind && !strcmp(d->kind, "vlan") && d->link == dev->ifindex &&
		    netns == dev->netns)
			return d;
	}
	return NULL;
}

static bool is_ad(const struct dev *dev)
{
	return path_setting_is(dev, "protocol", "802.1ad");
}

/* A device for a VLAN takes its frames before any handler does, a bridge's too. */
static bool vlan(struct stop *s)
{
	struct step step = { .stage = "vlan", .verdict = "taken" };
	const struct dev *d = NULL;

	while ((d = next_vlan(s->w, s->dev, d))) {
		uint64_t id = path_setting(d, "id");

		step.dev = d;
		if (!s->f->vlan || (id != NSVIEW_NONE && id != s->f->vlan) ||
		    is_ad(d) != s->f->is_ad)
			continue;
		step.likely = id == NSVIEW_NONE;
		if (d->flags != NSVIEW_NONE && !(d->flags & IFF_UP)) {
			step.verdict = "drop";
			path_say(s->w, s->depth, step, "%s is for VLAN %llu, and is down", d->name,
				 (unsigned long long)s->f->vlan);
			return false;
		}
		path_say(s->w, s->depth, step,
			 "%s is for VLAN %llu: it takes the frame before any rx_handler", d->name,
			 (unsigned long long)s->f->vlan);
		s->f->vlan = s->f->inner;
		s->f->is_ad = false;
		s->f->inner = 0;
		path_receive(s->w, *s->f, d, s->depth + 1);
		return false;
	}
	for (d = NULL; !s->f->vlan && (d = next_vlan(s->w, s->dev, d));) {
		uint64_t id = path_setting(d, "id");

		step.dev = d;
		step.verdict = "pass";
		if (id != NSVIEW_NONE)
			path_say(s->w, s->depth, step,
				 "the frame has no tag; one of VLAN %llu%s would leave here for %s",
				 (unsigned long long)id, is_ad(d) ? " (802.1ad)" : "", d->name);
	}
	return true;
}

/* Whoever is made to listen here does not: the handler has the frame. */
static void say_deaf(struct stop *s)
{
	_cleanup_text_ struct text addrs = { 0 };

	words_addrs(&addrs, s->dev, ' ');
	path_say(s->w, s->depth + 1,
		 (struct step){ .stage = "address", .verdict = "unheard", .dev = s->dev },
		 "%s has an address of its own, %s, that the IP stack does not hear: the bridge "
		 "takes every frame",
		 s->dev->name, text_str(&addrs));
}

static bool rx_handler(struct stop *s)
{
	const struct dev *dev = s->dev;
	struct step step = { .stage = "rx_handler", .verdict = "pass", .dev = dev };

	if (!dev->rx_handler) {
		path_say(s->w, s->depth, step, "no rx_handler: the frame is for the IP stack");
		return true;
	}
	step.verdict = "taken";
	step.function = dev->rx_handler;
	step.module = dev->rx_module;
	path_say(s->w, s->depth, step, "%s takes the frame before the IP stack", dev->rx_handler);
	if (words_deaf(dev))
		say_deaf(s);
	return path_handler(s->w, s->f, dev, s->depth + 1);
}

static bool ip(struct stop *s)
{
	if (s->f->vlan) {
		path_say(s->w, s->depth,
			 (struct step){ .stage = "ip", .verdict = "drop", .dev = s->dev },
			 "the frame still has the tag of VLAN %llu%s, and no device is for that",
			 (unsigned long long)s->f->vlan, s->f->is_ad ? " (802.1ad)" : "");
		return false;
	}
	path_ip(s->w, s->f, s->dev, s->depth);
	return false;
}

static bool (*const stops[])(struct stop *s) = {
	down,	      driver_xdp,    driver, generic_xdp, taps, tc,
	netdev_hooks, nothing_found, vlan,   rx_handler,  ip,
};

/* What eth_type_trans() says of it; a frame that a bridge hands up keeps its mark. */
static enum path_for who_for(const struct frame *f, const struct dev *dev)
{
	switch (f->kind) {
	case DST_ANY:
		return FOR_UNKNOWN;
	case DST_MULTICAST:
	case DST_BROADCAST:
		return FOR_ALL;
	case DST_UNICAST:
		break;
	}
	if (!dev->mac)
		return FOR_UNKNOWN;
	return strcmp(dev->mac, f->dst) ? FOR_OTHERS : FOR_HOST;
}

void path_receive(struct way *w, struct frame f, const struct dev *dev, unsigned int depth)
{
	struct stop s = { .w = w, .f = &f, .dev = dev, .depth = depth };
	size_t i;

	if (++w->rounds > ROUNDS_MAX) {
		path_say(w, depth, (struct step){ .stage = "receive", .dev = dev, .likely = true },
			 "the frame goes in circles: the way ends here");
		return;
	}
	if (w->rounds == 1)
		f.is_for = who_for(&f, dev);
	/* vlan_do_receive() looks again: the frame may be for the VLAN's own address. */
	else if (f.is_for == FOR_OTHERS && who_for(&f, dev) == FOR_HOST && dev->kind &&
		 !strcmp(dev->kind, "vlan"))
		f.is_for = FOR_HOST;
	for (i = 0; i < ARRAY_SIZE(stops); i++)
		if (!stops[i](&s))
			return;
}
