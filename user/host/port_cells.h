/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What rtnetlink says of a device as somebody's port: the table `ports`. The attributes are
 * those that the module has from the same functions of the kernel, and the words are its.
 */
#ifndef NSVIEW_PORT_CELLS_H
#define NSVIEW_PORT_CELLS_H

#include "../netlink.h"
#include "../text.h"
#include "vlans.h"

/*
 * The cells from kind on, of a port whose IFLA_LINKINFO has the attributes @info.
 * @vlans: what the bridge tells of its VLANs; NULL: it did not.
 */
void port_cells(struct text *t, const struct nlattr *const *info, const struct vlans *vlans);

#endif
