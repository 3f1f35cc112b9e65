// SPDX-License-Identifier: GPL-2.0
/*
 * The table `devs`: every device of every network namespace.
 *
 * A row is read under one hold of rtnl. That is what a device's master, its
 * peer's namespace (which drivers look up by rtnl_dereference()), its
 * address and its rx_handler are changed under, so they agree; and no module
 * whose function or rtnl_link_ops a device points to can finish to unload.
 */
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/mm.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <net/rtnetlink.h>

#include "bytes.h"
#include "compat.h"
#include "netwalk.h"
#include "symbol.h"
#include "table.h"
#include "tables.h"

struct dev_facts {
	char name[IFNAMSIZ];
	char kind[32];
	int ifindex;
	u32 netns;
	u32 flags;
	u32 mtu;
	u32 operstate;
	int master; /* 0 is none, as for link */
	int link;
	u32 link_netns;
	u8 mac[MAX_ADDR_LEN];
	u8 mac_len;
	const struct symbol *rx_handler;
	const struct symbol *start_xmit;
	struct rtnl_link_stats64 stats;
};

/* A device that is stacked on another, in whichever namespace it is. */
struct dev_upper {
	u32 netns;
	int ifindex;
};

struct devs_iter {
	struct netwalk_iter base;
	struct dev_facts facts;
	struct symbols symbols;
	u32 nr_uppers; /* may be above max_uppers: so many there are */
	u32 max_uppers;
	struct dev_upper *uppers;
};

/* RFC 2863; the order is that of IF_OPER_* in linux/if.h. */
static const char *const operstates[] = {
	"unknown", "notpresent", "down", "lowerlayerdown", "testing", "dormant", "up",
};

/*
 * The peer or lower device, as rtnetlink tells it: a device that is its own
 * link has none, unless the number is another device's in another namespace.
 */
static void link_fill(const struct net_device *dev, struct dev_facts *facts)
{
	const struct rtnl_link_ops *ops = dev->rtnl_link_ops;
	const struct net *net = dev_net(dev), *link_net = net;
	int link = dev_get_iflink(dev);

	if (ops && ops->get_link_net)
		link_net = ops->get_link_net(dev);
	if (!link_net || (link == dev->ifindex && link_net == net))
		link = 0;
	facts->link = link;
	facts->link_netns = link ? link_net->ns.inum : 0;
}

static void dev_fill(struct net_device *dev, struct devs_iter *it)
{
	struct dev_facts *facts = &it->facts;
	const struct rtnl_link_ops *ops = dev->rtnl_link_ops;
	const struct net_device *master;

	strscpy(facts->name, dev->name, sizeof(facts->name));
	strscpy(facts->kind, ops ? ops->kind : "", sizeof(facts->kind));
	facts->ifindex = dev->ifindex;
	facts->netns = dev_net(dev)->ns.inum;
	facts->flags = netif_get_flags(dev);
	facts->mtu = READ_ONCE(dev->mtu);
	facts->operstate = netif_running(dev) ? READ_ONCE(dev->operstate) : IF_OPER_DOWN;
	facts->mac_len = min_t(u8, dev->addr_len, sizeof(facts->mac));
	memcpy(facts->mac, dev->dev_addr, facts->mac_len);

	master = netdev_master_upper_dev_get(dev);
	facts->master = master ? master->ifindex : 0;
	link_fill(dev, facts);

	facts->rx_handler = symbols_read(&it->symbols, rtnl_dereference(dev->rx_handler));
	facts->start_xmit = symbols_read(&it->symbols, dev->netdev_ops->ndo_start_xmit);
	dev_get_stats(dev, &facts->stats);
}

/* The list changes under rtnl only, as does the namespace of a device in it. */
static void uppers_fill(struct net_device *dev, struct devs_iter *it)
{
	const struct net_device *upper;
	struct list_head *at;

	it->nr_uppers = 0;
	netdev_for_each_upper_dev_rcu(dev, upper, at) {
		if (it->nr_uppers < it->max_uppers)
			it->uppers[it->nr_uppers] = (struct dev_upper){
				.netns = dev_net(upper)->ns.inum,
				.ifindex = upper->ifindex,
			};
		it->nr_uppers++;
	}
}

