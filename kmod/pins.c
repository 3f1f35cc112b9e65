// SPDX-License-Identifier: GPL-2.0
/*
 * The table `pins`: what keeps namespaces alive besides the tasks that `tasks`
 * shows: other namespaces, then descriptors, sockets, what is in flight, and
 * threads with an nsproxy of their own.
 *
 * The first come from a census taken at open. For the others the cursor is a pid
 * and a descriptor of its: a record is what that descriptor holds, collected
 * under the locks that keep it and printed after they are released.
 */
#include <linux/idr.h>
#include <linux/mm.h>
#include <linux/pid.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/socket.h>

#include "compat.h"
#include "census.h"
#include "fdwalk.h"
#include "nslist.h"
#include "nstype.h"
#include "table.h"
#include "tables.h"

enum pin_kind {
	PIN_FD,
	PIN_SOCKET,
	PIN_FLIGHT,
	PIN_UNREAD,
	PIN_THREAD,
	PIN_FOR_CHILDREN,
	PIN_CHILD,
	PIN_OWNED,
};

static const char *const pin_kinds[] = {
	[PIN_FD] = "fd",	 [PIN_SOCKET] = "socket", [PIN_FLIGHT] = "flight",
	[PIN_UNREAD] = "unread", [PIN_THREAD] = "thread", [PIN_FOR_CHILDREN] = "for_children",
	[PIN_CHILD] = "child",	 [PIN_OWNED] = "owned",
};
/* The first four are what fdwalk calls them. */
static_assert((int)PIN_FD == (int)HOLD_FD && (int)PIN_SOCKET == (int)HOLD_SOCKET &&
	      (int)PIN_FLIGHT == (int)HOLD_FLIGHT && (int)PIN_UNREAD == (int)HOLD_UNREAD);

/* Families that one meets; another is shown by its number. */
static const char *const families[] = {
	[AF_UNIX] = "unix",	  [AF_INET] = "inet",	  [AF_INET6] = "inet6",
	[AF_NETLINK] = "netlink", [AF_PACKET] = "packet", [AF_BLUETOOTH] = "bluetooth",
	[AF_CAN] = "can",	  [AF_ALG] = "alg",	  [AF_VSOCK] = "vsock",
	[AF_XDP] = "xdp",	  [AF_TIPC] = "tipc",	  [AF_SMC] = "smc",
};

#define NO_FD U32_MAX

struct pin {
	enum pin_kind kind;
	enum nsview_type type; /* NSVIEW_NR_NS_TYPES: not known */
	enum nsview_type by_type; /* if there is a by_inum */
	u32 inum;
	u32 by_inum;
	u32 pid;
	u32 fd;
	u16 family;
	u64 socket;
	const struct nsproxy *nsproxy; /* to hash, never to follow */
};

/* Before it is made larger: what a task's nsproxy is good for, and a socket. */
#define PINS_MIN 16

struct pins_iter {
	struct table_iter table;
	struct census census;
	struct fdwalk walk;
	struct pin *pins; /* of the record at hand */
	u32 nr;
	u32 max;
	bool full; /* they were not all of the record */
};

/*
 * Places: first the census, then for each pid its nsproxy, and its descriptors
 * from POS_FDS on.
 */
#define POS_TASKS BIT_ULL(60)
#define POS_PID_SHIFT 33
#define POS_FDS 1
#define POS_SUB_MASK (BIT_ULL(POS_PID_SHIFT) - 1)
static_assert((u64)PID_MAX_LIMIT << POS_PID_SHIFT < POS_TASKS);

static int make_room(struct pins_iter *it)
{
	u32 max = it->max ? it->max * 2 : PINS_MIN;
	struct pin *pins;

	if (it->max && !it->full)
		return 0;
	pins = kvmalloc_array(max, sizeof(*pins), GFP_KERNEL_ACCOUNT);
	if (!pins)
		return -ENOMEM;
	kvfree(it->pins);
	it->pins = pins;
	it->max = max;
	return 0;
}

/* NULL if there is no room: then the record is to be collected again. */
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
 * One step of the walk from *nr, *sub on, which are moved behind what was looked
 * at. False at its end.
 */
