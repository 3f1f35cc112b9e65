/* SPDX-License-Identifier: GPL-2.0 */
#include "grid.h"

#include <errno.h>
#include <langinfo.h>
#include <stdlib.h>
#include <string.h>

#include "safe.h"

/* What a branch of a tree takes for each level: "|-". */
#define BRANCH 2
/* Columns are left out before a text is broken into one narrower than this; and more below this. */
#define WRAP_FAIR 34
#define WRAP_MIN 24
/* And it never is broken into a narrower one than this. */
#define WRAP_LEAST 14
/* Other columns are made brief before one gets narrower than this. */
#define WRAP_EASY 44
/* What is cut is not cut to less, for the sake of a column that can be left out. */
#define CUT_MIN 12
#define CUT_LEAST 4
/* "docker 4f2c9a7b1e6d" on its branch: a name that says who is not cut to less. */
#define TREE_MIN 22
/* What is not to be cut is, to this, before a text is broken into one narrower than is fair. */
#define CUT_FAIR 36

static const char *grid_dots(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") ? "~" : "\u2026";
}

struct grid_cell *grid_line(struct grid *g, unsigned int depth)
{
	struct grid_cell *line;

	if (g->lines == g->size) {
		size_t size = g->size ? 2 * g->size : 64;
		unsigned int *depths = reallocarray(g->depths, size, sizeof(*depths));
		struct grid_cell *cells;

		if (!depths)
			return NULL;
		g->depths = depths;
		cells = reallocarray(g->cells, size, g->columns->count * sizeof(*cells));
		if (!cells)
			return NULL;
		g->cells = cells;
		g->size = size;
	}
	line = &g->cells[g->lines * g->columns->count];
	memset(line, 0, g->columns->count * sizeof(*line));
	g->depths[g->lines++] = depth;
	return line;
}

static const struct column *grid_column(const struct grid *g, size_t i)
{
	return &g->sheet->columns[g->columns->columns[i]];
}

static struct grid_cell *grid_cell(const struct grid *g, size_t line, size_t i)
{
	return &g->cells[line * g->columns->count + i];
}

static size_t column_width(const struct grid *g, size_t i)
{
	const struct column *c = grid_column(g, i);
	size_t width = strlen(c->name);
	size_t line;

	for (line = 0; line < g->lines; line++) {
		size_t w = safe_width(grid_cell(g, line, i)->words);

		if (g->flags[i] & COLUMN_TREE)
			w += BRANCH * g->depths[line];
		if (w > width)
			width = w;
	}
	return width;
}

/* All columns with a blank between them; those that wrap count @wrap at most. */
static size_t whole_width(const struct grid *g, const size_t *widths, size_t wrap)
{
	size_t i, width = 0;

	for (i = 0; i < g->columns->count; i++) {
		if (g->left_out[i])
			continue;
		if (g->flags[i] & COLUMN_WRAP && widths[i] > wrap)
			width += wrap + 1;
		else
			width += widths[i] + 1;
	}
	return width ? width - 1 : 0;
}

/* Says every cell of column @i briefly that can be. Whether there is one. */
static bool make_brief(struct grid *g, size_t i)
{
	bool any = false;
	size_t line;

	for (line = 0; line < g->lines; line++) {
		struct grid_cell *cell = grid_cell(g, line, i);

		if (!cell->brief)
			continue;
		free(cell->words);
		cell->words = cell->brief;
		cell->brief = NULL;
		any = true;
	}
	return any;
}

/* The length of what of @s fits @width, cut after a word if there is one. */
static size_t fit_words(const char *s, size_t width)
{
	size_t used = 0, len = 0, word_end = 0;

	while (s[len]) {
		size_t next = len + 1;
		char c[8];

		while (((unsigned char)s[next] & 0xc0) == 0x80 && next - len < sizeof(c) - 1)
			next++;
		memcpy(c, s + len, next - len);
		c[next - len] = '\0';
		used += safe_width(c);
		if (s[len] == ' ')
			word_end = len;
		if (used > width)
			return word_end ? word_end : len ? len : next;
		len = next;
	}
	return len;
}

static int wrap_cell(struct grid_cell *cell, size_t width)
{
	_cleanup_text_ struct text t = { 0 };
	const char *s = cell->words;

	if (safe_width(s) <= width)
		return 0;
	while (*s) {
		size_t len = fit_words(s, width);

		if (t.len)
			text_putc(&t, '\n');
		text_add(&t, s, len);
		s += len;
		while (*s == ' ')
			s++;
	}
	if (t.failed)
		return -ENOMEM;
	free(cell->words);
	cell->words = t.s;
	t.s = NULL;
	return 0;
}

