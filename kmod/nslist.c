// SPDX-License-Identifier: GPL-2.0
/*
 * Every namespace that this kernel lets a module reach. Where the kernel has a
 * list of all, that is all; else it is every network namespace, those of every
 * task and thread, those that a descriptor holds, and the parents and owners
 * of all these. `info` says which it is.
 */
#include <linux/idr.h>
#include <linux/pid.h>
#include <linux/rcupdate.h>
#include <linux/rtnetlink.h> /* net_rwsem */
#include <linux/rwsem.h>
#include <linux/sched.h>
#include <linux/sched/task.h>

#include "compat.h"
#include "census.h"
#include "fdwalk.h"
#include "nslist.h"
#include "nstype.h"
#include "table.h"

/* A task brings ten, each of which may bring an owner. Mostly all are known. */
#define ROOM_FOR_TASK 32

/*
 * The one after @from in the kernel's own list. An entry that left it is freed
 * a grace period later, so what is found in an RCU section can be read to its
 * end; census leaves out those that nobody refers to any more. It is referenced,
 * so that it is in the list when the walk goes on. NULL at the end.
 */
static struct ns_common *take_listed_after(struct census *c, struct ns_common *from)
{
	struct ns_common *ns;

	rcu_read_lock();
	for (ns = ns_list_next_rcu(from); ns; ns = ns_list_next_rcu(ns)) {
		census_take(c, ns, NS_KNOWN_LIST);
		if (c->full || ns_list_get(ns))
			break;
	}
	rcu_read_unlock();
	return ns;
}

static int take_listed(struct census *c)
{
	struct ns_common *held = NULL, *next;
	int err;

	do {
		err = census_make_room(c, ROOM_FOR_TASK);
		if (!err)
			err = table_relax();
		if (err)
			break;
		next = take_listed_after(c, held);
		if (c->full)
			continue;
		if (held)
			ns_list_put(held);
		held = next;
	} while (held || c->full);
	if (held)
		ns_list_put(held);
	return err;
}

/*
 * The same for network namespaces, whose list is guarded by net_rwsem: one
 * for each hold of it. Its references are read before one is taken.
 */
static struct net *take_net_after(struct census *c, struct net *net)
{
	down_read(&net_rwsem);
	net = list_prepare_entry(net, &net_namespace_list, list);
	list_for_each_entry_continue(net, &net_namespace_list, list) {
		census_take(c, &net->ns, NS_KNOWN_LIST);
		if (c->full || maybe_get_net(net))
			break;
	}
	up_read(&net_rwsem);
	return list_entry_is_head(net, &net_namespace_list, list) ? NULL : net;
}

static int take_nets(struct census *c)
{
	struct net *held = NULL, *next;
	int err;

	do {
		err = census_make_room(c, ROOM_FOR_TASK);
		if (!err)
			err = table_relax();
		if (err)
			break;
		next = take_net_after(c, held);
		if (c->full)
			continue;
		if (held)
			put_net(held);
		held = next;
	} while (held || c->full);
	if (held)
		put_net(held);
	return err;
}

/*
 * One task or thread. Processes of a container come one after the other and
 * have the same ten: to see that, the numbers are compared, and not the
 * pointers, which may be other objects' by now.
 */
static void take_task(struct census *c, struct task_struct *t, u32 inums[NSVIEW_NR_NS_LINKS])
{
	struct ns_common *ns[NSVIEW_NR_NS_LINKS];
	u32 now[NSVIEW_NR_NS_LINKS];
	int i;

	task_lock(t);
	task_ns_links(t, ns);
	for (i = 0; i < NSVIEW_NR_NS_LINKS; i++)
		now[i] = ns[i] ? ns[i]->inum : 0;
	if (memcmp(now, inums, sizeof(now))) {
		for (i = 0; i < NSVIEW_NR_NS_LINKS; i++)
			census_take(c, ns[i], NS_KNOWN_TASK);
		memcpy(inums, now, sizeof(now));
	}
	task_unlock(t);
}

static int take_tasks(struct census *c)
{
	u32 inums[NSVIEW_NR_NS_LINKS] = {};
	int nr = 1, err;

	for (;;) {
		struct task_struct *t;
		struct pid *pid;

		err = census_make_room(c, ROOM_FOR_TASK);
		if (err)
			return err;
		rcu_read_lock();
		pid = idr_get_next(&init_pid_ns.idr, &nr);
		t = pid ? pid_task(pid, PIDTYPE_PID) : NULL;
		if (t)
			take_task(c, t, inums);
		rcu_read_unlock();

		if (!pid)
			return 0;
		if (c->full)
			inums[0] = U32_MAX; /* the same task again, with more room */
		else
			nr++;
		err = table_relax();
		if (err)
			return err;
	}
}

struct fd_census {
	struct fdwalk walk;
	struct census *census;
};

static bool take_held(struct fdwalk *walk, struct ns_common *ns, const struct hold *hold)
{
	struct census *c = container_of(walk, struct fd_census, walk)->census;

	census_take(c, ns, hold->kind == HOLD_FLIGHT ? NS_KNOWN_FLIGHT : NS_KNOWN_FD);
	return !c->full;
}

/* One step. *fd stays where it is if there was no room for what it found. */
static bool take_fds_step(struct fd_census *fc, int *nr, u32 *fd)
{
	struct task_struct *t;
	bool more = false;
	struct pid *pid;
	u32 at = *fd;

	rcu_read_lock();
	pid = idr_get_next(&init_pid_ns.idr, nr);
	t = pid ? pid_task(pid, PIDTYPE_PID) : NULL;
	if (t) {
		task_lock(t);
		more = fdwalk_step(&fc->walk, t, &at);
		task_unlock(t);
	}
	rcu_read_unlock();
	if (t && fdwalk_finish(&fc->walk) && !fc->census->full)
		*fd = at;
	if (!more && !fc->census->full) {
		*fd = 0;
		(*nr)++;
	}
	return pid;
}

static int take_fds(struct census *c)
{
	struct fd_census fc = { .walk.found = take_held, .census = c };
	u32 fd = 0;
	int nr = 1, err;

	do {
		err = census_make_room(c, ROOM_FOR_TASK);
		if (!err)
			err = table_relax();
		if (err)
			return err;
	} while (take_fds_step(&fc, &nr, &fd));
	return 0;
}

int nslist_take(struct census *c)
{
	int err = 0;

	if (ns_list_usable())
		err = take_listed(c);
	if (!err)
		err = take_nets(c);
	if (!err)
		err = take_tasks(c);
	if (!err && !ns_list_usable())
		err = take_fds(c);
	if (err)
		census_free(c);
	return err;
}
