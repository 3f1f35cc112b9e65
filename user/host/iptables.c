/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "iptables.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter_ipv4/ip_tables.h>
#include <linux/netfilter_ipv6/ip6_tables.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "../cleanup.h"
#include "enter.h"
#include "map.h"
#include "nat_rules.h"
#include "nat_words.h"

#define TABLE "nat"
/* It grows while it is read. */
#define TRIES 5

/* Both are alike but for the size of what comes first in a rule, and what is in it. */
struct family {
	const char *name; /* as the table hooks has it */
	const char *tables; /* those that this net namespace has */
	int af, level, get_info, get_entries;
	size_t entry, target_at, next_at;
	void (*take)(struct nat_rule *rule, const char *entry);
};

static void test_ip(struct nat_rule *rule, const char *at);
static void test_ip6(struct nat_rule *rule, const char *at);

static const struct family families[] = {
	{ "ip", "/proc/thread-self/net/ip_tables_names", AF_INET, SOL_IP, IPT_SO_GET_INFO,
	  IPT_SO_GET_ENTRIES, sizeof(struct ipt_entry), offsetof(struct ipt_entry, target_offset),
	  offsetof(struct ipt_entry, next_offset), test_ip },
	{ "ip6", "/proc/thread-self/net/ip6_tables_names", AF_INET6, SOL_IPV6, IP6T_SO_GET_INFO,
	  IP6T_SO_GET_ENTRIES, sizeof(struct ip6t_entry),
	  offsetof(struct ip6t_entry, target_offset), offsetof(struct ip6t_entry, next_offset),
	  test_ip6 },
};

static const struct place {
	unsigned int hook;
	const char *name; /* as the table hooks has it */
	const char *chain;
	int priority; /* NF_IP_PRI_NAT_DST and _SRC */
} places[] = {
	{ NF_INET_PRE_ROUTING, "prerouting", "PREROUTING", -100 },
	{ NF_INET_LOCAL_IN, "input", "INPUT", 100 },
	{ NF_INET_LOCAL_OUT, "output", "OUTPUT", -100 },
	{ NF_INET_POST_ROUTING, "postrouting", "POSTROUTING", 100 },
};

/* The table as the kernel gives it: rules in a row, each with the offset of the next. */
struct entries {
	const struct family *family;
	struct ipt_getinfo info; /* IPv6 has the same */
	const char *at; /* info.size bytes */
	struct map chains; /* where each begins; of two that begin there the first */
};

/* A rule in it. */
struct entry {
	size_t at;
	size_t next;
	size_t target_at;
	struct xt_entry_target target;
};

struct visit {
	struct gathering *g;
	const struct ns *ns;
	const struct family *family;
	bool *found; /* there is such a table */
};

static uint16_t offset_in(const char *rule, size_t at)
{
	uint16_t n;

	memcpy(&n, rule + at, sizeof(n));
	return n;
}

/* The rule at @at; false at the end, and if it is not whole. */
static bool entry_at(const struct entries *b, size_t at, struct entry *e)
{
	size_t left = at < b->info.size ? b->info.size - at : 0, target, next;

	if (left < b->family->entry)
		return false;
	target = offset_in(b->at + at, b->family->target_at);
	next = offset_in(b->at + at, b->family->next_at);
	if (next > left || target < b->family->entry || target + sizeof(e->target) > next)
		return false;
	*e = (struct entry){ .at = at, .next = at + next, .target_at = at + target };
	memcpy(&e->target, b->at + e->target_at, sizeof(e->target));
	e->target.u.user.name[sizeof(e->target.u.user.name) - 1] = '\0';
	return true;
}

static bool is_target(const struct entry *e, const char *name)
{
	return !strcmp(e->target.u.user.name, name);
}

/* An offset to jump to, or what to do; a chain's own end is to go on. */
static bool verdict_of(const struct entries *b, const struct entry *e, int *verdict)
{
	if (!is_target(e, XT_STANDARD_TARGET) ||
	    e->next - e->target_at < sizeof(struct xt_standard_target))
		return false;
	memcpy(verdict, b->at + e->target_at + offsetof(struct xt_standard_target, verdict),
	       sizeof(*verdict));
	return true;
}

/*
 * Chains that hooks call begin where the table says. Others are headed by their
 * name, which is kept as a rule that is an error.
 */
