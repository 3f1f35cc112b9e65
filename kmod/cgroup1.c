// SPDX-License-Identifier: GPL-2.0
/*
 * The cgroups of a task in the hierarchies of version 1.
 *
 * A css_set holds what a task is subject to for each controller, and each of
 * those knows its cgroup. A hierarchy without controllers can not be reached
 * so: what leads to it is private to the kernel, and under a lock that is not
 * exported.
 */
#include <linux/bitops.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>

#include "cgroup1.h"
#include "compat.h"

u32 cgroup1_controllers(void)
{
	struct cgroup_root *root;
	u32 controllers = 0;

	rcu_read_lock();
	for_each_cgroup1_root_after(root, NULL)
		controllers |= READ_ONCE(root->subsys_mask);
	rcu_read_unlock();
	return controllers;
}

/*
 * The state of a root goes from one hierarchy to another as these are mounted
 * and unmounted. Then its cgroup is that of a hierarchy on its way out, whose
 * memory stays for the RCU section but whose kernfs node does not. The id of a
 * root is therefore not asked for: kernfs gives the first node of each tree the
 * same number. A task that exits counts as in the root, as in /proc/PID/cgroup.
 */
static u64 id_of(struct task_struct *t, struct cgroup *cgrp)
{
	if (cgrp == &cgrp->root->cgrp || READ_ONCE(t->flags) & PF_EXITING)
		return cgroup_id(&cgrp_dfl_root.cgrp);
	return cgroup_id(cgrp);
}

/* To its place by hierarchy; controllers of one hierarchy agree on the cgroup. */
static u32 insert(struct cgroup1_ref *refs, u32 nr, struct cgroup1_ref new)
{
	u32 at = nr;

	while (at && refs[at - 1].hierarchy > new.hierarchy)
		at--;
	if (at && refs[at - 1].hierarchy == new.hierarchy)
		return nr;
	memmove(refs + at + 1, refs + at, (nr - at) * sizeof(*refs));
	refs[at] = new;
	return nr + 1;
}

u32 cgroup1_fill(struct task_struct *t, u32 controllers,
		 struct cgroup1_ref refs[CGROUP_SUBSYS_COUNT])
{
	const struct css_set *cset = task_css_set(t);
	u32 nr = 0;

	for (; controllers; controllers &= controllers - 1) {
		const struct cgroup_subsys_state *css = cset->subsys[__ffs(controllers)];
		struct cgroup *cgrp = css ? READ_ONCE(css->cgroup) : NULL;

		if (!cgrp || cgrp->root == &cgrp_dfl_root)
			continue;
		nr = insert(refs, nr,
			    (struct cgroup1_ref){
				    .hierarchy = cgrp->root->hierarchy_id,
				    .id = id_of(t, cgrp),
			    });
	}
	return nr;
}