/* Room for as many as there were, and some that come meanwhile. */
static int uppers_grow(struct devs_iter *it)
{
	u32 max = it->nr_uppers + it->nr_uppers / 8 + 8;

	kvfree(it->uppers);
	it->max_uppers = 0;
	it->uppers = kvmalloc_array(max, sizeof(*it->uppers), GFP_KERNEL_ACCOUNT);
	if (!it->uppers)
		return -ENOMEM;
	it->max_uppers = max;
	return 0;
}

static int dev_read(struct net *net, int ifindex, void *arg)
{
	struct devs_iter *it = arg;
	struct net_device *dev;
	int err;

	for (;;) {
		err = rtnl_lock_for_row();
		if (err)
			return err;
		dev = __dev_get_by_index(net, ifindex);
		if (dev) {
			uppers_fill(dev, it);
			if (it->nr_uppers <= it->max_uppers)
				dev_fill(dev, it);
		}
		rtnl_unlock();
		if (!dev || it->nr_uppers <= it->max_uppers)
			return !!dev;
		err = uppers_grow(it);
		if (err)
			return err;
	}
}

static int devs_open(struct table_iter *table)
{
	struct devs_iter *it = container_of(table, struct devs_iter, base.table);
	int err = netwalk_open(table);

	if (!err)
		symbols_watch(&it->symbols);
	return err;
}

static void devs_release(struct table_iter *table)
{
	struct devs_iter *it = container_of(table, struct devs_iter, base.table);

	symbols_end(&it->symbols);
	netwalk_release(table);
	kvfree(it->uppers);
}

static int devs_find(struct table_iter *table, loff_t *pos)
{
	struct devs_iter *it = container_of(table, struct devs_iter, base.table);

	return netwalk_find(table, pos, dev_read, it);
}

static void uppers_show(const struct devs_iter *it, struct row *row)
{
	u32 i;

	if (!it->nr_uppers)
		cell_none(row);
	for (i = 0; i < it->nr_uppers; i++) {
		if (i)
			cell_join(row);
		cell_num(row, it->uppers[i].netns);
		cell_go_on(row, ':');
		cell_num(row, it->uppers[i].ifindex);
		show_relax(i);
	}
}

static void devs_show(struct table_iter *table, struct row *row)
{
	const struct devs_iter *it = container_of(table, struct devs_iter, base.table);
	const struct dev_facts *facts = &it->facts;
	const struct rtnl_link_stats64 *stats = &facts->stats;

	cell_num(row, facts->netns);
	cell_num(row, facts->ifindex);
	cell_name(row, facts->name);
	cell_text_or_none(row, facts->kind);
	cell_num(row, facts->flags);
	if (facts->mac_len)
		cell_bytes(row, facts->mac, facts->mac_len, ':');
	else
		cell_none(row);
	cell_num(row, facts->mtu);
	cell_word_at(row, facts->operstate, operstates, ARRAY_SIZE(operstates));
	cell_num_or(row, facts->master, 0);
	cell_num_or(row, facts->link, 0);
	cell_num_or(row, facts->link_netns, 0);
	uppers_show(it, row);
	symbol_show(facts->rx_handler, row);
	symbol_show(facts->start_xmit, row);
	cell_num(row, stats->rx_bytes);
	cell_num(row, stats->rx_packets);
	cell_num(row, stats->rx_errors);
	cell_num(row, stats->rx_dropped);
	cell_num(row, stats->tx_bytes);
	cell_num(row, stats->tx_packets);
	cell_num(row, stats->tx_errors);
	cell_num(row, stats->tx_dropped);
	row_end(row);
}

const struct table devs_table = {
	.name = "devs",
	.columns = TABLE_COLUMNS(NSVIEW_DEVS_COLUMNS),
	.iter_size = sizeof(struct devs_iter),
	.open = devs_open,
	.release = devs_release,
	.end = netwalk_end,
	.find = devs_find,
	.show = devs_show,
};
