/* SPDX-License-Identifier: GPL-2.0 */
/* Chains and rules of nftables, one dump each. */
#include "nft_nat.h"

#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include "../cleanup.h"
#include "../netlink.h"
#include "nat_rules.h"
#include "nft_rule.h"

static const char *family_of(unsigned char family)
{
	switch (family) {
	case NFPROTO_IPV4:
		return "ip";
	case NFPROTO_IPV6:
		return "ip6";
	case NFPROTO_INET:
		return "inet";
	default:
		return NULL;
	}
}

static const char *hook_of(const struct nlattr *nest, int *priority)
{
	static const char *const hooks[] = {
		"prerouting", "input", "forward", "output", "postrouting",
	};
	const struct nlattr *at[NFTA_HOOK_MAX + 1];
	uint64_t hook;

	netlink_nested(nest, at, ARRAY_SIZE(at));
	hook = nft_num(at[NFTA_HOOK_HOOKNUM]);
	*priority = (int)(uint32_t)nft_num(at[NFTA_HOOK_PRIORITY]);
	return hook < ARRAY_SIZE(hooks) ? hooks[hook] : NULL;
}

/* Those that no hook calls, too: another one may jump there. */
static int take_chain(const struct nlmsghdr *msg, void *arg)
{
	const struct nlattr *at[NFTA_CHAIN_MAX + 1];
	struct nat_rules *rules = arg;
	struct nat_chain chain = { 0 };
	const struct nfgenmsg *head;
	const char *type;

	if (!msg) {
		nat_free(rules);
		return 0;
	}
	head = netlink_header(msg, sizeof(*head));
	if (!head)
		return 0;
	netlink_attrs(msg, sizeof(*head), at, ARRAY_SIZE(at));
	type = netlink_text(at[NFTA_CHAIN_TYPE]);
	chain.family = family_of(head->nfgen_family);
	chain.table = (char *)netlink_text(at[NFTA_CHAIN_TABLE]);
	chain.name = (char *)netlink_text(at[NFTA_CHAIN_NAME]);
	if (at[NFTA_CHAIN_HOOK])
		chain.hook = hook_of(at[NFTA_CHAIN_HOOK], &chain.priority);
	if (!chain.family || !chain.table || !chain.name)
		return 0;
	if (at[NFTA_CHAIN_HOOK] && (!type || strcmp(type, "nat") || !chain.hook))
		return 0;
	return nat_add_chain(rules, chain);
}

/* Of all chains, while rules come; those of a chain come one after the other. */
struct reading {
	struct nat_rules *rules;
	struct nat_index by_name;
	size_t last; /* the chain of the last rule, or NAT_NONE */
};

static size_t chain_of(struct reading *rd, const char *family, const char *table, const char *name)
{
	const struct nat_chain *c = rd->last == NAT_NONE ? NULL : &rd->rules->chains[rd->last];

	if (!c || c->family != family || strcmp(c->name, name) || strcmp(c->table, table))
		rd->last = nat_index_find(&rd->by_name, family, table, name);
	return rd->last;
}

static int take_rule(const struct nlmsghdr *msg, void *arg)
{
	const struct nlattr *at[NFTA_RULE_MAX + 1];
	const struct nfgenmsg *head = msg ? netlink_header(msg, sizeof(*head)) : NULL;
	struct reading *rd = arg;
	struct nat_rule rule = { .jump = NAT_NONE };
	const char *table, *name, *family, *target;
	size_t chain;

	if (!msg)
		nat_forget_rules(rd->rules);
	if (!head)
		return 0;
	netlink_attrs(msg, sizeof(*head), at, ARRAY_SIZE(at));
	family = family_of(head->nfgen_family);
	table = netlink_text(at[NFTA_RULE_TABLE]);
	name = netlink_text(at[NFTA_RULE_CHAIN]);
	chain = family && table && name ? chain_of(rd, family, table, name) : NAT_NONE;
	if (chain == NAT_NONE)
		return 0;
	rule.number = nft_num(at[NFTA_RULE_HANDLE]);
	target = nft_rule(&rule, family, at[NFTA_RULE_EXPRESSIONS]);
	if (target)
		rule.jump = nat_index_find(&rd->by_name, family, table, target);
	/* It came after the chains were asked for: what it does must not look like nothing. */
	if (target && rule.jump == NAT_NONE) {
		text_reset(&rule.how);
		text_puts(&rule.how, "a chain that is not known here");
	}
	return nat_add_rule(rd->rules, chain, &rule);
}

static int dump(struct netlink *nl, int what, netlink_each each, void *arg)
{
	struct netlink_request r;
	struct nfgenmsg *head =
		netlink_request(&r, (uint16_t)(NFNL_SUBSYS_NFTABLES << 8 | what), sizeof(*head));

	head->nfgen_family = AF_UNSPEC;
	head->version = NFNETLINK_V0;
	return netlink_dump(nl, &r, each, arg);
}

/* Rules are many, and most are no business of NAT: only if it has a chain. */
static bool has_any(const struct nat_rules *rules)
{
	size_t i;

	for (i = 0; i < rules->nchains; i++)
		if (rules->chains[i].hook)
			return true;
	return false;
}

static int dump_rules(struct netlink *nl, struct nat_rules *rules)
{
	struct reading rd = { .rules = rules, .last = NAT_NONE };
	int err = nat_index_make(&rd.by_name, rules);

	if (!err)
		err = dump(nl, NFT_MSG_GETRULE, take_rule, &rd);
	nat_index_free(&rd.by_name);
	return err;
}

int nftables_nat(struct gathering *g, const struct ns *ns, int fd)
{
	_cleanup_nat_ struct nat_rules rules = { 0 };
	_cleanup_netlink_ struct netlink nl = { .netns = -1 };
	int err = netlink_open(&nl, fd, NETLINK_NETFILTER);

	if (!err)
		err = dump(&nl, NFT_MSG_GETCHAIN, take_chain, &rules);
	if (!err && has_any(&rules))
		err = dump_rules(&nl, &rules);
	return err ? err : nat_put(&g->rows, ns->inum, &rules);
}
