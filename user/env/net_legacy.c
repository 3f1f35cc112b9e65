/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The older iptables has its rules in x_tables, of which nftables knows nothing. What has
 * no such table is not asked for it: the kernel would make it, and load modules.
 */
#define _GNU_SOURCE
#include "net_legacy.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter_ipv4/ip_tables.h>
#include <linux/netfilter_ipv6/ip6_tables.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "../cleanup.h"
#include "../host/iptables.h"

#define TABLE "filter"

/* Both are alike but for the size of what comes first in a rule. */
static const struct family {
	int af, level, get_info, get_entries;
	const char *tables; /* those that this net namespace has */
	size_t target_at;
} families[] = {
	{ AF_INET, SOL_IP, IPT_SO_GET_INFO, IPT_SO_GET_ENTRIES, "/proc/self/net/ip_tables_names",
	  offsetof(struct ipt_entry, target_offset) },
	{ AF_INET6, SOL_IPV6, IP6T_SO_GET_INFO, IP6T_SO_GET_ENTRIES,
	  "/proc/self/net/ip6_tables_names", offsetof(struct ip6t_entry, target_offset) },
};

static bool has_table(const struct family *family)
{
	_cleanup_fclose_ FILE *file = fopen(family->tables, "re");
	char line[XT_TABLE_MAXNAMELEN + 1];

	while (file && fgets(line, sizeof(line), file))
		if (!strcmp(line, TABLE "\n"))
			return true;
	return false;
}

/* The table, @info->size bytes of rules; NULL if there is none or it can not be read. */
static struct ipt_get_entries *read_table(const struct family *family, struct ipt_getinfo *info)
{
	_cleanup_close_ int fd = socket(family->af, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW);
	_cleanup_free_ struct ipt_get_entries *entries = NULL;
	socklen_t len = sizeof(*info);

	strcpy(info->name, TABLE);
	if (fd < 0 || getsockopt(fd, family->level, family->get_info, info, &len) < 0 ||
	    info->size > IPTABLES_SIZE_MAX)
		return NULL;
	len = (socklen_t)(offsetof(struct ipt_get_entries, entrytable) + info->size);
	entries = calloc(1, len);
	if (!entries)
		return NULL;
	strcpy(entries->name, TABLE);
	entries->size = info->size;
	if (getsockopt(fd, family->level, family->get_entries, entries, &len) < 0)
		return NULL;
	return steal(entries);
}

/* The policy of a chain is the rule that it falls to. */
static bool drops(const struct family *family, const struct ipt_getinfo *info, const char *rules)
{
	size_t at = info->underflow[NF_INET_FORWARD];
	struct xt_standard_target target;
	uint16_t offset;

	if (!(info->valid_hooks & 1u << NF_INET_FORWARD) || at > info->size ||
	    info->size - at < family->target_at + sizeof(offset))
		return false;
	memcpy(&offset, rules + at + family->target_at, sizeof(offset));
	if (info->size - at < offset + sizeof(target))
		return false;
	memcpy(&target, rules + at + offset, sizeof(target));
	return target.verdict == -NF_DROP - 1;
}

static bool names(const struct ipt_getinfo *info, const char *rules, const char *name)
{
	/* With its NUL: nsview0 is not nsview01. */
	return memmem(rules, info->size, name, strlen(name) + 1);
}

bool legacy_drops(int af, const char *bridge, bool *docker)
{
	const struct family *family = &families[af == AF_INET6];
	_cleanup_free_ struct ipt_get_entries *entries = NULL;
	struct ipt_getinfo info;
	const char *rules;

	if (!has_table(family))
		return false;
	entries = read_table(family, &info);
	if (!entries)
		return false;
	rules = (const char *)entries->entrytable;
	*docker = names(&info, rules, "DOCKER-USER");
	return drops(family, &info, rules) && !names(&info, rules, bridge);
}
