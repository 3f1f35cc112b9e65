/* SPDX-License-Identifier: GPL-2.0 */
/* The verbs that make environments: each has options of its own. */
#ifndef NSVIEW_ENV_VERBS_H
#define NSVIEW_ENV_VERBS_H

#include <stdbool.h>

#include "../problem.h"

struct help;
struct view;

struct env_verb {
	const char *name;
	const char *help; /* one line */
	/* The exit status; words in @p if there is something to say. argv[0] is the verb. */
	int (*run)(int argc, char **argv, struct problem *p);
	bool draws; /* names of others', as the locale has them */
	/* What --help says of it, or the view that it shows. */
	const struct help *words;
	const struct view *view;
};

extern const struct env_verb env_verbs[];
extern const unsigned int env_nverbs;

#endif
