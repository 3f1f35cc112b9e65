/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NSVIEW_ENV_HIDE_H
#define NSVIEW_ENV_HIDE_H

#include <stdbool.h>

#include "../problem.h"

/*
 * What the /proc and /sys of @root show or do of the host: hidden, or read-only. Where it
 * is the host's own also those directories in which daemons have their sockets.
 */
int env_hide(int root, bool host_root, struct problem *p);

#endif
