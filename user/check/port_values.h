/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is compared of a bridge's port, and how the two views tell it.
 *
 * Both are made by the same functions of the bridge, so one has an attribute
 * only if the other has it too: what is not told is off, or none.
 */
#ifndef NSVIEW_CHECK_PORT_VALUES_H
#define NSVIEW_CHECK_PORT_VALUES_H

#include "../netlink.h"
#include "core.h"

struct port;

/* Numbers: the column of the table that each is in, and its attribute. */
#define PORT_NUMBERS(X)                                   \
	X(port, IFLA_BRPORT_NO)                           \
	X(cost, IFLA_BRPORT_COST)                         \
	X(priority, IFLA_BRPORT_PRIORITY)                 \
	X(multicast_router, IFLA_BRPORT_MULTICAST_ROUTER) \
	X(group_fwd_mask, IFLA_BRPORT_GROUP_FWD_MASK)     \
	X(backup_port, IFLA_BRPORT_BACKUP_PORT)

/* Switches, as the column `flags` of the table calls them. */
#define PORT_SWITCHES(X)                                   \
	X(hairpin, IFLA_BRPORT_MODE)                       \
	X(guard, IFLA_BRPORT_GUARD)                        \
	X(root_block, IFLA_BRPORT_PROTECT)                 \
	X(fastleave, IFLA_BRPORT_FAST_LEAVE)               \
	X(learning, IFLA_BRPORT_LEARNING)                  \
	X(flood, IFLA_BRPORT_UNICAST_FLOOD)                \
	X(mcast_flood, IFLA_BRPORT_MCAST_FLOOD)            \
	X(bcast_flood, IFLA_BRPORT_BCAST_FLOOD)            \
	X(mcast_to_unicast, IFLA_BRPORT_MCAST_TO_UCAST)    \
	X(proxy_arp, IFLA_BRPORT_PROXYARP)                 \
	X(proxy_arp_wifi, IFLA_BRPORT_PROXYARP_WIFI)       \
	X(neigh_suppress, IFLA_BRPORT_NEIGH_SUPPRESS)      \
	X(neigh_vlan_suppress, BRPORT_NEIGH_VLAN_SUPPRESS) \
	X(neigh_forward_grat, BRPORT_NEIGH_FORWARD_GRAT)   \
	X(vlan_tunnel, IFLA_BRPORT_VLAN_TUNNEL)            \
	X(isolated, IFLA_BRPORT_ISOLATED)                  \
	X(locked, BRPORT_LOCKED)                           \
	X(mab, BRPORT_MAB)

#define PORT_VALUE_(name, attr) PORT_##name,
enum {
	PORT_master,
	PORT_state,
	PORT_pvid,
	PORT_vlans,
	PORT_untagged,
	PORT_NUMBERS(PORT_VALUE_) PORT_SWITCHES(PORT_VALUE_) PORT_VALUES
};

extern const struct attribute port_attributes[PORT_VALUES];

/* As a row of the table `ports` has it. */
void port_values_of_row(struct look *look, const struct port *port, union value *values);

/*
 * As a message of a dump of AF_BRIDGE has it that was asked for VLANs. False if
 * it is about no bridge's port: drivers of network cards tell about their own
 * switch there.
 */
bool port_values_of_message(struct look *look, const struct nlmsghdr *msg, union value *values);

#endif
