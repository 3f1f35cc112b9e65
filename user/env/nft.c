/* SPDX-License-Identifier: GPL-2.0 */
#include "nft.h"

#include <arpa/inet.h>
#include <endian.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>

/* A comment in userdata: what libnftnl and nft(8) write, and nothing says in a header. */
#define UDATA_COMMENT 0

static const uint8_t payload_source[][2] = {
	/* offset, length */
	[NFPROTO_IPV4] = { 12, 4 },
	[NFPROTO_IPV6] = { 8, 16 },
};

static void head(struct netlink_request *r, uint16_t type, uint8_t family, uint16_t resource)
{
	struct nfgenmsg *gen = netlink_request(r, type, sizeof(*gen));

	gen->nfgen_family = family;
	gen->version = NFNETLINK_V0;
	gen->res_id = htons(resource);
}

void nft_question(struct netlink_request *r, uint16_t type, uint8_t family)
{
	head(r, (uint16_t)(NFNL_SUBSYS_NFTABLES << 8 | type), family, 0);
}

static void put_number(struct netlink_request *r, uint16_t attr, uint32_t n)
{
	netlink_put_u32(r, attr, htonl(n));
}

static void put_comment(struct netlink_request *r, uint16_t attr, const char *comment)
{
	unsigned char data[2 + 128] = { UDATA_COMMENT };
	size_t len = strnlen(comment, 127);

	data[1] = (unsigned char)(len + 1);
	memcpy(data + 2, comment, len);
	netlink_put(r, attr, data, 2 + len + 1);
}

const char *nft_comment(const struct nlattr *userdata)
{
	const unsigned char *data = netlink_bytes(userdata, 3);
	size_t len = netlink_len(userdata);

	if (!data || data[0] != UDATA_COMMENT || !data[1] || (size_t)2 + data[1] > len ||
	    data[1 + data[1]])
		return NULL;
	return (const char *)data + 2;
}

/* --- the transaction */

void nft_begin(struct nft *nft, const char *table)
{
	*nft = (struct nft){ .table = table };
	head(&nft->r, NFNL_MSG_BATCH_BEGIN, AF_UNSPEC, NFNL_SUBSYS_NFTABLES);
	netlink_batch_add(&nft->batch, &nft->r, 0);
}

void nft_again(struct nft *nft)
{
	netlink_batch_free(&nft->batch);
	nft_begin(nft, nft->table);
}

int nft_commit(struct nft *nft, struct netlink *nl)
{
	/* The end itself is answered by no kernel before 6.10. */
	netlink_batch_ack(&nft->batch);
	head(&nft->r, NFNL_MSG_BATCH_END, AF_UNSPEC, NFNL_SUBSYS_NFTABLES);
	netlink_batch_add(&nft->batch, &nft->r, 0);
	return netlink_batch_send(nl, &nft->batch);
}

void nft_free(struct nft *nft)
{
	netlink_batch_free(&nft->batch);
}

static void add(struct nft *nft, uint16_t flags)
{
	netlink_batch_add(&nft->batch, &nft->r, flags);
}

static void begin(struct nft *nft, uint16_t type, uint16_t attr)
{
	nft_question(&nft->r, type, NFPROTO_INET);
	netlink_put_text(&nft->r, attr, nft->table);
}

void nft_add_table(struct nft *nft, const char *comment)
{
	begin(nft, NFT_MSG_NEWTABLE, NFTA_TABLE_NAME);
	put_comment(&nft->r, NFTA_TABLE_USERDATA, comment);
	add(nft, NLM_F_CREATE);
}

void nft_delete_table(struct nft *nft)
{
	begin(nft, NFT_MSG_DELTABLE, NFTA_TABLE_NAME);
	add(nft, 0);
}

void nft_add_chain(struct nft *nft, const char *name, const char *type, unsigned int hook,
		   int priority)
{
	begin(nft, NFT_MSG_NEWCHAIN, NFTA_CHAIN_TABLE);
	netlink_put_text(&nft->r, NFTA_CHAIN_NAME, name);
	if (type) {
		struct nlattr *nest = netlink_nest(&nft->r, NFTA_CHAIN_HOOK);

		put_number(&nft->r, NFTA_HOOK_HOOKNUM, hook);
		put_number(&nft->r, NFTA_HOOK_PRIORITY, (uint32_t)priority);
		netlink_nest_end(&nft->r, nest);
		netlink_put_text(&nft->r, NFTA_CHAIN_TYPE, type);
	}
	add(nft, NLM_F_CREATE);
}

