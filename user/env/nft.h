/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Writing rules of nftables.
 *
 * libnftnl would write the same messages, from objects that are filled attribute by
 * attribute: as many lines as here, and a library to be found and loaded at the start
 * of each environment. What an environment needs is a dozen expressions, nsview takes
 * such messages apart by its own netlink layer already (host/nft_rule.c), and so they
 * are put together by it, too.
 */
#ifndef NSVIEW_ENV_NFT_H
#define NSVIEW_ENV_NFT_H

#include <linux/netfilter/nf_tables.h>
#include <stdbool.h>
#include <stdint.h>

#include "../netlink.h"

/* A transaction: what is in it is done as a whole or not at all. */
struct nft {
	struct netlink_batch batch;
	const char *table; /* of family inet: all that follows is in it */
	struct netlink_request r; /* the rule that is being written */
	struct nlattr *expressions;
};

#define _cleanup_nft_ __attribute__((cleanup(nft_free)))

void nft_begin(struct nft *nft, const char *table);
/* 0 or -errno. */
/* From the beginning: nothing of what was added so far. */
void nft_again(struct nft *nft);
int nft_commit(struct nft *nft, struct netlink *nl);
void nft_free(struct nft *nft);

/* Those that are there already stay as they are; @comment is what nft(8) shows as such. */
void nft_add_table(struct nft *nft, const char *comment);
void nft_delete_table(struct nft *nft);
/* A chain that is called at @hook; or without a @type only by others. */
void nft_add_chain(struct nft *nft, const char *name, const char *type, unsigned int hook,
		   int priority);

/* A rule at the end of @chain, or at its beginning; expressions follow, and its end. */
void nft_rule_begin(struct nft *nft, const char *chain);
void nft_rule_end(struct nft *nft, const char *comment, bool first);
void nft_delete_rule(struct nft *nft, const char *chain, uint64_t handle);

/* --- conditions: each loads something and compares it */

void nft_meta_is(struct nft *nft, enum nft_meta_keys key, const void *value, size_t len);
/* A device by its name: NFT_META_IIFNAME or NFT_META_OIFNAME. */
void nft_device_is(struct nft *nft, enum nft_meta_keys key, const char *name, bool is);
/* The packet is of that family, NFPROTO_IPV4 or NFPROTO_IPV6. */
void nft_family_is(struct nft *nft, uint8_t family);
/* Its source begins with @bits of @prefix. */
void nft_source_in(struct nft *nft, uint8_t family, const void *prefix, unsigned int bits);
/* Of an address of this host. */
void nft_to_this_host(struct nft *nft);
void nft_port_is(struct nft *nft, uint8_t protocol, uint16_t port);
/* One of the bits @mask is set, or none of them. */
void nft_ct_has(struct nft *nft, enum nft_ct_keys key, uint32_t mask, bool has);

/* --- what is done then */

void nft_accept(struct nft *nft);
void nft_drop(struct nft *nft);
void nft_jump(struct nft *nft, const char *chain);
void nft_masquerade(struct nft *nft);
void nft_dnat(struct nft *nft, uint8_t family, const void *address, uint16_t port);

/* --- what is there */

/* The comment in NFTA_TABLE_USERDATA or NFTA_RULE_USERDATA; NULL: there is none. */
const char *nft_comment(const struct nlattr *userdata);
/* Asks for what @type gets of the family @family; attributes may follow. */
void nft_question(struct netlink_request *r, uint16_t type, uint8_t family);

#endif
