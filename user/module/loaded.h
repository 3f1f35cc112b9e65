/* SPDX-License-Identifier: GPL-2.0 */
/* The module as the kernel has it: loaded or not, with which tables, and debugfs around them. */
#ifndef NSVIEW_MODULE_LOADED_H
#define NSVIEW_MODULE_LOADED_H

#include <stdbool.h>
#include <stddef.h>

#include "../problem.h"

bool module_is_loaded(void);

/* Its release, such as 0.1.0; "" where it has none. */
void module_release(char *ret, size_t size);

/* Mounts debugfs at its usual place unless it is mounted. 0, or -errno and words. */
int module_mount_debugfs(struct problem *p);

/*
 * Whether its tables are there, and of the version that this tool reads. 0, or -ENODEV and
 * words that say what to do.
 */
int module_check_tables(struct problem *p);

#endif
