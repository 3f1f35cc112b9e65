/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The IP stack: prerouting, then by the address to input or, where this net
 * namespace forwards, to forward, a route and postrouting. The address is in the
 * packet: if it was not asked for, both ways are shown.
 */
#include <errno.h>
#include <string.h>

#include "../cleanup.h"
#include "path.h"
#include "words.h"

struct family {
	const char *name; /* as the table hooks has it */
	const char *words;
	const char *addrs; /* as the table addrs has it */
	const char *sysctl;
	const char *own; /* that of a device */
	size_t forward; /* where struct net keeps these */
	size_t odd;
	size_t route;
	size_t via;
};

static const struct family families[] = {
	{ "ip", "IPv4", "inet", "net.ipv4.ip_forward", "forwarding", offsetof(struct net, forward4),
	  offsetof(struct net, odd4), offsetof(struct net, route4), offsetof(struct net, via4) },
	{ "ip6", "IPv6", "inet6", "net.ipv6.conf.all.forwarding", "force_forwarding",
	  offsetof(struct net, forward6), offsetof(struct net, odd6), offsetof(struct net, route6),
	  offsetof(struct net, via6) },
};

static uint64_t num_of(const struct dev *dev, size_t at)
{
	const struct net *net = dev->net ? dev->net->net : NULL;

	return net ? *(const uint64_t *)((const char *)net + at) : NSVIEW_NONE;
}

static const char *text_of(const struct dev *dev, size_t at)
{
	const struct net *net = dev->net ? dev->net->net : NULL;

	return net ? *(const char *const *)((const char *)net + at) : NULL;
}

/* The device's own setting is another than that of all. */
static bool is_odd(const struct dev *dev, const struct family *family)
{
	return path_in_ranges(text_of(dev, family->odd), dev->ifindex);
}

/* Whether what arrives on @dev is forwarded; NSVIEW_NONE: not known. */
static uint64_t forwards(const struct dev *dev, const struct family *family)
{
	uint64_t all = num_of(dev, family->forward);

	return all != NSVIEW_NONE && is_odd(dev, family) ? !all : all;
}

/* "net.ipv4.ip_forward is 0" */
static void put_forwarding(struct text *t, const struct dev *dev, const struct family *family)
{
	unsigned int on = forwards(dev, family) != 0;

	if (is_odd(dev, family))
		text_printf(t, "%s of %s is %u, though ", family->own, dev->name, on);
	text_printf(t, "%s is %u", family->sysctl, is_odd(dev, family) ? !on : on);
}

/* Addresses of the whole net namespace: any of them is its own, whatever device has it. */
static size_t put_addrs(struct text *t, const struct dev *dev, const char *family)
{
	const struct dev *d;
	const struct addr *addr;
	size_t n = 0;

	for (d = dev->net ? dev->net->devs : NULL; d; d = d->next) {
		for (addr = d->addrs; addr; addr = addr->next) {
			if (!addr->family || strcmp(addr->family, family))
				continue;
			if (addr->scope && !strcmp(addr->scope, "host"))
				continue;
			if (n < 4)
				text_printf(t, "%s%s", n ? " " : "", addr->address);
			n++;
		}
	}
	if (n > 4)
		text_printf(t, " and %zu more", n - 4);
	return n;
}

/* Its own address: up to a socket. */
static void input(struct way *w, struct frame *f, const struct family *family,
		  const struct dev *dev, unsigned int depth)
{
	_cleanup_text_ struct text addrs = { 0 };
	struct step step = { .stage = "route", .verdict = "input", .likely = true, .dev = dev };
	size_t n = put_addrs(&addrs, dev, family->addrs);

	if (!path_has(w->h, TABLE_addrs))
		path_say(w, depth, step, "%s to an address of its own: to a socket here",
			 family->words);
	else if (!n) {
		step.verdict = "drop";
		path_say(w, depth, step, "this net namespace has no %s address to be heard at",
			 family->words);
	} else
		path_say(w, depth, step, "%s to %s: to a socket here", family->words,
			 text_str(&addrs));
	path_hooks(w, f, dev->net, family->name, "input", dev, depth + 1);
}

static void go_out(struct way *w, struct frame *f, const struct family *family,
		   const struct dev *dev, const struct dev *out, unsigned int depth)
{
	struct nat_packet p = { family->name, family->words, "postrouting",
				dev->net,     .out = out,    .dev = dev };

	path_hooks(w, f, dev->net, family->name, "postrouting", out, depth);
	path_nat(w, f, &p, depth);
	path_send(w, out, depth);
}

