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

/*
 * What somebody should know though nothing has failed, for who prints. It is said at
 * once: before a command runs, not after.
 */
void problem_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void problem_on_warning(void (*say)(const char *words));

#endif
