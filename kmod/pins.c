// SPDX-License-Identifier: GPL-2.0
/*
 * The table `pins`: what keeps namespaces alive besides the tasks that `tasks`
 * shows: descriptors, sockets, what is in flight, and threads with an nsproxy of
 * their own, and then other namespaces.
 *
 * For the former the cursor is a pid and a descriptor of its: a record is what that
 * one and some that come after it hold, collected under the locks that keep it and
 * printed after they are released. The same walk takes a census of all namespaces,
 * which has been made by when the latter are to be printed: who comes to them has
 * come by all tasks, since seq_file goes to no place but from the beginning.
 */
#include <linux/mm.h>
#include <linux/pid.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "compat.h"
#include "census.h"
#include "fdwalk.h"
#include "nslist.h"
#include "nstype.h"
#include "pidwalk.h"
#include "pinrow.h"
#include "table.h"
#include "tables.h"

/* The first four are what fdwalk calls them. */
static_assert((int)PIN_FD == (int)HOLD_FD && (int)PIN_SOCKET == (int)HOLD_SOCKET &&
	      (int)PIN_FLIGHT == (int)HOLD_FLIGHT && (int)PIN_UNREAD == (int)HOLD_UNREAD);

/*
 * So many tasks are looked at in one RCU section, for one record, and not another one when
 * there was a namespace that is new in the census.
 */
#define STEP_TASKS FDWALK_STEPS
/* Of the census a record has what so many namespaces keep, two each at most. */
#define BATCH_FACTS 16
/* Before it is made larger: more than what a task's nsproxy is good for, and a socket. */
#define PINS_MIN 64
static_assert(PINS_MIN >= 2 * BATCH_FACTS);

struct pins_iter {
	struct table_iter table;
	struct census census;
	struct nslist_last last;
	struct fdwalk walk;
	u64 next; /* of this read(), no place from here on was looked at */
	struct pin *pins; /* of the record at hand */
	u32 nr;
	u32 max;
	bool full; /* there was no room for another one */
	struct nsproxy_tokens tokens;
};

/*
 * Places: for each pid its nsproxy, and its descriptors from POS_FDS on; then those of the
 * census.
 */
#define POS_TASKS BIT_ULL(60)
#define POS_PID_SHIFT 33
#define POS_FDS 1
#define POS_SUB_MASK (BIT_ULL(POS_PID_SHIFT) - 1)
#define POS_CENSUS BIT_ULL(61)
static_assert((u64)PID_MAX_LIMIT << POS_PID_SHIFT < POS_TASKS);

static u64 place_of(u32 nr)
{
	return POS_TASKS | (u64)nr << POS_PID_SHIFT;
}

static u32 pid_at(u64 place)
{
	return (place & ~POS_TASKS) >> POS_PID_SHIFT;
}

/* If there was none for what the record begins with. */
static int make_room(struct pins_iter *it)
{
	u32 max = it->max ? it->max * 2 : PINS_MIN;
	struct pin *pins;

	if (it->max && (!it->full || it->nr))
		return 0;
	pins = kvmalloc_array(max, sizeof(*pins), GFP_KERNEL_ACCOUNT);
	if (!pins)
		return -ENOMEM;
	kvfree(it->pins);
	it->pins = pins;
	it->max = max;
	return 0;
}

/* NULL if there is no room: then the record ends before it, or is to be collected again. */
static struct pin *add_pin(struct pins_iter *it, enum pin_kind kind)
{
	struct pin *pin;

	if (it->nr == it->max) {
		it->full = true;
		return NULL;
	}
	pin = &it->pins[it->nr++];
	*pin = (struct pin){ .kind = kind, .type = NSVIEW_NR_NS_TYPES, .fd = NO_FD };
	return pin;
}

/* A namespace keeps its parent, and any other its owner; one above all has none. */
static void census_pins(struct pins_iter *it, const struct ns_facts *facts)
{
	bool is_child = facts->parent != CENSUS_NONE;
	struct pin *pin;

	if (is_child) {
		pin = add_pin(it, PIN_CHILD);
		pin->type = facts->type;
		pin->inum = facts->parent;
		pin->by_type = facts->type;
		pin->by_inum = facts->inum;
	}
	if (facts->owner != CENSUS_NONE && facts->type != NSVIEW_NS_user) {
		pin = add_pin(it, PIN_OWNED);
		pin->type = NSVIEW_NS_user;
		pin->inum = facts->owner;
		pin->by_type = facts->type;
		pin->by_inum = facts->inum;
	}
}

