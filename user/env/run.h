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

/*
 * Makes one that stays when nsview ends: with its command, or with init alone, for `exec`.
 * 0 when that has begun, or likewise.
 */
int env_create(const struct env_spec *spec, struct problem *p);

/* Runs a command in the one of that name. As env_run(). */
int env_exec(const struct env_spec *spec, struct problem *p);

#endif
