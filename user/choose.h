/* SPDX-License-Identifier: GPL-2.0 */
/* One of several names by what somebody wrote: a verb, a column. */
#ifndef NSVIEW_CHOOSE_H
#define NSVIEW_CHOOSE_H

#include <getopt.h>
#include <stddef.h>

/*
 * The place of @word in @names, or of the only one that begins with it. -EINVAL if there
 * is none, and -ENOTUNIQ if there are several.
 */
long choose(const char *const *names, size_t n, const char *word);

/* Which of @names may have been meant by @word; NULL if it is like none of them. */
const char *choose_like(const char *const *names, size_t n, const char *word);

/* Likewise of the long options that end with one of zeros by @word, such as "--jsn=x". */
const char *choose_option_like(const struct option *longs, const char *word);

#endif
