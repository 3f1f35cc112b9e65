// SPDX-License-Identifier: GPL-2.0
/*
 * The table `cgroups`: every cgroup of the v2 hierarchy and of those of version
 * 1, also the empty ones.
 *
 * The trees are walked once, at open, one cgroup for each RCU section:
 * css_next_descendant_pre() goes on from any cgroup that it found and that
 * somebody still holds. What is kept are numbers and paths.
 *
 * Two references are held between two such steps: on the cgroup to go on
 * from, and on the root of its hierarchy. They keep a hierarchy that is
 * unmounted, and a cgroup that is removed, until the next step: both go at a
 * time of their own anyway, an RCU grace period later at the earliest.
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
static const char *const v2_names[CGROUP_SUBSYS_COUNT] = {
#include <linux/cgroup_subsys.h>
};
#undef SUBSYS

/* And /proc/PID/cgroup, where one goes by its older name. */
#define SUBSYS(name) [name##_cgrp_id] = __builtin_strcmp(#name, "io") ? #name : "blkio",
static const char *const v1_names[CGROUP_SUBSYS_COUNT] = {
#include <linux/cgroup_subsys.h>
};
#undef SUBSYS

/* Room for so many at first. */
#define CGROUPS_MIN 256
/* So many that were removed, and that something still holds, are passed by in one step. */
#define STEP_REMOVED 64

/* To make a path takes the kernel the square of the levels, with interrupts off: these few. */
#define LEVELS_AT_ONCE 32
/* The path of one that is deeper is longer than PATH_MAX. */
#define LEVELS (PATH_MAX / 2)

/* Numbers of a cgroup; its texts lie at these offsets of the arena. */
#define NO_TEXT SIZE_MAX
struct cgroup_facts {
	u64 id;
	u64 parent; /* 0 for the root */
	u32 hierarchy;
	u32 controllers; /* a bit for each subsystem */
	bool populated;
	size_t path;
	size_t name; /* of the hierarchy */
};

struct cgroups_iter {
	struct table_iter table;
	struct cgroup_facts *facts;
	u32 nr;
	u32 max;
	char *arena;
	size_t used;
	size_t size;
	size_t name; /* of the hierarchy that is walked */
	loff_t at;
	u32 at_level[LEVELS]; /* the last of each deep level: those above the one at hand */
};

/*
 * A path is shorter than PATH_MAX. There is room for one that is not, to tell: of a path that
 * does not fit, newer kernels say how long the part is that does (kernfs_path_from_node()
 * since v6.9).
 */
#define PATH_ROOM (PATH_MAX + 1)
/* What the longest texts of one cgroup may take. */
#define TEXT_MAX (PATH_ROOM + MAX_CGROUP_ROOT_NAMELEN)

