/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A rule is a list of expressions that load, change and compare registers, as nft(8)
 * lists with --debug=netlink. Each register is followed from what is loaded into it
 * to what it is compared with; where that is not known here the condition is kept as
 * one that is not looked at, for a rule must not look wider than it is.
 */
#include "nft_rule.h"

#include <arpa/inet.h>
#include <endian.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nf_tables_compat.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "../cleanup.h"
#include "../netlink.h"
#include "nat_words.h"

#define REGISTERS (NFT_REG32_15 + 1)

enum kind {
	NOTHING,
	DEVICE, /* its name */
	NUMBER, /* in the host's order */
	ADDRESS,
	FAMILY,
	PROTOCOL,
	PORT,
	CONSTANT,
	OTHER,
};

struct value {
	enum kind kind;
	const char *key; /* in words */
	int af; /* of an address */
	unsigned int bits; /* of an address that are looked at */
	const unsigned char *data; /* of a constant */
	size_t len;
};

struct reading {
	struct nat_rule *rule;
	int af; /* of the packet, as far as it is known */
	const char *target;
	struct value at[REGISTERS];
};

uint64_t nft_num(const struct nlattr *attr)
{
	uint64_t n = netlink_num(attr);

	switch (netlink_len(attr)) {
	case sizeof(uint32_t):
		return ntohl((uint32_t)n);
	case sizeof(uint64_t):
		return be64toh(n);
	default:
		return UINT64_MAX;
	}
}

/* The register that @attr names; what is no register has no value either. */
static struct value *reg(struct reading *r, const struct nlattr *attr)
{
	static struct value none;
	uint64_t n = nft_num(attr);

	none = (struct value){ 0 };
	return n < REGISTERS ? &r->at[n] : &none;
}

static void set(struct value *to, enum kind kind, const char *key)
{
	*to = (struct value){ .kind = kind, .key = key };
}

static void load_meta(struct reading *r, const struct nlattr *const *at)
{
	static const struct {
		enum nft_meta_keys meta;
		enum kind kind;
		const char *key;
	} metas[] = {
		{ NFT_META_IIFNAME, DEVICE, "iif" },	{ NFT_META_OIFNAME, DEVICE, "oif" },
		{ NFT_META_IIF, NUMBER, "iifindex" },	{ NFT_META_OIF, NUMBER, "oifindex" },
		{ NFT_META_NFPROTO, FAMILY, "family" }, { NFT_META_L4PROTO, PROTOCOL, "protocol" },
		{ NFT_META_MARK, OTHER, "mark" },	{ NFT_META_PKTTYPE, OTHER, "pkttype" },
	};
	uint64_t key = nft_num(at[NFTA_META_KEY]);
	struct value *to = reg(r, at[NFTA_META_DREG]);
	size_t i;

	if (at[NFTA_META_SREG])
		return; /* It sets one, and asks nothing. */
	set(to, OTHER, "meta");
	for (i = 0; i < ARRAY_SIZE(metas); i++)
		if (metas[i].meta == key)
			set(to, metas[i].kind, metas[i].key);
}

