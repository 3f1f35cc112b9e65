// SPDX-License-Identifier: GPL-2.0
/*
 * Every namespace that this kernel lets a module reach. Where the kernel has a
 * list of all, that is all; else it is every network namespace, those of every
 * task and thread, those that a descriptor holds, and the parents and owners
 * of all these. `info` says which it is.
 */
#include <linux/pid.h>
#include <linux/rcupdate.h>
#include <linux/rtnetlink.h> /* net_rwsem */
#include <linux/rwsem.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/string.h>

#include "compat.h"
#include "census.h"
#include "fdwalk.h"
#include "netwalk.h"
#include "nslist.h"
#include "nstype.h"
#include "pidwalk.h"
#include "table.h"

/* A task brings ten, each of which may bring an owner. Mostly all are known. */
static_assert(NSLIST_ROOM > 2 * NSVIEW_NR_NS_LINKS);
/*
 * So many tasks are looked at in one RCU section, and not another one when there was a
 * namespace that is new. One that may have many descriptors has a section to itself.
 */
#define STEP_TASKS FDWALK_STEPS
/* So many net namespaces are looked at under one hold of net_rwsem. */
#define STEP_NETS 4

/*
 * The one after @from in the kernel's own list. An entry that left it is freed
 * a grace period later, so what is found in an RCU section can be read to its
 * end; census leaves out those that nobody refers to any more. It is referenced,
 * so that it is in the list when the walk goes on. NULL at the end.
 *
 * There may be thousands that nobody refers to, while the kernel is busy with others that
 * ended before, and the walk can stop at none of them: they are passed by as fast as can be.
 */
static struct ns_common *take_listed_after(struct census *c, struct ns_common *from)
{
	struct ns_common *ns;

