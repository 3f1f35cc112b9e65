// SPDX-License-Identifier: GPL-2.0
/*
 * The walk over namespaces and devices.
 *
 * Locks: net_rwsem guards the list of network namespaces; it is taken for some
 * steps of the walk over that list. Devices of a namespace are listed under RCU,
 * in sections of a few. Neither is held when a device is read, or across a
 * read().
 */
#include <linux/errno.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/netdevice.h>
#include <linux/rcupdate.h>
#include <linux/rtnetlink.h>
#include <linux/rwsem.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>
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

/* Room for so many namespaces at first. */
#define NETS_MIN 64
/* So many are passed over in one hold of net_rwsem. */
#define NETS_STEP 32
/* So many devices are listed in one RCU section. */
#define DEVS_FEW 64
/* So many are sorted before others may run. */
#define SORT_FEW 4096
/* Values of a digit; there is a count of each on the stack. */
#define SORT_DIGITS 64

/*
 * The namespace after @net, which is held, or the first. It is held as well, and
 * so is in the list when the walk goes on from it; @net is let go of. One that
 * nobody holds any more is on its way out; it counts as gone. NULL at the end.
 */
struct net *netwalk_next(struct net *net)
{
	struct net *next;

	down_read(&net_rwsem);
	next = list_prepare_entry(net, &net_namespace_list, list);
	list_for_each_entry_continue(next, &net_namespace_list, list)
		if (maybe_get_net(next))
			break;
	up_read(&net_rwsem);

	/* Not before: it may be the last reference, and net must stay in the list. */
	if (net)
		put_net(net);
	return list_entry_is_head(next, &net_namespace_list, list) ? NULL : next;
}

static int nets_grow(struct netwalk *w)
{
	u32 max = 2 * w->max_nets ?: NETS_MIN;
	struct netwalk_net *nets = kvmalloc_array(max, sizeof(*nets), GFP_KERNEL_ACCOUNT);

	if (!nets)
		return -ENOMEM;
	if (w->nr_nets)
		memcpy(nets, w->nets, w->nr_nets * sizeof(*nets));
	kvfree(w->nets);
	w->nets = nets;
	w->max_nets = max;
	return 0;
}

static struct netwalk *walk_of(struct table_iter *it)
{
	return &container_of(it, struct netwalk_iter, table)->walk;
}

