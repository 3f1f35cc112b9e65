/* SPDX-License-Identifier: GPL-2.0 */
/* Every namespace that can be reached. */
#ifndef NSVIEW_NSLIST_H
#define NSVIEW_NSLIST_H

struct census;

/**
 * nslist_take - fill a census with every namespace that can be reached
 * @c: empty; to be freed by census_free() if this worked
 *
 * May sleep, and gives way to others between two steps. 0, -ENOMEM, or -EINTR
 * if the reader was killed.
 */
int nslist_take(struct census *c);

#endif
