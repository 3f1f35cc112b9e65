/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a net namespace does with packets as a whole: whether it forwards them,
 * where to, and whether bridged frames pass its IP hooks.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_link.h>
#include <linux/netconf.h>
#include <linux/rtnetlink.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "../cleanup.h"
#include "../netlink.h"
#include "../progress.h"
#include "enter.h"
#include "netconf.h"
#include "nsid.h"
#include "put.h"

#define BRIDGED "/proc/sys/net/bridge"

struct default_route {
	uint64_t ifindex;
	char via[INET6_ADDRSTRLEN];
	uint64_t metric;
};

struct found {
	uint64_t forward4;
	uint64_t forward6;
	uint64_t call_iptables;
	uint64_t call_ip6tables;
	uint64_t call_arptables;
	uint64_t call_tagged;
	struct default_route route4;
	struct default_route route6;
	struct text odd4;
	struct text odd6;
	int err;
};

/* DEVCONF_FORCE_FORWARDING, since Linux 6.17: older headers do not have it. */
enum { CONF_FORCE_FORWARDING = 59 };

/* Absent where there is none of it: no br_netfilter. */
static uint64_t sysctl(int dir, const char *name)
{
	_cleanup_close_ int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
	char digits[24];
	ssize_t len = fd < 0 ? -1 : read(fd, digits, sizeof(digits) - 1);

	if (len <= 0)
		return NSVIEW_NONE;
	digits[len] = '\0';
	return digits[0] >= '0' && digits[0] <= '9' ? strtoull(digits, NULL, 10) : NSVIEW_NONE;
}

static void forget(struct default_route *r)
{
	*r = (struct default_route){ .ifindex = NSVIEW_NONE, .metric = NSVIEW_NONE };
}

/* The nexthop of the lowest metric; of several the first. */
static void take_nexthop(struct default_route *best, int family, const struct nlattr **at)
{
	const struct rtnexthop *hop = netlink_bytes(at[RTA_MULTIPATH], sizeof(*hop));
	uint64_t metric = netlink_num(at[RTA_PRIORITY]);
	uint64_t ifindex = netlink_num(at[RTA_OIF]);
	const void *via = netlink_bytes(at[RTA_GATEWAY], family == AF_INET ? 4 : 16);

	if (metric == NSVIEW_NONE)
		metric = 0;
	if (ifindex == NSVIEW_NONE && hop)
		ifindex = (uint64_t)hop->rtnh_ifindex;
	if (ifindex == NSVIEW_NONE || (best->ifindex != NSVIEW_NONE && best->metric <= metric))
		return;
	best->ifindex = ifindex;
	best->metric = metric;
	if (!via || !inet_ntop(family, via, best->via, sizeof(best->via)))
		best->via[0] = '\0';
}

/* One past the last default route: the rest of the table is not wanted. */
#define ENOUGH 1

static int take_route(const struct nlmsghdr *msg, void *arg)
{
	const struct nlattr *at[RTA_MAX + 1];
	const struct rtmsg *route;
	struct default_route *best = arg;

	if (!msg) {
		forget(best);
		return 0;
	}
	route = netlink_header(msg, sizeof(*route));
	if (!route || msg->nlmsg_type != RTM_NEWROUTE)
		return 0;
	/* IPv4's come in the order of their destination. */
	if (route->rtm_dst_len)
		return route->rtm_family == AF_INET && route->rtm_table == RT_TABLE_MAIN ? ENOUGH :
											   0;
	netlink_attrs(msg, sizeof(*route), at, ARRAY_SIZE(at));
	if (route->rtm_table == RT_TABLE_MAIN && route->rtm_type == RTN_UNICAST)
		take_nexthop(best, route->rtm_family, at);
	return 0;
}

/* A kernel without IPv6, and a namespace that has no such table yet. */
static int unless_absent(int err)
{
	return err == -EOPNOTSUPP || err == -ENOENT || err == -EAFNOSUPPORT ? 0 : err;
}

static int dump_routes(struct netlink *nl, int family, struct default_route *best)
{
	struct netlink_request r;
	struct rtmsg *route = netlink_request(&r, RTM_GETROUTE, sizeof(*route));
	int err;

	forget(best);
	route->rtm_family = (unsigned char)family;
	route->rtm_table = RT_TABLE_MAIN;
	err = netlink_dump(nl, &r, take_route, best);
	return err == ENOUGH ? 0 : unless_absent(err);
}

/* The sysctls ip_forward and conf/all/forwarding. */
static int ask_forwarding(struct netlink *nl, int family, uint64_t *ret)
{
	struct netconf conf;
	int err = netconf_ask(nl, family, NETCONFA_IFINDEX_ALL, &conf);

	*ret = conf.forwarding;
	return unless_absent(err);
}

struct odd {
	struct text *t;
	bool usual;
};

static void put_odd(struct text *t, int64_t ifindex)
{
	/* What is for all devices, and for those to come, has no such index. */
	if (ifindex > 0)
		text_printf(t, "%s%lld", t->len ? "," : "", (long long)ifindex);
}

static int take_odd4(const struct nlmsghdr *msg, void *arg)
{
	const struct odd *odd = arg;
	struct netconf conf;

	if (!msg)
		text_reset(odd->t);
	if (netconf_read(msg, &conf) && conf.forwarding != NSVIEW_NONE &&
	    odd->usual != !!conf.forwarding)
		put_odd(odd->t, conf.ifindex);
	return 0;
}

