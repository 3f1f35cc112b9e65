/* SPDX-License-Identifier: GPL-2.0 */
/*
 *	table inet nsview {
 *		chain postrouting	from the prefix, to another device: masquerade;
 *					from the prefix, to a published port beside it: likewise,
 *					or the answer would not come back this way
 *		chain forward		to the bridge: only answers, and to published ports
 *		chain prerouting	to this host: jump publish
 *		chain output		to this host: jump publish
 *		chain publish		to a port: to its environment
 *	}
 *
 * What rule is whose is said by its comment: marks.h.
 */
#include "net_nat.h"

#include <arpa/inet.h>
#include <endian.h>
#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter_ipv4.h>
#include <stdio.h>
#include <string.h>

#include "../cleanup.h"
#include "marks.h"
#include "net.h"
#include "nft.h"
#include "record.h"
#include "state.h"

#define PUBLISH "publish"

static const struct chain {
	const char *name;
	const char *type; /* NULL: only others call it */
	unsigned int hook;
	int priority;
	bool to_publish; /* has the jump there */
} chains[] = {
	{ PUBLISH, NULL, 0, 0, false },
	{ "postrouting", "nat", NF_INET_POST_ROUTING, NF_IP_PRI_NAT_SRC, false },
	{ "forward", "filter", NF_INET_FORWARD, NF_IP_PRI_FILTER, false },
	{ "prerouting", "nat", NF_INET_PRE_ROUTING, NF_IP_PRI_NAT_DST, true },
	{ "output", "nat", NF_INET_LOCAL_OUT, NF_IP_PRI_NAT_DST, true },
};

static int say(struct problem *p, int err)
{
	return err ? problem_set(p, err, "table inet " NFT_TABLE ": %s", strerror(-err)) : 0;
}

/* --- what is there */

/* Ports of TCP and UDP, a bit for each. */
struct port_set {
	uint8_t of[2][(UINT16_MAX + 1) / 8];
};

/*
 * Rules whose comment is @mark, or goes on with a blank after it; or without a @mark
 * those of environments: that are there and have published one of @ports, or that are not there.
 */
struct search {
	const char *mark;
	const struct port_set *ports;
	struct nft *remove; /* each found is put there to be removed */
	char name[RECORD_NAME_SIZE]; /* whose the last one is, without a mark */
	char port[16]; /* and which it has published */
	size_t found;
};

static bool is_marked(const char *comment, const char *mark)
{
	size_t len = strlen(mark);

	return comment && !strncmp(comment, mark, len) && (!comment[len] || comment[len] == ' ');
}

static void put_port(struct port_set *set, const struct env_port *port)
{
	set->of[port->udp][port->outside / 8] |= 1 << port->outside % 8;
}

/* @text: as print_port() has it. */
static bool has_port(const struct port_set *set, const char *text)
{
	unsigned int number;
	char kind[4];
	bool udp;

	if (sscanf(text, "%5u/%3s", &number, kind) != 2 || number > UINT16_MAX)
		return false;
	udp = !strcmp(kind, "udp");
	return (udp || !strcmp(kind, "tcp")) && set->of[udp][number / 8] & 1 << number % 8;
}

static bool is_wanted(struct search *s, const char *comment)
{
	char name[RECORD_NAME_SIZE], port[16], id[16];
	int words = comment ? sscanf(comment, MARK "%31s %15s %15s", name, port, id) : 0;
	bool others = words == 3 && !state_is_own(id);

	if (s->mark)
		return is_marked(comment, s->mark) && !others;
	if (words != 3 || (s->ports && !has_port(s->ports, port)) ||
	    (others || record_exists(name)) != !!s->ports)
		return false;
	snprintf(s->name, sizeof(s->name), "%s", name);
	snprintf(s->port, sizeof(s->port), "%s", port);
	return true;
}

static int take_rule(const struct nlmsghdr *msg, void *arg)
{
	const struct nlattr *at[NFTA_RULE_MAX + 1];
	const struct nfgenmsg *head = msg ? netlink_header(msg, sizeof(*head)) : NULL;
	struct search *s = arg;
	const char *comment, *chain;
	const uint64_t *handle;

	if (!msg) {
		s->found = 0;
		if (s->remove)
			nft_again(s->remove);
	}
	if (!head)
		return 0;
	netlink_attrs(msg, sizeof(*head), at, ARRAY_SIZE(at));
	comment = nft_comment(at[NFTA_RULE_USERDATA]);
	chain = netlink_text(at[NFTA_RULE_CHAIN]);
	handle = netlink_bytes(at[NFTA_RULE_HANDLE], sizeof(*handle));
	if (!is_wanted(s, comment))
		return 0;
	s->found++;
	if (s->remove && chain && handle) {
		uint64_t n;

		memcpy(&n, handle, sizeof(n));
		nft_delete_rule(s->remove, chain, be64toh(n));
	}
	return 0;
}

