/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a view gives to a renderer: one list of columns, and for each row and
 * column a cell. Headings, help, -o, widths, JSON keys and JSON types all come
 * from the list.
 */
#ifndef NSVIEW_SHEET_H
#define NSVIEW_SHEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../text.h"

struct host;

enum column_type {
	COLUMN_TEXT,
	COLUMN_NUM,
	COLUMN_BOOL,
	COLUMN_NUMS, /* an array; a cell's text has its elements by commas */
	COLUMN_WORDS, /* likewise */
};

enum column_flags {
	COLUMN_SHOWN = 1 << 0, /* in what is printed without -o */
	COLUMN_EYES = 1 << 1, /* only for eyes: JSON has it in other columns */
	COLUMN_TREE = 1 << 2, /* carries the branches */
	COLUMN_RIGHT = 1 << 3,
	COLUMN_TRUNC = 1 << 4, /* may be cut to fit the terminal */
	COLUMN_WRAP = 1 << 5, /* may take several lines */
	/* Left out where there is no room, the last first, unless they were asked for. */
	COLUMN_SPARE = 1 << 6,
	COLUMN_SPARE_LAST = 1 << 7, /* after all those */
	COLUMN_RAW = 1 << 8, /* in what is printed without -o in raw lines only */
	/* It shows a field, and to eyes a mark or other words: fill() adds those. */
	COLUMN_DRESSED = 1 << 9,
	COLUMN_ENDS = 1 << 10, /* both ends of it tell most: it is cut in the middle */
	COLUMN_BRANCHES = 1 << 11, /* carries the branches where a list is drawn as a tree */
};

/* Where a cell has what it shows as it is: FIELD(), or VIA() a pointer; or MADE: by fill(). */
struct field {
	size_t at; /* in the struct, and one more; 0: MADE */
	size_t via; /* of the pointer in the row, and one more; 0: the struct is what base() says */
};

struct column {
	const char *name; /* the heading, in capitals; the JSON key is its lower case */
	enum column_type type;
	unsigned int flags;
	const char *help;
	struct field field;
};

#define FIELD(type, name)                   \
	{                                   \
		offsetof(type, name) + 1, 0 \
	}
#define VIA(row, pointer, type, name)                                \
	{                                                            \
		offsetof(type, name) + 1, offsetof(row, pointer) + 1 \
	}
#define MADE         \
	{            \
		0, 0 \
	}

/* What a colour says. Marks never carry a fact that words do not. */
enum mark {
	MARK_NONE,
	MARK_HOST, /* shared with the host: red */
	MARK_ODD, /* worth a second look: yellow */
	MARK_HEAD, /* what the lines below belong to: bold */
	MARK_DIM,
};

struct cell {
	bool for_eyes; /* who reads it; else eyes, brief and mark need not be told */
	bool there; /* else absent: "-", or null */
	uint64_t num; /* NUM, BOOL */
	const char *text; /* TEXT, NUMS, WORDS */
	const char *eyes; /* how eyes see it where that differs */
	const char *brief; /* and where that is too wide */
	enum mark mark;
	/* For text and eyes that must be put together; emptied for each cell. */
	struct text made;
	struct text made_eyes;
	struct text made_brief;
};

struct sheet {
	const char *view; /* as JSON calls the view */
	const char *array; /* and its rows */
	const struct column *columns;
	size_t ncolumns;
	bool nested; /* rows have children */
	/*
	 * NAME, WORDS, ..., NULL: columns whose text, or each of whose words, is one of WORDS,
	 * by commas. More may come with a release.
	 */
	const char *const *closed;
	/* The struct that a FIELD() is in, NULL if there is none; without it, the row. */
	const void *(*base)(const void *row, size_t column);
	void (*fill)(const struct host *h, const void *row, size_t column, struct cell *c);
};

#define SHEET_COLUMNS_MAX 128

/* What stands for the names of all of them. */
#define SHEET_ALL "ALL"

/* Who reads it. */
enum sheet_use { SHEET_EYES, SHEET_RAW, SHEET_JSON };

/* Which columns, in which order. */
struct selection {
	size_t columns[SHEET_COLUMNS_MAX];
	bool asked[SHEET_COLUMNS_MAX]; /* by its name */
	size_t count;
};

/*
 * From the argument of -o, or NULL: COL[,COL...], or +COL[,COL...] after the
 * usual ones. Returns the first name that is no column, in @ret_bad.
 */
int sheet_select(const struct sheet *sheet, const char *arg, enum sheet_use use,
		 struct selection *ret, struct text *ret_bad);

/* The column that may have been meant by the @len letters of @word, which are none; or NULL. */
const char *sheet_like(const struct sheet *sheet, const char *word, size_t len);

/* The JSON key of a column, its JSON type in words, and the words it is closed to or NULL. */
void sheet_key(struct text *t, const struct column *column);
const char *sheet_type(const struct column *column);
const char *sheet_words(const struct sheet *sheet, const struct column *column);

/* Nothing is there, and nothing was made. */
static inline void cell_reset(struct cell *c)
{
	c->there = false;
	text_reset(&c->made);
	text_reset(&c->made_eyes);
	text_reset(&c->made_brief);
}

/* For fill(). A NUM that is NSVIEW_NONE and a text that is NULL are absent. */
static inline void cell_num(struct cell *c, uint64_t n)
{
	c->there = n != UINT64_MAX;
	c->num = n;
}

static inline void cell_bool(struct cell *c, bool yes)
{
	c->there = true;
	c->num = yes;
}

static inline void cell_text(struct cell *c, const char *s)
{
	c->there = s;
	c->text = s;
}

/* Takes what was put together in c->made. */
static inline void cell_made(struct cell *c)
{
	cell_text(c, text_str(&c->made));
}

/* The pointer of a VIA(), and what is in a field of the struct at @base. */
static inline const void *field_pointer(const struct field *f, const void *row)
{
	return *(const void *const *)((const char *)row + f->via - 1);
}

static inline uint64_t field_num(const struct field *f, const void *base)
{
	return *(const uint64_t *)((const char *)base + f->at - 1);
}

static inline const char *field_text(const struct field *f, const void *base)
{
	return *(const char *const *)((const char *)base + f->at - 1);
}

#endif
