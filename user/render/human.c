/* SPDX-License-Identifier: GPL-2.0 */
/* Tables and trees for eyes, drawn by libsmartcols. */
#include "human.h"

#include <errno.h>
#include <langinfo.h>
#include <libsmartcols/libsmartcols.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "../cleanup.h"
#include "../library.h"
#include "grid.h"
#include "safe.h"

#define DEPTH_MAX 16

const char *human_color(enum mark mark)
{
	static const char *const colors[] = {
		[MARK_NONE] = NULL,	 [MARK_HOST] = "\033[31m", [MARK_ODD] = "\033[33m",
		[MARK_HEAD] = "\033[1m", [MARK_DIM] = "\033[2m",
	};

	return colors[mark];
}

/*
 * The width to fit: COLUMNS if it is set, else the terminal's; of a stream in memory
 * that of stdout, where it will be shown. 0: whole lines, for a pipe and with --notruncate.
 */
static size_t paper_width(const struct out *out)
{
	const char *columns = getenv("COLUMNS");
	unsigned long width = columns ? strtoul(columns, NULL, 10) : 0;
	struct winsize ws = { 0 };
	int fd = fileno(out->stream);

	if (out->style.notruncate)
		return 0;
	if (width < 20 && !ioctl(fd < 0 ? STDOUT_FILENO : fd, TIOCGWINSZ, &ws))
		width = ws.ws_col;
	return width < 20 || width > 10000 ? 0 : width;
}

struct human {
	struct grid grid;
	size_t width; /* to fit; 0: whole lines */
	struct text words; /* of a cell, until it is known how much memory they take */
};

static int human_begin(struct out *out)
{
	const size_t width = paper_width(out);
	struct human *hu;
	size_t i;

	if (!width && (!out_nested(out) || out->style.list)) {
		out->renderer = &render_lines;
		return out->renderer->begin(out);
	}
	hu = calloc(1, sizeof(*hu));
	out->state = hu;
	if (!hu)
		return -ENOMEM;
	hu->width = width;
	hu->grid.sheet = out->sheet;
	hu->grid.columns = out->columns;
	hu->grid.chosen = out->wanted->chosen;
	for (i = 0; i < out->columns->count; i++)
		hu->grid.flags[i] = out->list[i].flags;
	return 0;
}

void human_words(struct text *t, enum column_type type, const struct cell *c)
{
	if (c->eyes)
		safe_terminal(t, c->eyes);
	else if (!c->there)
		text_putc(t, '-');
	else if (type == COLUMN_BOOL)
		text_puts(t, c->num ? "yes" : "no");
	else if (type == COLUMN_NUM)
		text_num(t, c->num);
	else
		safe_terminal(t, c->text);
}

/* What was put together, in memory of its own that a cell of libsmartcols takes over. */
static char *take_words(struct human *hu)
{
	char *words = hu->words.failed ? NULL : strdup(text_str(&hu->words));

	text_reset(&hu->words);
	return words;
}

static int human_row(struct out *out, unsigned int depth, const void *row)
{
	struct human *hu = out->state;
	struct grid_cell *line;
	size_t i;

	line = grid_line(&hu->grid, depth < DEPTH_MAX ? depth : DEPTH_MAX - 1);
	if (!line)
		return -ENOMEM;
	for (i = 0; i < out->columns->count; i++) {
		enum column_type type = out_column(out, i)->type;
		const struct cell *c = out_cell(out, row, i);

		line[i].mark = c->mark;
		human_words(&hu->words, type, c);
		line[i].words = take_words(hu);
		if (c->brief) {
			safe_terminal(&hu->words, c->brief);
			line[i].brief = take_words(hu);
		}
		if (!line[i].words || (c->brief && !line[i].brief))
			return -ENOMEM;
	}
	return 0;
}

/*
 * Linked, it would add a fifth to the start of every verb, of those that draw nothing, too.
 */
#define LIBRARY "libsmartcols.so.1"
#define FUNCTIONS(X)                     \
	X(scols_cell_set_color)          \
	X(scols_column_set_wrapfunc)     \
	X(scols_line_get_cell)           \
	X(scols_line_refer_data)         \
	X(scols_new_table)               \
	X(scols_print_table)             \
	X(scols_table_enable_ascii)      \
	X(scols_table_enable_colors)     \
	X(scols_table_enable_noencoding) \
	X(scols_table_enable_noheadings) \
	X(scols_table_new_column)        \
	X(scols_table_new_line)          \
	X(scols_table_set_stream)        \
	X(scols_table_set_termforce)     \
	X(scols_table_set_termwidth)     \
	X(scols_unref_table)             \
	X(scols_wrapnl_chunksize)        \
	X(scols_wrapnl_nextchunk)

static struct {
	FUNCTIONS(LIBRARY_POINTER)
} lib;

