/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NSVIEW_ENV_HIDE_H
#define NSVIEW_ENV_HIDE_H

#include "../problem.h"

/* What the /proc and /sys of @root show or do of the host: hidden, or read-only. */
int env_hide(int root, struct problem *p);

#endif