int netwalk_open(struct table_iter *it)
{
	struct netwalk *w = walk_of(it);
	struct net *net = NULL;
	int err = 0;

	while (!err && (net = netwalk_next(net))) {
		if (w->nr_nets == w->max_nets)
			err = nets_grow(w);
		if (!err) {
			w->nets[w->nr_nets++] =
				(struct netwalk_net){ net_cookie(net), net->ns.inum };
			err = table_relax();
		}
	}
	if (err) {
		put_net(net);
		kvfree(w->nets);
	}
	return err;
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
 * As netwalk_next(), but past all that come before nets[at], or as many of them as one hold of
 * net_rwsem is for: each read() passes all those that others before it had. What is found is
 * nets[*i], or none of them if *i is nr_nets.
 *
 * One that nobody holds may be missing in nets, and still be in the list: it is passed before
 * it is looked for there. Who is to change the list waits for these few, and for a look at the
 * numbers of those that are gone since open, each of which is looked at once in a pass.
 */
static struct net *net_pass(const struct netwalk *w, struct net *net, u32 *i, u32 at)
{
	int left = NETS_STEP;
	struct net *next;

	down_read(&net_rwsem);
	next = list_prepare_entry(net, &net_namespace_list, list);
	list_for_each_entry_continue(next, &net_namespace_list, list) {
		if (!check_net(next))
			continue;
		while (*i < w->nr_nets && !is_net(next, &w->nets[*i]))
			++*i;
		if ((*i >= at || --left <= 0) && maybe_get_net(next))
			break;
	}
	up_read(&net_rwsem);

	if (net)
		put_net(net); /* as there */
	return list_entry_is_head(next, &net_namespace_list, list) ? NULL : next;
}

/*
 * Take the first namespace at or after nets[at] that is still there: 1, 0 if
 * there is none, or -EINTR.
 *
 * New namespaces join the kernel's list at its tail, so what is left of the
 * old ones is in the order in which nets has them, and one pass over both
 * finds it. The pass begins at the one that is held, if the walk only goes on.
 */
static int net_take(struct netwalk *w, u32 at)
{
	struct net *net = w->net;
	u32 i = w->net_at;
	int err = 0;

	w->net = NULL;
	if (net && i >= at) {
		put_net(net);
		net = NULL;
	}
	if (!net)
		i = 0;
	while (!err && (net = net_pass(w, net, &i, at))) {
		if (i == w->nr_nets)
			break;
		if (i >= at) {
			w->net = net;
			w->net_at = i;
			return 1;
		}
		err = table_relax();
	}
	if (net)
		put_net(net);
	return err;
}

static u32 devs_list(struct net *net, int *ifindex, u32 max)
{
	struct net_device *dev;
	u32 n = 0;

	rcu_read_lock();
	for_each_netdev_rcu(net, dev) {
		if (n < max)
			ifindex[n] = dev->ifindex;
		if (++n > DEVS_FEW)
			break;
	}
	rcu_read_unlock();
	return n;
}

/*
 * The same for any number of them. There is no place in the list to come back
 * to, for a reference on a device does not keep it there. But each is also in
 * one of so many short lists, by its ifindex. @ifindex: NULL to count them.
 */
static u32 devs_list_many(struct net *net, int *ifindex, u32 max)
{
	struct net_device *dev;
	u32 i, n = 0;

	for (i = 0; i < NETDEV_HASHENTRIES; i++) {
		rcu_read_lock();
		hlist_for_each_entry_rcu(dev, &net->dev_index_head[i], index_hlist) {
			if (ifindex && n < max)
				ifindex[n] = dev->ifindex;
			n++;
		}
		rcu_read_unlock();
		cond_resched();
	}
	return n;
}

u32 netwalk_count(struct net *net)
{
	return devs_list_many(net, NULL, 0);
}

/*
 * Numbers in order of one of their digits, and as they were where that is the same. False, and
 * nothing is done: it is the same in all.
 */
static bool sort_by_digit(const int *from, int *to, u32 n, int shift)
{
	u32 at[SORT_DIGITS] = {}, i, next = 0;

	for (i = 0; i < n; i++) {
		at[((u32)from[i] >> shift) % SORT_DIGITS]++;
		if (!(i % SORT_FEW))
			cond_resched();
	}
	if (at[((u32)from[0] >> shift) % SORT_DIGITS] == n)
		return false;
	for (i = 0; i < ARRAY_SIZE(at); i++) {
		u32 here = at[i];

		at[i] = next;
		next += here;
	}
	for (i = 0; i < n; i++) {
		to[at[((u32)from[i] >> shift) % SORT_DIGITS]++] = from[i];
		if (!(i % SORT_FEW))
			cond_resched();
	}
	return true;
}

/*
 * sort() calls a function some twenty times for each of thousands. An ifindex is not negative,
 * so that its digits, the lowest first, tell the order. @spare has room for as many.
 */
static void ifindex_sort(int *ifindex, int *spare, u32 n)
{
	int *from = ifindex, *to = spare;
	int shift;

	for (shift = 0; n && shift < 32; shift += ilog2(SORT_DIGITS))
		if (sort_by_digit(from, to, n, shift))
			swap(from, to);
	if (from != ifindex)
		memcpy(ifindex, from, n * sizeof(*ifindex));
}

static int ifindex_grow(struct netwalk *w, u32 max)
{
	w->max_ifindex = 0;
	kvfree(w->ifindex);
	/* The other half is for ifindex_sort(). */
	w->ifindex = kvmalloc_array(max, 2 * sizeof(*w->ifindex), GFP_KERNEL_ACCOUNT);
	if (!w->ifindex)
		return -ENOMEM;
	w->max_ifindex = max;
	return 0;
}

/* List the devices of the namespace that is held, if that is not done yet. */
static int devs_take(struct netwalk *w)
{
	int err = 0;
	u32 n;

	if (w->ifindex_of == w->net_at + 1)
		return 0;
	w->ifindex_of = 0;
	if (!w->max_ifindex)
		err = ifindex_grow(w, DEVS_FEW);
	if (err)
		return err;
	n = devs_list(w->net, w->ifindex, w->max_ifindex);
	if (n > DEVS_FEW) {
		while ((n = devs_list_many(w->net, w->ifindex, w->max_ifindex)) > w->max_ifindex) {
			err = ifindex_grow(w, n + n / 8 + 8);
			if (err)
				return err;
		}
		ifindex_sort(w->ifindex, w->ifindex + w->max_ifindex, n);
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
			err = net_take(w, net_at);
			if (err <= 0)
				return err;
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
