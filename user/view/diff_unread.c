/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What could not be read of one of two hosts: what it lacks for that is neither new nor
 * gone. Lines say so, "mounts of mnt:[4026532300]: why", "descriptors of process 77: why";
 * where each of a table's names its object, all other objects were read.
 */
#define _GNU_SOURCE
#include "diff.h"

#include <errno.h>
#include <string.h>

#include "../number.h"
#include "find.h"

/* Of a task as it is in a map of namespaces. */
#define IS_TASK NS_TYPES

static bool ends_with(const char *s, size_t len, const char *end)
{
	size_t n = strlen(end);

	return len >= n && !memcmp(s + len - n, end, n);
}

/* The object that is before the reason. */
static bool read_object(const char *line, size_t len, enum ns_type *type, uint64_t *n)
{
	char object[280];
	const char *end = memmem(line, len, ": ", 2), *word;

	if (!end || (size_t)(end - line) >= sizeof(object))
		return false;
	memcpy(object, line, (size_t)(end - line));
	object[end - line] = '\0';
	word = strrchr(object, ' ');
	if (!word)
		return false;
	if (find_link(word + 1, type, n))
		return true;
	len = (size_t)(word - object);
	*type = IS_TASK;
	return (ends_with(object, len, " process") || ends_with(object, len, " thread")) &&
	       !number_parse(word + 1, false, n);
}

static int read_lines(struct diff_unread *ret, const char *lines, size_t left)
{
	while (left && !ret->all) {
		const char *newline = memchr(lines, '\n', left);
		size_t len = newline ? (size_t)(newline - lines) : left;
		enum ns_type type;
		uint64_t n;

		if (!read_object(lines, len, &type, &n))
			ret->all = true;
		else if (map_add(&ret->named, type, n, 0))
			return -ENOMEM;
		len += newline != NULL;
		lines += len;
		left -= len;
	}
	return 0;
}

int diff_unread_begin(struct diff *d)
{
	enum table_id id;
	int err = 0;

	for (id = 0; id < TABLES && !err; id++) {
		const struct host *a = d->a, *b = d->b;

		err = read_lines(&d->unread_a[id], text_str(&a->missed) + a->missed_of[id].at,
				 a->missed_of[id].len);
		if (!err)
			err = read_lines(&d->unread_b[id],
					 text_str(&b->missed) + b->missed_of[id].at,
					 b->missed_of[id].len);
	}
	return err;
}

void diff_unread_end(struct diff *d)
{
	enum table_id id;

	for (id = 0; id < TABLES; id++) {
		map_free(&d->unread_a[id].named);
		map_free(&d->unread_b[id].named);
	}
}

/* What @row would have been asked through, as the lines name it. */
static bool asked_through(const struct diff_kind *kind, const void *row, enum ns_type *type,
			  uint64_t *n)
{
	const char *name = kind->ns ? kind->ns : kind->task;
	const struct table_column *c = name ? diff_column(kind->table, name) : NULL;

	if (kind->table == TABLE_namespaces) {
		*type = ((const struct ns *)row)->kind;
		*n = ((const struct ns *)row)->inum;
		return *type != NS_TYPES;
	}
	*type = kind->ns ? kind->ns_type : IS_TASK;
	*n = c ? *(const uint64_t *)((const char *)row + c->offset) : NSVIEW_NONE;
	return c;
}

static bool is_there(const struct host *h, enum ns_type type, uint64_t n)
{
	return type == IS_TASK ? !!host_task(h, n) : !!host_ns(h, type, n);
}

/* What @other knows nothing of may be that to which only what it could not read leads. */
static bool bears_on(const struct diff_unread *u, const struct diff_kind *kind, const void *row,
		     const struct host *other)
{
	enum ns_type type;
	uint64_t n;

	if (!u->all && !u->named.used)
		return false;
	return u->all || !asked_through(kind, row, &type, &n) ||
	       map_find(&u->named, type, n) != MAP_NONE || !is_there(other, type, n);
}

bool diff_is_unread(const struct diff *d, const struct diff_row *r)
{
	const struct host *other = r->a ? d->b : d->a;
	const struct diff_unread *u = r->a ? d->unread_b : d->unread_a;
	const void *row = r->a ? r->a : r->b;

	if (r->a && r->b)
		return false;
	return bears_on(&u[r->kind->table], r->kind, row, other) ||
	       (r->kind->unread && r->kind->unread(other, row));
}

bool diff_facts_unread(const struct diff *d, const struct diff_kind *kind, enum table_id facts,
		       const struct diff_row *r)
{
	return bears_on(&d->unread_a[facts], kind, r->a, d->a) ||
	       bears_on(&d->unread_b[facts], kind, r->b, d->b);
}
