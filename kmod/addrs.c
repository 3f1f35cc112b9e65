// SPDX-License-Identifier: GPL-2.0
/*
 * The table `addrs`: IPv4 and IPv6 addresses of every device.
 *
 * A record is a device: its addresses are read in an RCU section, those of
 * IPv6 also under their device's lock, because its list is not an RCU list on
 * every kernel. They are numbers until they are printed.
 *
 * Of more than some, the next section goes on behind as many as there are read, for
 * nothing keeps an address in its list: if one of these comes or goes between the two,
 * one may be told of twice, or not at all.
 */
#include <linux/inetdevice.h>
#include <linux/mm.h>
#include <linux/netdevice.h>
#include <linux/rcupdate.h>
#include <linux/rtnetlink.h>
#include <linux/string.h>
#include <net/addrconf.h>
#include <net/if_inet6.h>
#include <net/ipv6.h>

#include "compat.h"
#include "netwalk.h"
#include "table.h"
#include "tables.h"

/* So many are read in one section. */
#define ADDRS_STEP 128U

struct addr_facts {
	u16 family;
	u8 prefix;
	u8 scope; /* RT_SCOPE_* */
	struct in6_addr address; /* the first four bytes of it for IPv4 */
	struct in6_addr peer; /* zero if none */
	char label[IFNAMSIZ];
};

struct addrs_iter {
	struct netwalk_iter base;
	u32 netns;
	int ifindex;
	u32 nr;
	u32 nr_inet; /* of those, how many are IPv4 */
	u32 end; /* of this section */
	u32 max;
	struct addr_facts *addrs;
};

/* NULL if it is to be read in the next section. */
static struct addr_facts *addr_next(struct addrs_iter *it, u16 family)
{
	struct addr_facts *facts;

	if (it->nr == it->end)
		return NULL;
	facts = &it->addrs[it->nr++];
	*facts = (struct addr_facts){ .family = family };
	return facts;
}

/* Those that were not read yet. False if there is no room for all. */
static bool inet_read(const struct net_device *dev, struct addrs_iter *it)
{
	const struct in_device *in_dev = __in_dev_get_rcu(dev);
	u32 passed = it->nr_inet;
	const struct in_ifaddr *ifa;
	struct addr_facts *facts;

	if (!in_dev)
		return true;
	in_dev_for_each_ifa_rcu(ifa, in_dev) {
		if (passed && passed--)
			continue;
		facts = addr_next(it, AF_INET);
		if (!facts)
			return false;
		it->nr_inet++;
		facts->prefix = ifa->ifa_prefixlen;
		facts->scope = ifa->ifa_scope;
		facts->address.s6_addr32[0] = ifa->ifa_local;
		if (ifa->ifa_address != ifa->ifa_local)
			facts->peer.s6_addr32[0] = ifa->ifa_address;
		strscpy(facts->label, ifa->ifa_label, sizeof(facts->label));
	}
	return true;
}

/* As rtnetlink translates it: IPv6 counts scopes another way. */
static u8 inet6_scope(u32 scope)
{
	if (scope & IFA_HOST)
		return RT_SCOPE_HOST;
	if (scope & IFA_LINK)
		return RT_SCOPE_LINK;
	if (scope & IFA_SITE)
		return RT_SCOPE_SITE;
	return RT_SCOPE_UNIVERSE;
}

/* As inet_read(). */
static bool inet6_read(const struct net_device *dev, struct addrs_iter *it)
{
	struct inet6_dev *idev = __in6_dev_get(dev);
	u32 passed = it->nr - it->nr_inet;
	const struct inet6_ifaddr *ifa;
	struct addr_facts *facts;
	bool all = true;

	/* Most devices that are down have none: that takes no lock to see. */
	if (!idev || list_empty(&idev->addr_list))
		return true;
	read_lock_bh(&idev->lock);
	list_for_each_entry(ifa, &idev->addr_list, if_list) {
		if (passed && passed--)
			continue;
		facts = addr_next(it, AF_INET6);
		if (!facts) {
			all = false;
			break;
		}
		facts->prefix = ifa->prefix_len;
		facts->scope = inet6_scope(ifa->scope);
		facts->address = ifa->addr;
		facts->peer = ifa->peer_addr;
	}
	read_unlock_bh(&idev->lock);
	return all;
}