static bool tasks_step(struct pins_iter *it, int *nr, u64 *sub)
{
	struct task_struct *t;
	bool more = false;
	struct pid *pid;
	int at = *nr;

	rcu_read_lock();
	pid = idr_get_next(&init_pid_ns.idr, nr);
	t = pid ? pid_task(pid, PIDTYPE_PID) : NULL;
	if (*nr != at)
		*sub = 0;
	if (t) {
		task_lock(t);
		if (*sub < POS_FDS) {
			nsproxy_pins(it, t);
			*sub = POS_FDS;
			more = true;
		}
		if (!it->nr && !it->full) {
			u32 fd = *sub - POS_FDS;

			more = fdwalk_step(&it->walk, t, &fd);
			*sub = POS_FDS + (u64)fd;
		}
		task_unlock(t);
	}
	rcu_read_unlock();
	if (!fdwalk_finish(&it->walk))
		return true;
	if (pid && !more) {
		*sub = 0;
		(*nr)++;
	}
	return pid;
}

/*
 * The next record of a task at or after nr, sub. What it is of is the place
 * before the one behind it.
 */
static int find_of_tasks(struct pins_iter *it, loff_t *pos, int nr, u64 sub)
{
	for (;;) {
		int nr_before = nr, err;
		u64 sub_before = sub;

		err = make_room(it);
		if (!err)
			err = table_relax();
		if (err)
			return err;
		it->nr = 0;
		it->full = false;
		it->walk.queue = NULL;
		if (!tasks_step(it, &nr, &sub))
			return 0;
		if (it->full) {
			nr = nr_before;
			sub = sub_before;
		} else if (it->nr) {
			*pos = (loff_t)(POS_TASKS | (u64)nr << POS_PID_SHIFT | sub) - 1;
			return 1;
		}
	}
}

static int pins_find(struct table_iter *table, loff_t *pos)
{
	struct pins_iter *it = container_of(table, struct pins_iter, table);
	u64 at = *pos;

	for (; at <= it->census.nr; at++) {
		it->nr = 0;
		census_pins(it, &it->census.facts[at - 1]);
		if (it->nr) {
			*pos = at;
			return 1;
		}
	}
	if (at < POS_TASKS)
		return find_of_tasks(it, pos, 1, 0);
	return find_of_tasks(it, pos, (int)((at & ~POS_TASKS) >> POS_PID_SHIFT), at & POS_SUB_MASK);
}

static int pins_open(struct table_iter *table)
{
	struct pins_iter *it = container_of(table, struct pins_iter, table);
	int err;

	it->walk.found = pin_found;
	err = make_room(it);
	if (err)
		return err;
	err = nslist_take(&it->census);
	if (err)
		kvfree(it->pins);
	return err;
}

static void pins_release(struct table_iter *table)
{
	struct pins_iter *it = container_of(table, struct pins_iter, table);

	census_free(&it->census);
	kvfree(it->pins);
}

static void family_show(const struct pin *pin, struct row *row)
{
	if (!pin->socket)
		cell_none(row);
	else if (pin->family < ARRAY_SIZE(families) && families[pin->family])
		cell_word(row, families[pin->family]);
	else
		cell_num(row, pin->family);
}

static void pin_show(const struct pin *pin, struct row *row)
{
	if (pin->type == NSVIEW_NR_NS_TYPES) {
		cell_none(row);
		cell_none(row);
	} else {
		cell_word(row, ns_type_name(pin->type));
		cell_num(row, pin->inum);
	}
	cell_word(row, pin_kinds[pin->kind]);
	cell_num_or(row, pin->pid, 0);
	cell_num_or(row, pin->fd, NO_FD);
	cell_num_or(row, pin->socket, 0);
	family_show(pin, row);
	if (pin->nsproxy)
		cell_token(row, nsproxy_token(pin->nsproxy));
	else
		cell_none(row);
	if (pin->by_inum) {
		cell_word(row, ns_type_name(pin->by_type));
		cell_num(row, pin->by_inum);
	} else {
		cell_none(row);
		cell_none(row);
	}
	row_end(row);
}

static void pins_show(struct table_iter *table, struct row *row)
{
	const struct pins_iter *it = container_of(table, struct pins_iter, table);
	u32 i;

	for (i = 0; i < it->nr; i++)
		pin_show(&it->pins[i], row);
}

const struct table pins_table = {
	.name = "pins",
	.columns = TABLE_COLUMNS(NSVIEW_PINS_COLUMNS),
	.iter_size = sizeof(struct pins_iter),
	.open = pins_open,
	.release = pins_release,
	.find = pins_find,
	.show = pins_show,
};
