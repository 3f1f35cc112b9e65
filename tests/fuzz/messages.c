/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "messages.h"

#include <linux/netlink.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 8, GROW_MAX = 16 };

/* An attribute of a message: the last of @attrs, which is in those before it. */
struct place {
	size_t message, end; /* from its header on */
	size_t attrs[DEPTH_MAX];
	size_t depth; /* 0: the message has none */
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

/* Any of those from @from to @end. */
static size_t any_attr(const uint8_t *data, size_t from, size_t end)
{
	size_t at, found = from, n = 0;

	for (at = from; at < end; at += NLA_ALIGN(attr_length(data, at)))
		if (!(rand() % (int)++n))
			found = at;
	return found;
}

static void find_attr(const uint8_t *data, struct place *p)
{
	size_t from = p->message + NLMSG_HDRLEN, end = p->end, head;

	/* What the family's own header may have for a size. */
	for (head = 4; head <= 24; head += 4)
		if (from + head < end && are_attrs(data, from + head, end))
			break;
	from += head;
	while (p->depth < DEPTH_MAX && from < end && are_attrs(data, from, end)) {
		size_t attr = any_attr(data, from, end);

		p->attrs[p->depth++] = attr;
		end = attr + attr_length(data, attr);
		from = attr + NLA_HDRLEN;
		if (!(rand() % 4))
			break;
	}
}

/* A message of the part that begins at @part, and an attribute of it. */
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
	find_attr(data, p);
	return p->depth;
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

static void add_to_lengths(uint8_t *data, const struct place *p, long by)
{
	const uint32_t message = (uint32_t)(length_of(data, p->message) + by);
	size_t i;

	memcpy(data + p->message, &message, sizeof(message));
	for (i = 0; i < p->depth; i++) {
		const uint16_t attr = (uint16_t)(attr_length(data, p->attrs[i]) + by);

		memcpy(data + p->attrs[i], &attr, sizeof(attr));
	}
}

/* Nothing of the message is left behind @at, which is in the attribute. */
static size_t cut(uint8_t *data, size_t size, const struct place *p, size_t at)
{
	const size_t end = p->message + NLMSG_ALIGN(length_of(data, p->message));
	const size_t to = p->message + NLMSG_ALIGN(at - p->message);
	const size_t rest = end < size ? end : size;
	const uint32_t message = (uint32_t)(at - p->message);
	size_t i;

	for (i = 0; i < p->depth; i++) {
		const uint16_t len = (uint16_t)(at - p->attrs[i]);

		memcpy(data + p->attrs[i], &len, sizeof(len));
	}
	memcpy(data + p->message, &message, sizeof(message));
	if (to >= rest)
		return size;
	memset(data + at, 0, to - at);
	memmove(data + to, data + rest, size - rest);
	return size - (rest - to);
}

/* @more bytes at @at, or less; those behind stay aligned. */
static size_t splice(uint8_t *data, size_t size, const struct place *p, size_t at, long more)
{
	const size_t from = more < 0 ? at + (size_t)-more : at;

	memmove(data + from + more, data + from, size - from);
	if (more > 0)
		memset(data + at, rand() & 1 ? 'a' : rand() & 0xff, (size_t)more);
	add_to_lengths(data, p, more);
	return (size_t)((long)size + more);
}

static size_t change(uint8_t *data, size_t size, size_t max, struct place *p)
{
	const size_t attr = p->attrs[p->depth - 1], len = attr_length(data, attr);
	const size_t at = attr + NLA_HDRLEN + (size_t)rand() % (len - NLA_HDRLEN + 1);
	const size_t more = 4 * (1 + (size_t)rand() % GROW_MAX);
	const uint16_t type = (uint16_t)(rand() % 80);

	switch (rand() % 5) {
	case 0:
		return cut(data, size, p, at);
	case 1: /* It is longer. */
		return more > max - size ? size : splice(data, size, p, at, (long)more);
	case 2: /* It is shorter, by what may stay where it is. */
		if (len > NLA_HDRLEN)
			data[attr] = (uint8_t)(data[attr] -
					       (uint8_t)((size_t)rand() % ((len - 1) % 4 + 1)));
		return size;
	case 3: /* It is not there. */
		p->depth--;
		if (attr + NLA_ALIGN(len) > p->end)
			return cut(data, size, p, attr);
		return splice(data, size, p, attr, -(long)NLA_ALIGN(len));
	default:
		memcpy(data + attr + sizeof(uint16_t), &type, sizeof(type));
		return size;
	}
}

size_t messages_mutate(uint8_t *data, size_t size, size_t max, unsigned int seed, size_t prefix)
{
	struct place p;

	srand(seed);
	if (size > max || size < prefix || rand() % 3 ||
	    !find_place(data, size, find_part(data, size, prefix), &p))
		return LLVMFuzzerMutate(data, size, max);
	return change(data, size, max, &p);
}
