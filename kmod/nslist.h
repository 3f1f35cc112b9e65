/* SPDX-License-Identifier: GPL-2.0 */
/* Every namespace that can be reached. */
#ifndef NSVIEW_NSLIST_H
#define NSVIEW_NSLIST_H

#include <linux/types.h>

#include "nstype.h"

struct census;
struct task_struct;

/**
 * nslist_take - fill a census with every namespace that can be reached
 * @c: empty; to be freed by census_free() if this worked
 *
 * May sleep, and gives way to others between two steps. 0, -ENOMEM, or -EINTR
 * if the reader was killed.
 */
int nslist_take(struct census *c);

/*
 * For who walks tasks and their descriptors anyhow: the three parts of the above are what
 * lists have, the links of each task, and, where nslist_needs_files() says so, what its
 * descriptors hold.
 */

/**
 * nslist_take_lists - every namespace that is in a list of the kernel's
 * @c: as for nslist_take(), and to be freed also if this failed
 *
 * May sleep. 0, -ENOMEM, or -EINTR if the reader was killed.
 */
int nslist_take_lists(struct census *c);

/* The numbers of the task before, so that those it shares with the next are known. */
struct nslist_last {
	u32 inums[NSVIEW_NR_NS_LINKS];
};

/**
 * nslist_take_links - the ten namespaces of a task, and all above them
 * @c: there is room in it, or it gets full
 * @t: the task; the caller is in an RCU section that found it, and holds task_lock(t)
 * @last: zeroed at first, and after @c was full
 */
void nslist_take_links(struct census *c, struct task_struct *t, struct nslist_last *last);

/* Whether there may be namespaces that only a descriptor tells of. */
bool nslist_needs_files(void);

/* What room in a census is to be made for one task. */
#define NSLIST_ROOM 32

#endif