void nft_rule_begin(struct nft *nft, const char *chain)
{
	begin(nft, NFT_MSG_NEWRULE, NFTA_RULE_TABLE);
	netlink_put_text(&nft->r, NFTA_RULE_CHAIN, chain);
	nft->expressions = netlink_nest(&nft->r, NFTA_RULE_EXPRESSIONS);
}

void nft_rule_end(struct nft *nft, const char *comment, bool first)
{
	netlink_nest_end(&nft->r, nft->expressions);
	put_comment(&nft->r, NFTA_RULE_USERDATA, comment);
	add(nft, (uint16_t)(NLM_F_CREATE | (first ? 0 : NLM_F_APPEND)));
}

void nft_delete_rule(struct nft *nft, const char *chain, uint64_t handle)
{
	uint64_t n = htobe64(handle);

	begin(nft, NFT_MSG_DELRULE, NFTA_RULE_TABLE);
	netlink_put_text(&nft->r, NFTA_RULE_CHAIN, chain);
	netlink_put(&nft->r, NFTA_RULE_HANDLE, &n, sizeof(n));
	add(nft, 0);
}

/* --- expressions: a name, and numbers by attributes */

struct expression {
	struct nlattr *element, *data;
};

static struct expression open_expression(struct nft *nft, const char *name)
{
	struct expression e = { .element = netlink_nest(&nft->r, NFTA_LIST_ELEM) };

	netlink_put_text(&nft->r, NFTA_EXPR_NAME, name);
	e.data = netlink_nest(&nft->r, NFTA_EXPR_DATA);
	return e;
}

static void close_expression(struct nft *nft, struct expression e)
{
	netlink_nest_end(&nft->r, e.data);
	netlink_nest_end(&nft->r, e.element);
}

struct number {
	uint16_t attr;
	uint32_t n;
};

static void put_numbers(struct nft *nft, const struct number *numbers, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		put_number(&nft->r, numbers[i].attr, numbers[i].n);
}

/* An expression that is numbers alone. */
#define EXPRESSION(nft, name, ...)                                                  \
	do {                                                                        \
		const struct number numbers_[] = { __VA_ARGS__ };                   \
		struct expression e_ = open_expression(nft, name);                  \
		put_numbers(nft, numbers_, sizeof(numbers_) / sizeof(numbers_[0])); \
		close_expression(nft, e_);                                          \
	} while (0)

static void put_value(struct nft *nft, uint16_t attr, const void *value, size_t len)
{
	struct nlattr *nest = netlink_nest(&nft->r, attr);

	netlink_put(&nft->r, NFTA_DATA_VALUE, value, len);
	netlink_nest_end(&nft->r, nest);
}

static void compare(struct nft *nft, enum nft_cmp_ops op, const void *value, size_t len)
{
	struct expression e = open_expression(nft, "cmp");

	put_number(&nft->r, NFTA_CMP_SREG, NFT_REG_1);
	put_number(&nft->r, NFTA_CMP_OP, op);
	put_value(nft, NFTA_CMP_DATA, value, len);
	close_expression(nft, e);
}

static void keep_bits(struct nft *nft, const void *mask, size_t len)
{
	static const unsigned char zeros[16];
	struct expression e = open_expression(nft, "bitwise");

	put_number(&nft->r, NFTA_BITWISE_SREG, NFT_REG_1);
	put_number(&nft->r, NFTA_BITWISE_DREG, NFT_REG_1);
	put_number(&nft->r, NFTA_BITWISE_LEN, (uint32_t)len);
	put_value(nft, NFTA_BITWISE_MASK, mask, len);
	put_value(nft, NFTA_BITWISE_XOR, zeros, len);
	close_expression(nft, e);
}

static void load_payload(struct nft *nft, enum nft_payload_bases base, uint32_t offset,
			 uint32_t len)
{
	EXPRESSION(nft, "payload", { NFTA_PAYLOAD_DREG, NFT_REG_1 }, { NFTA_PAYLOAD_BASE, base },
		   { NFTA_PAYLOAD_OFFSET, offset }, { NFTA_PAYLOAD_LEN, len });
}

static void load_meta(struct nft *nft, enum nft_meta_keys key)
{
	EXPRESSION(nft, "meta", { NFTA_META_KEY, key }, { NFTA_META_DREG, NFT_REG_1 });
}

static void immediate(struct nft *nft, enum nft_registers reg, const void *value, size_t len)
{
	struct expression e = open_expression(nft, "immediate");

	put_number(&nft->r, NFTA_IMMEDIATE_DREG, reg);
	put_value(nft, NFTA_IMMEDIATE_DATA, value, len);
	close_expression(nft, e);
}

