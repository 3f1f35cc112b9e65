/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "screen.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "../cleanup.h"

#define REVERSE "\033[7m"
#define PLAIN "\033[0m"

/* A character and those that go onto it, at a column of its line. */
struct glyph {
	const char *s;
	size_t len;
	size_t column, width;
	const char *color; /* the sequence that its colour began with; NULL: none */
	size_t color_len;
	bool marked;
};

struct glyphs {
	struct glyph *at;
	size_t n;
};

/* The length of "ESC [ digits ; m" at @s, or 0. */
static size_t color_at(const char *s)
{
	size_t len;

	if (s[0] != '\033' || s[1] != '[')
		return 0;
	len = 2 + strspn(s + 2, "0123456789;");
	return s[len] == 'm' ? len + 1 : 0;
}

static bool is_plain(const char *color, size_t len)
{
	return len == 3 || (len == 4 && color[2] == '0');
}

static size_t read_char(struct glyph *g, const char *s)
{
	mbstate_t state = { 0 };
	wchar_t c;
	/* To look for the end of a line at each character of it would be the square of it. */
	size_t len = mbrtowc(&c, s, strnlen(s, MB_LEN_MAX), &state);
	int width = len == (size_t)-1 || len == (size_t)-2 || !len ? -1 : wcwidth(c);

	g->s = s;
	g->len = len;
	g->width = (size_t)width;
	if (width < 0) {
		g->s = "?";
		g->len = g->width = 1;
		return len == (size_t)-1 || len == (size_t)-2 || !len ? 1 : len;
	}
	return len;
}

static int read_glyphs(struct glyphs *ret, const char *line)
{
	const char *color = NULL;
	size_t len, color_len = 0, column = 0;

	ret->n = 0;
	ret->at = calloc(strlen(line) + 1, sizeof(*ret->at));
	if (!ret->at)
		return -ENOMEM;
	while (*line) {
		struct glyph *g = &ret->at[ret->n];

		len = color_at(line);
		if (len) {
			color = is_plain(line, len) ? NULL : line;
			color_len = len;
			line += len;
			continue;
		}
		len = read_char(g, line);
		if (!g->width && ret->n && g[-1].s + g[-1].len == g->s) {
			g[-1].len += g->len;
		} else if (g->width) {
			g->column = column;
			g->color = color;
			g->color_len = color_len;
			column += g->width;
			ret->n++;
		}
		line += len;
	}
	return 0;
}

static bool is_blank(const struct glyph *g)
{
	return g->len == 1 && *g->s == ' ';
}

/* Words in which a column has not what it had, as a whole: "1200" is read, and not "2". */
static void mark(struct glyphs *now, const struct glyphs *before)
{
	size_t i, j = 0, word = 0;
	bool differs = false;

	for (i = 0; i <= now->n; i++) {
		const struct glyph *g = &now->at[i], *old;

		if (i == now->n || is_blank(g)) {
			for (; word < i && differs; word++)
				now->at[word].marked = true;
			word = i + 1;
			differs = false;
			continue;
		}
		while (before && j < before->n && before->at[j].column < g->column)
			j++;
		old = before && j < before->n ? &before->at[j] : NULL;
		if (!old || old->column != g->column || old->len != g->len ||
		    memcmp(old->s, g->s, g->len))
			differs = true;
	}
}

static void put_glyph(struct text *out, const struct glyph *g, const struct glyph *last)
{
	bool plain = !last || (!last->color && !last->marked);

	if (plain ? g->color || g->marked : last->color != g->color || last->marked != g->marked) {
		if (!plain)
			text_puts(out, PLAIN);
		if (g->color)
			text_add(out, g->color, g->color_len);
		if (g->marked)
			text_puts(out, REVERSE);
	}
	text_add(out, g->s, g->len);
}