static int add_chains(const struct entries *b, struct nat_rules *rules)
{
	struct entry e;
	size_t at, i;
	int err = 0;

	for (i = 0; i < ARRAY_SIZE(places) && !err; i++)
		if (b->info.valid_hooks & 1u << places[i].hook)
			err = nat_add_chain(rules,
					    (struct nat_chain){
						    .family = b->family->name,
						    .hook = places[i].name,
						    .priority = places[i].priority,
						    .name = (char *)places[i].chain,
						    .start = b->info.hook_entry[places[i].hook],
					    });
	for (at = 0; !err && entry_at(b, at, &e); at = e.next) {
		char name[XT_FUNCTION_MAXNAMELEN] = "";
		size_t len = e.next - e.target_at - sizeof(e.target);

		if (!is_target(&e, XT_ERROR_TARGET) || e.next >= b->info.size)
			continue;
		memcpy(name, b->at + e.target_at + sizeof(e.target),
		       len < sizeof(name) ? len : sizeof(name) - 1);
		err = nat_add_chain(rules, (struct nat_chain){ .family = b->family->name,
							       .name = name,
							       .start = e.next });
	}
	return err;
}

static int map_chains(struct entries *b, const struct nat_rules *rules)
{
	size_t i;
	int err = 0;

	for (i = 0; i < rules->nchains && !err; i++)
		err = map_add(&b->chains, rules->chains[i].start, 0, i);
	return err;
}

static size_t chain_at(const struct entries *b, size_t at)
{
	const size_t chain = map_find(&b->chains, at, 0);

	return chain == MAP_NONE ? NAT_NONE : chain;
}

static void test_address(struct text *tests, int af, const char *key, bool is_not,
			 const void *address, const void *mask)
{
	unsigned int bits;

	if (!nat_prefix(mask, af == AF_INET ? 4 : 16, &bits))
		nat_test_unknown(tests, "%s", key);
	else if (bits || is_not)
		nat_test_address(tests, key, is_not, af, address, bits);
}

/* A mask that does not reach the NUL leaves the end open. */
static void test_device(struct text *tests, const char *key, bool is_not, const char *name,
			const unsigned char *mask)
{
	size_t len = strnlen(name, IFNAMSIZ), looked_at = 0;

	while (looked_at < IFNAMSIZ && mask[looked_at])
		looked_at++;
	if (looked_at)
		nat_test_device(tests, key, is_not, name, len < looked_at ? len : looked_at,
				looked_at <= len);
}

/* 0 is any. */
static void test_protocol(struct text *tests, bool is_not, unsigned int protocol)
{
	if (protocol)
		nat_test_protocol(tests, is_not, protocol);
}

static void test_ip(struct nat_rule *rule, const char *at)
{
	struct ipt_entry entry;
	const struct ipt_ip *ip = &entry.ip;
	struct text *t = &rule->tests;

	memcpy(&entry, at, sizeof(entry));
	test_device(t, "iif", ip->invflags & IPT_INV_VIA_IN, ip->iniface, ip->iniface_mask);
	test_device(t, "oif", ip->invflags & IPT_INV_VIA_OUT, ip->outiface, ip->outiface_mask);
	test_address(t, AF_INET, "saddr", ip->invflags & IPT_INV_SRCIP, &ip->src, &ip->smsk);
	test_address(t, AF_INET, "daddr", ip->invflags & IPT_INV_DSTIP, &ip->dst, &ip->dmsk);
	test_protocol(t, ip->invflags & IPT_INV_PROTO, ip->proto);
	if (ip->flags & IPT_F_FRAG)
		nat_test_unknown(t, "fragment");
	rule->go = ip->flags & IPT_F_GOTO;
}

static void test_ip6(struct nat_rule *rule, const char *at)
{
	struct ip6t_entry entry;
	const struct ip6t_ip6 *ip = &entry.ipv6;
	struct text *t = &rule->tests;

	memcpy(&entry, at, sizeof(entry));
	test_device(t, "iif", ip->invflags & IP6T_INV_VIA_IN, ip->iniface, ip->iniface_mask);
	test_device(t, "oif", ip->invflags & IP6T_INV_VIA_OUT, ip->outiface, ip->outiface_mask);
	test_address(t, AF_INET6, "saddr", ip->invflags & IP6T_INV_SRCIP, &ip->src, &ip->smsk);
	test_address(t, AF_INET6, "daddr", ip->invflags & IP6T_INV_DSTIP, &ip->dst, &ip->dmsk);
	test_protocol(t, ip->invflags & IP6T_INV_PROTO, ip->flags & IP6T_F_PROTO ? ip->proto : 0);
	rule->go = ip->flags & IP6T_F_GOTO;
}

/* What else a rule asks for, between its head and its target. */
static void test_matches(const struct entries *b, struct nat_rule *rule, const struct entry *e)
{
	struct xt_entry_match match;
	size_t at = e->at + b->family->entry;

	while (at + sizeof(match) <= e->target_at) {
		memcpy(&match, b->at + at, sizeof(match));
		match.u.user.name[sizeof(match.u.user.name) - 1] = '\0';
		if (strcmp(match.u.user.name, "comment"))
			nat_test_unknown(&rule->tests, "%s", match.u.user.name);
		if (match.u.match_size < sizeof(match))
			return;
		at += match.u.match_size;
	}
}

