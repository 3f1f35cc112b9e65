/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The numbers of the initial pid namespace in turn, as idr_get_next() gives them, but without
 * its way down from the root of the tree for each.
 */
#ifndef NSVIEW_PIDWALK_H
#define NSVIEW_PIDWALK_H

#include <linux/idr.h>
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/radix-tree.h>
#include <linux/types.h>

/* Where a walk is. It is of use in the RCU section that it began in, and only there. */
struct pidwalk {
	struct radix_tree_iter iter;
	void __rcu **slot;
};

/* It begins with the number @from, or with the first after that. */
static __always_inline void pidwalk_from(struct pidwalk *w, u32 from)
{
	w->slot = radix_tree_iter_init(&w->iter, from - init_pid_ns.idr.idr_base);
}

/*
 * The next number and its struct pid, which is freed by RCU after it was taken off the tree:
 * both last as long as the caller's RCU section. False if no number is left. A number that
 * is taken and whose task is not there yet is left out.
 */
static __always_inline bool pidwalk_next(struct pidwalk *w, u32 *nr, struct pid **pid)
{
	do {
		if (w->slot)
			w->slot = radix_tree_next_slot(w->slot, &w->iter, 0);
		if (!w->slot)
			w->slot = radix_tree_next_chunk(&init_pid_ns.idr.idr_rt, &w->iter, 0);
		if (!w->slot)
			return false;
		*pid = radix_tree_deref_slot(w->slot);
		if (radix_tree_deref_retry(*pid)) {
			w->slot = radix_tree_iter_retry(&w->iter);
			*pid = NULL;
		}
	} while (!*pid);
	*nr = w->iter.index + init_pid_ns.idr.idr_base;
	return true;
}

#endif
