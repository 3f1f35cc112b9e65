/* SPDX-License-Identifier: GPL-2.0 */
/* The only users of libarchive, which is loaded when an archive is read or made. */
#ifndef NSVIEW_ARCHIVE_H
#define NSVIEW_ARCHIVE_H

#include <stddef.h>

#include "../problem.h"
#include "../text.h"
#include "blob.h"

#define LIBARCHIVE "libarchive.so.13"

/*
 * Reads the @n files called @names, in whatever folder of the archive @fd
 * they are, into @ret. One that is not there leaves its blob empty, data NULL.
 * All files in it together are at most BLOB_MAX bytes.
 */
int archive_tables(int fd, const char *path, const char *const *names, struct blob *ret, size_t n,
		   struct problem *p);

struct archive_file {
	const char *name;
	struct text text;
};

/*
 * Appends to @ret a tar, packed by zstd, of a folder @folder with these files, which
 * only their owner may read.
 */
int archive_pack(struct text *ret, const char *folder, const struct archive_file *files, size_t n,
		 struct problem *p);

#endif
