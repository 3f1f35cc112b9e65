/* SPDX-License-Identifier: GPL-2.0 */
/* What the comparisons of `nsview check` share, and the list of them. */
#ifndef NSVIEW_CHECK_CHECK_H
#define NSVIEW_CHECK_CHECK_H

#include "../host/host.h"
#include "../host/source.h"
#include "core.h"

/* The context of their looks. */
struct looking {
	struct source *kernel;
	struct host host; /* the kernel's tables, as of the last look at them */
	struct host ways; /* where ways into namespaces were found last */
};

extern const struct comparison compare_tasks; /* proc.c */
extern const struct comparison compare_devices; /* links.c */
extern const struct comparison compare_ports; /* ports.c */
extern const struct comparison compare_namespaces; /* namespaces.c */

/* Reads these tables again, to l->host. */
int look_at_kernel(struct looking *l, unsigned int tables, struct problem *p);

/*
 * Reads what leads into namespaces, to l->ways. With @far everything that might,
 * which takes longer.
 */
int look_for_ways(struct looking *l, bool far, struct problem *p);

/*
 * Calls @look for each net namespace that can be entered, with a descriptor of
 * it; the others and those that @look fails for are blind spots.
 */
int look_into_nets(struct looking *l, struct look *look,
		   int (*each)(int fd, const struct ns *ns, struct look *look), struct problem *p);

/* What may change what this program is told: a preloaded library, if there is one. */
void put_preload(struct text *t);

/* The first cells of a row of differences: those that name the object. */
struct object {
	const char *what;
	uint64_t pid, tid;
	uint64_t netns, ifindex;
	const char *type;
	uint64_t inum, id;
	const char *name;
};

/* One that has no number yet. */
struct object object_of(const char *what);
void put_object(struct text *row, const struct object *o);

#endif
