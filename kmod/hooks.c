// SPDX-License-Identifier: GPL-2.0
/*
 * The table `hooks`: what netfilter calls for the packets of a network
 * namespace. A record is a device: its own hooks, and those of its namespace
 * with the loopback device, which every one has.
 *
 * Netfilter keeps an array for each place where it calls hooks, and replaces
 * it under RCU. An array lives as long as the RCU section that found it. What
 * it points to is the affair of whoever registered it. Most wait for RCU, too,
 * before they free it, and newer kernels must (nfnetlink_hook.c reads it), but:
 *
 *   - 5.10 frees the nf_hook_ops of nf_nat at once, and so did 6.1 and 6.12
 *     before they gave struct nf_hook_ops an rcu_head;
 *   - 5.10 frees an nftables chain at once if adding it fails when its hook
 *     is registered already.
 *
 * So nothing here hangs on it. What an array points to is copied by functions
 * that cannot fault, and then the place is asked whether the hook is still in
 * it. All of them take a hook out before they free what belongs to it: while it
 * is in, what was copied before was alive, and is true. A hook that is no longer
 * in its place was taken out meanwhile, and has no row.
 *
 * Names are made in that RCU section, for the module of a function may go after
 * it, and so are the rows: text in a buffer that is grown outside. A place may have a
 * thousand hooks: each is read in a section of its own, and the next goes on behind as many:
 * if one of those comes or goes between the two, one may be told of twice, or not at all.
 */
#include <linux/mm.h>
#include <linux/netdevice.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <net/flow.h>
#include <net/net_namespace.h>

#include "bytes.h"
#include "compat.h"
#include "netwalk.h"
#include "symbol.h"
#include "table.h"
#include "tables.h"

struct hook_facts;

struct hooks_iter {
	struct netwalk_iter base;
	struct symbols symbols;
	struct hook_facts *facts; /* room for them */
	char *text; /* the rows of a record */
	size_t len;
	size_t size;
};

#ifdef CONFIG_NETFILTER
#include <linux/netfilter.h>
#include <linux/netfilter_arp.h>
#include <linux/netfilter_bridge.h>
#include <net/netfilter/nf_tables.h>

#define TEXT_SIZE 4096

/* Where hooks are called. */
struct hook_place {
	const char *family;
	const char *hook;
	bool of_dev;
	size_t offset; /* of the array's pointer in struct net or struct net_device */
};

#define NET_PLACE(family, hook, member, at)                              \
	{                                                                \
		family, hook, false, offsetof(struct net, nf.member[at]) \
	}
#define DEV_PLACE(hook, member)                                           \
	{                                                                 \
		"netdev", hook, true, offsetof(struct net_device, member) \
	}

static const struct hook_place places[] = {
	NET_PLACE("ip", "prerouting", hooks_ipv4, NF_INET_PRE_ROUTING),
	NET_PLACE("ip", "input", hooks_ipv4, NF_INET_LOCAL_IN),
	NET_PLACE("ip", "forward", hooks_ipv4, NF_INET_FORWARD),
	NET_PLACE("ip", "output", hooks_ipv4, NF_INET_LOCAL_OUT),
	NET_PLACE("ip", "postrouting", hooks_ipv4, NF_INET_POST_ROUTING),
	NET_PLACE("ip6", "prerouting", hooks_ipv6, NF_INET_PRE_ROUTING),
	NET_PLACE("ip6", "input", hooks_ipv6, NF_INET_LOCAL_IN),
	NET_PLACE("ip6", "forward", hooks_ipv6, NF_INET_FORWARD),
	NET_PLACE("ip6", "output", hooks_ipv6, NF_INET_LOCAL_OUT),
	NET_PLACE("ip6", "postrouting", hooks_ipv6, NF_INET_POST_ROUTING),
#ifdef CONFIG_NETFILTER_FAMILY_ARP
	NET_PLACE("arp", "input", hooks_arp, NF_ARP_IN),
	NET_PLACE("arp", "forward", hooks_arp, NF_ARP_FORWARD),
	NET_PLACE("arp", "output", hooks_arp, NF_ARP_OUT),
#endif
#ifdef CONFIG_NETFILTER_FAMILY_BRIDGE
	NET_PLACE("bridge", "prerouting", hooks_bridge, NF_BR_PRE_ROUTING),
	NET_PLACE("bridge", "input", hooks_bridge, NF_BR_LOCAL_IN),
	NET_PLACE("bridge", "forward", hooks_bridge, NF_BR_FORWARD),
	NET_PLACE("bridge", "output", hooks_bridge, NF_BR_LOCAL_OUT),
	NET_PLACE("bridge", "postrouting", hooks_bridge, NF_BR_POST_ROUTING),
#endif
#ifdef CONFIG_NETFILTER_INGRESS
	DEV_PLACE("ingress", nf_hooks_ingress),
#endif
#ifdef CONFIG_NETFILTER_EGRESS
	DEV_PLACE("egress", nf_hooks_egress),
#endif
};

