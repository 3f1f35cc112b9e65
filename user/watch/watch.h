/* SPDX-License-Identifier: GPL-2.0 */
/* nsview watch [VIEW]: a view on a terminal, again and again, and what of it is new. */
#ifndef NSVIEW_WATCH_WATCH_H
#define NSVIEW_WATCH_WATCH_H

#include "../problem.h"

struct help;
struct view;

/* What --help says of it. */
extern const struct help watch_help;

/*
 * As a command's run(). @view_called gives the view that a word is for, or NULL and words.
 */
int watch(int argc, char **argv,
	  const struct view *(*view_called)(const char *word, struct problem *p),
	  struct problem *p);

#endif
