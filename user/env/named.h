/* SPDX-License-Identifier: GPL-2.0 */
/* Verbs about environments that are there. See struct env_verb. */
#ifndef NSVIEW_ENV_NAMED_H
#define NSVIEW_ENV_NAMED_H

#include "../problem.h"

int env_stop(int argc, char **argv, struct problem *p);
int env_rm(int argc, char **argv, struct problem *p);
int env_gc(int argc, char **argv, struct problem *p);
int env_ls(int argc, char **argv, struct problem *p);

#endif
