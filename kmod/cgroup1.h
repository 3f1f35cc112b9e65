/* SPDX-License-Identifier: GPL-2.0 */
/* The cgroups of a task in the hierarchies of version 1 that have controllers. */
#ifndef NSVIEW_CGROUP1_H
#define NSVIEW_CGROUP1_H

#include <linux/cgroup.h>
#include <linux/types.h>

struct task_struct;

struct cgroup1_ref {
	u64 hierarchy;
	u64 id;
};

/* The controllers that are attached to such hierarchies now, a bit for each. */
u32 cgroup1_controllers(void);

/*
 * The cgroups of a task in the hierarchies of these controllers, by hierarchy;
 * returns how many. To be called under RCU. It is for the caller to see that the
 * task's css_set does not change meanwhile.
 */
u32 cgroup1_fill(struct task_struct *t, u32 controllers,
		 struct cgroup1_ref refs[CGROUP_SUBSYS_COUNT]);

#endif
