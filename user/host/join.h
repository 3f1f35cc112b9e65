/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The parts of joining, in the order in which they are done. Each looks at a
 * row a fixed number of times, and builds lists from the last row to the first
 * so that they keep the table's order. 0 or -ENOMEM.
 */
#ifndef NSVIEW_JOIN_H
#define NSVIEW_JOIN_H

#include "host.h"

/* Undoes host_join(), for when it is to be done with more rows. */
void unjoin(struct host *h);

/* Whether mounts that came after host_join() name namespaces that it did not know of. */
bool join_misses_mounted(const struct host *h);

/* Of the module's tables. */
int join_pins(struct host *h);
int join_hooks(struct host *h);

/* Of what was gathered. */
int join_mounts(struct host *h);
int join_taps(struct host *h);
int join_cgroups(struct host *h);
int join_links(struct host *h);

#endif