static int wrap_column(struct grid *g, size_t i, size_t width)
{
	size_t line;
	int err = 0;

	if (width < WRAP_LEAST)
		width = WRAP_LEAST;
	for (line = 0; line < g->lines && !err; line++)
		err = wrap_cell(grid_cell(g, line, i), width);
	return err;
}

/* How narrow column @i gets that may be cut; others are as wide as they are. */
static size_t least_of(const struct grid *g, const size_t *widths, size_t i)
{
	size_t least = strlen(grid_column(g, i)->name);

	if (!(g->flags[i] & COLUMN_TRUNC))
		return widths[i];
	if (least < CUT_MIN)
		least = CUT_MIN;
	return least < widths[i] ? least : widths[i];
}

/* With all columns as narrow as they get. */
static size_t least_width(const struct grid *g, const size_t *widths, size_t wrap)
{
	size_t least[SHEET_COLUMNS_MAX], i;

	for (i = 0; i < g->columns->count; i++)
		least[i] = least_of(g, widths, i);
	return whole_width(g, least, wrap);
}

static void leave_out(struct grid *g, const size_t *widths, unsigned int which, size_t wrap,
		      size_t width)
{
	size_t i;

	for (i = g->columns->count; i-- > 0 && least_width(g, widths, wrap) > width;)
		if (g->flags[i] & which && !(g->chosen && g->columns->asked[i]))
			g->left_out[i] = true;
}

/* The length of the character at the beginning of @s, and the cells it takes. */
static size_t next_character(const char *s, size_t *cells)
{
	char c[8];
	size_t len = 1;

	while (len < sizeof(c) - 1 && ((unsigned char)s[len] & 0xc0) == 0x80)
		len++;
	memcpy(c, s, len);
	c[len] = '\0';
	*cells = safe_width(c);
	return len;
}

/*
 * Both ends of a path tell more than one: "/box/we...2311". Of what begins with who or what it
 * is, such as the id of a container, the end is the least.
 */
static int cut_cell(struct grid_cell *cell, size_t width, bool at_end)
{
	const char *dots = grid_dots();
	_cleanup_text_ struct text t = { 0 };
	size_t whole = safe_width(cell->words), room = width - safe_width(dots);
	size_t end = at_end ? 0 : room / 2;
	size_t used = 0, cells, len;
	const char *s = cell->words;

	if (whole <= width)
		return 0;
	for (; *s && used + (len = next_character(s, &cells), cells) <= room - end; s += len) {
		text_add(&t, s, len);
		used += cells;
	}
	text_puts(&t, dots);
	for (whole -= used; *s && whole > end; s += len) {
		len = next_character(s, &cells);
		whole -= cells;
	}
	text_puts(&t, s);
	if (t.failed)
		return -ENOMEM;
	free(cell->words);
	cell->words = t.s;
	t.s = NULL;
	return 0;
}

static int cut_column(struct grid *g, size_t i, size_t width)
{
	const bool tree = g->flags[i] & COLUMN_TREE;
	const bool at_end = (g->flags[i] & (COLUMN_TRUNC | COLUMN_ENDS)) == COLUMN_TRUNC;
	size_t line, branch;
	int err = 0;

	for (line = 0; line < g->lines && !err; line++) {
		branch = tree ? BRANCH * g->depths[line] : 0;
		err = cut_cell(grid_cell(g, line, i),
			       width > branch + CUT_LEAST ? width - branch : CUT_LEAST, at_end);
	}
	return err;
}

/* The widest that can be cut to @least, or the count of columns. */
static size_t widest(const struct grid *g, const size_t *widths, size_t least)
{
	size_t i, found = g->columns->count;

	for (i = 0; i < g->columns->count; i++) {
		const struct column *c = grid_column(g, i);

		if (g->left_out[i] || c->type == COLUMN_NUM ||
		    g->flags[i] & (COLUMN_TRUNC | COLUMN_WRAP) || widths[i] <= least)
			continue;
		if (found == g->columns->count || widths[i] > widths[found])
			found = i;
	}
	return found;
}

/* Names may be as long as 255 characters, and paths are longer. */
static int cut(struct grid *g, size_t *widths, size_t width, size_t wrap, size_t most)
{
	size_t least, i, more;
	int err = 0;

	while (!err && (least = least_width(g, widths, wrap)) > width) {
		i = widest(g, widths, most);
		if (i == g->columns->count)
			break;
		more = widths[i] - most;
		widths[i] -= least - width < more ? least - width : more;
		err = cut_column(g, i, widths[i]);
	}
	return err;
}

static bool is_cut_tree(const struct grid *g, size_t i)
{
	return g->flags[i] & COLUMN_TREE && g->flags[i] & COLUMN_TRUNC;
}

