/* SPDX-License-Identifier: GPL-2.0 */
#include "net_tables.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "../cleanup.h"
#include "../netlink.h"
#include "../progress.h"
#include "addr_cells.h"
#include "dev_cells.h"
#include "dev_ends.h"
#include "host.h"
#include "port_cells.h"
#include "put.h"
#include "ways.h"

/* So many reasons are told apart. */
#define REASONS_MAX 4

struct bridge_port {
	uint64_t ifindex;
	struct vlans vlans;
};

/* Namespaces that could not be looked at. */
struct reason {
	int err;
	uint64_t first;
	size_t n;
};

struct walk {
	const struct host *h;
	struct net_tables *made;
	const struct ns *ns; /* that is looked at */
	struct text devs; /* rows without the cells of their ends */
	struct dev_end *ends;
	size_t nends, size;
	struct {
		size_t devs, ends, ports, addrs;
	} before; /* what there was before this namespace */
	struct bridge_port *bridge_ports; /* of this namespace */
	size_t nbridge_ports, bridge_ports_size;
	struct map by_port;
	struct reason reasons[REASONS_MAX];
	size_t nreasons;
	bool failed; /* no memory */
};

static void forget_bridge_ports(struct walk *w)
{
	size_t i;

	for (i = 0; i < w->nbridge_ports; i++)
		vlans_free(&w->bridge_ports[i].vlans);
	w->nbridge_ports = 0;
	map_free(&w->by_port);
}

static void forget_links(struct walk *w)
{
	text_cut(&w->devs, w->before.devs);
	text_cut(&w->made->ports, w->before.ports);
	w->nends = w->before.ends;
}

static void forget_addrs(struct walk *w)
{
	text_cut(&w->made->addrs, w->before.addrs);
}

/* @list with room for one more than @n elements of @size each; NULL: there is no memory. */
static void *with_room(struct walk *w, void *list, size_t n, size_t *room, size_t size)
{
	const size_t more = *room * 2 + 16;
	void *bigger;

	if (n < *room)
		return list;
	bigger = reallocarray(list, more, size);
	if (bigger)
		*room = more;
	else
		w->failed = true;
	return bigger;
}

/* The bridge's word on a port; a driver's, on a switch in the card, has no state of one. */
static bool is_of_bridge(const struct dev_says *says)
{
	const struct nlattr *at[IFLA_BRPORT_STATE + 1];

	netlink_nested(says->at[IFLA_PROTINFO], at, ARRAY_SIZE(at));
	return says->at[IFLA_MASTER] && at[IFLA_BRPORT_STATE];
}

static int take_vlans(const struct nlmsghdr *msg, void *arg)
{
	struct walk *w = arg;
	struct bridge_port *port;
	struct dev_says says;

	if (!msg)
		forget_bridge_ports(w);
	if (!msg || !dev_says_read(&says, msg) || !is_of_bridge(&says))
		return 0;
	port = with_room(w, w->bridge_ports, w->nbridge_ports, &w->bridge_ports_size,
			 sizeof(*port));
	if (!port)
		return -ENOMEM;
	w->bridge_ports = port;
	port += w->nbridge_ports;
	*port = (struct bridge_port){ .ifindex = says.ifindex };
	vlans_read(&port->vlans, says.at[IFLA_AF_SPEC]);
	w->failed |= port->vlans.all.failed || port->vlans.untagged.failed ||
		     map_add(&w->by_port, port->ifindex, 0, w->nbridge_ports);
	w->nbridge_ports++;
	return 0;
}

static void put_port(struct walk *w, const struct dev_says *says)
{
	const size_t at = map_find(&w->by_port, says->ifindex, 0);
	struct text *t = &w->made->ports;

	put_num(t, w->ns->inum);
	put_num(t, says->ifindex);
	put_num(t, netlink_num(says->at[IFLA_MASTER]));
	port_cells(t, says->info, at == MAP_NONE ? NULL : &w->bridge_ports[at].vlans);
}

static int take_link(const struct nlmsghdr *msg, void *arg)
{
	struct walk *w = arg;
	struct dev_end *ends;
	struct dev_says says;
	uint64_t master;

	if (!msg)
		forget_links(w);
	if (!msg || !dev_says_read(&says, msg))
		return 0;
	ends = with_room(w, w->ends, w->nends, &w->size, sizeof(*ends));
	if (!ends)
		return -ENOMEM;
	w->ends = ends;
	dev_cells(&w->devs, w->ns->inum, &says, &ends[w->nends++]);
	master = netlink_num(says.at[IFLA_MASTER]);
	if (master && master != UINT64_MAX)
		put_port(w, &says);
	return 0;
}