static void load_payload(struct reading *r, const struct nlattr *const *at)
{
	static const struct {
		unsigned int base;
		int af;
		unsigned int offset, len;
		enum kind kind;
		const char *key;
	} fields[] = {
		{ NFT_PAYLOAD_NETWORK_HEADER, AF_INET, 12, 4, ADDRESS, "saddr" },
		{ NFT_PAYLOAD_NETWORK_HEADER, AF_INET, 16, 4, ADDRESS, "daddr" },
		{ NFT_PAYLOAD_NETWORK_HEADER, AF_INET6, 8, 16, ADDRESS, "saddr" },
		{ NFT_PAYLOAD_NETWORK_HEADER, AF_INET6, 24, 16, ADDRESS, "daddr" },
		{ NFT_PAYLOAD_TRANSPORT_HEADER, AF_UNSPEC, 0, 2, PORT, "sport" },
		{ NFT_PAYLOAD_TRANSPORT_HEADER, AF_UNSPEC, 2, 2, PORT, "dport" },
	};
	uint64_t base = nft_num(at[NFTA_PAYLOAD_BASE]), offset = nft_num(at[NFTA_PAYLOAD_OFFSET]);
	uint64_t len = nft_num(at[NFTA_PAYLOAD_LEN]);
	struct value *to = reg(r, at[NFTA_PAYLOAD_DREG]);
	size_t i;

	if (at[NFTA_PAYLOAD_SREG])
		return;
	set(to, OTHER, "payload");
	for (i = 0; i < ARRAY_SIZE(fields); i++) {
		if (fields[i].base != base || fields[i].offset != offset ||
		    (fields[i].af && fields[i].af != r->af))
			continue;
		/* The first bytes of an address are a prefix of it. */
		if (!len ||
		    (fields[i].kind == ADDRESS ? len > fields[i].len : len != fields[i].len))
			continue;
		set(to, fields[i].kind, fields[i].key);
		to->af = fields[i].af;
		to->bits = 8 * (unsigned int)len;
	}
}

static bool all_zero(const unsigned char *bytes, size_t len)
{
	while (len && !bytes[len - 1])
		len--;
	return !len;
}

/* The bytes of a value that an attribute holds. */
static const unsigned char *data_of(const struct nlattr *attr, size_t *len)
{
	const struct nlattr *at[NFTA_DATA_MAX + 1];

	netlink_nested(attr, at, ARRAY_SIZE(at));
	*len = netlink_len(at[NFTA_DATA_VALUE]);
	return netlink_bytes(at[NFTA_DATA_VALUE], 1);
}

/* Only a mask that leaves the beginning of an address. */
static void keep_bits(struct reading *r, const struct nlattr *const *at)
{
	struct value from = *reg(r, at[NFTA_BITWISE_SREG]);
	struct value *to = reg(r, at[NFTA_BITWISE_DREG]);
	size_t mask_len, flip_len;
	const unsigned char *mask = data_of(at[NFTA_BITWISE_MASK], &mask_len);
	const unsigned char *flips = data_of(at[NFTA_BITWISE_XOR], &flip_len);
	unsigned int bits = 0;

	if (from.kind == ADDRESS && mask && flips && 8 * mask_len == from.bits &&
	    all_zero(flips, flip_len) && nat_prefix(mask, mask_len, &bits)) {
		*to = from;
		to->bits = bits;
	} else {
		set(to, OTHER, from.key ? from.key : "bits");
	}
}

static void test_family(struct reading *r, bool is_not, unsigned int protocol)
{
	const char *name = protocol == NFPROTO_IPV4 ? "ip" : protocol == NFPROTO_IPV6 ? "ip6" : "?";

	nat_test(&r->rule->tests, "family", is_not, name);
	if (!is_not)
		r->af = protocol == NFPROTO_IPV4 ? AF_INET :
			protocol == NFPROTO_IPV6 ? AF_INET6 :
						   0;
}