static void leave(struct way *w, struct frame *f, const struct family *family,
		  const struct dev *dev, unsigned int depth)
{
	uint64_t ifindex = num_of(dev, family->route);
	const char *via = text_of(dev, family->via);
	const struct dev *out = host_dev(w->h, dev->netns, ifindex);
	struct step step = { .stage = "route", .likely = true, .dev = out ? out : dev };

	path_hooks(w, f, dev->net, family->name, "forward", dev, depth);
	if (!out) {
		step.verdict = "drop";
		path_say(w, depth, step,
			 "no default route: only to networks that a device here has an address in");
		return;
	}
	step.verdict = "forward";
	path_say(w, depth, step, "the default route: %s%s%sout of %s", via ? "by " : "",
		 via ? via : "", via ? " " : "", out->name);
	go_out(w, f, family, dev, out, depth);
}

static void forward(struct way *w, struct frame *f, const struct family *family,
		    const struct dev *dev, unsigned int depth)
{
	uint64_t on = forwards(dev, family);
	struct step step = { .stage = "route", .verdict = "forward", .dev = dev };
	_cleanup_text_ struct text setting = { 0 };

	if (on == NSVIEW_NONE) {
		step.likely = true;
		path_say(w, depth, step, "whether %s is forwarded is not known here",
			 family->words);
		return;
	}
	put_forwarding(&setting, dev, family);
	w->failed |= setting.failed;
	step.likely = on;
	if (!on)
		step.verdict = "drop";
	path_say(w, depth, step, "%s to any other address: %s", family->words, text_str(&setting));
	if (!on)
		return;
	leave(w, f, family, dev, depth + 1);
}

/* The kernel's answer for the packet that was asked for; NULL if there is none. */
static const struct route *find_route(const struct way *w, const struct dev *dev)
{
	const struct packet *packet = &w->h->packet;
	size_t i;

	for (i = 0; i < w->h->n_routes; i++) {
		const struct route *r = &w->h->routes[i];

		if (r->netns != dev->netns || r->ifindex != dev->ifindex ||
		    strcmp(r->to, packet->to) || (r->given == 1) != !!packet->source)
			continue;
		if (!packet->source || (r->source && !strcmp(r->source, packet->source)))
			return r;
	}
	return NULL;
}

/* Since Linux 6.13 the kernel does not say whether it was rp_filter (EXDEV before). */
static void say_refused(struct way *w, const struct route *r, struct step step, const char *packet,
			unsigned int depth)
{
	const char *dev = step.dev->name;
	bool by_source = r->sendable == 1 && r->source;

	step.verdict = "drop";
	if (r->error == EXDEV)
		path_say(w, depth, step,
			 "%s: rp_filter of %s is %llu, and the way back is not by %s", packet, dev,
			 (unsigned long long)r->rp_filter, dev);
	else if (r->error == EHOSTUNREACH && !r->forwarding)
		path_say(w, depth, step, "%s: not its own, and forwarding of %s is 0", packet, dev);
	else if (by_source && r->rp_filter && r->rp_filter != NSVIEW_NONE)
		path_say(w, depth, step,
			 "%s: refused for its source: rp_filter of %s is %llu, or it is none that "
			 "can come from there",
			 packet, dev, (unsigned long long)r->rp_filter);
	else if (by_source)
		path_say(w, depth, step,
			 "%s: refused for its source, which none that comes in by %s can have",
			 packet, dev);
	else
		path_say(w, depth, step, "%s: no route: %s", packet, strerror((int)r->error));
}

static bool is_own(const struct route *r)
{
	static const char *const own[] = { "local", "broadcast", "anycast", "multicast" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(own); i++)
		if (r->type && !strcmp(r->type, own[i]))
			return true;
	return false;
}

/* As input() and forward(), for one packet. */
static void routed(struct way *w, struct frame *f, const struct family *family,
		   const struct dev *dev, unsigned int depth)
{
	const struct route *r = find_route(w, dev);
	struct step step = { .stage = "route", .verdict = "input", .dev = dev };
	_cleanup_text_ struct text packet = { 0 }, setting = { 0 };
	const struct dev *out = r ? host_dev(w->h, dev->netns, r->out) : NULL;
	uint64_t on = forwards(dev, family);

	if (!r) {
		step.verdict = NULL;
		step.likely = true;
		path_say(w, depth, step, "where %s goes from here is not known here",
			 w->h->packet.to);
		return;
	}
	/* Rules and validation look at the source too. */
	step.likely = r->given != 1 || f->turned;
	text_printf(&packet, "%s%s%s%s", r->to, r->source ? " from " : "",
		    !r->source	  ? "" :
		    r->given == 1 ? "" :
				    "somebody such as ",
		    r->source ? r->source : "");
	if (r->error != NSVIEW_NONE) {
		say_refused(w, r, step, text_str(&packet), depth);
	} else if (is_own(r)) {
		path_say(w, depth, step, "%s: %s, to a socket here", text_str(&packet), r->type);
		path_hooks(w, f, dev->net, family->name, "input", dev, depth + 1);
	} else if (on == 0 && (strcmp(family->name, "ip") || !r->source)) {
		/* Of IPv6, and of what was asked as if sent from here, nobody else says so. */
		step.verdict = "drop";
		put_forwarding(&setting, dev, family);
		path_say(w, depth, step, "%s: not its own, and %s", text_str(&packet),
			 text_str(&setting));
	} else if (!out) {
		step.verdict = "drop";
		path_say(w, depth, step, "%s: out of a device that went", text_str(&packet));
	} else {
		step.verdict = "forward";
		step.dev = out;
		path_say(w, depth, step, "%s: %s%s%sout of %s", text_str(&packet),
			 r->via ? "by " : "", r->via ? r->via : "", r->via ? " " : "", out->name);
		path_hooks(w, f, dev->net, family->name, "forward", dev, depth + 1);
		go_out(w, f, family, dev, out, depth + 1);
	}
}