/* What is cut last: the others to their headings, and then the first column of a tree. */
enum trim { TRIM_EASY, TRIM_TO_HEADING, TRIM_TREE };

/* The widest of those that may be cut, and are not as narrow as they get. */
static size_t widest_to_trim(const struct grid *g, const size_t *widths, enum trim how)
{
	size_t i, least, found = g->columns->count;

	for (i = 0; i < g->columns->count; i++) {
		least = how == TRIM_TO_HEADING ? strlen(grid_column(g, i)->name) :
						 least_of(g, widths, i);
		if (g->left_out[i] || !(g->flags[i] & COLUMN_TRUNC) ||
		    is_cut_tree(g, i) != (how == TRIM_TREE) || widths[i] <= least)
			continue;
		if (found == g->columns->count || widths[i] > widths[found])
			found = i;
	}
	return found;
}

/*
 * Columns that may be cut share the room that is left, and what is cut says so: libsmartcols
 * would cut some to their headings, and without a mark.
 */
static int trim(struct grid *g, size_t *widths, size_t width, size_t wrap, enum trim how)
{
	bool trimmed[SHEET_COLUMNS_MAX] = { false };
	size_t i;
	int err = 0;

	while (whole_width(g, widths, wrap) > width) {
		i = widest_to_trim(g, widths, how);
		if (i == g->columns->count)
			break;
		widths[i] -= widths[i] > width ? widths[i] - width : 1;
		trimmed[i] = true;
	}
	for (i = 0; i < g->columns->count && !err; i++)
		if (trimmed[i])
			err = cut_column(g, i, widths[i]);
	return err;
}

/*
 * The first column of a tree may not take the room of all the others; and even less where
 * a text would be broken into many lines.
 */
static int give_way(struct grid *g, size_t *widths, size_t width)
{
	size_t before[SHEET_COLUMNS_MAX];
	size_t i, whole;
	int err = 0;

	memcpy(before, widths, sizeof(before));
	for (i = 0; i < g->columns->count; i++)
		if (is_cut_tree(g, i) && whole_width(g, widths, WRAP_EASY) > width &&
		    widths[i] > 2 * width / 5)
			widths[i] = 2 * width / 5;
	for (i = 0; i < g->columns->count; i++) {
		whole = whole_width(g, widths, WRAP_MIN);
		if (whole > width && is_cut_tree(g, i) && widths[i] > TREE_MIN)
			widths[i] -= whole - width < widths[i] - TREE_MIN ? whole - width :
									    widths[i] - TREE_MIN;
	}
	for (i = 0; i < g->columns->count && !err; i++)
		if (widths[i] < before[i])
			err = cut_column(g, i, widths[i]);
	return err;
}

int grid_fit(struct grid *g, size_t width)
{
	size_t widths[SHEET_COLUMNS_MAX] = { 0 };
	size_t i, whole;
	int err = 0;

	for (i = 0; i < g->columns->count; i++)
		widths[i] = column_width(g, i);
	for (i = 0; i < g->columns->count && whole_width(g, widths, WRAP_EASY) > width; i++)
		if (make_brief(g, i))
			widths[i] = column_width(g, i);
	leave_out(g, widths, COLUMN_SPARE, WRAP_FAIR, width);
	leave_out(g, widths, COLUMN_SPARE_LAST, WRAP_MIN, width);
	err = cut(g, widths, width, WRAP_FAIR, 2 * width / 5 > CUT_FAIR ? 2 * width / 5 : CUT_FAIR);
	if (!err)
		err = cut(g, widths, width, WRAP_LEAST, CUT_MIN);
	if (!err)
		err = give_way(g, widths, width);
	if (!err)
		err = trim(g, widths, width, WRAP_MIN, TRIM_EASY);
	if (!err)
		err = trim(g, widths, width, WRAP_LEAST, TRIM_TO_HEADING);
	if (!err)
		err = trim(g, widths, width, WRAP_LEAST, TRIM_TREE);
	for (i = 0; i < g->columns->count && !err; i++) {
		whole = whole_width(g, widths, SIZE_MAX);
		if (whole <= width || !(g->flags[i] & COLUMN_WRAP))
			continue;
		err = wrap_column(g, i,
				  widths[i] > whole - width ? widths[i] - (whole - width) : 0);
		if (!err)
			widths[i] -= whole - width < widths[i] ? whole - width : 0;
	}
	return err;
}

void grid_free(struct grid *g)
{
	size_t i;

	for (i = 0; i < g->lines * g->columns->count; i++) {
		free(g->cells[i].words);
		free(g->cells[i].brief);
	}
	free(g->cells);
	free(g->depths);
	*g = (struct grid){ 0 };
}
