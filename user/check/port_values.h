/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is compared of a bridge's port, and how the two views tell it.
 *
 * Both are made by the same functions of the bridge, so one has an attribute
 * only if the other has it too: what is not told is off, or none.
 */
#ifndef NSVIEW_CHECK_PORT_VALUES_H
#define NSVIEW_CHECK_PORT_VALUES_H

#include "../host/port_attrs.h"
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
