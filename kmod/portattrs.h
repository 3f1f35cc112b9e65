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
	NR_PORT_OF,
};

/* Attributes with a higher number have no column. */
#define PORT_ATTRS 64

/* Of each kind, a bit for each attribute that has a column or is nothing but space. */
struct port_known {
	u64 attrs[NR_PORT_OF];
};
void port_known_fill(struct port_known *known);

/*
 * All pointers are into the buffer that was read from, whose owner must not
 * change it for as long as there is something to show.
 */
struct port_says {
	enum port_of of;
	const struct nlattr *attrs[PORT_ATTRS];
	const void *head; /* all attributes, also those with no column */
	int len;
	const struct port_known *known;
	bool has_others; /* attributes with no column */
	const void *vlans; /* IFLA_BRIDGE_VLAN_INFO and the like; NULL if none */
	int vlans_len;
	bool vlans_unknown;
};

/* What the rtnl_link_ops of that kind say. */
enum port_of port_of_kind(const char *kind);

/* Take what fill_slave_info() of a master of kind @of wrote. */
void port_says_read(struct port_says *says, const struct port_known *known, enum port_of of,
		    const void *head, int len);

/* Take the message that ndo_bridge_getlink() of a bridge wrote. False if a port is not in it. */
bool port_says_read_bridge(struct port_says *says, const struct port_known *known,
			   const void *message, int len);

/* The cells of `ports` from port on, to the last. */
void port_says_show(const struct port_says *says, struct row *row);

/*
 * portvlans.c. Cells: the VLAN of what has no tag; and those VLANs that have these
 * BRIDGE_VLAN_INFO_* flags.
 */
void port_pvid_show(const struct port_says *says, struct row *row);
void port_vlans_show(const struct port_says *says, u16 flags, struct row *row);

#endif
