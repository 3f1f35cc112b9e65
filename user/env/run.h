/* SPDX-License-Identifier: GPL-2.0 */
/* Running a command in an environment of its own. */
#ifndef NSVIEW_ENV_RUN_H
#define NSVIEW_ENV_RUN_H

#include "spec.h"

/*
 * Makes the environment, runs its command to the end, and undoes all of it. The exit
 * status: the command's, 128 and the signal that ended it, 126 or 127 if it could not
 * be executed or found, 125 with words for whatever else.
 */
int env_run(const struct env_spec *spec, struct problem *p);

#endif