/* Of half a wide character at an edge there is a blank. */
static void put_glyphs(struct text *out, const struct glyphs *line, const struct window *w)
{
	const struct glyph *last = NULL;
	size_t i, column = 0;

	for (i = 0; i < line->n; i++) {
		const struct glyph *g = &line->at[i];

		if (g->column + g->width <= w->left)
			continue;
		if (g->column < w->left || g->column + g->width > w->left + w->columns) {
			if (g->column >= w->left + w->columns)
				break;
			if (last && (last->color || last->marked))
				text_puts(out, PLAIN);
			last = NULL;
			text_putc(out, ' ');
			column++;
			continue;
		}
		put_glyph(out, g, last);
		column = g->column + g->width - w->left;
		last = g;
	}
	if (last && (last->color || last->marked))
		text_puts(out, PLAIN);
	/* At the last column it would erase what was just written there. */
	if (column < w->columns)
		text_puts(out, "\033[K");
}

static int put_line(struct text *out, const struct window *w, const char *line, bool marks,
		    const char *before)
{
	struct glyphs now = { 0 }, old = { 0 };
	int err = read_glyphs(&now, line);

	if (!err && marks && before)
		err = read_glyphs(&old, before);
	if (!err && marks)
		mark(&now, before ? &old : NULL);
	if (!err)
		put_glyphs(out, &now, w);
	free(now.at);
	free(old.at);
	return err;
}

size_t screen_notes(const struct window *w, const struct frame *notes)
{
	size_t most = w->rows / 4;

	return notes->n < most ? notes->n : most;
}

static size_t rows_of_frame(const struct window *w, const struct frame *notes)
{
	return w->rows < 2 ? w->rows : w->rows - 1 - screen_notes(w, notes);
}

size_t screen_head(const struct window *w, const struct frame *notes)
{
	return w->head < rows_of_frame(w, notes) ? w->head : 0;
}

size_t screen_rows(const struct window *w, const struct frame *notes)
{
	return rows_of_frame(w, notes) - screen_head(w, notes);
}

size_t screen_lines(const struct window *w, const struct frame *now, const struct frame *notes)
{
	size_t head = screen_head(w, notes);

	return now->n > head ? now->n - head : 0;
}

void screen_bound(struct window *w, const struct frame *now, const struct frame *notes)
{
	size_t rows = screen_rows(w, notes), lines = screen_lines(w, now, notes);

	if (w->top + rows > lines)
		w->top = lines > rows ? lines - rows : 0;
}

static void go_to(struct text *out, size_t row)
{
	text_printf(out, "\033[%zu;1H", row + 1);
}

static int put_frame(struct text *out, const struct frame *now, const struct frame *before,
		     const size_t *pairs, const struct frame *notes, const struct window *w)
{
	size_t row, rows = rows_of_frame(w, notes), head = screen_head(w, notes);
	int err = 0;

	for (row = 0; row < rows && !err; row++) {
		size_t at = row < head ? row : w->top + row;
		bool marks = before && at < now->n && pairs[at] != FRAME_SAME;

		go_to(out, row);
		if (at < now->n)
			err = put_line(out, w, now->lines[at], marks,
				       marks && pairs[at] != FRAME_NEW ? before->lines[pairs[at]] :
									 NULL);
		else
			text_puts(out, "\033[K");
	}
	return err;
}

int screen_draw(struct text *out, const struct frame *now, const struct frame *before,
		const struct frame *notes, const struct window *w, const char *status)
{
	_cleanup_free_ size_t *pairs = calloc(now->n + 1, sizeof(*pairs));
	struct window whole = { .rows = w->rows, .columns = w->columns };
	size_t i, row = rows_of_frame(w, notes);
	int err = 0;

	if (!pairs)
		return -ENOMEM;
	if (before)
		err = frame_pair(now, before, pairs);
	if (!err)
		err = put_frame(out, now, before, pairs, notes, w);
	for (i = 0; i < screen_notes(w, notes) && !err; i++) {
		go_to(out, row++);
		err = put_line(out, &whole, notes->lines[i], false, NULL);
	}
	if (!err && w->rows >= 2) {
		go_to(out, row);
		err = put_line(out, &whole, status, false, NULL);
	}
	return err ? err : out->failed ? -ENOMEM : 0;
}
