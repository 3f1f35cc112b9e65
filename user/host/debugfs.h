/* SPDX-License-Identifier: GPL-2.0 */
/* Where debugfs is, in which the module has its tables. */
#ifndef NSVIEW_HOST_DEBUGFS_H
#define NSVIEW_HOST_DEBUGFS_H

#include <stdbool.h>

#include "../text.h"

#define DEBUGFS "/sys/kernel/debug"

/* Appends where it is mounted; its usual place, and false, if it is not or nobody can tell. */
bool debugfs_find(struct text *path);

#endif
