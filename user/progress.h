/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is being done, for who waits: one line on the terminal of stderr, after a second,
 * that goes when there is something to read. Nothing of it gets into a pipe or a file.
 */
#ifndef NSVIEW_PROGRESS_H
#define NSVIEW_PROGRESS_H

#include <stddef.h>

/* From now on it is shown, if stderr is a terminal. Without, the others do nothing. */
void progress_start(void);

/* What comes next, such as "mounts"; the text must last. */
void progress_about(const char *what);

/* @done of @total of it; @total 0: how much there is nobody knows. May be called often. */
void progress_at(size_t done, size_t total);

/* Takes the line away; what then comes starts anew. */
void progress_end(void);

#endif
