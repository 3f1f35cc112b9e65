/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What went wrong, in words, for the one place that prints: nsview.c.
 *
 * Functions return 0 or -errno. One that knows more than the number, such as
 * a file, a line and a column, leaves it here. Two numbers mean something to
 * the top: -ENODEV says that the module is missing or too old for the
 * question (exit 2); every other failure is exit 1.
 */
#ifndef NSVIEW_PROBLEM_H
#define NSVIEW_PROBLEM_H

struct problem {
	char words[512];
};

/* Returns @err, so that a failure can be said and returned in one line. */
int problem_set(struct problem *p, int err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#endif
