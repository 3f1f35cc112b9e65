/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel's list of bridge ports against the bridges' own dump (RTM_GETLINK of AF_BRIDGE). */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include "../cleanup.h"
#include "../netlink.h"
#include "check.h"
#include "nets.h"

enum { VALUE_MASTER, VALUE_PORT, VALUE_STATE, VALUE_COST, VALUE_PRIORITY, VALUES };

static const struct attribute attributes[VALUES] = {
	[VALUE_MASTER] = { "master", false },	  [VALUE_PORT] = { "port", false },
	[VALUE_STATE] = { "state", true },	  [VALUE_COST] = { "cost", false },
	[VALUE_PRIORITY] = { "priority", false },
};

static const char *const states[] = {
	[BR_STATE_DISABLED] = "disabled", [BR_STATE_LISTENING] = "listening",
	[BR_STATE_LEARNING] = "learning", [BR_STATE_FORWARDING] = "forwarding",
	[BR_STATE_BLOCKING] = "blocking",
};

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
			.values = {
				[VALUE_MASTER].num = port->master,
				[VALUE_PORT].num = port->port,
				[VALUE_STATE].text = look_text(look, port->state),
				[VALUE_COST].num = port->cost,
				[VALUE_PRIORITY].num = port->priority,
			},
		};

		if (port->kind && !strcmp(port->kind, "bridge"))
			look_add(look, &s);
	}
	return err;
}

/*
 * Of the messages in the answer only a bridge's about one of its ports has a
 * state: drivers of network cards tell about their own switch there.
 */
static int port_message(const struct nlmsghdr *msg, void *arg)
{
	const struct nlattr *attr[IFLA_PROTINFO + 1], *port[IFLA_BRPORT_NO + 1];
	struct net_dump *dump = arg;
	const struct ifinfomsg *head;
	struct sight s;
	uint64_t state;

	if (!msg) {
		net_dump_again(dump);
		return 0;
	}
	head = netlink_header(msg, sizeof(*head));
	if (!head || msg->nlmsg_type != RTM_NEWLINK)
		return 0;
	netlink_attrs(msg, sizeof(*head), attr, ARRAY_SIZE(attr));
	if (!attr[IFLA_MASTER] || !attr[IFLA_PROTINFO])
		return 0;
	netlink_nested(attr[IFLA_PROTINFO], port, ARRAY_SIZE(port));
	if (!port[IFLA_BRPORT_STATE])
		return 0;
	state = netlink_num(port[IFLA_BRPORT_STATE]);
	s = (struct sight){
		.key = { dump->inum, (uint64_t)head->ifi_index },
		.same = dump->id,
		.name = look_text(dump->look, netlink_text(attr[IFLA_IFNAME])),
		.values = {
			[VALUE_MASTER].num = netlink_num(attr[IFLA_MASTER]),
			[VALUE_PORT].num = netlink_num(port[IFLA_BRPORT_NO]),
			[VALUE_STATE].text = state < ARRAY_SIZE(states) ? states[state] : NULL,
			[VALUE_COST].num = netlink_num(port[IFLA_BRPORT_COST]),
			[VALUE_PRIORITY].num = netlink_num(port[IFLA_BRPORT_PRIORITY]),
		},
	};
	look_add(dump->look, &s);
	return 0;
}

static int look_into_net(int fd, const struct ns *ns, struct look *look)
{
	int err = net_dump(fd, ns, look, AF_BRIDGE, 0, port_message);

	/* Without the bridge's code nobody answers to that family, and there is no port. */
	return err == -EOPNOTSUPP || err == -EAFNOSUPPORT ? 0 : err;
}

static int bridge_ports(void *ctx, struct look *look, struct problem *p)
{
	return look_into_nets(ctx, look, look_into_net, p);
}

static void put_port(struct text *row, const struct difference *d)
{
	put_net_object(row, d, "port");
}

const struct comparison compare_ports = {
	.what = "ports",
	.other_name = "bridge",
	.attributes = attributes,
	.nattributes = VALUES,
	.kernel = kernel_ports,
	.other = bridge_ports,
	.put_object = put_port,
	.explain = explain_netlink,
};
