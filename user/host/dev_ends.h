/* SPDX-License-Identifier: GPL-2.0 */
/* In which net namespace the other ends of devices are. */
#ifndef NSVIEW_DEV_ENDS_H
#define NSVIEW_DEV_ENDS_H

#include "dev_cells.h"

struct host;

/*
 * Finds link_netns for each of @ends that can be found; those of a namespace follow one
 * another. Some may be left because it would take too long: @ret_left. 0 or -ENOMEM.
 */
int dev_ends_find(const struct host *h, struct dev_end *ends, size_t n, size_t *ret_left);

#endif