	rcu_read_lock();
	for (ns = ns_list_next_rcu(from); ns; ns = ns_list_next_rcu(ns)) {
		if (!ns_common_refs(ns))
			continue;
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
		err = census_make_room(c, NSLIST_ROOM);
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
 * The same for network namespaces, whose list is guarded by net_rwsem: some for each hold of
 * it, of which the last is referenced. Its references are read before one is taken. Those on
 * their way out are passed by here as well.
 */
static struct net *take_nets_after(struct census *c, struct net *net)
{
	int left = STEP_NETS;

	down_read(&net_rwsem);
	net = list_prepare_entry(net, &net_namespace_list, list);
	list_for_each_entry_continue(net, &net_namespace_list, list) {
		if (!check_net(net))
			continue;
		census_take(c, &net->ns, NS_KNOWN_LIST);
		if (c->full || (--left <= 0 && maybe_get_net(net)))
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
		err = census_make_room(c, NSLIST_ROOM);
		if (!err)
			err = table_relax();
		if (err)
			break;
		next = take_nets_after(c, held);
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
 * Those of a task's ten that are not what @last has. It is locked. Mostly the namespace for
 * children is its own, which is the link before.
 */
static noinline void take_links(struct census *c, struct task_struct *t,
				const u32 inums[NSVIEW_NR_NS_LINKS],
				const u32 last[NSVIEW_NR_NS_LINKS])
{
	struct ns_common *ns[NSVIEW_NR_NS_LINKS];
	int i;

	task_ns_links(t, ns);
	for (i = 0; i < NSVIEW_NR_NS_LINKS; i++)
		if (inums[i] != last[i] && (!i || inums[i] != inums[i - 1]))
			census_take(c, ns[i], NS_KNOWN_TASK);
}

/*
 * Processes of a container come one after the other and have the same ten, or most of them:
 * to see that, the numbers are compared, and not the pointers, which may be other objects' by
 * now.
 */
void nslist_take_links(struct census *c, struct task_struct *t, struct nslist_last *last)
{
	u32 inums[NSVIEW_NR_NS_LINKS];

	task_ns_inums(t, inums);
	if (ns_inums_equal(inums, last->inums))
		return;
	take_links(c, t, inums, last->inums);
	memcpy(last->inums, inums, sizeof(inums));
}

bool nslist_needs_files(void)
{
	return !ns_list_usable();
}

struct task_walk {
	struct fdwalk fds;
	struct census *census;
	struct nslist_last last;
	u32 nr; /* where it goes on: a pid, */
	u32 fd; /* and a descriptor of it; 0: nothing of it was looked at */
	u32 nr_before; /* where it came from */
	u32 fd_before;
};

static bool take_held(struct fdwalk *fds, struct ns_common *ns, const struct hold *hold)
{
	struct census *c = container_of(fds, struct task_walk, fds)->census;

	census_take(c, ns, hold->kind == HOLD_FLIGHT ? NS_KNOWN_FLIGHT : NS_KNOWN_FD);
	return !c->full;
}

/*
 * One task, and where the kernel has no list of all namespaces, some descriptors of it. Called
 * under RCU. False if the walk is to end, or to go on elsewhere, or with that same task when
 * it is the @first of a section.
 */
static bool take_next(struct task_walk *w, struct pid *pid, bool first)
{
	struct task_struct *t = pid_task(pid, PIDTYPE_PID);
	const bool files = nslist_needs_files();
	struct census *c = w->census;
	bool more = false;
	u32 fd = w->fd;

	if (t) {
		task_lock(t);
		if (!first && files && fdwalk_is_long(t)) {
			task_unlock(t);
			return false;
		}
		if (!fd)
			nslist_take_links(c, t, &w->last);
		if (!c->full && files)
			more = fdwalk_step(&w->fds, t, &fd);
		task_unlock(t);
	}
	if (c->full)
		return false;
	w->fd_before = w->fd;
	w->nr_before = w->nr;
	w->fd = more ? fd : 0;
	w->nr += !more;
	return !more;
}

/* Some tasks. What there was no room for is looked at again. False at the end. */
static bool take_step(struct task_walk *w)
{
	const u32 known = w->census->nr;
	int left = STEP_TASKS;
	struct pidwalk pids;
	struct pid *pid;
	bool any;
	u32 nr;

	rcu_read_lock();
	pidwalk_from(&pids, w->nr);
	while ((any = pidwalk_next(&pids, &nr, &pid))) {
		if (nr != w->nr) {
			w->nr = nr;
			w->fd = 0;
		}
		if (!take_next(w, pid, left == STEP_TASKS) || !--left || w->census->nr != known)
			break;
	}
	rcu_read_unlock();
	/* It has a queue to look into only if what came before had room. */
	if (!fdwalk_finish(&w->fds)) {
		w->fd = w->fd_before;
		w->nr = w->nr_before;
	}
	if (w->census->full)
		memset(&w->last, 0, sizeof(w->last));
	return any;
}

static int take_tasks(struct census *c)
{
	struct task_walk w = { .fds.found = take_held, .census = c, .nr = 1 };
	int err;

	do {
		err = census_make_room(c, NSLIST_ROOM);
		if (!err)
			err = fdwalk_begin(&w.fds);
		if (!err)
			err = table_relax();
	} while (!err && take_step(&w));
	fdwalk_end(&w.fds);
	return err;
}

int nslist_take_lists(struct census *c)
{
	int err = 0;

	if (ns_list_usable())
		err = take_listed(c);
	return err ? err : take_nets(c);
}

/*
 * The devices of namespaces that have many. How many one has that ended before it was come to
 * is not known.
 */
static int count_many(struct census *c)
{
	struct net *net = NULL;
	u32 i, left = 0;
	int err = 0;

	for (i = 0; c->many && i < c->nr; i++) {
		left += c->facts[i].devices == CENSUS_MANY;
		cond_resched();
	}
	while (left && !err && (net = netwalk_next(net))) {
		struct ns_facts *facts = census_find_net(c, net);

		if (facts && facts->devices == CENSUS_MANY) {
			facts->devices = netwalk_count(net);
			left--;
		}
		err = table_relax();
	}
	if (net)
		put_net(net);
	for (i = 0; left && i < c->nr; i++) {
		if (c->facts[i].devices == CENSUS_MANY)
			c->facts[i].devices = CENSUS_NONE;
		cond_resched();
	}
	return err;
}

int nslist_take(struct census *c)
{
	int err = nslist_take_lists(c);

	if (!err)
		err = take_tasks(c);
	if (!err)
		err = count_many(c);
	if (err)
		census_free(c);
	return err;
}
