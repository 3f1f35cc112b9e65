/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The table of nftables that is nsview's own: what leaves a bridge gets an address of
 * the host, what nobody asked for does not come in, and published ports lead to their
 * environments. To be called with the lock on the network's state.
 */
#ifndef NSVIEW_ENV_NET_NAT_H
#define NSVIEW_ENV_NET_NAT_H

#include "../netlink.h"
#include "../problem.h"
#include "net.h"
#include "net_pool.h"
#include "spec.h"

/* The rules of a bridge of ours, if they are not there yet. */
int nat_begin(struct netlink *nl, const char *bridge, const struct pool *pool, struct problem *p);
int nat_end(struct netlink *nl, const char *bridge, struct problem *p);

/* The ports of the environment @name, which has that number in the pool. */
int nat_publish(struct netlink *nl, const char *name, const struct env_spec *s,
		const struct pool *pool, uint32_t number, struct problem *p);
/* How many rules it had, or -errno. */
int nat_unpublish(struct netlink *nl, const char *name, struct problem *p);
/* The same for all that no environment has that there is. */
int nat_unpublish_dead(struct netlink *nl, struct problem *p);

/* Removes the table with all that is left in it: there is no environment any more. */
int nat_finish(struct netlink *nl, struct problem *p);

#endif