/* In @chain, or in all. -ENOENT: there is no table. */
static int search(struct netlink *nl, const char *chain, struct search *s)
{
	struct netlink_request r;

	nft_question(&r, NFT_MSG_GETRULE, NFPROTO_INET);
	netlink_put_text(&r, NFTA_RULE_TABLE, NFT_TABLE);
	if (chain)
		netlink_put_text(&r, NFTA_RULE_CHAIN, chain);
	return netlink_dump(nl, &r, take_rule, s);
}

static int take_table(const struct nlmsghdr *msg, void *arg)
{
	const struct nlattr *at[NFTA_TABLE_MAX + 1];
	const struct nfgenmsg *head = msg ? netlink_header(msg, sizeof(*head)) : NULL;

	if (!head)
		return 0;
	netlink_attrs(msg, sizeof(*head), at, ARRAY_SIZE(at));
	*(bool *)arg = is_marked(nft_comment(at[NFTA_TABLE_USERDATA]), MARK_TABLE);
	return 0;
}

/* 0: it is there and ours. -ENOENT: it is not there. -EEXIST: it is somebody else's. */
static int find_table(struct netlink *nl)
{
	struct netlink_request r;
	bool ours = false;
	int err;

	nft_question(&r, NFT_MSG_GETTABLE, NFPROTO_INET);
	netlink_put_text(&r, NFTA_TABLE_NAME, NFT_TABLE);
	err = netlink_ask(nl, &r, take_table, &ours);
	return err ? err : ours ? 0 : -EEXIST;
}

/* --- making */

/*
 * From 127.0.0.1 nothing gets to a bridge and an answer back, unless the host is told to
 * route such addresses, which others could send then, too. So nobody listens there.
 */
static void leave_loopback(struct nft *nft, const char *chain)
{
	static const uint8_t net4[4] = { 127 }, host6[16] = { [15] = 1 };

	nft_rule_begin(nft, chain);
	nft_source_in(nft, NFPROTO_IPV4, net4, 8);
	nft_accept(nft);
	nft_rule_end(nft, MARK_TABLE, false);
	nft_rule_begin(nft, chain);
	nft_source_in(nft, NFPROTO_IPV6, host6, 128);
	nft_accept(nft);
	nft_rule_end(nft, MARK_TABLE, false);
}

static void add_chains(struct nft *nft)
{
	size_t i;

	nft_add_table(nft, MARK_TABLE);
	for (i = 0; i < ARRAY_SIZE(chains); i++) {
		nft_add_chain(nft, chains[i].name, chains[i].type, chains[i].hook,
			      chains[i].priority);
		if (!chains[i].to_publish)
			continue;
		if (chains[i].hook == NF_INET_LOCAL_OUT)
			leave_loopback(nft, chains[i].name);
		nft_rule_begin(nft, chains[i].name);
		nft_to_this_host(nft);
		nft_jump(nft, PUBLISH);
		nft_rule_end(nft, MARK_TABLE, false);
	}
}

/* Begins a transaction, with the table in it if that is still to be made. */
static int begin(struct netlink *nl, struct nft *nft, struct problem *p)
{
	int err = find_table(nl);

	nft_begin(nft, NFT_TABLE);
	if (err == -EEXIST)
		return problem_set(p, err,
				   "there is a table inet " NFT_TABLE
				   " that is not nsview's: rename or remove it");
	if (err == -ENOENT) {
		add_chains(nft);
		err = 0;
	}
	return say(p, err);
}

static void masquerade(struct nft *nft, const struct address *prefix, const char *bridge,
		       const char *comment)
{
	uint8_t family = prefix->family == AF_INET ? NFPROTO_IPV4 : NFPROTO_IPV6;
	bool outside;
	int i;

	for (i = 0; i < 2; i++) {
		outside = !i;
		nft_rule_begin(nft, "postrouting");
		nft_source_in(nft, family, prefix->bytes, prefix->bits);
		nft_device_is(nft, NFT_META_OIFNAME, bridge, !outside);
		if (!outside)
			nft_ct_has(nft, NFT_CT_STATUS, IPS_DST_NAT, true);
		nft_masquerade(nft);
		nft_rule_end(nft, comment, false);
	}
}

static void keep_out(struct nft *nft, const char *bridge, const char *comment)
{
	nft_rule_begin(nft, "forward");
	nft_device_is(nft, NFT_META_OIFNAME, bridge, true);
	nft_device_is(nft, NFT_META_IIFNAME, bridge, false);
	nft_ct_has(nft, NFT_CT_STATE,
		   NF_CT_STATE_BIT(IP_CT_ESTABLISHED) | NF_CT_STATE_BIT(IP_CT_RELATED), false);
	nft_ct_has(nft, NFT_CT_STATUS, IPS_DST_NAT, false);
	nft_drop(nft);
	nft_rule_end(nft, comment, false);
}

