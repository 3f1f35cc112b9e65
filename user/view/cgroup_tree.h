/* SPDX-License-Identifier: GPL-2.0 */
/* Cgroups as trees, with what is in each. */
#ifndef NSVIEW_CGROUP_TREE_H
#define NSVIEW_CGROUP_TREE_H

#include "../render/sheet.h"
#include "cgroup_use.h"

/* A hierarchy that there is, whether or not the tool could look into it. */
struct cgroup_head {
	uint64_t hierarchy;
	const char *controllers;
	const char *name;
	const char *mount;
};

/* A namespace all of whose tasks are in one cgroup or below it. */
struct cgroup_home {
	const struct ns *ns;
	struct cgroup_home *next;
};

struct cgroup_group {
	const struct cgroup *cgroup;
	size_t head;
	struct cgroup_group *up; /* the nearest above it that there is a row of */
	struct cgroup_group *end; /* what is below it is between it and this */
	unsigned int depth;
	uint64_t procs;
	uint64_t below; /* in it and below */
	struct cgroup_home *homes;
	struct cgroup_use use;
	struct cgroup_limit limits[LIMITS];
	struct text io_max; /* of cgroup_io_max() */
	const char *io_limit; /* what holds: io_tightest, or what holds above */
	struct text io_tightest; /* of its own and that; empty without its own */
	bool io_inherited;
};

struct cgroup_tree {
	struct cgroup_head *heads; /* by hierarchy */
	size_t nheads;
	struct cgroup_group *groups; /* by hierarchy; what is below one follows it */
	size_t ngroups;
	struct cgroup_home *homes; /* what those lists are made of */
};

/* What is shown: a hierarchy, or a cgroup of it. */
struct cgroup_row {
	const struct cgroup_head *head;
	const struct cgroup_group *group; /* NULL: the hierarchy */
	bool top; /* what is above it is not to be seen: its whole path tells */
};

extern const struct sheet cgroup_sheet; /* of such rows */

/* 0 or -ENOMEM. */
int cgroup_tree_make(const struct host *h, struct cgroup_tree *ret);
void cgroup_tree_free(struct cgroup_tree *t);

/* Whether @g is @top or below it. */
bool cgroup_is_within(const struct cgroup_group *g, const struct cgroup_group *top);

/* "v2", "cpu,cpuacct", "name=x": what a hierarchy is called. */
void cgroup_head_words(struct text *t, const struct cgroup_head *head);

#endif
