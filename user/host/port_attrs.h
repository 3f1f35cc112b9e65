/* SPDX-License-Identifier: GPL-2.0 */
/* Attributes of ports that have names, in the words of the table `ports`. */
#ifndef NSVIEW_PORT_ATTRS_H
#define NSVIEW_PORT_ATTRS_H

#include <linux/if_link.h>

/* Newer than some headers. */
enum {
	BRPORT_EHT_HOSTS_LIMIT = 37,
	BRPORT_EHT_HOSTS = 38,
	BRPORT_LOCKED = 39,
	BRPORT_MAB = 40,
	BRPORT_MCAST_GROUPS = 41,
	BRPORT_MCAST_MAX_GROUPS = 42,
	BRPORT_NEIGH_VLAN_SUPPRESS = 43,
	BRPORT_BACKUP_NHID = 44,
	BRPORT_NEIGH_FORWARD_GRAT = 45,
	BRPORT_ATTRS
};

/* Switches of a bridge's port: what bridge(8) calls each, and its attribute, a byte. */
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

/* BR_STATE_ of a port, or of one of its VLANs. */
enum { PORT_STATES = 5 };
extern const char *const port_states[PORT_STATES];

#endif