static void verdict(struct nft *nft, int32_t code, const char *chain)
{
	struct expression e = open_expression(nft, "immediate");
	struct nlattr *data, *nest;

	put_number(&nft->r, NFTA_IMMEDIATE_DREG, NFT_REG_VERDICT);
	data = netlink_nest(&nft->r, NFTA_IMMEDIATE_DATA);
	nest = netlink_nest(&nft->r, NFTA_DATA_VERDICT);
	put_number(&nft->r, NFTA_VERDICT_CODE, (uint32_t)code);
	if (chain)
		netlink_put_text(&nft->r, NFTA_VERDICT_CHAIN, chain);
	netlink_nest_end(&nft->r, nest);
	netlink_nest_end(&nft->r, data);
	close_expression(nft, e);
}

/* --- conditions */

void nft_meta_is(struct nft *nft, enum nft_meta_keys key, const void *value, size_t len)
{
	load_meta(nft, key);
	compare(nft, NFT_CMP_EQ, value, len);
}

void nft_device_is(struct nft *nft, enum nft_meta_keys key, const char *name, bool is)
{
	char whole[IFNAMSIZ] = "";

	memcpy(whole, name, strnlen(name, sizeof(whole) - 1));
	load_meta(nft, key);
	compare(nft, is ? NFT_CMP_EQ : NFT_CMP_NEQ, whole, sizeof(whole));
}

void nft_family_is(struct nft *nft, uint8_t family)
{
	nft_meta_is(nft, NFT_META_NFPROTO, &family, sizeof(family));
}

void nft_source_in(struct nft *nft, uint8_t family, const void *prefix, unsigned int bits)
{
	unsigned char mask[16] = { 0 }, masked[16];
	size_t i, len = payload_source[family][1];

	for (i = 0; i < len; i++, bits -= bits < 8 ? bits : 8) {
		mask[i] = (unsigned char)(bits >= 8 ? 0xff : 0xff << (8 - bits));
		masked[i] = ((const unsigned char *)prefix)[i] & mask[i];
	}
	nft_family_is(nft, family);
	load_payload(nft, NFT_PAYLOAD_NETWORK_HEADER, payload_source[family][0], (uint32_t)len);
	keep_bits(nft, mask, len);
	compare(nft, NFT_CMP_EQ, masked, len);
}

void nft_to_this_host(struct nft *nft)
{
	uint32_t local = RTN_LOCAL;

	EXPRESSION(nft, "fib", { NFTA_FIB_DREG, NFT_REG_1 },
		   { NFTA_FIB_RESULT, NFT_FIB_RESULT_ADDRTYPE },
		   { NFTA_FIB_FLAGS, NFTA_FIB_F_DADDR });
	compare(nft, NFT_CMP_EQ, &local, sizeof(local));
}

void nft_port_is(struct nft *nft, uint8_t protocol, uint16_t port)
{
	uint16_t n = htons(port);

	nft_meta_is(nft, NFT_META_L4PROTO, &protocol, sizeof(protocol));
	load_payload(nft, NFT_PAYLOAD_TRANSPORT_HEADER, 2, sizeof(n));
	compare(nft, NFT_CMP_EQ, &n, sizeof(n));
}

void nft_ct_has(struct nft *nft, enum nft_ct_keys key, uint32_t mask, bool has)
{
	uint32_t none = 0;

	EXPRESSION(nft, "ct", { NFTA_CT_KEY, key }, { NFTA_CT_DREG, NFT_REG_1 });
	keep_bits(nft, &mask, sizeof(mask));
	compare(nft, has ? NFT_CMP_NEQ : NFT_CMP_EQ, &none, sizeof(none));
}

/* --- what is done then */

void nft_accept(struct nft *nft)
{
	verdict(nft, NF_ACCEPT, NULL);
}

void nft_drop(struct nft *nft)
{
	verdict(nft, NF_DROP, NULL);
}

void nft_jump(struct nft *nft, const char *chain)
{
	verdict(nft, NFT_JUMP, chain);
}

void nft_masquerade(struct nft *nft)
{
	close_expression(nft, open_expression(nft, "masq"));
}

void nft_dnat(struct nft *nft, uint8_t family, const void *address, uint16_t port)
{
	uint16_t n = htons(port);

	immediate(nft, NFT_REG_1, address, payload_source[family][1]);
	immediate(nft, NFT_REG_2, &n, sizeof(n));
	EXPRESSION(nft, "nat", { NFTA_NAT_TYPE, NFT_NAT_DNAT }, { NFTA_NAT_FAMILY, family },
		   { NFTA_NAT_REG_ADDR_MIN, NFT_REG_1 }, { NFTA_NAT_REG_PROTO_MIN, NFT_REG_2 });
}
