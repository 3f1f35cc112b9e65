/* SPDX-License-Identifier: GPL-2.0 */
/* What is to be known of a verb to use it: for --help, the man pages and completion. */
#ifndef NSVIEW_HELP_H
#define NSVIEW_HELP_H

#include <stdbool.h>
#include <stddef.h>

#include "text.h"

/*
 * An option. The words in @arg say what completion offers, see complete.c; one that
 * begins with "=" may be left out.
 */
struct option_words {
	char letter; /* 0: none */
	const char *name;
	const char *arg; /* NULL: it takes none */
	const char *help;
	const char *group; /* under which a long list has it; or NULL */
};

/* Strings are not owned. */
struct help {
	const char *name; /* of the verb */
	const char *usage; /* what follows that; NULL: [options] and @args */
	const char *args; /* what may follow the options, in the words of completion */
	const char *text; /* lines of at most 80 columns */
	/* The @n-th option; false: there are no more. */
	bool (*option)(const struct help *h, size_t n, struct option_words *ret);
	const void *of; /* for option() */
	const char *examples[3]; /* command lines; ends with NULL */
};

/* "[options] DEV" */
void help_usage(const struct help *h, struct text *t);

/* On stdout, at most 24 lines of 80 columns; @all: what each option of a long list does, too. */
void help_show(const struct help *h, bool all);

#endif
