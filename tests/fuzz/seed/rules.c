/* SPDX-License-Identifier: GPL-2.0 */
/* What netfilter says: chains and rules of nftables, and the tables of iptables. */
#define _GNU_SOURCE
#include "seed.h"

#include <endian.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter_ipv4/ip_tables.h>
#include <stdbool.h>
#include <string.h>

#include "cleanup.h"

static void begin_nft(struct netlink_request *r, int type)
{
	struct nfgenmsg *head =
		netlink_request(r, (uint16_t)(NFNL_SUBSYS_NFTABLES << 8 | type), sizeof(*head));

	head->nfgen_family = NFPROTO_IPV4;
}

static void put_be32(struct netlink_request *r, uint16_t attr, uint32_t n)
{
	netlink_put_u32(r, attr, htobe32(n));
}

static void put_chain(const char *name, uint32_t hook, bool hooked)
{
	struct netlink_request r;
	struct nlattr *nest;

	begin_nft(&r, NFT_MSG_NEWCHAIN);
	netlink_put_text(&r, NFTA_CHAIN_TABLE, "nat");
	netlink_put_text(&r, NFTA_CHAIN_NAME, name);
	if (hooked) {
		netlink_put_text(&r, NFTA_CHAIN_TYPE, "nat");
		put_be32(&r, NFTA_CHAIN_POLICY, NF_DROP);
		nest = netlink_nest(&r, NFTA_CHAIN_HOOK);
		put_be32(&r, NFTA_HOOK_HOOKNUM, hook);
		put_be32(&r, NFTA_HOOK_PRIORITY, (uint32_t)-100);
		netlink_nest_end(&r, nest);
	}
	seed_message(&r);
}

static struct nlattr *begin_expression(struct netlink_request *r, const char *name,
				       struct nlattr **data)
{
	struct nlattr *elem = netlink_nest(r, NFTA_LIST_ELEM);

	netlink_put_text(r, NFTA_EXPR_NAME, name);
	*data = netlink_nest(r, NFTA_EXPR_DATA);
	return elem;
}

static void put_value(struct netlink_request *r, uint16_t attr, const void *bytes, size_t len)
{
	struct nlattr *nest = netlink_nest(r, attr);

	netlink_put(r, NFTA_DATA_VALUE, bytes, len);
	netlink_nest_end(r, nest);
}

/* An expression of numbers: its attributes and what is in them, up to a 0. */
static void put_expression(struct netlink_request *r, const char *name, const uint32_t *numbers,
			   uint16_t value, const void *bytes, size_t len)
{
	struct nlattr *data, *elem = begin_expression(r, name, &data);

	for (; numbers[0]; numbers += 2)
		put_be32(r, (uint16_t)numbers[0], numbers[1]);
	if (value)
		put_value(r, value, bytes, len);
	netlink_nest_end(r, data);
	netlink_nest_end(r, elem);
}

static void put_jump(struct netlink_request *r, const char *chain)
{
	struct nlattr *data, *nest, *verdict, *elem = begin_expression(r, "immediate", &data);

	put_be32(r, NFTA_IMMEDIATE_DREG, NFT_REG_VERDICT);
	nest = netlink_nest(r, NFTA_IMMEDIATE_DATA);
	verdict = netlink_nest(r, NFTA_DATA_VERDICT);
	put_be32(r, NFTA_VERDICT_CODE, (uint32_t)NFT_JUMP);
	netlink_put_text(r, NFTA_VERDICT_CHAIN, chain);
	netlink_nest_end(r, verdict);
	netlink_nest_end(r, nest);
	netlink_nest_end(r, data);
	netlink_nest_end(r, elem);
}

