/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The chains that translate addresses, and how. They are called by conntrack's
 * hook, not from the hook list, which so tells nothing of nftables from the older
 * iptables. Nothing is asked for where no such hook is, for asking would load
 * modules.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nf_tables_compat.h>
#include <linux/netfilter/nfnetlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../cleanup.h"
#include "../netlink.h"
#include "enter.h"
#include "iptables.h"
#include "put.h"

#define CHAINS_MAX 64

struct chain {
	unsigned char family;
	uint64_t hook;
	int priority;
	char table[NFT_NAME_MAXLEN];
	char name[NFT_NAME_MAXLEN];
	char how[64]; /* words, by commas */
};

struct chains {
	struct chain at[CHAINS_MAX];
	size_t count;
	bool more; /* than there is room for */
};

static uint64_t big_endian(const struct nlattr *attr)
{
	uint64_t n = netlink_num(attr);

	return n > UINT32_MAX ? NSVIEW_NONE : ntohl((uint32_t)n);
}

static int take_chain(const struct nlmsghdr *msg, void *arg)
{
	const struct nlattr *at[NFTA_CHAIN_MAX + 1], *hook[NFTA_HOOK_MAX + 1];
	const struct nfgenmsg *head;
	struct chains *chains = arg;
	struct chain *c;
	const char *type;

	if (!msg) {
		chains->count = 0;
		return 0;
	}
	head = netlink_header(msg, sizeof(*head));
	if (!head)
		return 0;
	netlink_attrs(msg, sizeof(*head), at, ARRAY_SIZE(at));
	type = netlink_text(at[NFTA_CHAIN_TYPE]);
	if (!type || strcmp(type, "nat") || !netlink_text(at[NFTA_CHAIN_TABLE]) ||
	    !netlink_text(at[NFTA_CHAIN_NAME]))
		return 0;
	if (chains->count == CHAINS_MAX) {
		chains->more = true;
		return 0;
	}
	netlink_nested(at[NFTA_CHAIN_HOOK], hook, ARRAY_SIZE(hook));
	c = &chains->at[chains->count++];
	*c = (struct chain){ .family = head->nfgen_family };
	c->hook = big_endian(hook[NFTA_HOOK_HOOKNUM]);
	c->priority = (int)(uint32_t)big_endian(hook[NFTA_HOOK_PRIORITY]);
	snprintf(c->table, sizeof(c->table), "%s", netlink_text(at[NFTA_CHAIN_TABLE]));
	snprintf(c->name, sizeof(c->name), "%s", netlink_text(at[NFTA_CHAIN_NAME]));
	return 0;
}

static void add_word(struct chain *c, const char *word)
{
	size_t len = strlen(c->how);

	if (!strstr(c->how, word))
		snprintf(c->how + len, sizeof(c->how) - len, "%s%s", len ? "," : "", word);
}

/* Of one expression of a rule: whether it translates, and what. */
static void take_expression(struct chain *c, const struct nlattr *elem)
{
	const struct nlattr *at[NFTA_EXPR_MAX + 1], *data[NFTA_NAT_MAX + 1];
	const char *name;

	netlink_nested(elem, at, ARRAY_SIZE(at));
	name = netlink_text(at[NFTA_EXPR_NAME]);
	if (!name)
		return;
	netlink_nested(at[NFTA_EXPR_DATA], data, ARRAY_SIZE(data));
	if (!strcmp(name, "masq"))
		add_word(c, "masquerade");
	else if (!strcmp(name, "redir"))
		add_word(c, "redirect");
	else if (!strcmp(name, "nat"))
		add_word(c, big_endian(data[NFTA_NAT_TYPE]) == NFT_NAT_DNAT ? "dnat" : "snat");
	else if (!strcmp(name, "target") && netlink_text(data[NFTA_TARGET_NAME]))
		add_word(c, netlink_text(data[NFTA_TARGET_NAME]));
	else if (!strcmp(name, "immediate"))
		add_word(c, "other chains");
}

