/* SPDX-License-Identifier: GPL-2.0 */
#include "picture.h"

#include <stdlib.h>
#include <string.h>

/* Room for one more of @each bytes in what grows; NULL if there is no memory. */
static void *grow(void *array, size_t n, size_t *size, size_t each)
{
	void *more;

	if (n < *size)
		return array;
	more = reallocarray(array, *size * 2 + 8, each);
	if (more)
		*size = *size * 2 + 8;
	return more;
}

static char *copy(struct picture *p, const char *s)
{
	char *copied = strdup(s);

	if (!copied)
		p->failed = true;
	return copied;
}

/* Where memory ran out items go to one that nobody sees. */
struct picture_item *picture_add(struct picture *p, enum picture_kind kind, const char *id,
				 const char *title)
{
	static struct picture_item nowhere;
	struct picture_item *items = grow(p->items, p->n, &p->size, sizeof(*items));
	struct picture_item *item = &nowhere;

	if (items) {
		p->items = items;
		item = &items[p->n++];
	} else {
		p->failed = true;
	}
	*item = (struct picture_item){
		.kind = kind,
		.box = PICTURE_NONE,
		.from = PICTURE_NONE,
		.to = PICTURE_NONE,
		.what = "",
	};
	if (items) {
		item->id = copy(p, id);
		item->title = copy(p, title);
	}
	return item;
}

struct picture_member *picture_member(struct picture *p, struct picture_item *item,
				      const char *title)
{
	static struct picture_member nowhere;
	struct picture_member *more = item->members;
	size_t n = item->nmembers;

	if (!p->failed && !(n & (n - 1))) /* full: it has room for a power of two */
		more = reallocarray(more, n ? n * 2 : 1, sizeof(*more));
	if (p->failed || !more) {
		p->failed = true;
		nowhere = (struct picture_member){ .title = NULL };
		return &nowhere;
	}
	item->members = more;
	item->nmembers++;
	more[n] = (struct picture_member){ .title = copy(p, title) };
	return &more[n];
}

void picture_line(struct picture *p, struct picture_lines *lines, const char *key,
		  const char *words, enum mark mark)
{
	struct picture_line *more;

	if (p->failed || !words || !*words)
		return;
	more = grow(lines->line, lines->n, &lines->size, sizeof(*more));
	if (!more) {
		p->failed = true;
		return;
	}
	lines->line = more;
	more[lines->n++] = (struct picture_line){ key, copy(p, words), mark };
}

static void free_lines(struct picture_lines *lines)
{
	size_t i;

	for (i = 0; i < lines->n; i++)
		free(lines->line[i].words);
	free(lines->line);
}

void picture_free(struct picture *p)
{
	size_t i, j;

	for (i = 0; i < p->n; i++) {
		struct picture_item *item = &p->items[i];

		free(item->id);
		free(item->title);
		free_lines(&item->label);
		free_lines(&item->facts);
		for (j = 0; j < item->nmembers; j++) {
			free(item->members[j].title);
			free_lines(&item->members[j].facts);
		}
		free(item->members);
	}
	free(p->items);
	free_lines(&p->notes);
	*p = (struct picture){ 0 };
}
