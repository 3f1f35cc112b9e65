/* SPDX-License-Identifier: GPL-2.0 */
/* Ids that an ordinary user may map: subuid(5), newuidmap(1). */
#ifndef NSVIEW_ENV_SUBIDS_H
#define NSVIEW_ENV_SUBIDS_H

#include <sys/types.h>

#include "../problem.h"

/*
 * Maps the caller to root of the user namespace of @pid, and the ids that it was given to
 * those from 1 on. -ENOENT: it was given none, or there is nobody to map them.
 */
int subids_map(pid_t pid, struct problem *p);

#endif
