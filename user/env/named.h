/* SPDX-License-Identifier: GPL-2.0 */
/* Verbs about environments that are there. See struct command. */
#ifndef NSVIEW_ENV_NAMED_H
#define NSVIEW_ENV_NAMED_H

#include "../problem.h"

struct help;
struct view;

/* What --help says. */
extern const struct help env_stop_help, env_rm_help, env_gc_help;

int env_stop(int argc, char **argv, struct problem *p);
int env_rm(int argc, char **argv, struct problem *p);
int env_gc(int argc, char **argv, struct problem *p);

int env_ls(int argc, char **argv, struct problem *p);
extern const struct view env_ls_view; /* shown by ls itself */

#endif
