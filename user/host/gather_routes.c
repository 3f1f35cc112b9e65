/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where the one packet that was asked for goes from each device that may take it
 * in: the kernel's own answer (RTM_GETROUTE), rules and source validation included.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/netconf.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sched.h>
#include <string.h>
#include <sys/socket.h>

#include "../cleanup.h"
#include "../netlink.h"
#include "../progress.h"
#include "enter.h"
#include "netconf.h"
#include "put.h"

struct address {
	unsigned char bytes[16];
	unsigned char size; /* in bytes; 0: none */
};

struct visit {
	struct gathering *g;
	const struct ns *ns;
	int family;
	struct address to, source;
	struct netlink nl;
};

struct answer {
	const char *type;
	uint64_t out;
	char via[INET6_ADDRSTRLEN];
};

static bool parse(struct address *a, int family, const char *s)
{
	a->size = 0;
	if (s && inet_pton(family, s, a->bytes) == 1)
		a->size = family == AF_INET ? 4 : 16;
	return a->size;
}

/* As ip-route(8) calls them. */
static const char *type_words(unsigned char type)
{
	static const char *const words[] = {
		[RTN_UNICAST] = "unicast",	   [RTN_LOCAL] = "local",
		[RTN_BROADCAST] = "broadcast",	   [RTN_ANYCAST] = "anycast",
		[RTN_MULTICAST] = "multicast",	   [RTN_BLACKHOLE] = "blackhole",
		[RTN_UNREACHABLE] = "unreachable", [RTN_PROHIBIT] = "prohibit",
	};

	return type < ARRAY_SIZE(words) ? words[type] : NULL;
}

static int take_answer(const struct nlmsghdr *msg, void *arg)
{
	const struct nlattr *at[RTA_VIA + 1];
	struct answer *a = arg;
	const struct rtmsg *route = msg ? netlink_header(msg, sizeof(*route)) : NULL;
	const struct rtvia *other;
	const void *via;

	if (!route || msg->nlmsg_type != RTM_NEWROUTE)
		return 0;
	netlink_attrs(msg, sizeof(*route), at, ARRAY_SIZE(at));
	a->type = type_words(route->rtm_type);
	a->out = netlink_num(at[RTA_OIF]);
	via = netlink_bytes(at[RTA_GATEWAY], route->rtm_family == AF_INET ? 4 : 16);
	other = netlink_bytes(at[RTA_VIA], sizeof(*other) + 16);
	if (via)
		inet_ntop(route->rtm_family, via, a->via, sizeof(a->via));
	else if (other && other->rtvia_family == AF_INET6)
		inet_ntop(AF_INET6, other->rtvia_addr, a->via, sizeof(a->via));
	return 0;
}

/* 0, or why the kernel would not: -errno. With @in 0 as if it were sent from here. */
static int ask(struct visit *v, uint64_t in, const struct address *source, struct answer *ret)
{
	struct netlink_request r;
	struct rtmsg *route = netlink_request(&r, RTM_GETROUTE, sizeof(*route));

	*ret = (struct answer){ .out = NSVIEW_NONE };
	route->rtm_family = (unsigned char)v->family;
	route->rtm_dst_len = (unsigned char)(8 * v->to.size);
	route->rtm_src_len = (unsigned char)(8 * source->size);
	netlink_put(&r, RTA_DST, v->to.bytes, v->to.size);
	if (source->size)
		netlink_put(&r, RTA_SRC, source->bytes, source->size);
	if (in)
		netlink_put_u32(&r, RTA_IIF, (uint32_t)in);
	return netlink_ask(&v->nl, &r, take_answer, ret);
}

/*
 * Somebody in the network of @dev: the lowest address of it that is not @dev's
 * own. IPv4 takes no packet in without a source.
 */
static struct address make_neighbour(const struct dev *dev)
{
	struct address none = { .size = 0 }, a;
	const struct addr *addr;

