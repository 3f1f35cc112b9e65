/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is longer than the terminal goes through a pager: $NSVIEW_PAGER, $PAGER or less(1);
 * "" and "cat" are none.
 */
#ifndef NSVIEW_PAGER_H
#define NSVIEW_PAGER_H

#include <stdbool.h>
#include <stddef.h>

/* Whether stdout is a terminal, and there may be one. */
bool pager_is_wanted(void);

/*
 * Writes @text to stdout; by the pager if it has more lines than the terminal. 0, also
 * when who reads it has left before the end; or -errno.
 */
int pager_write(const char *text, size_t len);

#endif