static void compare(struct reading *r, const struct nlattr *const *at)
{
	struct text *tests = &r->rule->tests;
	const struct value *v = reg(r, at[NFTA_CMP_SREG]);
	uint64_t op = nft_num(at[NFTA_CMP_OP]);
	bool is_not = op == NFT_CMP_NEQ;
	size_t len;
	const unsigned char *data = data_of(at[NFTA_CMP_DATA], &len);
	unsigned char bytes[16] = { 0 };
	char digits[16];
	uint32_t n;

	if (!data || (op != NFT_CMP_EQ && op != NFT_CMP_NEQ)) {
		nat_test_unknown(tests, "%s", v->key ? v->key : "bytes");
	} else if (v->kind == DEVICE) {
		/* A name is compared with its NUL, or, if any may follow, without one. */
		nat_test_device(tests, v->key, is_not, (const char *)data, len,
				!memchr(data, '\0', len));
	} else if (v->kind == NUMBER && len == sizeof(n)) {
		memcpy(&n, data, sizeof(n));
		snprintf(digits, sizeof(digits), "%u", n);
		nat_test(tests, v->key, is_not, digits);
	} else if (v->kind == ADDRESS && v->af && len <= sizeof(bytes) && 8 * len >= v->bits) {
		memcpy(bytes, data, len);
		nat_test_address(tests, v->key, is_not, v->af, bytes, v->bits);
	} else if (v->kind == FAMILY) {
		test_family(r, is_not, *data);
	} else if (v->kind == PROTOCOL) {
		nat_test_protocol(tests, is_not, *data);
	} else if (v->kind == PORT && len == 2) {
		nat_test_unknown(tests, "%s%s%u", v->key, is_not ? "!=" : "=",
				 data[0] << 8 | data[1]);
	} else {
		nat_test_unknown(tests, "%s", v->key ? v->key : "bytes");
	}
}

static void say(struct text *how, const char *what)
{
	text_printf(how, "%s%s", how->len ? ", " : "", what);
}

static void take_verdict(struct reading *r, const struct nlattr *nest)
{
	static const struct {
		int code;
		const char *word;
	} verdicts[] = {
		{ NF_DROP, "drop" },  { NF_ACCEPT, "accept" },	{ NFT_JUMP, "jump" },
		{ NFT_GOTO, "goto" }, { NFT_RETURN, "return" },
	};
	const struct nlattr *at[NFTA_VERDICT_MAX + 1];
	int code;
	size_t i;

	netlink_nested(nest, at, ARRAY_SIZE(at));
	code = (int)(uint32_t)nft_num(at[NFTA_VERDICT_CODE]);
	for (i = 0; i < ARRAY_SIZE(verdicts); i++)
		if (verdicts[i].code == code)
			say(&r->rule->how, verdicts[i].word);
	r->rule->go = code == NFT_GOTO;
	r->target = netlink_text(at[NFTA_VERDICT_CHAIN]);
}

static void immediate(struct reading *r, const struct nlattr *const *at)
{
	const struct nlattr *data[NFTA_DATA_MAX + 1];
	struct value *to;

	netlink_nested(at[NFTA_IMMEDIATE_DATA], data, ARRAY_SIZE(data));
	if (data[NFTA_DATA_VERDICT]) {
		take_verdict(r, data[NFTA_DATA_VERDICT]);
		return;
	}
	to = reg(r, at[NFTA_IMMEDIATE_DREG]);
	set(to, CONSTANT, NULL);
	to->data = data_of(at[NFTA_IMMEDIATE_DATA], &to->len);
}

static void to_port(struct text *how, const struct value *v)
{
	if (v->kind == CONSTANT && v->data && v->len >= 2)
		text_printf(how, " port %u", v->data[0] << 8 | v->data[1]);
	else if (v->kind)
		text_puts(how, " a port of its choice");
}

static void translate(struct reading *r, const struct nlattr *const *at)
{
	struct text *how = &r->rule->how;
	const struct value *v = reg(r, at[NFTA_NAT_REG_ADDR_MIN]);
	int af = nft_num(at[NFTA_NAT_FAMILY]) == NFPROTO_IPV6 ? AF_INET6 : AF_INET;
	size_t size = af == AF_INET ? 4 : 16;
	char address[INET6_ADDRSTRLEN];

	say(how, nft_num(at[NFTA_NAT_TYPE]) == NFT_NAT_DNAT ? "dnat" : "snat");
	if (v->kind == CONSTANT && v->data && v->len >= size &&
	    inet_ntop(af, v->data, address, sizeof(address)))
		text_printf(how, " to %s", address);
	else if (v->kind)
		text_puts(how, " by a map");
	to_port(how, reg(r, at[NFTA_NAT_REG_PROTO_MIN]));
}