static int take_addr(const struct nlmsghdr *msg, void *arg)
{
	struct walk *w = arg;

	if (msg)
		addr_cells(&w->made->addrs, w->ns->inum, msg);
	else
		forget_addrs(w);
	return 0;
}

static int dump_vlans(struct walk *w, struct netlink *nl)
{
	struct netlink_request r;
	struct ifinfomsg *link = netlink_request(&r, RTM_GETLINK, sizeof(*link));
	int err;

	link->ifi_family = AF_BRIDGE;
	netlink_put_u32(&r, IFLA_EXT_MASK, RTEXT_FILTER_BRVLAN_COMPRESSED);
	err = netlink_dump(nl, &r, take_vlans, w);
	/* There is no bridge; or a port with more than fits, of which the bridge can not tell. */
	return err == -EOPNOTSUPP || err == -EAFNOSUPPORT || err == -EMSGSIZE ? 0 : err;
}

static int dump_all(struct walk *w, struct netlink *nl)
{
	struct netlink_request r;
	int err = dump_vlans(w, nl);

	netlink_request(&r, RTM_GETLINK, sizeof(struct ifinfomsg));
	if (!err)
		err = netlink_dump(nl, &r, take_link, w);
	netlink_request(&r, RTM_GETADDR, sizeof(struct ifaddrmsg));
	if (!err)
		err = netlink_dump(nl, &r, take_addr, w);
	return err;
}

static int visit(struct walk *w)
{
	_cleanup_close_ int fd = ns_open(w->h, w->ns);
	_cleanup_netlink_ struct netlink nl = { .netns = -1 };
	int err = fd < 0 ? fd : netlink_open(&nl, fd, NETLINK_ROUTE);

	w->before.devs = w->devs.len;
	w->before.ends = w->nends;
	w->before.ports = w->made->ports.len;
	w->before.addrs = w->made->addrs.len;
	if (!err)
		err = dump_all(w, &nl);
	if (err) {
		forget_links(w);
		forget_addrs(w);
	}
	forget_bridge_ports(w);
	return err;
}

/* Thousands may fail alike. What has gone with its last process is no failure. */
static void note_failure(struct walk *w, int err)
{
	struct reason *r = w->reasons, *end = w->reasons + w->nreasons;

	if (err == -ESRCH || err == -ENOENT)
		return;
	while (r < end && r->err != err)
		r++;
	if (r == w->reasons + REASONS_MAX)
		r--;
	else if (r == end)
		w->reasons[w->nreasons++] = (struct reason){ .err = err, .first = w->ns->inum };
	r->n++;
}

static void say_failures(struct walk *w)
{
	const struct reason *r;

	for (r = w->reasons; r < w->reasons + w->nreasons; r++) {
		text_printf(&w->made->missed, "devices of net:[%llu]",
			    (unsigned long long)r->first);
		if (r->n > 1)
			text_printf(&w->made->missed, " and of %zu more net namespaces", r->n - 1);
		text_printf(&w->made->missed, ": %s\n", strerror(-r->err));
	}
}

static int join_ends(struct walk *w)
{
	size_t left;
	int err = dev_ends_find(w->h, w->ends, w->nends, &left);

	if (err)
		return err;
	if (left)
		text_printf(&w->made->missed,
			    "other ends of %zu devices: too many net namespaces to look in\n",
			    left);
	dev_cells_join(&w->made->devs, &w->devs, w->ends, w->nends);
	return 0;
}

int net_tables_make(struct net_tables *ret, const struct host *h)
{
	struct walk w = { .h = h, .made = ret };
	size_t i;
	int err = 0;

	*ret = (struct net_tables){ 0 };
	for (i = 0; i < h->n_namespaces && !w.failed; i++) {
		w.ns = &h->namespaces[i];
		err = w.ns->kind == NS_net ? visit(&w) : 0;
		if (err)
			note_failure(&w, err);
		progress_at(i + 1, h->n_namespaces);
	}
	err = w.failed ? -ENOMEM : join_ends(&w);
	say_failures(&w);
	text_free(&w.devs);
	free(w.ends);
	free(w.bridge_ports);
	if (!err &&
	    (ret->devs.failed || ret->ports.failed || ret->addrs.failed || ret->missed.failed))
		err = -ENOMEM;
	return err;
}

void net_tables_free(struct net_tables *tables)
{
	text_free(&tables->devs);
	text_free(&tables->ports);
	text_free(&tables->addrs);
	text_free(&tables->missed);
}