static int load_library(void)
{
	static const char *const names[] = { FUNCTIONS(LIBRARY_NAME) };
	static void *handle;
	struct problem p;
	int err;

	if (handle)
		return 0;
	err = library_open(&handle, LIBRARY, names, ARRAY_SIZE(names), &lib, &p);
	if (err)
		problem_warn("to draw a table: %s", p.words);
	return err;
}

static int draw_column(const struct out *out, struct libscols_table *tb, const struct out_column *c)
{
	struct libscols_column *cl;
	int flags = 0;

	if (c->flags & COLUMN_TREE)
		flags |= SCOLS_FL_TREE;
	if (c->flags & COLUMN_RIGHT)
		flags |= SCOLS_FL_RIGHT;
	if (c->flags & COLUMN_TRUNC && !out->style.notruncate)
		flags |= SCOLS_FL_TRUNC;
	if (c->flags & COLUMN_WRAP)
		flags |= SCOLS_FL_WRAP;
	cl = lib.scols_table_new_column(tb, c->column->name, 0, flags);
	if (!cl)
		return -ENOMEM;
	if (c->flags & COLUMN_WRAP) /* at the line ends that grid_fit() made */
		return lib.scols_column_set_wrapfunc(cl, lib.scols_wrapnl_chunksize,
						     lib.scols_wrapnl_nextchunk, NULL);
	return 0;
}

static int draw_lines(const struct out *out, struct libscols_table *tb, struct grid *g)
{
	struct libscols_line *parents[DEPTH_MAX] = { NULL }; /* the last line of each depth */
	size_t i, n, at;

	for (n = 0; n < g->lines; n++) {
		struct grid_cell *cells = &g->cells[n * g->columns->count];
		unsigned int depth = g->depths[n];
		struct libscols_line *line;

		line = lib.scols_table_new_line(tb, depth ? parents[depth - 1] : NULL);
		if (!line)
			return -ENOMEM;
		parents[depth] = line;
		for (i = 0, at = 0; i < out->columns->count; i++) {
			if (g->left_out[i])
				continue;
			if (lib.scols_line_refer_data(line, at, steal(cells[i].words)))
				return -ENOMEM;
			if (cells[i].mark)
				lib.scols_cell_set_color(lib.scols_line_get_cell(line, at),
							 human_color(cells[i].mark));
			at++;
		}
	}
	return 0;
}

static int draw(struct out *out, struct libscols_table *tb, struct human *hu)
{
	struct grid *g = &hu->grid;
	size_t i;
	int err = 0;

	lib.scols_table_set_stream(tb, out->stream);
	lib.scols_table_enable_noheadings(tb, out->style.noheadings);
	lib.scols_table_enable_colors(tb, out->style.colors);
	lib.scols_table_enable_ascii(tb, strcmp(nl_langinfo(CODESET), "UTF-8") != 0);
	/* Cells are safe already; encoded again, "\x1b" would become "\x5cx1b". */
	lib.scols_table_enable_noencoding(tb, 1);
	if (hu->width) {
		err = grid_fit(g, hu->width);
		lib.scols_table_set_termforce(tb, SCOLS_TERMFORCE_ALWAYS);
		lib.scols_table_set_termwidth(tb, hu->width);
	} else {
		lib.scols_table_set_termforce(tb, SCOLS_TERMFORCE_NEVER);
	}
	for (i = 0; i < out->columns->count && !err; i++)
		if (!g->left_out[i])
			err = draw_column(out, tb, &out->list[i]);
	if (!err)
		err = draw_lines(out, tb, g);
	if (!err && lib.scols_print_table(tb))
		err = errno ? -errno : -EIO;
	return err;
}

/* What is not there is not silently left out. */
static void say_left_out(struct out *out, const struct grid *g)
{
	bool any = false;
	size_t i;

	for (i = 0; i < out->columns->count; i++) {
		if (!g->left_out[i])
			continue;
		if (!any)
			text_puts(&out->buffer,
				  out->style.colors ? "\033[2mno room for" : "no room for");
		text_putc(&out->buffer, ' ');
		text_puts(&out->buffer, out_column(out, i)->name);
		any = true;
	}
	if (any)
		text_puts(&out->buffer, out->style.colors ? HUMAN_RESET "\n" : "\n");
}

static int human_end(struct out *out)
{
	struct human *hu = out->state;
	struct libscols_table *tb;
	int err;

	if (!hu->grid.lines)
		return 0;
	err = load_library();
	if (err)
		return err;
	tb = lib.scols_new_table();
	if (!tb)
		return -ENOMEM;
	err = draw(out, tb, hu);
	lib.scols_unref_table(tb);
	if (!err)
		say_left_out(out, &hu->grid);
	return err;
}

static void human_free(struct out *out)
{
	struct human *hu = out->state;

	if (hu) {
		grid_free(&hu->grid);
		text_free(&hu->words);
	}
	free(hu);
}

const struct renderer render_human = {
	.begin = human_begin,
	.row = human_row,
	.end = human_end,
	.free = human_free,
};
