/* SPDX-License-Identifier: GPL-2.0 */
/* What a rule of nftables asks for and does, from its expressions. */
#ifndef NSVIEW_NFT_RULE_H
#define NSVIEW_NFT_RULE_H

#include <linux/netlink.h>

#include "nat_rules.h"

/* A number as nftables sends it, of 4 or 8 bytes in the network's order; UINT64_MAX: none. */
uint64_t nft_num(const struct nlattr *attr);

/*
 * Fills the conditions of @rule, what it does, and whether it comes back, from
 * @expressions of a table of @family. Returns the chain that it jumps to, in the
 * message, or NULL.
 */
const char *nft_rule(struct nat_rule *rule, const char *family, const struct nlattr *expressions);

#endif
