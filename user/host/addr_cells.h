/* SPDX-License-Identifier: GPL-2.0 */
/* What rtnetlink says of an IP address, as a row of the table `addrs`. */
#ifndef NSVIEW_ADDR_CELLS_H
#define NSVIEW_ADDR_CELLS_H

#include "../netlink.h"
#include "../text.h"

/* Of a message of the net namespace @netns. One about another thing adds nothing. */
void addr_cells(struct text *t, uint64_t netns, const struct nlmsghdr *msg);

#endif
