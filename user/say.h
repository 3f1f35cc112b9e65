/* SPDX-License-Identifier: GPL-2.0 */
/* What the tool says on stderr, in the name of a verb. */
#ifndef NSVIEW_SAY_H
#define NSVIEW_SAY_H

#include "host/source.h"
#include "view/view.h"

/* That of the environment, once: it is not asked for what is for programs alone. */
void learn_locale(void);

/* A line; @verb NULL: the tool itself. Words may quote names from a file or a command line. */
void say(const char *verb, const char *words);

/*
 * What is missing from the answer of @view to what is in @want, and so that programs hear of it:
 * h->complete is false then.
 */
void say_incomplete(const struct view *view, unsigned int want, const struct source *src,
		    struct host *h);

#endif
