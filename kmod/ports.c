// SPDX-License-Identifier: GPL-2.0
/*
 * The table `ports`: every device that is enslaved to another.
 *
 * What a master knows of its ports is private to its module, and nsview must
 * neither mirror it nor hold that module. It comes from the serialisers that
 * rtnetlink itself calls, fill_slave_info() and ndo_bridge_getlink(), under
 * rtnl as they are called there, written to a buffer of ours. Nothing else is
 * needed: rtnetlink takes no other lock for them on any kernel, the per-device
 * one of newer kernels (netdev_lock) included; a port joins and leaves its
 * master under rtnl; and no module whose rtnl_link_ops a device points to can
 * finish to unload. One port for each hold of rtnl.
 */
#include <linux/if_bridge.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/skbuff.h>
#include <net/netlink.h>
#include <net/rtnetlink.h>

#include "compat.h"
#include "netwalk.h"
#include "portattrs.h"
#include "table.h"
#include "tables.h"

/*
 * A port's attributes take some 500 bytes. VLANs take 8 bytes each in the
 * worst case, where no two neighbours are alike: 32 KiB. A file that met a
 * port which does not fit into the first size goes on with the second. That is
 * less than a netlink attribute can be long.
 */
#define PORT_BUF_SIZE 8192
#define PORT_BUF_SIZE_LARGE (60 * 1024)

/*
 * The bridge does not always say that there was no room: not for the backup
 * port, and not for VLANs of a port that may have tunnels and has none. When
 * it left more than that, there was.
 */
#define PORT_BUF_SPARE 64

struct ports_iter {
	struct netwalk_iter base;
	u32 netns;
	int ifindex;
	int master;
	char kind[32];
	struct port_known known;
	struct port_says says; /* points into skb */
	struct sk_buff *skb;
	bool is_large;
};

static int buf_grow(struct ports_iter *it)
{
	struct sk_buff *skb;

	if (it->is_large)
		return -EMSGSIZE;
	skb = alloc_skb(PORT_BUF_SIZE_LARGE, GFP_KERNEL);
	if (!skb)
		return -ENOMEM;
	consume_skb(it->skb);
	it->skb = skb;
	it->is_large = true;
	return 0;
}

/*
 * Called with rtnl. What a bridge tells of a port as a port, with the VLANs. In it is also all
 * that fill_slave_info() tells, which so need not be asked as well: that is most of the work.
 * False if the buffer is too small, or there is no such thing.
 */
static bool bridge_fill(struct net_device *dev, const struct net_device *master,
			struct ports_iter *it)
{
	const struct net_device_ops *ops = master->netdev_ops;

	return ops->ndo_bridge_getlink &&
	       !ops->ndo_bridge_getlink(it->skb, 0, 0, dev, RTEXT_FILTER_BRVLAN_COMPRESSED, 0) &&
	       skb_tailroom(it->skb) >= PORT_BUF_SPARE &&
	       port_says_read_bridge(&it->says, &it->known, it->skb->data, it->skb->len);
}

/*
 * Called with rtnl. 0, -EMSGSIZE if the buffer is too small, or what the master failed with.
 *
 * The bridge puts the tunnels of a port's VLANs, 28 bytes each, behind the VLANs themselves:
 * several thousand do not fit. The bridge can't tell rtnetlink of such a port either, and the
 * table must go on, without these.
 */
static int says_fill(struct net_device *dev, const struct net_device *master, struct ports_iter *it)
{
	const struct rtnl_link_ops *ops = master->rtnl_link_ops;
	enum port_of of = port_of_kind(it->kind);
	int err;

	__skb_trim(it->skb, 0);
	if (!ops || !ops->fill_slave_info)
		of = PORT_OF_OTHER;
	if (of == PORT_OF_BRIDGE && !(netif_is_bridge_port(dev) && netif_is_bridge_master(master)))
		of = PORT_OF_OTHER;
	if (of == PORT_OF_BRIDGE) {
		if (bridge_fill(dev, master, it))
			return 0;
		if (!it->is_large)
			return -EMSGSIZE;
		__skb_trim(it->skb, 0);
	}
	if (of != PORT_OF_OTHER) {
		err = ops->fill_slave_info(it->skb, master, dev);
		if (err)
			return err;
	}
	port_says_read(&it->says, &it->known, of, it->skb->data, it->skb->len);
	it->says.vlans_unknown = of == PORT_OF_BRIDGE;
	return 0;
}

static int port_read_rtnl(struct net *net, int ifindex, struct ports_iter *it)
{
	struct net_device *dev = __dev_get_by_index(net, ifindex);
	const struct net_device *master = dev ? netdev_master_upper_dev_get(dev) : NULL;
	const struct rtnl_link_ops *ops = master ? master->rtnl_link_ops : NULL;
	int err;

	if (!master)
		return 0;
	it->netns = net->ns.inum;
	it->ifindex = ifindex;
	it->master = master->ifindex;
	strscpy(it->kind, ops ? ops->kind : "", sizeof(it->kind));
	err = says_fill(dev, master, it);
	return err ? err : 1;
}

static int port_read(struct net *net, int ifindex, void *arg)
{
	struct ports_iter *it = arg;
	struct net_device *dev;
	bool enslaved;
	int ret;

	/* Most devices are nobody's port, and to see that takes no rtnl. */
	rcu_read_lock();
	dev = dev_get_by_index_rcu(net, ifindex);
	enslaved = dev && netdev_master_upper_dev_get_rcu(dev);
	rcu_read_unlock();
	if (!enslaved)
		return 0;

	for (;;) {
		ret = rtnl_lock_for_row();
		if (ret)
			return ret;
		ret = port_read_rtnl(net, ifindex, it);
		rtnl_unlock();
		if (ret != -EMSGSIZE)
			return ret;
		ret = buf_grow(it);
		if (ret)
			return ret;
	}
}

static int ports_open(struct table_iter *table)
{
	struct ports_iter *it = container_of(table, struct ports_iter, base.table);
	int err;

	port_known_fill(&it->known);
	it->skb = alloc_skb(PORT_BUF_SIZE, GFP_KERNEL);
	if (!it->skb)
		return -ENOMEM;
	err = netwalk_open(table);
	if (err)
		consume_skb(it->skb);
	return err;
}

static void ports_release(struct table_iter *table)
{
	struct ports_iter *it = container_of(table, struct ports_iter, base.table);

	netwalk_release(table);
	consume_skb(it->skb);
}

static int ports_find(struct table_iter *table, loff_t *pos)
{
	struct ports_iter *it = container_of(table, struct ports_iter, base.table);

	return netwalk_find(table, pos, port_read, it);
}

static void ports_show(struct table_iter *table, struct row *row)
{
	const struct ports_iter *it = container_of(table, struct ports_iter, base.table);

	cell_num(row, it->netns);
	cell_num(row, it->ifindex);
	cell_num(row, it->master);
	cell_text_or_none(row, it->kind);
	port_says_show(&it->says, row);
	row_end(row);
}

const struct table ports_table = {
	.name = "ports",
	.columns = TABLE_COLUMNS(NSVIEW_PORTS_COLUMNS),
	.iter_size = sizeof(struct ports_iter),
	.open = ports_open,
	.release = ports_release,
	.end = netwalk_end,
	.find = ports_find,
	.show = ports_show,
};