static const char *const nft_families[] = {
	[NFPROTO_INET] = "inet",     [NFPROTO_IPV4] = "ip",	  [NFPROTO_ARP] = "arp",
	[NFPROTO_NETDEV] = "netdev", [NFPROTO_BRIDGE] = "bridge", [NFPROTO_IPV6] = "ip6",
};

struct hook_facts {
	struct nf_hook_ops ops;
	const struct symbol *function;
	const char *nft_family; /* NULL if it is no chain of nftables */
	struct nft_chain chain;
	struct nft_table table;
	/* And a word, of which a part may be put behind the end. */
	char chain_name[NFT_NAME_MAXLEN + sizeof(u64)];
	char table_name[NFT_NAME_MAXLEN + sizeof(u64)];
};

/*
 * To the end of an aligned word at a time: the end of the name may be that of what is mapped.
 * What is copied behind it is not looked at.
 */
static bool name_copy(char name[NFT_NAME_MAXLEN + sizeof(u64)], const char *from)
{
	size_t ahead = (uintptr_t)from % sizeof(u64), len = 0;
	u64 word;

	for (from -= ahead; len < NFT_NAME_MAXLEN; from += sizeof(u64), ahead = 0) {
		if (get_kernel_nofault(word, (const u64 *)from))
			return false;
		word = le64_to_cpu((__force __le64)word) >> 8 * ahead;
		put8(name + len, word);
		len += sizeof(u64) - ahead;
		/* The bytes that came before are NULs now, behind the others. */
		if (first_nul(ahead ? word | ~0ULL << 8 * (sizeof(u64) - ahead) : word))
			return true;
	}
	return false;
}

/*
 * The chain and its table. A name that a chain had before it was renamed is
 * freed after RCU on every kernel (nft_commit_release()).
 */
static bool nft_copy(struct hook_facts *facts, const struct nft_chain *from)
{
	const struct nft_chain *chain = &facts->chain;
	const struct nft_table *table = &facts->table;

	if (copy_from_kernel_nofault(&facts->chain, from, sizeof(facts->chain)) ||
	    copy_from_kernel_nofault(&facts->table, chain->table, sizeof(facts->table)))
		return false;
	facts->nft_family = table->family < ARRAY_SIZE(nft_families) ? nft_families[table->family] :
								       NULL;
	return name_copy(facts->table_name, table->name) &&
	       name_copy(facts->chain_name, chain->name);
}

/* Is a hook still in its place, where it was number @i of @known? */
static bool is_in_place(struct nf_hook_entries __rcu *const *place,
			const struct nf_hook_entries *known, u32 i, const struct nf_hook_ops *ops)
{
	const struct nf_hook_entries *now;
	struct nf_hook_ops *const *all;

	smp_rmb(); /* what was copied, was copied before */
	now = rcu_dereference(*place);
	if (!now)
		return false;
	all = nf_hook_entries_get_hook_ops(now);
	if (now == known)
		return READ_ONCE(all[i]) == ops;
	for (i = 0; i < now->num_hook_entries; i++)
		if (READ_ONCE(all[i]) == ops)
			return true;
	return false;
}

/*
 * Called under RCU. False if the hook is gone: also if it went, and its place could not be
 * given back for want of memory. Then netfilter has a hook of its own there, which accepts all;
 * no other is of no family.
 */
static bool hook_copy(struct hooks_iter *it, struct nf_hook_entries __rcu *const *place,
		      const struct nf_hook_entries *entries, u32 i)
{
	struct hook_facts *facts = it->facts;
	const struct nf_hook_ops *ops = READ_ONCE(nf_hook_entries_get_hook_ops(entries)[i]);

	facts->nft_family = NULL;
	if (copy_from_kernel_nofault(&facts->ops, ops, sizeof(*ops)) ||
	    !is_in_place(place, entries, i, ops) || facts->ops.pf == NFPROTO_UNSPEC)
		return false;
	facts->function = symbols_read(&it->symbols, facts->ops.hook);
	if (!nf_hook_is_nft(&facts->ops, facts->function->name, facts->function->module))
		return true;
	return nft_copy(facts, facts->ops.priv) && is_in_place(place, entries, i, ops);
}

static void hook_print(const struct hook_facts *facts, const struct hook_place *place, u32 netns,
		       int ifindex, u32 order, struct row *row)
{
	cell_num(row, netns);
	cell_word(row, place->family);
	cell_word(row, place->hook);
	if (place->of_dev)
		cell_num(row, ifindex);
	else
		cell_none(row);
	cell_num(row, order);
	cell_signed(row, facts->ops.priority);
	symbol_show(facts->function, row);
	cell_word(row, facts->nft_family);
	cell_text_or_none(row, facts->nft_family ? facts->table_name : "");
	cell_text_or_none(row, facts->nft_family ? facts->chain_name : "");
	row_end(row);
}

/* How far the hooks of a place are read. */
struct place_at {
	u32 next;
	u32 order; /* of the last row */
	bool is_full; /* there was no room for another row */
};

/*
 * The next hook, as a row that is added to the text, if it is not gone. Called under RCU.
 * False if that was the last.
 */
