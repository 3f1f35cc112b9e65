/* SPDX-License-Identifier: GPL-2.0 */
/* Whether what was built is what was asked for, as the module sees it. */
#ifndef NSVIEW_ENV_VERIFY_H
#define NSVIEW_ENV_VERIFY_H

#include "env.h"

/* Whether there is a module to ask. */
bool env_can_verify(void);

/*
 * Compares what the kernel has for init, whose pid is @pid, with what @env was to be:
 * ten namespaces, cgroups, root. 0; -EPERM with words if there is a difference;
 * -ENODEV if there is no module; another -errno.
 */
int env_verify(const struct env *env, pid_t pid, struct problem *p);

/* The same, in tables that were read; @self is a process in the caller's namespaces. */
int env_verify_in(const struct host *h, const struct env *env, pid_t pid, pid_t self,
		  struct problem *p);

#endif
