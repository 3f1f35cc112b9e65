// SPDX-License-Identifier: GPL-2.0
/*
 * The table `ports`: every device that is enslaved to another.
 *
 * struct net_bridge_port is private to bridge.ko, and nsview must neither
 * mirror it nor hold that module. What a bridge says of a port comes from the
 * serialiser that rtnetlink itself calls, rtnl_link_ops.fill_slave_info,
 * under rtnl as it is called there, written to a buffer of ours and read back
 * as netlink attributes. One port for each hold of rtnl.
 */
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/skbuff.h>
#include <net/netlink.h>
#include <net/rtnetlink.h>

#include "compat.h"
#include "netwalk.h"
#include "table.h"
#include "tables.h"

/* What a port says of itself: 40 attributes of the bridge take 400 bytes. */
#define SLAVE_INFO_SIZE 8192

/* An attribute that is not there. */
#define NONE U64_MAX

/* Switches and what bridge(8) calls them; each is a u8. The order is that of the cell. */
#define PORT_FLAGS(X)                                     \
	X(IFLA_BRPORT_MODE, "hairpin")                    \
	X(IFLA_BRPORT_GUARD, "guard")                     \
	X(IFLA_BRPORT_PROTECT, "root_block")              \
	X(IFLA_BRPORT_FAST_LEAVE, "fastleave")            \
	X(IFLA_BRPORT_LEARNING, "learning")               \
	X(IFLA_BRPORT_UNICAST_FLOOD, "flood")             \
	X(IFLA_BRPORT_MCAST_FLOOD, "mcast_flood")         \
	X(IFLA_BRPORT_BCAST_FLOOD, "bcast_flood")         \
	X(IFLA_BRPORT_MCAST_TO_UCAST, "mcast_to_unicast") \
	X(IFLA_BRPORT_PROXYARP, "proxy_arp")              \
	X(IFLA_BRPORT_PROXYARP_WIFI, "proxy_arp_wifi")    \
	X(IFLA_BRPORT_NEIGH_SUPPRESS, "neigh_suppress")   \
	X(IFLA_BRPORT_VLAN_TUNNEL, "vlan_tunnel")         \
	X(IFLA_BRPORT_ISOLATED, "isolated")               \
	X(NSVIEW_BRPORT_LOCKED, "locked")                 \
	X(NSVIEW_BRPORT_MAB, "mab")

#define FLAG_ATTR_(attr, name) attr,
#define FLAG_NAME_(attr, name) name,
static const int flag_attrs[] = { PORT_FLAGS(FLAG_ATTR_) };
static const char *const flag_names[] = { PORT_FLAGS(FLAG_NAME_) };
static_assert(ARRAY_SIZE(flag_attrs) <= 32);

/* Spanning tree states; the order is that of BR_STATE_* in linux/if_bridge.h. */
static const char *const port_states[] = {
	"disabled", "listening", "learning", "forwarding", "blocking",
};

struct port_facts {
	u32 netns;
	int ifindex;
	int master;
	char kind[32];
	bool is_bridge_port;
	u64 port;
	u64 state;
	u64 cost;
	u64 priority;
	u32 flags; /* a bit for each of flag_attrs */
};

struct ports_iter {
	struct netwalk_iter base;
	struct sk_buff *skb;
	struct port_facts facts;
};

static u64 attr_num(const struct sk_buff *skb, int type)
{
	const struct nlattr *attr = nla_find((const void *)skb->data, skb->len, type);

	if (!attr)
		return NONE;
	switch (nla_len(attr)) {
	case sizeof(u8):
		return nla_get_u8(attr);
	case sizeof(u16):
		return nla_get_u16(attr);
	case sizeof(u32):
		return nla_get_u32(attr);
	default:
		return NONE;
	}
}

/* Called with rtnl. 0, or what the serialiser failed with. */
static int bridge_port_fill(const struct net_device *dev, const struct net_device *master,
			    struct ports_iter *it)
{
	struct port_facts *facts = &it->facts;
	u32 i;
	int err;

	__skb_trim(it->skb, 0);
	err = master->rtnl_link_ops->fill_slave_info(it->skb, master, dev);
	if (err)
		return err;
	facts->port = attr_num(it->skb, IFLA_BRPORT_NO);
	facts->state = attr_num(it->skb, IFLA_BRPORT_STATE);
	facts->cost = attr_num(it->skb, IFLA_BRPORT_COST);
	facts->priority = attr_num(it->skb, IFLA_BRPORT_PRIORITY);
	for (i = 0; i < ARRAY_SIZE(flag_attrs); i++)
		if (attr_num(it->skb, flag_attrs[i]) == 1)
			facts->flags |= BIT(i);
	return 0;
}

static int port_fill(struct net_device *dev, struct net_device *master, struct ports_iter *it)
{
	const struct rtnl_link_ops *ops = master->rtnl_link_ops;
	struct port_facts *facts = &it->facts;

	*facts = (struct port_facts){
		.netns = dev_net(dev)->ns.inum,
		.ifindex = dev->ifindex,
		.master = master->ifindex,
		.is_bridge_port = netif_is_bridge_port(dev) && netif_is_bridge_master(master),
	};
	strscpy(facts->kind, ops ? ops->kind : "", sizeof(facts->kind));
	if (facts->is_bridge_port && ops && ops->fill_slave_info)
		return bridge_port_fill(dev, master, it);
	facts->is_bridge_port = false;
	return 0;
}

static int port_read_rtnl(struct net *net, int ifindex, struct ports_iter *it)
{
	struct net_device *dev = __dev_get_by_index(net, ifindex);
	struct net_device *master = dev ? netdev_master_upper_dev_get(dev) : NULL;
	int err;

	if (!master)
		return 0;
	err = port_fill(dev, master, it);
	return err ? err : 1;
}

static int port_read(struct net *net, int ifindex, void *arg)
{
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

	ret = rtnl_lock_for_row();
	if (ret)
		return ret;
	ret = port_read_rtnl(net, ifindex, arg);
	rtnl_unlock();
	return ret;
}

static int ports_open(struct table_iter *table)
{
	struct ports_iter *it = container_of(table, struct ports_iter, base.table);
	int err;

	it->skb = alloc_skb(SLAVE_INFO_SIZE, GFP_KERNEL);
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

static void bridge_port_show(const struct port_facts *facts, struct row *row)
{
	cell_num_or(row, facts->port, NONE);
	cell_word_at(row, facts->state, port_states, ARRAY_SIZE(port_states));
	cell_bits(row, facts->flags, flag_names, ARRAY_SIZE(flag_names));
	cell_num_or(row, facts->cost, NONE);
	cell_num_or(row, facts->priority, NONE);
}

static void ports_show(struct table_iter *table, struct row *row)
{
	const struct port_facts *facts = &container_of(table, struct ports_iter, base.table)->facts;
	int i;

	cell_num(row, facts->netns);
	cell_num(row, facts->ifindex);
	cell_num(row, facts->master);
	cell_text_or_none(row, facts->kind);
	if (facts->is_bridge_port)
		bridge_port_show(facts, row);
	else
		for (i = 0; i < 5; i++)
			cell_none(row);
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