	for (addr = dev->addrs; addr; addr = addr->next) {
		uint32_t own, first;

		if (!addr->prefix || addr->prefix > 30 || !parse(&a, AF_INET, addr->address))
			continue;
		memcpy(&own, a.bytes, sizeof(own));
		own = ntohl(own);
		first = (own & ~0u << (32 - addr->prefix)) + 1;
		first = htonl(first == own ? first + 1 : first);
		memcpy(a.bytes, &first, sizeof(first));
		return a;
	}
	return none;
}

static void put_answer(struct visit *v, const struct dev *dev, const struct address *source,
		       const struct answer *a, int err, bool without)
{
	struct text *t = &v->g->rows;
	char words[INET6_ADDRSTRLEN];
	struct netconf all, own;

	/* What is not there, as of a device without that family, is absent. */
	netconf_ask(&v->nl, v->family, NETCONFA_IFINDEX_ALL, &all);
	netconf_ask(&v->nl, v->family, (int32_t)dev->ifindex, &own);

	put_num(t, v->ns->inum);
	put_num(t, dev->ifindex);
	put_text(t, v->g->host->packet.to);
	put_text(t,
		 source->size ? inet_ntop(v->family, source->bytes, words, sizeof(words)) : NULL);
	put_num(t, v->source.size ? 1 : 0);
	put_text(t, err ? NULL : a->type);
	put_num(t, err ? NSVIEW_NONE : a->out);
	put_text(t, err || !a->via[0] ? NULL : a->via);
	put_num(t, err ? (uint64_t)-err : NSVIEW_NONE);
	put_num(t, err ? without : NSVIEW_NONE);
	put_num(t, own.forwarding);
	put_num(t, all.rp_filter != NSVIEW_NONE && own.rp_filter != NSVIEW_NONE &&
				   all.rp_filter > own.rp_filter ?
			   all.rp_filter :
			   own.rp_filter);
	put_end(t);
}

/* The kernel's own troubles are none of its answers. */
static bool is_trouble(int err)
{
	return err == -ENOMEM || err == -EAGAIN || err == -ENOBUFS || err == -EBADMSG ||
	       err == -EPERM;
}

static int ask_for(struct visit *v, const struct dev *dev)
{
	struct address source = v->source;
	struct answer a, b;
	int err;

	if (!source.size && v->family == AF_INET)
		source = make_neighbour(dev);
	/* Without anybody to come from there is no asking for what arrives. */
	err = ask(v, source.size || v->family == AF_INET6 ? dev->ifindex : 0, &source, &a);
	if (is_trouble(err))
		return err;
	if (err == -ENODEV)
		return 0;
	put_answer(v, dev, &source, &a, err, err && !ask(v, 0, &(struct address){ .size = 0 }, &b));
	return 0;
}

static int look(void *arg)
{
	struct visit *v = arg;
	const struct dev *dev;
	int err = netlink_open(&v->nl, -1, NETLINK_ROUTE);

	for (dev = v->ns->devs; dev && !err; dev = dev->next)
		if (dev->flags & IFF_UP && !(dev->flags & IFF_LOOPBACK))
			err = ask_for(v, dev);
	netlink_close(&v->nl);
	return err;
}

static int visit(struct visit *v, int home)
{
	_cleanup_close_ int fd = ns_open(v->g->host, v->ns);

	return fd < 0 ? fd : ns_do_from(home, fd, CLONE_NEWNET, look, v);
}

int gather_routes(struct gathering *g, struct problem *p)
{
	const struct packet *packet = &g->host->packet;
	_cleanup_close_ int home = -1;
	struct visit v = { .g = g };
	size_t i;

	(void)p;
	if (!packet->to)
		return 0;
	v.family = strchr(packet->to, ':') ? AF_INET6 : AF_INET;
	if (!parse(&v.to, v.family, packet->to))
		return 0;
	parse(&v.source, v.family, packet->source);
	home = ns_home();
	for (i = 0; i < g->host->n_namespaces; i++) {
		int err = 0;

		v.ns = &g->host->namespaces[i];
		if (v.ns->kind == NS_net && v.ns->devs)
			err = visit(&v, home);
		if (err)
			missed(g, err, "routes of net:[%llu]", (unsigned long long)v.ns->inum);
		progress_at(i + 1, g->host->n_namespaces);
	}
	return 0;
}
