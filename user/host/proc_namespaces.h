/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The table namespaces, as far as nsfs tells it of those that processes lead into: who owns
 * them, their parents, and those of these, ioctl_ns(2).
 */
#ifndef NSVIEW_PROC_NAMESPACES_H
#define NSVIEW_PROC_NAMESPACES_H

#include "../text.h"
#include "host.h"

/* A way to one. */
struct proc_way {
	uint64_t pid, inum;
	enum ns_link link;
};

struct proc_namespaces {
	struct map seen; /* type and inum */
	struct proc_way *ways;
	size_t nways;
	bool failed; /* there was no memory for one */
};

/* That @link of the process @pid leads to @inum: the first way to one is kept. */
void proc_namespaces_note(struct proc_namespaces *n, uint64_t pid, enum ns_link link,
			  uint64_t inum);

/*
 * The table. @proc: the folder /proc. What has gone meanwhile, or may not be opened, has a row
 * of its type and number alone. 0 or -ENOMEM.
 */
int proc_namespaces_put(const struct proc_namespaces *n, int proc, struct text *t);
void proc_namespaces_free(struct proc_namespaces *n);

#endif
