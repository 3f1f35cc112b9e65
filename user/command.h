/* SPDX-License-Identifier: GPL-2.0 */
/* A verb that is no view: it has options of its own and says itself what it has to say. */
#ifndef NSVIEW_COMMAND_H
#define NSVIEW_COMMAND_H

#include <stdbool.h>

#include "problem.h"

struct help;
struct view;

struct command {
	const char *name;
	const char *help; /* one line */
	/* The exit status; words in @p if there is something to say. argv[0] is the verb. */
	int (*run)(int argc, char **argv, struct problem *p);
	bool draws; /* names of others', as the locale has them */
	/* What --help says of it, or the view whose options it has. */
	const struct help *words;
	const struct view *view;
};

#endif
