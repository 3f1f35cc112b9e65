/* SPDX-License-Identifier: GPL-2.0 */
/* The forwarding entries of every bridge, from the net namespace it is in. */
#include <errno.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "../cleanup.h"
#include "../netlink.h"
#include "../progress.h"
#include "enter.h"
#include "put.h"

struct visit {
	struct gathering *g;
	const struct ns *ns;
	size_t begin; /* where the rows of this namespace begin */
};

/* As bridge(8) calls them; an address of the bridge or a port itself is permanent. */
static const char *state_of(uint16_t state)
{
	if (state & NUD_PERMANENT)
		return "permanent";
	if (state & NUD_NOARP)
		return "static";
	return state & NUD_STALE ? "stale" : "reachable";
}

static int take_entry(const struct nlmsghdr *msg, void *arg)
{
	const struct nlattr *at[NDA_MAX + 1];
	struct visit *v = arg;
	struct text *rows = &v->g->rows;
	const struct ndmsg *entry;
	const unsigned char *mac;
	uint64_t master;

	if (!msg) {
		rows->len = v->begin;
		return 0;
	}
	entry = netlink_header(msg, sizeof(*entry));
	if (!entry || msg->nlmsg_type != RTM_NEWNEIGH || entry->ndm_family != AF_BRIDGE)
		return 0;
	netlink_attrs(msg, sizeof(*entry), at, ARRAY_SIZE(at));
	mac = netlink_bytes(at[NDA_LLADDR], 6);
	master = netlink_num(at[NDA_MASTER]);
	/* Without a master it is a device's own list of addresses to listen to. */
	if (!mac || master == UINT64_MAX)
		return 0;
	put_num(rows, v->ns->inum);
	put_num(rows, master);
	put_num(rows, (uint64_t)entry->ndm_ifindex);
	text_hex(rows, mac, 6, ':');
	text_putc(rows, '\t');
	put_num(rows, netlink_num(at[NDA_VLAN]));
	put_text(rows, state_of(entry->ndm_state));
	put_end(rows);
	return 0;
}

static int visit(struct gathering *g, const struct ns *ns)
{
	struct visit v = { .g = g, .ns = ns, .begin = g->rows.len };
	_cleanup_netlink_ struct netlink nl = { .netns = -1 };
	_cleanup_close_ int fd = ns_open(g->host, ns);
	struct netlink_request r;
	struct ndmsg *entry;
	int err;

	if (fd < 0)
		return fd;
	err = netlink_open(&nl, fd, NETLINK_ROUTE);
	if (err)
		return err;
	entry = netlink_request(&r, RTM_GETNEIGH, sizeof(*entry));
	entry->ndm_family = AF_BRIDGE;
	err = netlink_dump(&nl, &r, take_entry, &v);
	if (err)
		g->rows.len = v.begin;
	return err;
}

int gather_fdb(struct gathering *g, struct problem *p)
{
	const struct host *h = g->host;
	size_t i;

	(void)p;
	for (i = 0; i < h->n_namespaces; i++) {
		const struct ns *ns = &h->namespaces[i];
		int err = ns->kind == NS_net && ns_has_bridge(ns) ? visit(g, ns) : 0;

		if (err)
			missed(g, err, "forwarding entries in net:[%llu]",
			       (unsigned long long)ns->inum);
		progress_at(i + 1, h->n_namespaces);
	}
	return 0;
}