static bool place_print(const struct hook_place *place, struct net *net, int ifindex,
			struct hooks_iter *it, struct place_at *at)
{
	const void *of = net;
	struct nf_hook_entries __rcu *const *head;
	const struct nf_hook_entries *entries;
	struct row row;

	if (place->of_dev)
		of = dev_get_by_index_rcu(net, ifindex);
	if (!of)
		return false;
	head = of + place->offset;
	entries = rcu_dereference(*head);
	if (!entries || at->next >= entries->num_hook_entries)
		return false;
	if (hook_copy(it, head, entries, at->next)) {
		row_in(&row, &it->base.table, it->text + it->len, it->size - it->len);
		hook_print(it->facts, place, net->ns.inum, ifindex, at->order + 1, &row);
		/* Also when it is full to the last byte, as table.c has it. */
		at->is_full = row.at == row.end;
		if (at->is_full)
			return true;
		it->len = row.at - it->text;
		at->order++;
	}
	return ++at->next < entries->num_hook_entries;
}

static int text_grow(struct hooks_iter *it)
{
	size_t size = it->size ? 2 * it->size : TEXT_SIZE;
	char *text = kvmalloc(size, GFP_KERNEL_ACCOUNT);

	if (!text)
		return -ENOMEM;
	memcpy(text, it->text, it->len);
	kvfree(it->text);
	it->text = text;
	it->size = size;
	return 0;
}

static int place_read(const struct hook_place *place, struct net *net, int ifindex,
		      struct hooks_iter *it)
{
	struct place_at at = {};
	int err = 0;
	bool more;

	do {
		at.is_full = false;
		rcu_read_lock();
		more = place_print(place, net, ifindex, it, &at);
		rcu_read_unlock();
		if (at.is_full)
			err = text_grow(it);
		if (!err)
			err = table_relax();
	} while (!err && more);
	return err;
}

static bool is_used(const struct hook_place *place, const void *of)
{
	struct nf_hook_entries __rcu *const *head = of + place->offset;

	return rcu_access_pointer(*head);
}

/* The places where something is hooked: a bit for each. The others, most, are passed by. */
static u32 places_used(struct net *net, int ifindex)
{
	const struct net_device *dev;
	u32 used = 0;
	int i = ARRAY_SIZE(places);

	static_assert(ARRAY_SIZE(places) <= 32);
	rcu_read_lock();
	/* Those of devices come last. */
	dev = dev_get_by_index_rcu(net, ifindex);
	while (i-- && places[i].of_dev)
		if (dev && is_used(&places[i], dev))
			used |= BIT(i);
	rcu_read_unlock();
	if (ifindex != LOOPBACK_IFINDEX)
		return used;
	for (; i >= 0; i--)
		if (is_used(&places[i], net))
			used |= BIT(i);
	return used;
}

static int hooks_read(struct net *net, int ifindex, void *arg)
{
	struct hooks_iter *it = arg;
	u32 used = places_used(net, ifindex);
	int i, err = 0;

	it->len = 0;
	for (i = 0; !err && used >> i; i++)
		if (used & BIT(i))
			err = place_read(&places[i], net, ifindex, it);
	return err ? err : it->len != 0;
}

static int facts_alloc(struct hooks_iter *it)
{
	it->facts = kmalloc(sizeof(*it->facts), GFP_KERNEL);
	return it->facts ? 0 : -ENOMEM;
}
#else
static int facts_alloc(struct hooks_iter *it)
{
	return 0;
}

static int hooks_read(struct net *net, int ifindex, void *arg)
{
	return 0;
}
#endif

static int hooks_open(struct table_iter *table)
{
	struct hooks_iter *it = container_of(table, struct hooks_iter, base.table);
	int err = facts_alloc(it);

	if (!err)
		err = netwalk_open(table);
	if (err)
		kfree(it->facts);
	else
		symbols_watch(&it->symbols);
	return err;
}

static void hooks_release(struct table_iter *table)
{
	struct hooks_iter *it = container_of(table, struct hooks_iter, base.table);

	symbols_end(&it->symbols);
	netwalk_release(table);
	kfree(it->facts);
	kvfree(it->text);
}

static int hooks_find(struct table_iter *table, loff_t *pos)
{
	struct hooks_iter *it = container_of(table, struct hooks_iter, base.table);

	return netwalk_find(table, pos, hooks_read, it);
}

static void hooks_show(struct table_iter *table, struct row *row)
{
	const struct hooks_iter *it = container_of(table, struct hooks_iter, base.table);

	if (!cell_fits(row, it->len))
		return;
	memcpy(row->at, it->text, it->len);
	row->at += it->len;
}

const struct table hooks_table = {
	.name = "hooks",
	.columns = TABLE_COLUMNS(NSVIEW_HOOKS_COLUMNS),
	.iter_size = sizeof(struct hooks_iter),
	.open = hooks_open,
	.release = hooks_release,
	.end = netwalk_end,
	.find = hooks_find,
	.show = hooks_show,
};