/* Of this one RTM_GETNETCONF does not tell: its fill_devconf() leaves it out. */
static int take_odd6(const struct nlmsghdr *msg, void *arg)
{
	const struct nlattr *at[IFLA_PROTINFO + 1], *six[IFLA_INET6_CONF + 1];
	const struct ifinfomsg *link = msg ? netlink_header(msg, sizeof(*link)) : NULL;
	const struct odd *odd = arg;
	const int32_t *conf;

	if (!msg)
		text_reset(odd->t);
	if (!link || msg->nlmsg_type != RTM_NEWLINK)
		return 0;
	netlink_attrs(msg, sizeof(*link), at, ARRAY_SIZE(at));
	netlink_nested(at[IFLA_PROTINFO], six, ARRAY_SIZE(six));
	conf = netlink_bytes(six[IFLA_INET6_CONF], (CONF_FORCE_FORWARDING + 1) * sizeof(*conf));
	if (conf && conf[CONF_FORCE_FORWARDING])
		put_odd(odd->t, link->ifi_index);
	return 0;
}

/* Each device has a setting of its own, which is what the kernel asks for where IPv4 arrives. */
static int dump_odd4(struct netlink *nl, uint64_t usual, struct text *ret)
{
	struct netlink_request r;
	struct netconfmsg *conf = netlink_request(&r, RTM_GETNETCONF, sizeof(*conf));
	struct odd odd = { .t = ret, .usual = usual };

	conf->ncm_family = AF_INET;
	return usual == NSVIEW_NONE ? 0 : unless_absent(netlink_dump(nl, &r, take_odd4, &odd));
}

/* IPv6 is forwarded where either is set. */
static int dump_odd6(struct netlink *nl, uint64_t usual, struct text *ret)
{
	struct netlink_request r;
	struct ifinfomsg *link = netlink_request(&r, RTM_GETLINK, sizeof(*link));
	struct odd odd = { .t = ret };

	link->ifi_family = AF_INET6;
	return usual ? 0 : unless_absent(netlink_dump(nl, &r, take_odd6, &odd));
}

static int look(void *arg)
{
	_cleanup_netlink_ struct netlink nl = { .netns = -1 };
	_cleanup_close_ int bridged = open(BRIDGED, O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct found *n = arg;

	n->call_iptables = sysctl(bridged, "bridge-nf-call-iptables");
	n->call_ip6tables = sysctl(bridged, "bridge-nf-call-ip6tables");
	n->call_arptables = sysctl(bridged, "bridge-nf-call-arptables");
	n->call_tagged = sysctl(bridged, "bridge-nf-filter-vlan-tagged");
	n->err = netlink_open(&nl, -1, NETLINK_ROUTE);
	if (!n->err)
		n->err = ask_forwarding(&nl, AF_INET, &n->forward4);
	if (!n->err)
		n->err = ask_forwarding(&nl, AF_INET6, &n->forward6);
	if (!n->err)
		n->err = dump_odd4(&nl, n->forward4, &n->odd4);
	if (!n->err)
		n->err = dump_odd6(&nl, n->forward6, &n->odd6);
	if (!n->err)
		n->err = dump_routes(&nl, AF_INET, &n->route4);
	if (!n->err)
		n->err = dump_routes(&nl, AF_INET6, &n->route6);
	return n->err;
}

static void put_route(struct text *t, const struct default_route *r)
{
	put_num(t, r->ifindex);
	put_text(t, r->via[0] ? r->via : NULL);
}

static void put_list(struct text *t, const struct text *list)
{
	t->failed |= list->failed;
	put_text(t, list->len ? text_str(list) : NULL);
}

static void put_net(struct text *t, const struct ns *ns, const struct found *n, uint64_t nsid)
{
	put_num(t, ns->inum);
	put_num(t, n->forward4);
	put_num(t, n->forward6);
	put_num(t, n->call_iptables);
	put_num(t, n->call_ip6tables);
	put_num(t, n->call_arptables);
	put_num(t, n->call_tagged);
	put_route(t, &n->route4);
	put_route(t, &n->route6);
	put_num(t, nsid);
	put_list(t, &n->odd4);
	put_list(t, &n->odd6);
	put_end(t);
}

/* @here asks in our own net namespace, which is @home. */
static int visit(struct gathering *g, const struct ns *ns, struct netlink *here, int home)
{
	_cleanup_close_ int fd = ns_open(g->host, ns);
	struct found n = { 0 };
	int err = fd < 0 ? fd : ns_do_from(home, fd, CLONE_NEWNET, look, &n);

	if (!err)
		put_net(&g->rows, ns, &n, here->socket ? nsid_ask(here, fd) : NSVIEW_NONE);
	text_free(&n.odd4);
	text_free(&n.odd6);
	return err;
}

int gather_nets(struct gathering *g, struct problem *p)
{
	_cleanup_netlink_ struct netlink here = { .netns = -1 };
	_cleanup_close_ int home = ns_home();
	const struct host *h = g->host;
	size_t i;

	(void)p;
	/* One without a device, if that was looked at, is on its way out. */
	if (netlink_open(&here, -1, NETLINK_ROUTE))
		here.socket = NULL;
	for (i = 0; i < h->n_namespaces; i++) {
		const struct ns *ns = &h->namespaces[i];
		bool ends = !ns->devs && h->tables & TABLE_BIT(devs);
		int err = ns->kind == NS_net && !ends ? visit(g, ns, &here, home) : 0;

		if (err)
			missed(g, err, "settings of net:[%llu]", (unsigned long long)ns->inum);
		progress_at(i + 1, h->n_namespaces);
	}
	return 0;
}