int nat_begin(struct netlink *nl, const char *bridge, const struct pool *pool, struct problem *p)
{
	_cleanup_nft_ struct nft nft = { 0 };
	char comment[64];
	struct search s = { .mark = comment };
	int err;

	snprintf(comment, sizeof(comment), MARK_BRIDGE " %s", bridge);
	err = search(nl, "postrouting", &s);
	if ((!err && s.found) || (err && err != -ENOENT))
		return say(p, err);
	err = begin(nl, &nft, p);
	if (err)
		return err;
	masquerade(&nft, &pool->ip, bridge, comment);
	if (pool->ip6.family)
		masquerade(&nft, &pool->ip6, bridge, comment);
	keep_out(&nft, bridge, comment);
	return say(p, nft_commit(&nft, nl));
}

static void dnat(struct nft *nft, const struct env_port *port, const struct address *to,
		 const char *comment)
{
	uint8_t family = to->family == AF_INET ? NFPROTO_IPV4 : NFPROTO_IPV6;

	nft_rule_begin(nft, PUBLISH);
	nft_family_is(nft, family);
	nft_port_is(nft, port->udp ? IPPROTO_UDP : IPPROTO_TCP, port->outside);
	nft_dnat(nft, family, to->bytes, port->inside);
	/* Before what a killed nsview may have left of the same port. */
	nft_rule_end(nft, comment, true);
}

static void print_port(char *ret, size_t size, const struct env_port *port)
{
	snprintf(ret, size, "%u/%s", port->outside, port->udp ? "udp" : "tcp");
}

/* One that was created has no socket on its ports, for nsview is gone. */
static int are_free(struct netlink *nl, const struct env_spec *s, struct problem *p)
{
	struct port_set ports = { 0 };
	struct search others = { .ports = &ports };
	size_t i;
	int err;

	for (i = 0; i < s->nports; i++)
		put_port(&ports, &s->ports[i]);
	err = search(nl, PUBLISH, &others);
	if (err)
		return err == -ENOENT ? 0 : say(p, err);
	if (others.found)
		return problem_set(p, -EADDRINUSE, "--publish %s: environment %s has it",
				   others.port, others.name);
	return 0;
}

int nat_publish(struct netlink *nl, const char *name, const struct env_spec *s,
		const struct pool *pool, uint32_t number, struct problem *p)
{
	_cleanup_nft_ struct nft nft = { 0 };
	int err = are_free(nl, s, p);
	size_t i;

	if (!err)
		err = begin(nl, &nft, p);
	for (i = 0; i < s->nports && !err; i++) {
		const struct env_port *port = &s->ports[i];
		struct address to = pool_address(&pool->ip, number);
		char comment[96], words[16];

		print_port(words, sizeof(words), port);
		snprintf(comment, sizeof(comment), MARK "%s %s %s", name, words, state_id());
		dnat(&nft, port, &to, comment);
		if (!pool->ip6.family)
			continue;
		to = pool_address(&pool->ip6, number);
		dnat(&nft, port, &to, comment);
	}
	return err ? err : say(p, nft_commit(&nft, nl));
}

/* --- removing */

/* A kernel without nf_tables, or whose modules can not be loaded, has nothing of ours. */
static bool is_absent(int err)
{
	return err == -ENOENT || err == -EINVAL || err == -EOPNOTSUPP || err == -EPROTONOSUPPORT;
}

/* How many they were. */
static int remove_found(struct netlink *nl, const char *chain, struct search s, struct problem *p)
{
	_cleanup_nft_ struct nft nft = { 0 };
	int err;

	s.remove = &nft;
	nft_begin(&nft, NFT_TABLE);
	err = search(nl, chain, &s);
	if (err || !s.found)
		return is_absent(err) ? 0 : say(p, err);
	err = nft_commit(&nft, nl);
	return err ? say(p, err) : (int)s.found;
}

int nat_end(struct netlink *nl, const char *bridge, struct problem *p)
{
	char mark[64];
	int got;

	snprintf(mark, sizeof(mark), MARK_BRIDGE " %s", bridge);
	got = remove_found(nl, NULL, (struct search){ .mark = mark }, p);
	return got < 0 ? got : 0;
}

int nat_unpublish(struct netlink *nl, const char *name, struct problem *p)
{
	char mark[64];

	snprintf(mark, sizeof(mark), MARK "%s", name);
	return remove_found(nl, PUBLISH, (struct search){ .mark = mark }, p);
}

int nat_unpublish_dead(struct netlink *nl, struct problem *p)
{
	int err = find_table(nl);

	if (err)
		return is_absent(err) || err == -EEXIST ? 0 : say(p, err);
	return remove_found(nl, PUBLISH, (struct search){ 0 }, p);
}

int nat_finish(struct netlink *nl, struct problem *p)
{
	_cleanup_nft_ struct nft nft = { 0 };
	int err = find_table(nl);

	/* Somebody else's is none of our business. */
	if (err)
		return is_absent(err) || err == -EEXIST ? 0 : say(p, err);
	nft_begin(&nft, NFT_TABLE);
	nft_delete_table(&nft);
	return say(p, nft_commit(&nft, nl));
}