static int take_rule(const struct nlmsghdr *msg, void *arg)
{
	const struct nlattr *at[NFTA_RULE_MAX + 1], *elem = NULL;
	const struct nfgenmsg *head = msg ? netlink_header(msg, sizeof(*head)) : NULL;
	struct chains *chains = arg;
	const char *table, *name;
	size_t i;

	if (!head)
		return 0;
	netlink_attrs(msg, sizeof(*head), at, ARRAY_SIZE(at));
	table = netlink_text(at[NFTA_RULE_TABLE]);
	name = netlink_text(at[NFTA_RULE_CHAIN]);
	for (i = 0; i < chains->count && table && name; i++) {
		struct chain *c = &chains->at[i];

		if (c->family != head->nfgen_family || strcmp(c->table, table) ||
		    strcmp(c->name, name))
			continue;
		while ((elem = netlink_next(at[NFTA_RULE_EXPRESSIONS], elem)))
			take_expression(c, elem);
	}
	return 0;
}

static int dump(struct netlink *nl, int what, netlink_each each, struct chains *chains)
{
	struct netlink_request r;
	struct nfgenmsg *head =
		netlink_request(&r, (uint16_t)(NFNL_SUBSYS_NFTABLES << 8 | what), sizeof(*head));

	head->nfgen_family = AF_UNSPEC;
	head->version = NFNETLINK_V0;
	return netlink_dump(nl, &r, each, chains);
}

static const char *family_of(unsigned char family)
{
	switch (family) {
	case NFPROTO_IPV4:
		return "ip";
	case NFPROTO_IPV6:
		return "ip6";
	default:
		return "inet";
	}
}

static void put_chain(struct text *t, const struct ns *ns, const struct chain *c)
{
	static const char *const hooks[] = {
		"prerouting", "input", "forward", "output", "postrouting",
	};
	char priority[16];

	snprintf(priority, sizeof(priority), "%d", c->priority);
	put_num(t, ns->inum);
	put_text(t, family_of(c->family));
	put_text(t, c->hook < ARRAY_SIZE(hooks) ? hooks[c->hook] : NULL);
	put_text(t, priority);
	put_text(t, c->table);
	put_text(t, c->name);
	put_text(t, c->how[0] ? c->how : NULL);
	put_text(t, NULL);
	put_end(t);
}

static bool has_nat(const struct ns *ns)
{
	const struct hook *hook;

	for (hook = ns->hooks; hook; hook = hook->next)
		if (hook->function && !strncmp(hook->function, "nf_nat_", 7))
			return true;
	return false;
}

static int nftables_nat(struct gathering *g, const struct ns *ns, int fd)
{
	struct chains chains = { 0 };
	_cleanup_netlink_ struct netlink nl = { .netns = -1 };
	size_t i;
	int err = netlink_open(&nl, fd, NETLINK_NETFILTER);

	if (!err)
		err = dump(&nl, NFT_MSG_GETCHAIN, take_chain, &chains);
	if (!err)
		err = dump(&nl, NFT_MSG_GETRULE, take_rule, &chains);
	if (err)
		return err;
	for (i = 0; i < chains.count; i++)
		put_chain(&g->rows, ns, &chains.at[i]);
	return chains.more ? -E2BIG : 0;
}

static void visit(struct gathering *g, const struct ns *ns)
{
	static const struct {
		const char *module;
		const char *what;
		int (*read)(struct gathering *g, const struct ns *ns, int fd);
	} readers[] = {
		{ "/sys/module/nf_tables", "nftables", nftables_nat },
		{ "/sys/module/x_tables", "iptables", iptables_nat },
	};
	_cleanup_close_ int fd = ns_open(g->host, ns);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(readers); i++) {
		int err = fd;

		if (access(readers[i].module, F_OK) < 0)
			continue;
		if (fd >= 0)
			err = readers[i].read(g, ns, fd);
		if (err < 0)
			missed(g, err, "NAT by %s in net:[%llu]", readers[i].what,
			       (unsigned long long)ns->inum);
	}
}

int gather_nats(struct gathering *g, struct problem *p)
{
	const struct host *h = g->host;
	size_t i;

	(void)p;
	for (i = 0; i < h->n_namespaces; i++)
		if (h->namespaces[i].kind == NS_net && has_nat(&h->namespaces[i]))
			visit(g, &h->namespaces[i]);
	return 0;
}
