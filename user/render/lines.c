/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tables for eyes that are written to a file or a pipe: nothing has to fit, and nothing is
 * drawn. They may have tens of thousands of rows, of which only the words are kept until the
 * width of each column is known.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "human.h"
#include "safe.h"

/* A cell that is kept. */
struct kept {
	uint32_t len; /* of the words that follow it */
	uint32_t width : 28;
	uint32_t mark : 4;
};

struct lines {
	struct text cells; /* each as it is kept, and its words */
	size_t rows;
	size_t widths[]; /* of the columns */
};

static int lines_begin(struct out *out)
{
	const size_t n = out->columns->count;
	struct lines *l = calloc(1, sizeof(*l) + n * sizeof(l->widths[0]));
	size_t i;

	out->state = l;
	if (!l)
		return -ENOMEM;
	for (i = 0; i < n; i++)
		l->widths[i] = strlen(out_column(out, i)->name);
	return 0;
}

static int keep(struct lines *l, size_t i, enum column_type type, const struct cell *c)
{
	static const struct kept none;
	struct text *t = &l->cells;
	const size_t at = t->len, words = at + sizeof(none);
	struct kept kept;
	size_t width;

	text_add(t, (const char *)&none, sizeof(none));
	human_words(t, type, c);
	if (t->failed)
		return -ENOMEM;
	width = safe_width_of(t->s + words, t->len - words);
	if (width > l->widths[i])
		l->widths[i] = width;
	kept = (struct kept){ (uint32_t)(t->len - words), (uint32_t)width, c->mark };
	memcpy(t->s + at, &kept, sizeof(kept));
	return 0;
}

static int lines_row(struct out *out, unsigned int depth, const void *row)
{
	struct lines *l = out->state;
	size_t i;
	int err = 0;

	(void)depth; /* rows of a flat sheet have no children */
	for (i = 0; i < out->columns->count && !err; i++)
		err = keep(l, i, out->list[i].type, out_cell(out, row, i));
	l->rows++;
	return err;
}

static char *put(char *at, const char *s, size_t len)
{
	memcpy(at, s, len);
	return at + len;
}

static char *put_blanks(char *at, size_t n)
{
	memset(at, ' ', n);
	return at + n;
}

/*
 * As libsmartcols does it: blanks have the colour of their cell, and there are none at the end
 * of a line, except for the sake of what is on the right.
 */
static void put_cell(struct out *out, size_t i, const struct kept *kept, const char *words)
{
	const struct lines *l = out->state;
	const bool last = i + 1 == out->columns->count;
	const bool right = out->list[i].flags & COLUMN_RIGHT;
	const size_t pad = l->widths[i] - kept->width;
	const char *color = out->style.colors ? human_color((enum mark)kept->mark) : NULL;
	char *at = text_reserve(&out->buffer, kept->len + pad + HUMAN_COLORS_MAX + 1);

	if (!at)
		return;
	if (color)
		at = put(at, color, strlen(color));
	if (right)
		at = put_blanks(at, pad);
	at = put(at, words, kept->len);
	if (!right && !last)
		at = put_blanks(at, pad);
	if (color)
		at = put(at, HUMAN_RESET, strlen(HUMAN_RESET));
	*at++ = last ? '\n' : ' ';
	text_filled(&out->buffer, at);
}

static void put_heading(struct out *out)
{
	size_t i;

	for (i = 0; i < out->columns->count; i++) {
		const char *name = out_column(out, i)->name;
		const uint32_t len = (uint32_t)strlen(name);
		const struct kept kept = { len, len, MARK_NONE };

		put_cell(out, i, &kept, name);
	}
}

/* The line whose cells begin at @at; returns the end of them. */
static const char *put_line(struct out *out, const char *at)
{
	struct kept kept;
	size_t i;

	for (i = 0; i < out->columns->count; i++) {
		memcpy(&kept, at, sizeof(kept));
		at += sizeof(kept);
		put_cell(out, i, &kept, at);
		at += kept.len;
	}
	return at;
}

static int lines_end(struct out *out)
{
	struct lines *l = out->state;
	const char *at = l->cells.s;
	size_t i;
	int err = 0;

	if (l->rows && !out->style.noheadings)
		put_heading(out);
	for (i = 0; i < l->rows && !err; i++) {
		at = put_line(out, at);
		err = out_flush(out, false);
	}
	return err;
}

static void lines_free(struct out *out)
{
	struct lines *l = out->state;

	if (l)
		text_free(&l->cells);
	free(l);
}

const struct renderer render_lines = {
	.begin = lines_begin,
	.row = lines_row,
	.end = lines_end,
	.free = lines_free,
};
