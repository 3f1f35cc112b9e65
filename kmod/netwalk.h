/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A walk over every device of every network namespace, for the tables that
 * have a row (or some) for each.
 *
 * Between two reads it keeps numbers only: the namespaces there were at open,
 * and the ifindexes there were when it came to the namespace it is in. A
 * reference to one namespace is held while one read() lasts. What appeared
 * since is left to the next reader, what went is skipped.
 */
#ifndef NSVIEW_NETWALK_H
#define NSVIEW_NETWALK_H

#include <linux/types.h>

#include "table.h"

struct net;

struct netwalk_net {
	u64 cookie;
	u32 inum;
};

struct netwalk {
	struct netwalk_net *nets; /* in the order of the kernel's list */
	u32 nr_nets;
	u32 max_nets;
	struct net *net; /* held, or NULL */
	u32 net_at; /* net is nets[net_at] */

	int *ifindex;
	u32 nr_ifindex;
	u32 max_ifindex;
	u32 ifindex_of; /* of nets[ifindex_of - 1]; 0: of none */
};

/* The state of a table that walks begins with this. */
struct netwalk_iter {
	struct table_iter table;
	struct netwalk walk;
};

/*
 * For struct table's open, release and end: take the list of namespaces there
 * are, free it, and let go of the namespace that is held when a read() ends.
 */
int netwalk_open(struct table_iter *it);
void netwalk_release(struct table_iter *it);
void netwalk_end(struct table_iter *it);

/**
 * netwalk_find - go to the first device at or after a position for which
 *	there is something to show
 * @it: the table's state
 * @pos: position, 1 or what was found before plus 1; set to what is found
 * @read: reads what there is about a device: 1 if there is something, 0 if
 *	not or if the device is gone, or -errno. Called without any lock.
 * @arg: for @read
 *
 * May sleep. 1 found, 0 end, -EINTR killed, -ENOMEM, or what @read failed with.
 */
int netwalk_find(struct table_iter *it, loff_t *pos,
		 int (*read)(struct net *net, int ifindex, void *arg), void *arg);

/**
 * netwalk_next - go through the network namespaces one by one
 * @net: the one that this gave before, let go of here, or NULL
 *
 * May sleep. The next one, referenced; NULL at the end.
 */
struct net *netwalk_next(struct net *net);

/* The number of devices of @net, which the caller holds. Others may run meanwhile. */
u32 netwalk_count(struct net *net);

/**
 * rtnl_lock_for_row - take rtnl for as long as one row needs
 *
 * Lets others go first for a while. 0 with rtnl held, or -EINTR if the
 * reader was killed.
 */
int rtnl_lock_for_row(void);

#endif
