/* SPDX-License-Identifier: GPL-2.0 */
/* What a bridge or port keeps for each of its VLANs, as rtnetlink tells it. */
#ifndef NSVIEW_VLAN_OPTIONS_H
#define NSVIEW_VLAN_OPTIONS_H

#include "../netlink.h"
#include "../text.h"

/* Asks for those of all devices of a net namespace. */
void vlan_options_ask(struct netlink_request *r);

/* The device that an answer is about; 0: it is none. */
uint64_t vlan_options_ifindex(const struct nlmsghdr *msg);

/* Appends what it says: RANGE:KEY=VALUE by commas. */
void vlan_options_read(struct text *t, const struct nlmsghdr *msg);

#endif
