/* SPDX-License-Identifier: GPL-2.0 */
#include "vlan_options.h"

#include <linux/if_bridge.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "../cleanup.h"
#include "port_attrs.h"

/* Since Linux 6.2 and 6.4; older headers have none of it. */
enum { ENTRY_MCAST_N_GROUPS = 7, ENTRY_MCAST_MAX_GROUPS = 8, ENTRY_NEIGH_SUPPRESS = 9 };

static const struct {
	uint16_t attr;
	const char *key;
} options[] = {
	{ BRIDGE_VLANDB_ENTRY_STATE, "state" },
	{ BRIDGE_VLANDB_ENTRY_MCAST_ROUTER, "mcast_router" },
	{ ENTRY_MCAST_N_GROUPS, "mcast_n_groups" },
	{ ENTRY_MCAST_MAX_GROUPS, "mcast_max_groups" },
	{ ENTRY_NEIGH_SUPPRESS, "neigh_suppress" },
};

void vlan_options_ask(struct netlink_request *r)
{
	struct br_vlan_msg *vlan = netlink_request(r, RTM_GETVLAN, sizeof(*vlan));

	vlan->family = AF_BRIDGE;
}

uint64_t vlan_options_ifindex(const struct nlmsghdr *msg)
{
	const struct br_vlan_msg *vlan = netlink_header(msg, sizeof(*vlan));

	return vlan && msg->nlmsg_type == RTM_NEWVLAN ? vlan->ifindex : 0;
}

static void put_value(struct text *t, uint16_t attr, uint64_t n)
{
	if (attr == BRIDGE_VLANDB_ENTRY_STATE && n < PORT_STATES)
		text_puts(t, port_states[n]);
	else
		text_num(t, n);
}

static void read_entry(struct text *t, const struct nlattr *entry)
{
	const struct nlattr *at[ENTRY_NEIGH_SUPPRESS + 1];
	const struct bridge_vlan_info *vlan;
	uint64_t last;
	size_t i;

	netlink_nested(entry, at, ARRAY_SIZE(at));
	vlan = netlink_bytes(at[BRIDGE_VLANDB_ENTRY_INFO], sizeof(*vlan));
	last = netlink_num(at[BRIDGE_VLANDB_ENTRY_RANGE]);
	for (i = 0; vlan && i < ARRAY_SIZE(options); i++) {
		const uint64_t n = netlink_num(at[options[i].attr]);

		if (n == UINT64_MAX)
			continue;
		text_printf(t, "%s%u", t->len ? "," : "", vlan->vid);
		if (last != UINT64_MAX && last != vlan->vid) {
			text_putc(t, '-');
			text_num(t, last);
		}
		text_printf(t, ":%s=", options[i].key);
		put_value(t, options[i].attr, n);
	}
}

void vlan_options_read(struct text *t, const struct nlmsghdr *msg)
{
	const struct nlattr *attr = NULL;

	while ((attr = netlink_attr(msg, sizeof(struct br_vlan_msg), attr)))
		if (netlink_type(attr) == BRIDGE_VLANDB_ENTRY)
			read_entry(t, attr);
}
