/* SPDX-License-Identifier: GPL-2.0 */
/* PID 1 of an environment. */
#ifndef NSVIEW_ENV_INIT_H
#define NSVIEW_ENV_INIT_H

#include "env.h"

/* A terminal of the environment's own; the other side gets its master. init's end, or -errno. */
int env_console_open(int talk, int *console, struct problem *p);

/*
 * Starts the command, on @console if that is none of -1; passes signals on to it, reaps
 * what is left by others, and ends as it ends.
 */
_Noreturn void env_init(struct env *env, int console);

#endif
