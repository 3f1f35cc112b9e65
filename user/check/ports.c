/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel's list of bridge ports against the bridges' own dump (RTM_GETLINK of AF_BRIDGE). */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include "../cleanup.h"
#include "../netlink.h"
#include "check.h"
#include "nets.h"
#include "port_values.h"

static int kernel_ports(void *ctx, struct look *look, struct problem *p)
{
	struct looking *l = ctx;
	int err = look_at_kernel(l, TABLE_BIT(ports) | TABLE_BIT(devs) | TABLE_BIT(namespaces), p);
	size_t i;

	for (i = 0; !err && i < l->host.n_ports; i++) {
		const struct port *port = &l->host.ports[i];
		const struct dev *dev = host_dev(&l->host, port->netns, port->ifindex);
		struct sight s = {
			.key = { port->netns, port->ifindex },
			.same = net_id(&l->host, port->netns),
			.name = dev ? look_text(look, dev->name) : NULL,
		};

		port_values_of_row(look, port, s.values);
		if (port->kind && !strcmp(port->kind, "bridge"))
			look_add(look, &s);
	}
	return err;
}

static int port_message(const struct nlmsghdr *msg, void *arg)
{
	const struct nlattr *attr[IFLA_IFNAME + 1];
	struct net_dump *dump = arg;
	const struct ifinfomsg *head;
	struct sight s;

	if (!msg) {
		net_dump_again(dump);
		return 0;
	}
	head = netlink_header(msg, sizeof(*head));
	if (!head || msg->nlmsg_type != RTM_NEWLINK)
		return 0;
	netlink_attrs(msg, sizeof(*head), attr, ARRAY_SIZE(attr));
	s = (struct sight){
		.key = { dump->inum, (uint64_t)head->ifi_index },
		.same = dump->id,
		.name = look_text(dump->look, netlink_text(attr[IFLA_IFNAME])),
	};
	if (port_values_of_message(dump->look, msg, s.values))
		look_add(dump->look, &s);
	return 0;
}

static int look_into_net(int fd, const struct ns *ns, struct look *look)
{
	int err = net_dump(fd, ns, look, AF_BRIDGE, RTEXT_FILTER_BRVLAN_COMPRESSED, port_message);

	/* Without the bridge's code nobody answers to that family, and there is no port. */
	return err == -EOPNOTSUPP || err == -EAFNOSUPPORT ? 0 : err;
}

/*
 * Of a port with thousands of tunnels the table has no VLANs either: what the
 * bridge tells of them is cut off.
 */
static void mark_unknown(const struct host *h, struct look *look)
{
	size_t i;

	for (i = 0; i < h->n_ports; i++) {
		const struct port *port = &h->ports[i];

		if (port->vlans && !strcmp(port->vlans, "?"))
			look_blind(look, port->netns, true, -EMSGSIZE, "VLANs in net:[%llu]",
				   (unsigned long long)port->netns);
	}
}

static int bridge_ports(void *ctx, struct look *look, struct problem *p)
{
	struct looking *l = ctx;

	mark_unknown(&l->host, look);
	return look_into_nets(l, look, look_into_net, p);
}

static void put_port(struct text *row, const struct difference *d)
{
	put_net_object(row, d, "port");
}

const struct comparison compare_ports = {
	.what = "ports",
	.other_name = "bridge",
	.attributes = port_attributes,
	.nattributes = PORT_VALUES,
	.kernel = kernel_ports,
	.other = bridge_ports,
	.put_object = put_port,
	.explain = explain_netlink,
};
