/* SPDX-License-Identifier: GPL-2.0 */
/* What rtnetlink says of a device, as a row of the table `devs`. */
#ifndef NSVIEW_DEV_CELLS_H
#define NSVIEW_DEV_CELLS_H

#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include "../netlink.h"
#include "../text.h"

/* More than any IFLA_ that has a column. */
#define DEV_ATTRS 72

/* A message about a device, taken apart. */
struct dev_says {
	uint64_t ifindex;
	const struct ifinfomsg *head;
	const struct nlattr *at[DEV_ATTRS];
	const struct nlattr *info[IFLA_INFO_MAX + 1]; /* what is in IFLA_LINKINFO */
};

/* False: @msg is about no device that has a number and a name. */
bool dev_says_read(struct dev_says *ret, const struct nlmsghdr *msg);

/*
 * The other end of a device, which rtnetlink tells by a number that only the device's net
 * namespace has for that of the end.
 */
struct dev_end {
	uint64_t netns; /* of the device */
	uint64_t ifindex;
	uint64_t link; /* NSVIEW_NONE: it has none */
	uint64_t nsid; /* of the namespace of that; NSVIEW_NONE: its own */
	uint64_t link_netns; /* found by dev_ends_find() */
	bool veth;
	size_t at; /* in the text, where its two cells go */
};

/* The row without the cells link and link_netns, for which there is @ret. */
void dev_cells(struct text *t, uint64_t netns, const struct dev_says *says, struct dev_end *ret);

/* Appends rows that dev_cells() has made, with what was found of their @n ends. */
void dev_cells_join(struct text *t, const struct text *rows, const struct dev_end *ends, size_t n);

#endif
