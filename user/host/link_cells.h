/* SPDX-License-Identifier: GPL-2.0 */
/* What every device has, of whatever kind: the columns type to counters of the table `links`. */
#ifndef NSVIEW_LINK_CELLS_H
#define NSVIEW_LINK_CELLS_H

#include <linux/rtnetlink.h>

#include "../netlink.h"
#include "../text.h"

/* More than any IFLA_ of those columns. */
#define LINK_ATTRS 72

/* These cells, of a message with the attributes @at. */
void link_cells(struct text *t, const struct ifinfomsg *link, const struct nlattr *const *at);

#endif
