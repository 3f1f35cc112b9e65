/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Ways into a namespace that is known.
 *
 * Whatever keeps it alive may lead to it: a task, a descriptor, a mount, a
 * socket, another namespace. Numbers are used again, so every descriptor is
 * looked at before it is given out: it is of the namespace that was meant.
 */
#ifndef NSVIEW_WAYS_H
#define NSVIEW_WAYS_H

#include "host.h"

/* The tables that ways are found in: a view whose tables are gathered there wants these. */
#define WAYS_TABLES                                                                          \
	(TABLE_BIT(tasks) | TABLE_BIT(namespaces) | TABLE_BIT(pins) | MOUNTS_OF_NAMESPACES | \
	 TABLE_BIT(taps))

/* A descriptor of @ns that closes on exec; -errno, -ESRCH if there is no way to it. */
int ns_open(const struct host *h, const struct ns *ns);

/*
 * How many may be open at a time, but for what the rest of the tool needs: as many descriptors
 * as the hard limit allows, to which this sets the soft one (getrlimit(2)).
 */
size_t ns_open_max(void);

#endif
