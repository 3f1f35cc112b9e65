/* SPDX-License-Identifier: GPL-2.0 */
#include "blob.h"

#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <unistd.h>

/* The module's buffer: a shorter read makes it walk more often. */
#define CHUNK ((size_t)64 << 10)
/* What reading begins with: most files need no more than a little of it. */
#define BEGIN (CHUNK + 4096)

/* From here on a table is large. */
#define LARGE ((size_t)256 << 10)
/* The most that malloc(3) takes from its heap, if told so; what is larger is a mapping of its own. */
#define IN_HEAP (32 << 20)
/* Not touched before it is used: all that it costs is a larger heap. So much may stay, too. */
#define HEAP_AHEAD (16 << 20)

/*
 * The tables of a large host take some MiB each, and so do their rows. By itself malloc(3)
 * makes a mapping of each, which moves as it grows, and has a page fault for each 4 KiB.
 * At the end of the heap they grow where they are, one behind the other; and where the
 * heap is ahead of what is used, the kernel can fill it with huge pages, if its
 * transparent_hugepage is "always". That is not asked for with madvise(2): one would wait
 * for memory to be compacted. A small host's heap stays small, as a huge page would be
 * more than it needs.
 */
static void heap_for(size_t size)
{
	mallopt(M_MMAP_THRESHOLD, IN_HEAP);
	mallopt(M_TRIM_THRESHOLD, HEAP_AHEAD);
	if (size >= LARGE)
		mallopt(M_TOP_PAD, HEAP_AHEAD);
}

void blob_fit(struct blob *b)
{
	char *data = realloc(b->data, b->len + 1);

	if (data)
		b->data = data;
}

int blob_reserve(struct blob *b, size_t *size, size_t more)
{
	size_t want = *size ? *size : BEGIN;
	char *data;

	if (more > BLOB_MAX || b->len > BLOB_MAX - more)
		return -EFBIG;
	while (want <= b->len + more)
		want *= 2;
	if (want == *size)
		return 0;
	heap_for(want);
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
		if (!n) {
			blob_fit(b);
			return 0;
		}
	}
}

void blob_free(struct blob *b)
{
	free(b->data);
	*b = (struct blob){ 0 };
}
