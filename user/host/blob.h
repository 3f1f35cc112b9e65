/* SPDX-License-Identifier: GPL-2.0 */
/* The bytes of a file, whole, followed by a NUL that is not counted. */
#ifndef NSVIEW_BLOB_H
#define NSVIEW_BLOB_H

#include <stddef.h>

/* More than any host's table; less than what would hurt the reader's host. */
#define BLOB_MAX ((size_t)1 << 30)

struct blob {
	char *data;
	size_t len;
};

/* Appends what is left in @fd. -EFBIG beyond BLOB_MAX. */
int blob_read(struct blob *b, int fd);
/* Makes room for @more bytes after the ones that are there. */
int blob_reserve(struct blob *b, size_t *size, size_t more);
/* Gives back what room there is for more, which those that are read later can have. */
void blob_fit(struct blob *b);
void blob_free(struct blob *b);

#define _cleanup_blob_ __attribute__((cleanup(blob_free)))

#endif
