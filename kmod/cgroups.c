// SPDX-License-Identifier: GPL-2.0
/*
 * The table `cgroups`: every cgroup of the v2 hierarchy, also the empty ones.
 *
 * The tree is walked once, at open, under RCU, and given up every so many
 * cgroups: css_next_descendant_pre() goes on from any cgroup that it found and
 * that somebody still holds. What is kept are numbers and paths.
 */
#include <linux/cgroup.h>
#include <linux/kernfs.h>
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "compat.h"
#include "table.h"
#include "tables.h"

/* How cgroup.controllers spells the subsystems. */
#define SUBSYS(name) [name##_cgrp_id] = #name,
static const char *const subsys_names[CGROUP_SUBSYS_COUNT] = {
#include <linux/cgroup_subsys.h>
};
#undef SUBSYS

/* So many cgroups are read between two points where others may run. */
#define BATCH 64

/* Numbers of a cgroup; its path lies at that offset of the arena. */
struct cgroup_facts {
	u64 id;
	u64 parent; /* 0 for the root */
	u32 controllers; /* a bit for each subsystem */
	bool populated;
	bool has_path;
	size_t path;
};

struct cgroups_iter {
	struct table_iter table;
	struct cgroup_facts *facts;
	u32 nr;
	u32 max;
	char *arena;
	size_t used;
	size_t size;
	loff_t at;
};

static int grow(struct cgroups_iter *it)
{
	u32 max = it->max * 2 ?: 4 * BATCH;
	struct cgroup_facts *facts = kvmalloc_array(max, sizeof(*facts), GFP_KERNEL_ACCOUNT);

	if (!facts)
		return -ENOMEM;
	if (it->nr)
		memcpy(facts, it->facts, it->nr * sizeof(*facts));
	kvfree(it->facts);
	it->facts = facts;
	it->max = max;
	return 0;
}

static int grow_arena(struct cgroups_iter *it)
{
	size_t size = it->size * 2 ?: 16 * PATH_MAX;
	char *arena = kvmalloc(size, GFP_KERNEL_ACCOUNT);

	if (!arena)
		return -ENOMEM;
	if (it->used)
		memcpy(arena, it->arena, it->used);
	kvfree(it->arena);
	it->arena = arena;
	it->size = size;
	return 0;
}

/* Room for a cgroup whose path is as long as a path can be. */
static int make_room(struct cgroups_iter *it)
{
	int err = 0;

	while (!err && it->nr + 1 > it->max)
		err = grow(it);
	while (!err && it->size - it->used < PATH_MAX)
		err = grow_arena(it);
	return err;
}

static bool has_room(const struct cgroups_iter *it)
{
	return it->nr < it->max && it->size - it->used >= PATH_MAX;
}

/*
 * What cgroup.controllers shows: what the parent hands down, of which a
 * threaded cgroup takes the threaded ones; at the root, what v2 has and does
 * not hide. Called under RCU, which keeps each css and so its subsystem.
 */
static u32 controllers_of(struct cgroup *cgrp)
{
	struct cgroup *parent = cgroup_parent(cgrp);
	u32 controllers = 0;
	int i;

	for (i = 0; i < CGROUP_SUBSYS_COUNT; i++) {
		const struct cgroup_subsys_state *css = rcu_dereference(cgrp->subsys[i]);
		bool on;

		if (!css)
			continue;
		if (parent)
			on = (parent->subtree_control & BIT(i)) &&
			     (cgrp->dom_cgrp == cgrp || css->ss->threaded);
		else
			on = css->ss->dfl_cftypes && !css->ss->implicit_on_dfl;
		if (on)
			controllers |= BIT(i);
	}
	return controllers;
}

/*
 * The path is that from the root of the hierarchy. One longer than PATH_MAX
 * can be made, by steps, and is then left out: half of it would be another.
 */
static void cgroup_fill(struct cgroup *cgrp, struct cgroups_iter *it)
{
	struct cgroup_facts *facts = &it->facts[it->nr];
	struct cgroup *parent = cgroup_parent(cgrp);
	char *path = it->arena + it->used;
	int len;

	facts->id = cgroup_id(cgrp);
	facts->parent = parent ? cgroup_id(parent) : 0;
	facts->populated = cgroup_is_populated(cgrp);
	facts->controllers = controllers_of(cgrp);
	len = cgroup_path(cgrp, path, PATH_MAX);
	facts->has_path = len >= 0 && len < PATH_MAX;
	facts->path = it->used;
	if (facts->has_path)
		it->used += len + 1;
	it->nr++;
}

/*
 * One stretch of the walk, on from *pos, which is referenced if it is not
 * NULL: a css that is held can be walked on from even after it was removed.
 * Sets *pos to where the next stretch goes on from, NULL at the end.
 *
 * That a reference can be had is certain here: a cgroup is marked offline
 * before its reference count is killed, and a killed count does not reach 0
 * within an RCU section that saw it alive.
 */
static int walk_stretch(struct cgroups_iter *it, struct cgroup_subsys_state **pos)
{
	struct cgroup_subsys_state *root = &cgrp_dfl_root.cgrp.self;
	struct cgroup_subsys_state *css, *held = NULL;
	int left = BATCH, err = 0;

	rcu_read_lock();
	for (css = css_next_descendant_pre(*pos, root); css;
	     css = css_next_descendant_pre(css, root)) {
		if (!(css->flags & CSS_ONLINE))
			continue;
		cgroup_fill(container_of(css, struct cgroup, self), it);
		if (--left && has_room(it))
			continue;
		if (css_tryget(css))
			held = css;
		else
			err = -EAGAIN;
		break;
	}
	rcu_read_unlock();
	if (*pos)
		css_put(*pos);
	*pos = held;
	return err;
}

static void cgroups_free(struct cgroups_iter *it)
{
	kvfree(it->facts);
	kvfree(it->arena);
}

static int cgroups_open(struct table_iter *table)
{
	struct cgroups_iter *it = container_of(table, struct cgroups_iter, table);
	struct cgroup_subsys_state *pos = NULL;
	int err;

	do {
		err = make_room(it);
		if (!err)
			err = walk_stretch(it, &pos);
		if (!err)
			err = table_relax();
	} while (!err && pos);
	if (pos)
		css_put(pos);
	if (err)
		cgroups_free(it);
	return err;
}

static void cgroups_release(struct table_iter *table)
{
	cgroups_free(container_of(table, struct cgroups_iter, table));
}

static int cgroups_find(struct table_iter *table, loff_t *pos)
{
	struct cgroups_iter *it = container_of(table, struct cgroups_iter, table);

	it->at = *pos - 1;
	return it->at < it->nr;
}

static void cgroups_show(struct table_iter *table, struct row *row)
{
	struct cgroups_iter *it = container_of(table, struct cgroups_iter, table);
	const struct cgroup_facts *facts = &it->facts[it->at];

	cell_num(row, cgrp_dfl_root.hierarchy_id);
	cell_num(row, facts->id);
	cell_num_or(row, facts->parent, 0);
	cell_bits(row, facts->controllers, subsys_names, ARRAY_SIZE(subsys_names));
	cell_num(row, facts->populated);
	if (facts->has_path)
		cell_text(row, it->arena + facts->path);
	else
		cell_none(row);
	row_end(row);
}

const struct table cgroups_table = {
	.name = "cgroups",
	.columns = TABLE_COLUMNS(NSVIEW_CGROUPS_COLUMNS),
	.iter_size = sizeof(struct cgroups_iter),
	.open = cgroups_open,
	.release = cgroups_release,
	.find = cgroups_find,
	.show = cgroups_show,
};
