/* SPDX-License-Identifier: GPL-2.0 */
/* Two hosts, or one at two moments, to be compared: the earlier one is behind host.before. */
#ifndef NSVIEW_BEFORE_H
#define NSVIEW_BEFORE_H

#include "host.h"

struct source;

/*
 * Reads from the snapshot @path what there is of @want, and takes out of @want what there
 * is not: nothing could be compared with it. 0 or -errno with words.
 */
int before_load(struct host *before, const char *path, unsigned int *want, struct problem *p);

/*
 * Puts @before behind @h, that was loaded from @src, until host_free(). What keeps the two
 * from being compared wholly is then in h->missed.
 */
int before_join(struct host *h, const struct source *src, const struct host *before,
		const char *path, struct problem *p);

/* Whether numbers of one mean nothing in the other: they are of two boots. */
bool before_of_other_boot(const struct host *h);

/*
 * Whether one of them was made without the module, from /proc: it has no threads, and says
 * less of processes the less its user may see.
 */
bool before_of_proc(const struct host *h);

/* Whether one of them has no more cgroups than those that processes are in. */
bool before_lacks_cgroups(const struct host *h);

#endif
