/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The parts of nsview tree: the rows in tree.c, their cells in tree_cells.c,
 * and the sentence about each in tree_detail.c.
 */
#ifndef NSVIEW_TREE_H
#define NSVIEW_TREE_H

#include "view.h"

enum tree_kind {
	TREE_NETNS,
	TREE_DEV,
	TREE_CGROUP,
	TREE_TASK,
	TREE_MORE, /* tasks like the one before, folded */
	TREE_KTHREADS, /* kernel threads, folded */
};

struct tree_row {
	enum tree_kind kind;
	const struct ns *ns; /* NULL: of tasks that are in none */
	const struct dev *dev;
	const struct task *task; /* of a cgroup: one of its tasks */
	size_t count; /* tasks in it, or folded into it */
};

extern const struct sheet tree_sheet;

extern const struct sheet tree_as_sheet;
/* The processes as the pid namespace o->as sees them (tree_as.c). */
int tree_as(const struct host *h, const struct options *o, struct out *out, struct problem *p);

void tree_detail(const struct host *h, const struct tree_row *row, struct cell *c);

#endif
