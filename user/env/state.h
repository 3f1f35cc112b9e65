/* SPDX-License-Identifier: GPL-2.0 */
/* What is kept of environments while they are there. */
#ifndef NSVIEW_ENV_STATE_H
#define NSVIEW_ENV_STATE_H

#include "../problem.h"

#define STATE_DIR "/run/nsview"

/* The directory of that name in it, which is root's alone; made if need be. Or -errno. */
int state_dir(const char *name, struct problem *p);

#endif
