// SPDX-License-Identifier: GPL-2.0
/*
 * The table `namespaces`: every namespace that is alive and that this kernel
 * lets a module reach. Where the kernel has a list of all, that is all; else
 * it is every network namespace, those of every task and thread, and the
 * parents and owners of all these. `info` says which it is.
 *
 * The facts are collected at open and nothing is held afterwards: a
 * namespace belongs to no row's lock, so a row is as of the open.
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
#include "nstype.h"
#include "table.h"
#include "tables.h"

struct namespaces_iter {
	struct table_iter table;
	struct census census;
	loff_t at; /* index of the row to print */
};

static const char *const known_names[] = {
	[NS_KNOWN_LIST] = "list",
	[NS_KNOWN_TASK] = "task",
	[NS_KNOWN_PARENT] = "parent",
	[NS_KNOWN_OWNER] = "owner",
};

/* A task brings ten, each of which may bring an owner. Mostly all are known. */
#define ROOM_FOR_TASK 32

/*
 * The kernel's own list. An entry that left it is freed a grace period later,
 * so what is found in an RCU section can be read to its end; census leaves out
 * those that nobody refers to any more.
 */
static u32 take_listed(struct census *c)
{
	struct ns_common *ns;
	u32 nr = 0;

	rcu_read_lock();
	for_each_ns_rcu(ns) {
		census_take(c, ns, NS_KNOWN_LIST);
		nr++;
	}
	rcu_read_unlock();
	return nr;
}

/* Who is in this list is not freed before it left it, under net_rwsem. */
static u32 take_nets(struct census *c)
{
	struct net *net;
	u32 nr = 0;

	down_read(&net_rwsem);
	for_each_net(net) {
		census_take(c, &net->ns, NS_KNOWN_LIST);
		nr++;
	}
	up_read(&net_rwsem);
	return nr;
}

/* Take a list whole: again with more room as long as some did not fit. */
static int take_list(struct census *c, u32 (*take)(struct census *c))
{
	u32 more = 64;
	int err;

	do {
		err = census_make_room(c, more);
		if (err)
			return err;
		more = take(c);
	} while (c->full);
	return 0;
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

static int namespaces_open(struct table_iter *table)
{
	struct census *c = &container_of(table, struct namespaces_iter, table)->census;
	int err = 0;

	if (ns_list_usable())
		err = take_list(c, take_listed);
	if (!err)
		err = take_list(c, take_nets);
	if (!err)
		err = take_tasks(c);
	if (err)
		census_free(c);
	return err;
}

static void namespaces_release(struct table_iter *table)
{
	census_free(&container_of(table, struct namespaces_iter, table)->census);
}

static int namespaces_find(struct table_iter *table, loff_t *pos)
{
	struct namespaces_iter *it = container_of(table, struct namespaces_iter, table);

	it->at = *pos - 1;
	return it->at < it->census.nr;
}

static void namespaces_show(struct table_iter *table, struct row *row)
{
	struct namespaces_iter *it = container_of(table, struct namespaces_iter, table);
	const struct ns_facts *facts = &it->census.facts[it->at];

	cell_word(row, ns_type_name(facts->type));
	cell_num(row, facts->inum);
	cell_num_or(row, facts->id, 0);
	cell_num_or(row, facts->parent, CENSUS_NONE);
	cell_num_or(row, facts->owner, CENSUS_NONE);
	cell_num_or(row, facts->level, CENSUS_NONE);
	cell_num_or(row, facts->refs, -1);
	cell_num_or(row, facts->creator, CENSUS_NONE);
	cell_num_or(row, facts->devices, CENSUS_NONE);
	cell_num_or(row, facts->pids, CENSUS_NONE);
	cell_word(row, known_names[facts->known]);
	if (facts->type == NSVIEW_NS_uts)
		cell_text(row, facts->hostname);
	else
		cell_none(row);
	row_end(row);
}

const struct table namespaces_table = {
	.name = "namespaces",
	.columns = TABLE_COLUMNS(NSVIEW_NAMESPACES_COLUMNS),
	.iter_size = sizeof(struct namespaces_iter),
	.open = namespaces_open,
	.release = namespaces_release,
	.find = namespaces_find,
	.show = namespaces_show,
};