static int grow(struct cgroups_iter *it)
{
	u32 max = it->max * 2 ?: CGROUPS_MIN;
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

/* Room for a cgroup whose path is as long as a path can be, and a name. */
static int make_room(struct cgroups_iter *it)
{
	int err = 0;

	while (!err && it->nr + 1 > it->max)
		err = grow(it);
	while (!err && it->size - it->used < TEXT_MAX)
		err = grow_arena(it);
	return err;
}

/*
 * In v1 what is attached to the hierarchy. In v2 what cgroup.controllers
 * shows: what the parent hands down, of which a threaded cgroup takes the
 * threaded ones; at the root, what v2 has and does not hide. Called under RCU,
 * which keeps each css and so its subsystem.
 */
static u32 controllers_of(struct cgroup *cgrp)
{
	struct cgroup *parent = cgroup_parent(cgrp);
	u32 controllers = 0;
	int i;

	if (cgrp->root != &cgrp_dfl_root)
		return READ_ONCE(cgrp->root->subsys_mask);
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
 * That of the cgroup above, which was come to before, and the name: without the square.
 * Somebody may give another name to one of those above meanwhile, in version 1.
 */
static int path_below(struct cgroup *cgrp, struct cgroup *parent, const struct cgroups_iter *it,
		      char *path)
{
	const struct cgroup_facts *above = &it->facts[it->at_level[cgrp->level - 1]];
	size_t len;
	int name_len;

	if (above->id != cgroup_id(parent) || above->path == NO_TEXT)
		return -ENOENT;
	len = strscpy(path, it->arena + above->path, PATH_MAX);
	name_len = kernfs_path_from_node(cgrp->kn, parent->kn, path + len, PATH_ROOM - len);
	return name_len < 0 ? name_len : len + name_len;
}

/*
 * The path is that from the root of the hierarchy. One longer than PATH_MAX
 * can be made, by steps, and is then left out: half of it would be another.
 */
static int path_fill(struct cgroup *cgrp, struct cgroup *parent, const struct cgroups_iter *it,
		     char *path)
{
	if (cgrp->level < LEVELS_AT_ONCE)
		return cgroup_path(cgrp, path, PATH_ROOM);
	return cgrp->level < LEVELS ? path_below(cgrp, parent, it, path) : -ENAMETOOLONG;
}

static void cgroup_fill(struct cgroup *cgrp, struct cgroups_iter *it)
{
	struct cgroup_facts *facts = &it->facts[it->nr];
	struct cgroup *parent = cgroup_parent(cgrp);
	char *path = it->arena + it->used;
	int len;

	facts->id = cgroup_id(cgrp);
	facts->parent = parent ? cgroup_id(parent) : 0;
	facts->hierarchy = cgrp->root->hierarchy_id;
	facts->populated = cgroup_is_populated(cgrp);
	facts->controllers = controllers_of(cgrp);
	facts->name = it->name;
	if (cgrp->level >= LEVELS_AT_ONCE - 1 && cgrp->level < LEVELS)
		it->at_level[cgrp->level] = it->nr;
	len = path_fill(cgrp, parent, it, path);
	facts->path = NO_TEXT;
	if (len >= 0 && len < PATH_MAX) {
		facts->path = it->used;
		it->used += len + 1;
	}
	it->nr++;
}

/*
 * One step of the walk, on from *pos, which is referenced if it is not NULL: a
 * css that is held can be walked on from even after it was removed. Sets *pos to
 * where the next step goes on from, NULL at the end. There is room for one.
 *
 * That a reference can be had is certain for one that is online here: a cgroup
 * is marked offline before its reference count is killed, and a killed count does
 * not reach 0 within an RCU section that saw it alive. Of those that are offline
 * there may be thousands, whose memory is still charged to them.
 */
static int walk_step(struct cgroups_iter *it, struct cgroup_subsys_state *root,
		     struct cgroup_subsys_state **pos)
{
	struct cgroup_subsys_state *css, *held = NULL;
	int left = STEP_REMOVED, err = 0;

	rcu_read_lock();
	for (css = css_next_descendant_pre(*pos, root); css;
	     css = css_next_descendant_pre(css, root)) {
		bool is_online = css->flags & CSS_ONLINE;

		if (is_online)
			cgroup_fill(container_of(css, struct cgroup, self), it);
		else if (--left > 0)
			continue;
		if (css_tryget(css)) {
			held = css;
			break;
		}
		if (is_online) {
			err = -EAGAIN;
			break;
		}
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

static void keep_name(struct cgroups_iter *it, const char *name)
{
	it->name = NO_TEXT;
	if (!*name)
		return;
	it->name = it->used;
	it->used += strscpy(it->arena + it->used, name, MAX_CGROUP_ROOT_NAMELEN) + 1;
}

/* A hierarchy that is held. Its name was there before the list had it, and stays. */
static int walk_hierarchy(struct cgroups_iter *it, struct cgroup_root *root)
{
	struct cgroup_subsys_state *pos = NULL;
	int err = make_room(it);

	if (err)
		return err;
	keep_name(it, root->name);
	do {
		err = make_room(it);
		if (!err)
			err = walk_step(it, &root->cgrp.self, &pos);
		if (!err)
			err = table_relax();
	} while (!err && pos);
	if (pos)
		css_put(pos);
	return err;
}

/*
 * The next hierarchy of version 1 after @held, or the first, referenced; NULL
 * at the end. Gives up the reference on @held, which is on the list as long as
 * that lasts.
 *
 * A reference count is taken apart while its hierarchy is still on the list.
 * But that waits for an RCU grace period after CSS_RELEASED was set: as long
 * as this section lasts, if the flag is not set.
 */
static struct cgroup_root *next_hierarchy(struct cgroup_root *held)
{
	struct cgroup_root *root, *found = NULL;

	rcu_read_lock();
	for_each_cgroup1_root_after(root, held) {
		if (!(READ_ONCE(root->cgrp.self.flags) & CSS_RELEASED) &&
		    css_tryget(&root->cgrp.self)) {
			found = root;
			break;
		}
	}
	rcu_read_unlock();
	if (held)
		css_put(&held->cgrp.self);
	return found;
}

static int cgroups_open(struct table_iter *table)
{
	struct cgroups_iter *it = container_of(table, struct cgroups_iter, table);
	struct cgroup_root *root = NULL;
	int err = walk_hierarchy(it, &cgrp_dfl_root);

	while (!err) {
		root = next_hierarchy(root);
		if (!root)
			return 0;
		err = walk_hierarchy(it, root);
	}
	if (root)
		css_put(&root->cgrp.self);
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

static void cell_arena_text(struct row *row, const struct cgroups_iter *it, size_t at)
{
	if (at == NO_TEXT)
		cell_none(row);
	else
		cell_text(row, it->arena + at);
}

static void cgroups_show(struct table_iter *table, struct row *row)
{
	struct cgroups_iter *it = container_of(table, struct cgroups_iter, table);
	const struct cgroup_facts *facts = &it->facts[it->at];

	cell_num(row, facts->hierarchy);
	cell_num(row, facts->id);
	cell_num_or(row, facts->parent, 0);
	cell_bits(row, facts->controllers, facts->hierarchy ? v1_names : v2_names,
		  CGROUP_SUBSYS_COUNT);
	cell_num(row, facts->populated);
	cell_arena_text(row, it, facts->path);
	cell_arena_text(row, it, facts->name);
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
