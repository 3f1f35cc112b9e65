/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "iptables.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter_ipv4/ip_tables.h>
#include <linux/netfilter_ipv6/ip6_tables.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "../cleanup.h"
#include "enter.h"
#include "put.h"

#define TABLE "nat"
/* It grows while it is read. */
#define TRIES 5

/* Both are alike but for the size of what comes first in a rule. */
struct family {
	const char *name; /* as the table hooks has it */
	const char *tables; /* those that this net namespace has */
	int af, level, get_info, get_entries;
	size_t entry, target_at, next_at;
};

static const struct family families[] = {
	{ "ip", "/proc/thread-self/net/ip_tables_names", AF_INET, SOL_IP, IPT_SO_GET_INFO,
	  IPT_SO_GET_ENTRIES, sizeof(struct ipt_entry), offsetof(struct ipt_entry, target_offset),
	  offsetof(struct ipt_entry, next_offset) },
	{ "ip6", "/proc/thread-self/net/ip6_tables_names", AF_INET6, SOL_IPV6, IP6T_SO_GET_INFO,
	  IP6T_SO_GET_ENTRIES, sizeof(struct ip6t_entry),
	  offsetof(struct ip6t_entry, target_offset), offsetof(struct ip6t_entry, next_offset) },
};

static const struct place {
	unsigned int hook;
	const char *name; /* as the table hooks has it */
	const char *chain;
	const char *priority; /* NF_IP_PRI_NAT_DST and _SRC */
} places[] = {
	{ NF_INET_PRE_ROUTING, "prerouting", "PREROUTING", "-100" },
	{ NF_INET_LOCAL_IN, "input", "INPUT", "100" },
	{ NF_INET_LOCAL_OUT, "output", "OUTPUT", "-100" },
	{ NF_INET_POST_ROUTING, "postrouting", "POSTROUTING", "100" },
};

/* What targets are called in the words of nft(8); another one keeps its name. */
static const struct {
	const char *target;
	const char *word;
} translations[] = {
	{ "MASQUERADE", "masquerade" },
	{ "SNAT", "snat" },
	{ "DNAT", "dnat" },
	{ "REDIRECT", "redirect" },
};

struct rules {
	const struct family *family;
	struct ipt_getinfo info; /* IPv6 has the same */
	const char *at; /* info.size bytes */
	bool *seen; /* rules that were looked at, by their offset */
	size_t *todo; /* offsets that rules jump to; a rule has one at most */
	size_t ntodo;
	struct text how;
};

struct visit {
	struct gathering *g;
	const struct ns *ns;
	const struct family *family;
};

static void add_target(struct text *how, const char *target)
{
	const char *word = target;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(translations); i++)
		if (!strcmp(target, translations[i].target))
			word = translations[i].word;
	if (!strstr(text_str(how), word))
		text_printf(how, "%s%s", how->len ? "," : "", word);
}

static uint16_t offset_in(const char *rule, size_t at)
{
	uint16_t n;

	memcpy(&n, rule + at, sizeof(n));
	return n;
}

/* The target of the rule at @at; NULL if that is not whole, or was looked at already. */
static const char *target_at(struct rules *r, size_t at, size_t *next)
{
	const char *rule = r->at + at;
	size_t left = at < r->info.size ? r->info.size - at : 0, target;

	if (left < r->family->entry || r->seen[at])
		return NULL;
	r->seen[at] = true;
	target = offset_in(rule, r->family->target_at);
	*next = offset_in(rule, r->family->next_at);
	if (*next > left || target < r->family->entry ||
	    target + sizeof(struct xt_entry_target) > *next)
		return NULL;
	return rule + target;
}

/*
 * From a chain's first rule to its last one, which is at @last in one that hooks
 * call; others end where the name of the next one is kept, as a rule that is an
 * error.
 */
static void walk_chain(struct rules *r, size_t at, size_t last)
{
	struct xt_entry_target target;
	const char *found;
	size_t next;

	while ((found = target_at(r, at, &next))) {
		memcpy(&target, found, sizeof(target));
		target.u.user.name[sizeof(target.u.user.name) - 1] = '\0';
		if (!strcmp(target.u.user.name, XT_ERROR_TARGET))
			return;
		if (strcmp(target.u.user.name, XT_STANDARD_TARGET)) {
			add_target(&r->how, target.u.user.name);
		} else if ((size_t)(r->at + at + next - found) >=
			   sizeof(struct xt_standard_target)) {
			int verdict;

			memcpy(&verdict, found + offsetof(struct xt_standard_target, verdict),
			       sizeof(verdict));
			/* An offset, or what to do. */
			if (verdict >= 0 && (size_t)verdict != at + next &&
			    r->ntodo < r->info.num_entries)
				r->todo[r->ntodo++] = (size_t)verdict;
		}
		if (at == last)
			return;
		at += next;
	}
}

/*
 * A chain and those that it jumps to. Without recursion: who owns the net
 * namespace may have made a chain of chains as long as they like.
 */
static void walk_chains(struct rules *r, size_t at, size_t last)
{
	walk_chain(r, at, last);
	while (r->ntodo)
		walk_chain(r, r->todo[--r->ntodo], SIZE_MAX);
}

static void put_chain(const struct visit *v, const struct place *place, const char *how)
{
	struct text *t = &v->g->rows;

	put_num(t, v->ns->inum);
	put_text(t, v->family->name);
	put_text(t, place->name);
	put_text(t, place->priority);
	put_text(t, NULL);
	put_text(t, NULL);
	put_text(t, how && *how ? how : NULL);
	put_text(t, place->chain);
	put_end(t);
}

static void put_chains(const struct visit *v, struct rules *r)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(places); i++) {
		unsigned int hook = places[i].hook;

		if (!(r->info.valid_hooks & 1u << hook))
			continue;
		memset(r->seen, 0, r->info.size + 1);
		text_reset(&r->how);
		walk_chains(r, r->info.hook_entry[hook], r->info.underflow[hook]);
		put_chain(v, &places[i], text_str(&r->how));
	}
}

static int read_rules(const struct visit *v, int fd)
{
	struct rules r = { .family = v->family };
	_cleanup_free_ struct ipt_get_entries *entries = NULL;
	_cleanup_free_ bool *seen = NULL;
	_cleanup_free_ size_t *todo = NULL;
	socklen_t len = sizeof(r.info);

	strcpy(r.info.name, TABLE);
	if (getsockopt(fd, v->family->level, v->family->get_info, &r.info, &len) < 0)
		return -errno;
	len = (socklen_t)(offsetof(struct ipt_get_entries, entrytable) + r.info.size);
	entries = calloc(1, len);
	r.seen = seen = calloc(r.info.size + 1, sizeof(*seen));
	r.todo = todo = calloc(r.info.num_entries + 1, sizeof(*todo));
	if (!entries || !seen || !todo)
		return -ENOMEM;
	strcpy(entries->name, TABLE);
	entries->size = r.info.size;
	if (getsockopt(fd, v->family->level, v->family->get_entries, entries, &len) < 0)
		return -errno;
	r.at = (const char *)entries->entrytable;
	put_chains(v, &r);
	v->g->rows.failed |= r.how.failed;
	text_free(&r.how);
	return 0;
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
		put_chain(v, &places[i], "rules that can not be read");
}

int iptables_nat(struct gathering *g, const struct ns *ns, int fd)
{
	int err = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(families); i++) {
		struct visit v = { .g = g, .ns = ns, .family = &families[i] };
		int got = ns_do(fd, CLONE_NEWNET, read_family, &v);

		if (got)
			put_unread(&v);
		err = err ? err : got;
	}
	return err;
}
