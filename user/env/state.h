/* SPDX-License-Identifier: GPL-2.0 */
/* What is kept of environments while they are there. */
#ifndef NSVIEW_ENV_STATE_H
#define NSVIEW_ENV_STATE_H

#include <stdbool.h>

#include "../problem.h"

#define STATE_DIR "/run/nsview"

/* The directory of that name in it, which is root's alone; made if need be. Or -errno. */
int state_dir(const char *name, struct problem *p);

/*
 * Which STATE_DIR that is, in marks of what is seen from elsewhere, too: a container may
 * have a /run of its own in the host's net namespace, and know nothing of the records in
 * the other. 8 digits.
 */
const char *state_id(void);
/* Of this one; or of who has none, as who is not root may. */
bool state_is_own(const char *id);

#endif
