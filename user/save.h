/* SPDX-License-Identifier: GPL-2.0 */
/* nsview save FILE: all that can be read of this host, in one archive. */
#ifndef NSVIEW_SAVE_H
#define NSVIEW_SAVE_H

#include "problem.h"

struct view;

/* Its options; there is nothing in it to show. */
extern const struct view save_view;

/* See struct command. */
int save(int argc, char **argv, struct problem *p);

#endif
