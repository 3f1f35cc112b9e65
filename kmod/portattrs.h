/* SPDX-License-Identifier: GPL-2.0 */
/* What a port's master says of it in netlink attributes, and the cells that these make. */
#ifndef NSVIEW_PORTATTRS_H
#define NSVIEW_PORTATTRS_H

#include <linux/types.h>
#include <net/netlink.h>

struct row;

/* Kinds of masters whose attributes are known. */
enum port_of {
	PORT_OF_OTHER,
	PORT_OF_BRIDGE,
	PORT_OF_BOND,
	PORT_OF_VRF,
};

/* Attributes with a higher number have no column. */
#define PORT_ATTRS 64

/*
 * All pointers are into the buffer that was read from, whose owner must not
 * change it for as long as there is something to show.
 */
struct port_says {
	enum port_of of;
	const struct nlattr *attrs[PORT_ATTRS];
	const void *head; /* all attributes, also those with no column */
	int len;
	const void *vlans; /* IFLA_BRIDGE_VLAN_INFO and the like; NULL if none */
	int vlans_len;
	bool vlans_unknown;
};

/* What the rtnl_link_ops of that kind say. */
enum port_of port_of_kind(const char *kind);

/* Take what fill_slave_info() of a master of kind @of wrote. */
void port_says_read(struct port_says *says, enum port_of of, const void *head, int len);

/* The cells of `ports` from port on, to the last. */
void port_says_show(const struct port_says *says, struct row *row);

/* portvlans.c: take the message that ndo_bridge_getlink() of a bridge wrote. */
void port_says_read_vlans(struct port_says *says, const struct nlmsghdr *message);

/* Cells: the VLAN of what has no tag; and those VLANs that have these BRIDGE_VLAN_INFO_* flags. */
void port_pvid_show(const struct port_says *says, struct row *row);
void port_vlans_show(const struct port_says *says, u16 flags, struct row *row);

#endif