static void turn(struct way *w, struct frame *f, const struct family *family, const struct dev *dev,
		 unsigned int depth)
{
	struct nat_packet p = { family->name, family->words, "prerouting",
				dev->net,     .in = dev,     .dev = dev };

	path_nat(w, f, &p, depth);
}

/* The kernel was asked for the address that the packet came with. */
static void say_turned(struct way *w, const struct nat *by, const struct dev *dev,
		       unsigned int depth)
{
	static const char before[] = "dnat to ";
	struct step step = { .stage = "route", .likely = true, .dev = dev };

	if (!strncmp(by->how, before, strlen(before)))
		path_say(w, depth, step,
			 "to its new destination: nsview path --to %.*s tells where",
			 (int)strcspn(by->how + strlen(before), " ,"), by->how + strlen(before));
	else
		path_say(w, depth, step, "to its new destination, which the rule decides");
}

/* Without an address the kernel has no IPv6 there to speak of, or it was switched off. */
static bool is_spoken(const struct dev *dev, const struct family *family)
{
	const struct addr *addr;

	if (!strcmp(family->name, "ip"))
		return true;
	for (addr = dev->addrs; addr; addr = addr->next)
		if (addr->family && !strcmp(addr->family, family->addrs))
			return true;
	return false;
}

/* Who asked for it is not to be left without an answer. */
static void say_unspoken(struct way *w, const struct dev *dev, const struct family *family,
			 unsigned int depth)
{
	if (w->h->packet.to)
		path_say(w, depth, (struct step){ .stage = "route", .likely = true, .dev = dev },
			 "%s has no %s address: whether it takes %s in is not known here",
			 dev->name, family->words, family->words);
}

static bool is_asked_for(const struct way *w, const struct family *family)
{
	const char *to = w->h->packet.to;

	return !to || !strcmp(family->name, "ip6") == !!strchr(to, ':');
}

static void say_vrf(struct way *w, const struct dev *dev, unsigned int depth)
{
	if (dev->over && dev->over->kind && !strcmp(dev->over->kind, "vrf"))
		path_say(w, depth,
			 (struct step){ .stage = "master", .verdict = "taken", .dev = dev->over },
			 "%s is its master without a handler: the hooks of prerouting are passed a "
			 "second time, as if the packet came in by it, and routes are those of its "
			 "table",
			 dev->over->name);
}

void path_ip(struct way *w, const struct frame *frame, const struct dev *dev, unsigned int depth)
{
	struct step step = { .stage = "ip", .verdict = "pass", .dev = dev };
	struct frame f = *frame;
	size_t i, hooks;

	if (f.is_for == FOR_OTHERS) {
		step.verdict = "drop";
		path_say(w, depth, step, "%s is another's address: the IP stack of %s drops it",
			 f.dst, dev->name);
		return;
	}
	step.likely = f.is_for == FOR_UNKNOWN;
	path_say(w, depth, step, "the IP stack of %s hears it%s", dev->name,
		 step.likely ? ", if it is for this device's address or for all" : "");
	say_vrf(w, dev, depth + 1);
	for (i = 0; i < ARRAY_SIZE(families); i++) {
		if (!is_asked_for(w, &families[i]))
			continue;
		if (!is_spoken(dev, &families[i])) {
			say_unspoken(w, dev, &families[i], depth + 1);
			continue;
		}
		hooks = path_hooks(w, &f, dev->net, families[i].name, "prerouting", dev, depth + 1);
		if (hooks)
			turn(w, &f, &families[i], dev, depth + 1);
		if (w->h->packet.to) {
			if (f.turned_by)
				say_turned(w, f.turned_by, dev, depth + 1);
			else
				routed(w, &f, &families[i], dev, depth + 1);
			continue;
		}
		input(w, &f, &families[i], dev, depth + 1);
		forward(w, &f, &families[i], dev, depth + 1);
	}
}