static void put_rule(const char *chain, const char *jump)
{
	static const uint32_t meta[] = { NFTA_META_KEY, NFT_META_IIFNAME, NFTA_META_DREG, 1, 0 };
	static const uint32_t load[] = { NFTA_PAYLOAD_DREG,
					 1,
					 NFTA_PAYLOAD_BASE,
					 NFT_PAYLOAD_NETWORK_HEADER,
					 NFTA_PAYLOAD_OFFSET,
					 16,
					 NFTA_PAYLOAD_LEN,
					 4,
					 0 };
	static const uint32_t compare[] = { NFTA_CMP_SREG, 1, NFTA_CMP_OP, NFT_CMP_EQ, 0 };
	static const uint32_t set[] = { NFTA_IMMEDIATE_DREG, 1, 0 };
	static const uint32_t nat[] = { NFTA_NAT_TYPE,
					NFT_NAT_DNAT,
					NFTA_NAT_FAMILY,
					NFPROTO_IPV4,
					NFTA_NAT_REG_ADDR_MIN,
					1,
					0 };
	static const uint8_t address[] = { 192, 0, 2, 1 };
	struct netlink_request r;
	struct nlattr *list;
	uint64_t handle = htobe64(7);

	begin_nft(&r, NFT_MSG_NEWRULE);
	netlink_put_text(&r, NFTA_RULE_TABLE, "nat");
	netlink_put_text(&r, NFTA_RULE_CHAIN, chain);
	netlink_put(&r, NFTA_RULE_HANDLE, &handle, sizeof(handle));
	netlink_put(&r, NFTA_RULE_USERDATA, "\0\30nsview web 8080 00000000", 27);
	list = netlink_nest(&r, NFTA_RULE_EXPRESSIONS);
	put_expression(&r, "meta", meta, 0, NULL, 0);
	put_expression(&r, "cmp", compare, NFTA_CMP_DATA, "eth0", 5);
	put_expression(&r, "payload", load, 0, NULL, 0);
	put_expression(&r, "cmp", compare, NFTA_CMP_DATA, address, sizeof(address));
	put_expression(&r, "immediate", set, NFTA_IMMEDIATE_DATA, address, sizeof(address));
	if (jump)
		put_jump(&r, jump);
	else
		put_expression(&r, "nat", nat, 0, NULL, 0);
	netlink_nest_end(&r, list);
	seed_message(&r);
}

enum { RULE_SIZE = sizeof(struct ipt_entry) + sizeof(struct xt_standard_target), RULES = 3 };

static void make_rule(char *to, const char *device, int verdict, const char *target)
{
	struct ipt_entry head = { .target_offset = sizeof(head), .next_offset = RULE_SIZE };
	struct xt_standard_target does = { .verdict = verdict };

	strncpy(head.ip.iniface, device, sizeof(head.ip.iniface) - 1);
	memset(head.ip.iniface_mask, 0xff, strlen(device));
	strncpy(does.target.u.user.name, target, sizeof(does.target.u.user.name) - 1);
	memcpy(to, &head, sizeof(head));
	memcpy(to + sizeof(head), &does, sizeof(does));
}

/* A chain that is called: a rule that jumps, its policy; and the end of the table. */
static void put_iptables(const char *table)
{
	struct ipt_getinfo info = {
		.valid_hooks = 1u << NF_INET_PRE_ROUTING | 1u << NF_INET_FORWARD,
		.size = RULES * RULE_SIZE,
	};
	struct ipt_get_entries head = { .size = RULES * RULE_SIZE };
	char rules[RULES][RULE_SIZE];

	make_rule(rules[0], "eth0", 2 * RULE_SIZE, XT_STANDARD_TARGET);
	make_rule(rules[1], "", -NF_DROP - 1, XT_STANDARD_TARGET);
	make_rule(rules[2], "", 0, XT_ERROR_TARGET);
	info.underflow[NF_INET_FORWARD] = info.underflow[NF_INET_PRE_ROUTING] = RULE_SIZE;
	seed_words(table);
	seed_next();
	seed_put(&info, sizeof(info));
	seed_next();
	seed_put(&head, offsetof(struct ipt_get_entries, entrytable));
	seed_put(rules, sizeof(rules));
	seed_next();
}

void seed_rules(void)
{
	seed_begin("nat/nft");
	seed_words("n");
	put_chain("PREROUTING", NF_INET_PRE_ROUTING, true);
	put_chain("DOCKER", 0, false);
	seed_next();
	put_rule("PREROUTING", "DOCKER");
	put_rule("DOCKER", NULL);
	seed_begin("nat/iptables");
	seed_words("i");
	put_iptables("nat\n");
	put_iptables("nat\n");
	seed_begin("net/others");
	seed_words("f");
	put_chain("FORWARD", NF_INET_FORWARD, true);
	put_chain("DOCKER-USER", 0, false);
	seed_next();
	put_rule("FORWARD", NULL);
	seed_next();
	put_iptables("filter\n");
	seed_begin("net/ports");
	seed_words("u");
	put_rule("prerouting", NULL);
}
