/* SPDX-License-Identifier: GPL-2.0 */
/* The addresses of the environments on a bridge. */
#ifndef NSVIEW_ENV_NET_POOL_H
#define NSVIEW_ENV_NET_POOL_H

#include <stdbool.h>
#include <stdint.h>

#include "../netlink.h"
#include "../problem.h"
#include "net_link.h"

/* The bridge's own addresses: their prefixes are the pool, and they are the gateways. */
struct pool {
	struct address ip; /* family 0: it has none */
	struct address ip6;
};

/* The same number for the same words, on any host and in any release. */
uint64_t stable_hash(const char *kind, const char *name);

/* Of a bridge that is there. 0 or -errno; that it has no address is no error. */
int pool_read(struct netlink *nl, unsigned int bridge, struct pool *pool);
/*
 * For a new bridge: a prefix that no route of this host leads to. @first: the usual one
 * is tried first.
 */
int pool_choose(struct netlink *nl, const char *bridge, bool first, struct pool *pool,
		struct problem *p);

/* Numbers that can be taken are from 1 to one less. */
uint32_t pool_size(const struct pool *pool);
/* Whether that number is for nobody: it is a gateway's. */
bool pool_is_gateway(const struct pool *pool, uint32_t number);
/* Which one @text is; 0: it is none of them. */
uint32_t pool_number(const struct pool *pool, const char *text);
/* The address with that number, of the family of @gateway. */
struct address pool_address(const struct address *gateway, uint32_t number);

#endif
