/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What others have in netfilter: a chain that drops what it does not know swallows what
 * environments send, whatever our own chains say, for each of them has to let it pass.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink.h>
#include <stdio.h>
#include <string.h>

#include "../cleanup.h"
#include "marks.h"
#include "net_forward.h"
#include "net_legacy.h"
#include "nft.h"

struct dropping {
	uint8_t family;
	char table[64], chain[64];
};

struct chains {
	struct dropping dropping[4];
	size_t count;
	bool docker; /* has its own chain for what others want */
};

static uint32_t number(const struct nlattr *attr)
{
	return attr ? ntohl((uint32_t)netlink_num(attr)) : UINT32_MAX;
}

static int take_chain(const struct nlmsghdr *msg, void *arg)
{
	const struct nlattr *at[NFTA_CHAIN_MAX + 1], *hook[NFTA_HOOK_MAX + 1];
	const struct nfgenmsg *head = msg ? netlink_header(msg, sizeof(*head)) : NULL;
	struct chains *all = arg;
	struct dropping *d = &all->dropping[all->count];
	const char *table, *name;

	if (!msg)
		*all = (struct chains){ 0 };
	if (!head)
		return 0;
	netlink_attrs(msg, sizeof(*head), at, ARRAY_SIZE(at));
	netlink_nested(at[NFTA_CHAIN_HOOK], hook, ARRAY_SIZE(hook));
	table = netlink_text(at[NFTA_CHAIN_TABLE]);
	name = netlink_text(at[NFTA_CHAIN_NAME]);
	if (!table || !name)
		return 0;
	all->docker |= !strcmp(name, "DOCKER-USER");
	if (number(at[NFTA_CHAIN_POLICY]) != NF_DROP || !at[NFTA_CHAIN_HOOK] ||
	    number(hook[NFTA_HOOK_HOOKNUM]) != NF_INET_FORWARD ||
	    all->count == ARRAY_SIZE(all->dropping) ||
	    (head->nfgen_family != NFPROTO_INET && head->nfgen_family != NFPROTO_IPV4 &&
	     head->nfgen_family != NFPROTO_IPV6))
		return 0;
	d->family = head->nfgen_family;
	snprintf(d->table, sizeof(d->table), "%s", table);
	snprintf(d->chain, sizeof(d->chain), "%s", name);
	all->count++;
	return 0;
}

/* Somebody has thought of this bridge: whatever is said there is meant so. */
static int names_bridge(const struct nlmsghdr *msg, void *arg)
{
	const char *name = arg;

	/* With its NUL: nsview0 is not nsview01. */
	return msg && memmem(msg, msg->nlmsg_len, name, strlen(name) + 1) ? 1 : 0;
}

static bool is_thought_of(struct netlink *nl, const struct dropping *d, const char *bridge)
{
	struct netlink_request r;

	nft_question(&r, NFT_MSG_GETRULE, d->family);
	netlink_put_text(&r, NFTA_RULE_TABLE, d->table);
	return netlink_dump(nl, &r, names_bridge, (void *)bridge) == 1;
}

/* Frames from one port of a bridge to another go through the hooks of IP as well. */
static bool bridges_ask_ip(const struct dropping *d)
{
	_cleanup_close_ int fd = open(d->family == NFPROTO_IPV6 ?
					      "/proc/sys/net/bridge/bridge-nf-call-ip6tables" :
					      "/proc/sys/net/bridge/bridge-nf-call-iptables",
				      O_RDONLY | O_CLOEXEC);
	char value = '0';

	return fd >= 0 && read(fd, &value, 1) == 1 && value != '0';
}

static const char *family_of(uint8_t family)
{
	return family == NFPROTO_INET ? "inet" : family == NFPROTO_IPV6 ? "ip6" : "ip";
}

/* By the older iptables, and by nftables' likeness of it where that has docker's chain. */
static void say_iptables(char *todo, size_t size, uint8_t family, const char *chain,
			 const char *bridge)
{
	const char *command = family == NFPROTO_IPV6 ? "ip6tables" : "iptables";

	snprintf(todo, size, "%s -I %s -i %s -j ACCEPT; %s -I %s -o %s -j ACCEPT", command, chain,
		 bridge, command, chain, bridge);
}

static void say_nft(char *todo, size_t size, const struct dropping *d, const char *bridge)
{
	const char *family = family_of(d->family);

	snprintf(todo, size,
		 "nft insert rule %s %s %s iifname %s accept; "
		 "nft insert rule %s %s %s oifname %s accept",
		 family, d->table, d->chain, bridge, family, d->table, d->chain, bridge);
}

static void warn(const struct dropping *d, const char *bridge, bool docker, bool legacy)
{
	const char *family = family_of(d->family);
	char todo[512];

	if (docker && d->family != NFPROTO_INET)
		say_iptables(todo, sizeof(todo), d->family, "DOCKER-USER", bridge);
	else if (legacy)
		say_iptables(todo, sizeof(todo), d->family, d->chain, bridge);
	else
		say_nft(todo, sizeof(todo), d, bridge);
	problem_warn("chain %s of table %s %s drops what it does not know, and so what %s sends "
		     "out%s: %s",
		     d->chain, family, d->table, bridge,
		     bridges_ask_ip(d) ?
			     " and, because of br_netfilter, what goes between environments" :
			     "",
		     todo);
}

static void look_at_legacy(uint8_t family, const char *bridge)
{
	const struct dropping d = { .family = family, .table = "filter", .chain = "FORWARD" };
	bool docker;

	if (legacy_drops(family == NFPROTO_IPV6 ? AF_INET6 : AF_INET, bridge, &docker))
		warn(&d, bridge, docker, true);
}

void forward_look(struct netlink *nl, const char *bridge)
{
	struct chains all = { 0 };
	struct netlink_request r;
	size_t i;

	look_at_legacy(NFPROTO_IPV4, bridge);
	look_at_legacy(NFPROTO_IPV6, bridge);
	nft_question(&r, NFT_MSG_GETCHAIN, AF_UNSPEC);
	if (netlink_dump(nl, &r, take_chain, &all))
		return;
	for (i = 0; i < all.count; i++)
		if (!is_thought_of(nl, &all.dropping[i], bridge))
			warn(&all.dropping[i], bridge, all.docker, false);
}