static bool pin_found(struct fdwalk *walk, struct ns_common *ns, const struct hold *hold)
{
	struct pins_iter *it = container_of(walk, struct pins_iter, walk);
	struct pin *pin = add_pin(it, (enum pin_kind)hold->kind);

	if (!pin)
		return false;
	if (ns && nslist_needs_files()) {
		census_take(&it->census, ns, NS_KNOWN_FD);
		if (it->census.full) {
			it->nr--;
			return false;
		}
	}
	if (ns) {
		pin->type = ns_type_of(ns);
		pin->inum = ns->inum;
	}
	pin->pid = hold->pid;
	pin->fd = hold->fd;
	pin->socket = hold->socket;
	pin->family = hold->family;
	return true;
}

static void link_pin(struct pins_iter *it, struct task_struct *t, enum pin_kind kind,
		     enum nsview_link link, enum nsview_type type, struct ns_common *ns)
{
	struct pin *pin = add_pin(it, kind);

	if (!pin)
		return;
	pin->type = type;
	pin->inum = ns->inum;
	pin->pid = task_pid_nr(t);
	pin->nsproxy = t->nsproxy;
}

/*
 * Every reference of an nsproxy that only a thread has, and the namespaces of
 * children to come. Called under task_lock(), which keeps them; the leader's
 * nsproxy is compared and not followed.
 */
static void nsproxy_pins(struct pins_iter *it, struct task_struct *t)
{
#define LINK_TYPE_(link, type) [NSVIEW_LINK_##link] = NSVIEW_NS_##type,
	static const enum nsview_type types[] = { NSVIEW_NS_LINKS(LINK_TYPE_) };
#undef LINK_TYPE_
	struct task_struct *leader = READ_ONCE(t->group_leader);
	bool is_own = t == leader || t->nsproxy != READ_ONCE(leader->nsproxy);
	struct ns_common *ns[NSVIEW_NR_NS_LINKS];
	int i;

	if (!t->nsproxy || !is_own)
		return;
	task_ns_links(t, ns);
	for (i = 0; t != leader && i < NSVIEW_NR_NS_LINKS; i++)
		if (ns[i] && i != NSVIEW_LINK_pid && i != NSVIEW_LINK_user)
			link_pin(it, t, PIN_THREAD, i, types[i], ns[i]);
	if (ns[NSVIEW_LINK_pid_for_children] != ns[NSVIEW_LINK_pid])
		link_pin(it, t, PIN_FOR_CHILDREN, NSVIEW_LINK_pid_for_children, NSVIEW_NS_pid,
			 ns[NSVIEW_LINK_pid_for_children]);
	if (ns[NSVIEW_LINK_time_for_children] != ns[NSVIEW_LINK_time])
		link_pin(it, t, PIN_FOR_CHILDREN, NSVIEW_LINK_time_for_children, NSVIEW_NS_time,
			 ns[NSVIEW_LINK_time_for_children]);
}

/*
 * A task, from *@place on, which is moved behind what was looked at. Called under RCU. False
 * if the section is to end: there is more of that task, or no room, or it is not the @first
 * of the section and may have many descriptors.
 */
static bool take_task(struct pins_iter *it, struct task_struct *t, bool first, u64 *place)
{
	u64 sub = *place & POS_SUB_MASK;
	u32 nr = it->nr, fd = 0;
	bool more = true;

	task_lock(t);
	if (!first && fdwalk_is_long(t))
		goto unlock;
	if (sub < POS_FDS) {
		nsproxy_pins(it, t);
		nslist_take_links(&it->census, t, &it->last);
	} else {
		fd = sub - POS_FDS;
	}
	if (it->full || it->census.full) {
		it->nr = nr;
		goto unlock;
	}
	more = fdwalk_step(&it->walk, t, &fd);
	if (more)
		*place = place_of(pid_at(*place)) + POS_FDS + fd;
	else
		*place = place_of(pid_at(*place) + 1);
unlock:
	task_unlock(t);
	return !more;
}