/* Some more of a device. False if there are more. */
static bool dev_read(struct net *net, int ifindex, struct addrs_iter *it)
{
	const struct net_device *dev;
	bool all;

	it->end = it->nr + ADDRS_STEP;
	rcu_read_lock();
	dev = dev_get_by_index_rcu(net, ifindex);
	all = !dev || (inet_read(dev, it) && inet6_read(dev, it));
	rcu_read_unlock();
	return all;
}

static noinline int make_room(struct addrs_iter *it)
{
	u32 max = max(2 * it->max, ADDRS_STEP);
	struct addr_facts *addrs;

	addrs = kvmalloc_array(max, sizeof(*addrs), GFP_KERNEL_ACCOUNT);
	if (!addrs)
		return -ENOMEM;
	if (it->nr)
		memcpy(addrs, it->addrs, it->nr * sizeof(*addrs));
	kvfree(it->addrs);
	it->addrs = addrs;
	it->max = max;
	return 0;
}

static int addrs_read(struct net *net, int ifindex, void *arg)
{
	struct addrs_iter *it = arg;
	int err;

	it->netns = net->ns.inum;
	it->ifindex = ifindex;
	it->nr = 0;
	it->nr_inet = 0;
	for (;;) {
		err = it->max - it->nr < ADDRS_STEP ? make_room(it) : 0;
		if (err)
			return err;
		if (dev_read(net, ifindex, it))
			return it->nr != 0;
		err = table_relax();
		if (err)
			return err;
	}
}

static void addrs_release(struct table_iter *table)
{
	struct addrs_iter *it = container_of(table, struct addrs_iter, base.table);

	netwalk_release(table);
	kvfree(it->addrs);
}

static int addrs_find(struct table_iter *table, loff_t *pos)
{
	struct addrs_iter *it = container_of(table, struct addrs_iter, base.table);

	return netwalk_find(table, pos, addrs_read, it);
}

static void scope_show(u8 scope, struct row *row)
{
	switch (scope) {
	case RT_SCOPE_UNIVERSE:
		return cell_word(row, "global");
	case RT_SCOPE_SITE:
		return cell_word(row, "site");
	case RT_SCOPE_LINK:
		return cell_word(row, "link");
	case RT_SCOPE_HOST:
		return cell_word(row, "host");
	case RT_SCOPE_NOWHERE:
		return cell_word(row, "nowhere");
	default:
		return cell_num(row, scope);
	}
}

static void address_show(u16 family, const struct in6_addr *address, struct row *row)
{
	if (family == AF_INET)
		cell_printf(row, "%pI4", &address->s6_addr32[0]);
	else
		cell_printf(row, "%pI6c", address);
}

static void addr_show(const struct addrs_iter *it, const struct addr_facts *facts, struct row *row)
{
	cell_num(row, it->netns);
	cell_num(row, it->ifindex);
	cell_word(row, facts->family == AF_INET ? "inet" : "inet6");
	address_show(facts->family, &facts->address, row);
	cell_num(row, facts->prefix);
	scope_show(facts->scope, row);
	if (ipv6_addr_any(&facts->peer))
		cell_none(row);
	else
		address_show(facts->family, &facts->peer, row);
	if (facts->family == AF_INET)
		cell_text(row, facts->label);
	else
		cell_none(row);
	row_end(row);
}

static void addrs_show(struct table_iter *table, struct row *row)
{
	const struct addrs_iter *it = container_of(table, struct addrs_iter, base.table);
	u32 i;

	for (i = 0; i < it->nr; i++) {
		addr_show(it, &it->addrs[i], row);
		show_relax(i);
	}
}

const struct table addrs_table = {
	.name = "addrs",
	.columns = TABLE_COLUMNS(NSVIEW_ADDRS_COLUMNS),
	.iter_size = sizeof(struct addrs_iter),
	.open = netwalk_open,
	.release = addrs_release,
	.end = netwalk_end,
	.find = addrs_find,
	.show = addrs_show,
};
