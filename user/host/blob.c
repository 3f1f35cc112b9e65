/* SPDX-License-Identifier: GPL-2.0 */
#include "blob.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

/* The module's buffer: a shorter read makes it walk more often. */
#define CHUNK ((size_t)64 << 10)

int blob_reserve(struct blob *b, size_t *size, size_t more)
{
	size_t want = *size ? *size : 2 * CHUNK;
	char *data;

	if (more > BLOB_MAX || b->len > BLOB_MAX - more)
		return -EFBIG;
	while (want <= b->len + more)
		want *= 2;
	if (want == *size)
		return 0;
	data = realloc(b->data, want);
	if (!data)
		return -ENOMEM;
	b->data = data;
	*size = want;
	return 0;
}

/* The size of a file in debugfs is 0: only reading tells its length. */
int blob_read(struct blob *b, int fd)
{
	size_t size = 0;

	for (;;) {
		int err = blob_reserve(b, &size, CHUNK);
		ssize_t n;

		if (err)
			return err;
		n = read(fd, b->data + b->len, size - b->len - 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		b->len += (size_t)n;
		b->data[b->len] = '\0';
		if (!n)
			return 0;
	}
}

void blob_free(struct blob *b)
{
	free(b->data);
	*b = (struct blob){ 0 };
}
