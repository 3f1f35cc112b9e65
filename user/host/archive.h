/* SPDX-License-Identifier: GPL-2.0 */
/* The only user of libarchive, which is loaded when the first archive is read. */
#ifndef NSVIEW_ARCHIVE_H
#define NSVIEW_ARCHIVE_H

#include <stddef.h>

#include "../problem.h"
#include "blob.h"

/*
 * Reads the @n files called @names, in whatever folder of the archive @fd
 * they are, into @ret. One that is not there leaves its blob empty, data NULL.
 * All of them together are at most BLOB_MAX bytes.
 */
int archive_tables(int fd, const char *path, const char *const *names, struct blob *ret, size_t n,
		   struct problem *p);

#endif
