/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The tasks of a namespace, one after the other, without a walk over all there are. Hardly
 * anybody asks: they are put together when somebody does.
 */
#ifndef NSVIEW_MATES_H
#define NSVIEW_MATES_H

#include "host.h"

/* For a host that is joined. NULL: there is no memory. */
struct mates *mates_new(void);
void mates_free(struct mates *mates);

/* The first task in @ns, in the table's order, or the one after @last; NULL: there is none. */
const struct task *mates_next(const struct host *h, const struct ns *ns, const struct task *last);

#endif
