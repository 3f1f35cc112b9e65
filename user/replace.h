/* SPDX-License-Identifier: GPL-2.0 */
/* A file that is there whole, or as it was before. */
#ifndef NSVIEW_REPLACE_H
#define NSVIEW_REPLACE_H

#include <stddef.h>

#include "problem.h"

/* Whether @path may be written: it is a regular file or not there. 0 or -errno with words. */
int replace_check(const char *path, struct problem *p);

/*
 * Writes @len bytes beside @path, and then calls that @path: what was there is gone.
 * What fails leaves all as it was; but if only the folder can not be synced, which the words
 * tell. Only its owner may read it. No signal but SIGKILL ends it half way. 0 or -errno with
 * words.
 */
int replace_file(const char *path, const char *data, size_t len, struct problem *p);

/* All of it, to a descriptor. 0 or -errno. */
int write_all(int fd, const char *data, size_t len);

#endif