static const char *verdict_words(int verdict)
{
	switch (verdict) {
	case -NF_ACCEPT - 1:
		return "accept";
	case -NF_DROP - 1:
		return "drop";
	case XT_RETURN:
		return "return";
	default:
		return "?";
	}
}

static int add_rule(const struct entries *b, struct nat_rules *rules, size_t chain,
		    const struct entry *e)
{
	struct nat_rule rule = { .number = NSVIEW_NONE, .jump = NAT_NONE };
	int verdict;

	b->family->take(&rule, b->at + e->at);
	test_matches(b, &rule, e);
	if (!verdict_of(b, e, &verdict)) {
		nat_target(&rule.how, e->target.u.user.name);
	} else if (verdict < 0) {
		text_puts(&rule.how, verdict_words(verdict));
	} else if ((size_t)verdict != e->next) {
		rule.jump = chain_at(b, (size_t)verdict);
		text_puts(&rule.how, rule.go ? "goto" : "jump");
	}
	return nat_add_rule(rules, chain, &rule);
}

/* A chain that a hook calls ends with its policy, which is no rule; any other with a return. */
static bool is_policy(const struct entries *b, const struct nat_chain *chain, const struct entry *e)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(places); i++)
		if (places[i].name == chain->hook && b->info.underflow[places[i].hook] == e->at)
			return true;
	return false;
}

static int add_rules(const struct entries *b, struct nat_rules *rules)
{
	size_t at, chain = NAT_NONE;
	struct entry e;
	int err = 0;

	for (at = 0; !err && entry_at(b, at, &e); at = e.next) {
		size_t begins = chain_at(b, at);

		if (is_target(&e, XT_ERROR_TARGET))
			continue;
		chain = begins == NAT_NONE ? chain : begins;
		if (chain != NAT_NONE && !is_policy(b, &rules->chains[chain], &e))
			err = add_rule(b, rules, chain, &e);
	}
	return err;
}

static int take_rules(struct entries *b, struct nat_rules *rules)
{
	int err = add_chains(b, rules);

	if (!err)
		err = map_chains(b, rules);
	if (!err)
		err = add_rules(b, rules);
	map_free(&b->chains);
	return err;
}

static int read_rules(const struct visit *v, int fd)
{
	struct entries b = { .family = v->family };
	_cleanup_free_ struct ipt_get_entries *entries = NULL;
	_cleanup_nat_ struct nat_rules rules = { 0 };
	socklen_t len = sizeof(b.info);
	int err;

	strcpy(b.info.name, TABLE);
	if (getsockopt(fd, v->family->level, v->family->get_info, &b.info, &len) < 0)
		return -errno;
	if (b.info.size > IPTABLES_SIZE_MAX)
		return -EBADMSG;
	len = (socklen_t)(offsetof(struct ipt_get_entries, entrytable) + b.info.size);
	entries = calloc(1, len);
	if (!entries)
		return -ENOMEM;
	strcpy(entries->name, TABLE);
	entries->size = b.info.size;
	if (getsockopt(fd, v->family->level, v->family->get_entries, entries, &len) < 0)
		return -errno;
	b.at = (const char *)entries->entrytable;
	err = take_rules(&b, &rules);
	return err ? err : nat_put(&v->g->rows, v->ns->inum, &rules);
}

/* Asked for another one the kernel would make it, if need be from a module. */
static bool has_table(const struct family *family)
{
	_cleanup_fclose_ FILE *file = fopen(family->tables, "re");
	char line[XT_TABLE_MAXNAMELEN + 1];

	while (file && fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		if (!strcmp(line, TABLE))
			return true;
	}
	return false;
}

static int read_family(void *arg)
{
	const struct visit *v = arg;
	_cleanup_close_ int fd = -1;
	int err = -EAGAIN, i;

	if (!has_table(v->family))
		return 0;
	*v->found = true;
	fd = socket(v->family->af, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW);
	if (fd < 0)
		return -errno;
	for (i = 0; i < TRIES && err == -EAGAIN; i++)
		err = read_rules(v, fd);
	/* It was taken away meanwhile. */
	return err == -ENOENT ? 0 : err;
}

/* That there are rules is known at least. */
static void put_unread(const struct visit *v)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(places); i++)
		nat_put_unread(&v->g->rows, v->ns->inum,
			       (struct nat_chain){
				       .family = v->family->name,
				       .hook = places[i].name,
				       .priority = places[i].priority,
				       .name = (char *)places[i].chain,
			       });
}

int iptables_nat(struct gathering *g, const struct ns *ns, int fd, bool *found)
{
	int err = 0;
	size_t i;

	*found = false;
	for (i = 0; i < ARRAY_SIZE(families); i++) {
		struct visit v = { g, ns, &families[i], found };
		int got = ns_do(fd, CLONE_NEWNET, read_family, &v);

		if (got && got != -E2BIG)
			put_unread(&v);
		err = err ? err : got;
	}
	return err;
}
