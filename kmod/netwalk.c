// SPDX-License-Identifier: GPL-2.0
/*
 * The walk over namespaces and devices.
 *
 * Locks: net_rwsem guards the list of network namespaces; it is taken for one
 * pass over that list at open, and for one step of it when the walk goes on to
 * another namespace. Devices of a namespace are listed under RCU. Neither is
 * held when a device is read, or across a read().
 */
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/netdevice.h>
#include <linux/rcupdate.h>
#include <linux/rtnetlink.h>
#include <linux/rwsem.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <net/net_namespace.h>

#include "compat.h"
#include "netwalk.h"
#include "table.h"

/*
 * A position is the index of the namespace, from 1 so that no device is at 0,
 * and that of the device in it.
 */
#define POS_SHIFT 32
#define POS_OF(net_at, dev_at) ((((loff_t)(net_at) + 1) << POS_SHIFT) | (dev_at))

static u32 nets_list(struct netwalk_net *nets, u32 max)
{
	struct net *net;
	u32 n = 0;

	down_read(&net_rwsem);
	for_each_net(net) {
		if (n < max)
			nets[n] = (struct netwalk_net){ net_cookie(net), net->ns.inum };
		n++;
	}
	up_read(&net_rwsem);
	return n;
}

static struct netwalk *walk_of(struct table_iter *it)
{
	return &container_of(it, struct netwalk_iter, table)->walk;
}

int netwalk_open(struct table_iter *it)
{
	struct netwalk *w = walk_of(it);
	u32 max = 0, n;

	while ((n = nets_list(w->nets, max)) > max) {
		max = n + n / 8 + 8;
		kvfree(w->nets);
		w->nets = kvmalloc_array(max, sizeof(*w->nets), GFP_KERNEL_ACCOUNT);
		if (!w->nets)
			return -ENOMEM;
	}
	w->nr_nets = n;
	return 0;
}

void netwalk_release(struct table_iter *it)
{
	struct netwalk *w = walk_of(it);

	kvfree(w->nets);
	kvfree(w->ifindex);
}

void netwalk_end(struct table_iter *it)
{
	struct netwalk *w = walk_of(it);

	if (w->net)
		put_net(w->net);
	w->net = NULL;
}

/* A cookie that was not made yet when the list was (before 5.12) says nothing. */
static bool is_net(const struct net *net, const struct netwalk_net *known)
{
	return net->ns.inum == known->inum && (!known->cookie || known->cookie == net_cookie(net));
}

/*
 * Take the first namespace at or after nets[at] that is still there.
 *
 * New namespaces join the kernel's list at its tail, so what is left of the
 * old ones is in the order in which nets has them, and one pass over both
 * finds it. A namespace that is held is in the list: the pass begins at it
 * when the walk only goes on. A namespace that nobody holds any more is on
 * its way out; it counts as gone.
 */
static bool net_take(struct netwalk *w, u32 at)
{
	struct net *prev = w->net, *net;
	u32 i = 0;

	down_read(&net_rwsem);
	if (prev && w->net_at < at) {
		net = prev;
		i = w->net_at;
	} else {
		net = list_first_entry(&net_namespace_list, struct net, list);
	}
	w->net = NULL;
	list_for_each_entry_from(net, &net_namespace_list, list) {
		while (i < w->nr_nets && !is_net(net, &w->nets[i]))
			i++;
		if (i == w->nr_nets)
			break;
		if (i < at)
			continue;
		w->net = maybe_get_net(net);
		w->net_at = i;
		if (w->net)
			break;
	}
	up_read(&net_rwsem);

	/* Not before: it may be the last reference, and prev must stay in the list. */
	if (prev)
		put_net(prev);
	return w->net;
}

static u32 devs_list(struct net *net, int *ifindex, u32 max)
{
	struct net_device *dev;
	u32 n = 0;

	rcu_read_lock();
	for_each_netdev_rcu(net, dev) {
		if (n < max)
			ifindex[n] = dev->ifindex;
		n++;
	}
	rcu_read_unlock();
	return n;
}

/* List the devices of the namespace that is held, if that is not done yet. */
static int devs_take(struct netwalk *w)
{
	u32 n;

	if (w->ifindex_of == w->net_at + 1)
		return 0;
	w->ifindex_of = 0;
	while ((n = devs_list(w->net, w->ifindex, w->max_ifindex)) > w->max_ifindex) {
		w->max_ifindex = 0;
		kvfree(w->ifindex);
		w->ifindex = kvmalloc_array(n + n / 8 + 8, sizeof(*w->ifindex), GFP_KERNEL_ACCOUNT);
		if (!w->ifindex)
			return -ENOMEM;
		w->max_ifindex = n + n / 8 + 8;
	}
	w->nr_ifindex = n;
	w->ifindex_of = w->net_at + 1;
	return 0;
}

int netwalk_find(struct table_iter *it, loff_t *pos,
		 int (*read)(struct net *net, int ifindex, void *arg), void *arg)
{
	struct netwalk *w = walk_of(it);
	u32 net_at = 0, dev_at = 0;
	int err;

	if (*pos >= POS_OF(0, 0)) {
		net_at = (*pos >> POS_SHIFT) - 1;
		dev_at = (u32)*pos;
	}
	for (;;) {
		if (!w->net || w->net_at != net_at) {
			if (!net_take(w, net_at))
				return 0;
			if (w->net_at != net_at)
				dev_at = 0;
			net_at = w->net_at;
		}
		err = devs_take(w);
		if (err)
			return err;
		for (; dev_at < w->nr_ifindex; dev_at++) {
			err = read(w->net, w->ifindex[dev_at], arg);
			if (err < 0)
				return err;
			if (err) {
				*pos = POS_OF(net_at, dev_at);
				return 1;
			}
			err = table_relax();
			if (err)
				return err;
		}
		net_at++;
		dev_at = 0;
	}
}

int rtnl_lock_for_row(void)
{
	int tries, err;

	for (tries = 0; tries < 64; tries++) {
		if (rtnl_trylock())
			return 0;
		err = table_relax();
		if (err)
			return err;
	}
	rtnl_lock();
	return 0;
}