/* Some tasks from *@place on, which is moved behind what was looked at. False at the end. */
static bool tasks_step(struct pins_iter *it, u64 *place)
{
	const u32 known = it->census.nr;
	int left = STEP_TASKS;
	struct pidwalk pids;
	struct pid *pid;
	u64 before = *place;
	u32 nr, nr_before = 0;
	bool any;

	it->nr = 0;
	it->full = false;
	rcu_read_lock();
	pidwalk_from(&pids, pid_at(*place));
	while ((any = pidwalk_next(&pids, &nr, &pid))) {
		struct task_struct *t = pid_task(pid, PIDTYPE_PID);

		if (nr != pid_at(*place))
			*place = place_of(nr);
		before = *place;
		nr_before = it->nr;
		if (t && !take_task(it, t, left == STEP_TASKS, place))
			break;
		if (!t)
			*place = place_of(nr + 1);
		if (!--left || it->census.nr != known)
			break;
	}
	rcu_read_unlock();
	/* It has a queue to look into only if what came before had room. */
	if (!fdwalk_finish(&it->walk)) {
		*place = before;
		it->nr = nr_before;
	}
	if (it->census.full)
		memset(&it->last, 0, sizeof(it->last));
	return any;
}

/* The next record of tasks at or after @place. */
static int find_of_tasks(struct pins_iter *it, loff_t *pos, u64 place)
{
	bool any = true;
	int err;

	do {
		/* First: where a read() that fails ended, the next one begins. */
		*pos = place;
		err = make_room(it);
		if (!err)
			err = census_make_room(&it->census, NSLIST_ROOM);
		if (!err)
			err = fdwalk_begin(&it->walk);
		if (!err)
			err = table_relax();
		if (err)
			return err;
		any = tasks_step(it, &place);
	} while (any && !it->nr);
	it->next = place;
	return it->nr != 0;
}

/* The same for the census. */
static bool find_of_census(struct pins_iter *it, loff_t *pos, u64 at)
{
	it->nr = 0;
	for (; !it->nr; at++) {
		u32 i = (at - POS_CENSUS) * BATCH_FACTS;
		const u32 end = min(i + BATCH_FACTS, it->census.nr);

		*pos = at;
		if (i >= end)
			return false;
		for (; i < end; i++)
			census_pins(it, &it->census.facts[i]);
	}
	return true;
}

/* What an earlier walk by the same file came to know is of that time. */
static int walk_begin(struct pins_iter *it)
{
	census_free(&it->census);
	it->census = (struct census){};
	it->last = (struct nslist_last){};
	fdwalk_end(&it->walk);
	return nslist_take_lists(&it->census);
}

static int pins_find(struct table_iter *table, loff_t *pos)
{
	struct pins_iter *it = container_of(table, struct pins_iter, table);
	u64 at = max_t(u64, *pos, it->next);
	int found;

	if (at < POS_TASKS) {
		found = walk_begin(it);
		if (found < 0)
			return found;
		at = place_of(1);
	}
	if (at < POS_CENSUS) {
		found = find_of_tasks(it, pos, at);
		if (found)
			return found;
		at = POS_CENSUS;
	}
	return find_of_census(it, pos, at);
}

static int pins_begin(struct table_iter *table)
{
	container_of(table, struct pins_iter, table)->next = 0;
	return 0;
}

static int pins_open(struct table_iter *table)
{
	container_of(table, struct pins_iter, table)->walk.found = pin_found;
	return 0;
}

static void pins_release(struct table_iter *table)
{
	struct pins_iter *it = container_of(table, struct pins_iter, table);

	census_free(&it->census);
	fdwalk_end(&it->walk);
	kvfree(it->pins);
}

static void pins_show(struct table_iter *table, struct row *row)
{
	struct pins_iter *it = container_of(table, struct pins_iter, table);
	u32 i;

	for (i = 0; i < it->nr; i++) {
		pin_show(&it->pins[i], &it->tokens, row);
		show_relax(i);
	}
}

const struct table pins_table = {
	.name = "pins",
	.columns = TABLE_COLUMNS(NSVIEW_PINS_COLUMNS),
	.iter_size = sizeof(struct pins_iter),
	.open = pins_open,
	.release = pins_release,
	.begin = pins_begin,
	.find = pins_find,
	.show = pins_show,
};
