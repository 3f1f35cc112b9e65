/* SPDX-License-Identifier: GPL-2.0 */
/* nsview as a copy that nobody can write. */
#ifndef NSVIEW_ENV_SEAL_H
#define NSVIEW_ENV_SEAL_H

#include "spec.h"

/*
 * Whether who is root inside could write the file that nsview is executed from, as far as
 * is known before it is looked into: one that was @made already, or whose user namespace
 * was, may have the host's ids.
 */
bool env_seal_is_needed(const struct env_spec *spec, bool made);

/*
 * A copy of arguments, for to parse them changes them: in one piece, to be freed; NULL
 * without memory.
 */
char **env_seal_args(int argc, char **argv);

/*
 * Executes the calling program anew, from memory, with the arguments @args after its
 * name. Returns 0 if that was done before, or -errno.
 */
int env_seal(char **args, struct problem *p);

#endif