static void masquerade(struct reading *r, const struct nlattr *const *at)
{
	(void)at;
	say(&r->rule->how, "masquerade");
}

static void redirect(struct reading *r, const struct nlattr *const *at)
{
	say(&r->rule->how, "redirect");
	if (at[NFTA_REDIR_REG_PROTO_MIN]) {
		text_puts(&r->rule->how, " to");
		to_port(&r->rule->how, reg(r, at[NFTA_REDIR_REG_PROTO_MIN]));
	}
}

/* In a set; or a map, which may hold verdicts: chains to jump to. */
static void look_up(struct reading *r, const struct nlattr *const *at)
{
	const struct value *v = reg(r, at[NFTA_LOOKUP_SREG]);
	const char *set_name = netlink_text(at[NFTA_LOOKUP_SET]);

	nat_test_unknown(&r->rule->tests, "%s@%s", v->key ? v->key : "bytes",
			 set_name ? set_name : "");
	if (!at[NFTA_LOOKUP_DREG])
		return;
	if (!nft_num(at[NFTA_LOOKUP_DREG]))
		say(&r->rule->how, "the verdict of a map");
	else
		set(reg(r, at[NFTA_LOOKUP_DREG]), OTHER, "map");
}

/* What is done for iptables(8) by its own modules. */
static void take_match(struct reading *r, const struct nlattr *const *at)
{
	const char *name = netlink_text(at[NFTA_MATCH_NAME]);

	if (!name || strcmp(name, "comment"))
		nat_test_unknown(&r->rule->tests, "%s", name ? name : "match");
}

static void take_target(struct reading *r, const struct nlattr *const *at)
{
	const char *name = netlink_text(at[NFTA_TARGET_NAME]);

	nat_target(&r->rule->how, name ? name : "?");
}

static void nothing(struct reading *r, const struct nlattr *const *at)
{
	(void)r;
	(void)at;
}

static void load_state(struct reading *r, const struct nlattr *const *at)
{
	set(reg(r, at[NFTA_CT_DREG]), OTHER, "ct");
}

static void load_fib(struct reading *r, const struct nlattr *const *at)
{
	set(reg(r, at[NFTA_FIB_DREG]), OTHER, "fib");
}

static void take_expression(struct reading *r, const struct nlattr *elem)
{
	static const struct {
		const char *name;
		void (*take)(struct reading *r, const struct nlattr *const *at);
	} kinds[] = {
		{ "meta", load_meta },	 { "payload", load_payload }, { "bitwise", keep_bits },
		{ "cmp", compare },	 { "immediate", immediate },  { "nat", translate },
		{ "masq", masquerade },	 { "redir", redirect },	      { "lookup", look_up },
		{ "match", take_match }, { "target", take_target },   { "ct", load_state },
		{ "fib", load_fib },	 { "counter", nothing },      { "log", nothing },
		{ "objref", nothing },
	};
	const struct nlattr *at[NFTA_EXPR_MAX + 1], *data[32];
	const char *name;
	size_t i;

	netlink_nested(elem, at, ARRAY_SIZE(at));
	name = netlink_text(at[NFTA_EXPR_NAME]);
	netlink_nested(at[NFTA_EXPR_DATA], data, ARRAY_SIZE(data));
	for (i = 0; name && i < ARRAY_SIZE(kinds); i++)
		if (!strcmp(name, kinds[i].name)) {
			kinds[i].take(r, data);
			return;
		}
	nat_test_unknown(&r->rule->tests, "%s", name ? name : "expression");
}

const char *nft_rule(struct nat_rule *rule, const char *family, const struct nlattr *expressions)
{
	struct reading r = {
		.rule = rule,
		.af = !strcmp(family, "ip")  ? AF_INET :
		      !strcmp(family, "ip6") ? AF_INET6 :
					       AF_UNSPEC,
	};
	const struct nlattr *elem = NULL;

	while ((elem = netlink_next(expressions, elem)))
		take_expression(&r, elem);
	return r.target;
}
