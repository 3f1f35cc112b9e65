/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "messages.h"

#include <linux/netlink.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 8, GROW_MAX = 16 };

/* Where a byte is: its message, and the attributes around it from the outermost on. */
struct place {
	size_t message, end; /* from its header on */
	size_t at;
	size_t attrs[DEPTH_MAX];
	size_t depth;
};

static uint32_t length_of(const uint8_t *data, size_t message)
{
	uint32_t len;

	memcpy(&len, data + message, sizeof(len));
	return len;
}

static uint16_t attr_length(const uint8_t *data, size_t attr)
{
	uint16_t len;

	memcpy(&len, data + attr, sizeof(len));
	return len;
}

/* Whether there are attributes from @from to @end, and no more nor less. */
static bool are_attrs(const uint8_t *data, size_t from, size_t end)
{
	size_t at = from;

	while (at < end) {
		size_t len = end - at < NLA_HDRLEN ? 0 : attr_length(data, at);

		if (len < NLA_HDRLEN || len > end - at)
			return false;
		at += NLA_ALIGN(len);
	}
	return at > from;
}

/* The attribute that has the byte at @byte in what it holds; 0: none. */
static size_t attr_around(const uint8_t *data, size_t from, size_t end, size_t byte)
{
	size_t at;

	for (at = from; at < end; at += NLA_ALIGN(attr_length(data, at)))
		if (byte >= at + NLA_HDRLEN && byte <= at + attr_length(data, at))
			return at;
	return 0;
}

static void find_attrs(const uint8_t *data, struct place *p)
{
	size_t from = p->message + NLMSG_HDRLEN, end = p->end, head;

	/* What the family's own header may have for a size. */
	for (head = 4; head <= 24; head += 4)
		if (from + head < end && are_attrs(data, from + head, end))
			break;
	from += head;
	while (p->depth < DEPTH_MAX && from < end && are_attrs(data, from, end)) {
		size_t attr = attr_around(data, from, end, p->at);

		if (!attr)
			break;
		p->attrs[p->depth++] = attr;
		end = attr + attr_length(data, attr);
		from = attr + NLA_HDRLEN;
	}
}

/* A message of the part that begins at @part, and a byte of it. */
static bool find_place(const uint8_t *data, size_t size, size_t part, struct place *p)
{
	size_t starts[64], n = 0, at = part;

	while (n < 64 && at + NLMSG_HDRLEN <= size) {
		uint32_t len = length_of(data, at);

		if (len < NLMSG_HDRLEN || len > size - at)
			break;
		starts[n++] = at;
		at += NLMSG_ALIGN(len);
	}
	if (!n)
		return false;
	*p = (struct place){ .message = starts[(size_t)rand() % n] };
	p->end = p->message + length_of(data, p->message);
	p->at = p->message + NLMSG_HDRLEN +
		(size_t)rand() % (p->end - p->message - NLMSG_HDRLEN + 1);
	find_attrs(data, p);
	return true;
}

/* The part begins after @prefix bytes, or after the end of another. */
static size_t find_part(const uint8_t *data, size_t size, size_t prefix)
{
	size_t parts[32] = { prefix }, n = 1;
	const uint8_t *at = data, *end;

	while (n < 32 &&
	       (end = memmem(at, size - (size_t)(at - data), PART_END, strlen(PART_END)))) {
		at = end + strlen(PART_END);
		parts[n++] = (size_t)(at - data);
	}
	return parts[(size_t)rand() % n];
}

static void set_lengths(uint8_t *data, const struct place *p, size_t len, long attrs_by)
{
	const uint32_t message = (uint32_t)len;
	size_t i;

	memcpy(data + p->message, &message, sizeof(message));
	for (i = 0; i < p->depth; i++) {
		const uint16_t attr = (uint16_t)(attr_length(data, p->attrs[i]) + attrs_by);

		memcpy(data + p->attrs[i], &attr, sizeof(attr));
	}
}

/* Nothing of the message is left behind the place. */
static size_t cut(uint8_t *data, size_t size, struct place *p)
{
	size_t i, rest = p->message + NLMSG_ALIGN(length_of(data, p->message));
	const size_t to = p->message + NLMSG_ALIGN(p->at - p->message);

	for (i = 0; i < p->depth; i++) {
		const uint16_t len = (uint16_t)(p->at - p->attrs[i]);

		memcpy(data + p->attrs[i], &len, sizeof(len));
	}
	p->depth = 0;
	set_lengths(data, p, p->at - p->message, 0);
	if (rest > size)
		rest = size;
	if (to >= rest)
		return size;
	memset(data + p->at, 0, to - p->at);
	memmove(data + to, data + rest, size - rest);
	return size - (rest - to);
}

/* Room for some bytes more at the place; those behind it stay aligned. */
static size_t grow(uint8_t *data, size_t size, size_t max, const struct place *p)
{
	const size_t more = 4 * (1 + (size_t)rand() % GROW_MAX);

	if (!p->depth || more > max - size || p->at > size)
		return size;
	memmove(data + p->at + more, data + p->at, size - p->at);
	memset(data + p->at, rand() & 1 ? 'a' : rand() & 0xff, more);
	set_lengths(data, p, length_of(data, p->message) + more, (long)more);
	return size + more;
}

size_t messages_mutate(uint8_t *data, size_t size, size_t max, unsigned int seed, size_t prefix)
{
	struct place p;

	srand(seed);
	if (size > max || rand() % 3 || !find_place(data, size, find_part(data, size, prefix), &p))
		return LLVMFuzzerMutate(data, size, max);
	return rand() & 1 ? cut(data, size, &p) : grow(data, size, max, &p);
}
