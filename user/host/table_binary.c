/* SPDX-License-Identifier: GPL-2.0 */
/* A table in binary: rows whose words are where the first of them says. */
#include "table.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "host.h"
#include "parser.h"

#define WORD sizeof(uint64_t)
#define SUFFIX " binary"

/* From a word of a row to a field of its struct. */
struct move {
	size_t from;
	size_t to;
	const struct slot *slot;
};

/* The same of words that stand in the struct as in the row. */
struct run {
	size_t from;
	size_t to;
	size_t len;
};

/*
 * The columns that are known. A tool and a module of one version have the same ones, in the
 * same order: that is one run.
 */
struct moves {
	size_t nruns, ntexts, nkeys;
	struct run runs[TABLE_COLUMNS_MAX]; /* texts, too, as words yet */
	struct move texts[TABLE_COLUMNS_MAX];
	const struct slot *keys[TABLE_KEYS_MAX];
};

static void plan_run(struct moves *moves, size_t from, size_t to)
{
	struct run *run = &moves->runs[moves->nruns];

	if (moves->nruns && run[-1].from + run[-1].len == from && run[-1].to + run[-1].len == to) {
		run[-1].len += WORD;
		return;
	}
	*run = (struct run){ from, to, WORD };
	moves->nruns++;
}

static void plan(const struct parser *ps, struct moves *ret)
{
	size_t i;

	ret->nruns = ret->ntexts = ret->nkeys = 0;
	for (i = 0; i < ps->nslots; i++) {
		const struct slot *slot = &ps->slots[i];
		struct move move = { .from = WORD * (1 + i), .slot = slot };

		if (!slot->column)
			continue;
		move.to = slot->column->offset;
		plan_run(ret, move.from, move.to);
		if (!slot->column->number)
			ret->texts[ret->ntexts++] = move;
		if (slot->key)
			ret->keys[ret->nkeys++] = slot;
	}
}

static inline uint64_t word_at(const char *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return word;
}

/* The length of the row at hand, or 0 and words. */
static size_t row_length(const struct parser *ps)
{
	const size_t left = (size_t)(ps->end - ps->at), least = WORD * (1 + ps->nslots);
	uint32_t head[2];

	if (left < sizeof(head)) {
		parser_bad_row(ps, "cut off");
		return 0;
	}
	memcpy(head, ps->at, sizeof(head));
	if (head[1] != ps->nslots)
		parser_bad_row(ps, "not as many cells as columns");
	else if (head[0] % WORD || head[0] < least)
		parser_bad_row(ps, "its length is none");
	else if (head[0] > TABLE_LINE_MAX)
		parser_bad_row(ps, "too long");
	else if (head[0] > left)
		parser_bad_row(ps, "cut off");
	else
		return head[0];
	return 0;
}

/* With a NUL at the row's end every text that begins in the row ends there. */
static int take_texts(const struct parser *ps, const struct moves *moves, size_t len, char *row)
{
	const char *at = ps->at;
	const size_t least = WORD * (1 + ps->nslots);
	const bool ends = !at[len - 1];
	size_t i;

	for (i = 0; i < moves->ntexts; i++) {
		const struct move *move = &moves->texts[i];
		const uint64_t word = word_at(at + move->from);
		const char **text = (const char **)(row + move->to);

		*text = NULL;
		if (word == NSVIEW_BINARY_NONE)
			continue;
		if (word < least || word >= len)
			return parser_bad_cell(ps, move->slot, "a text outside of its row");
		if (!ends)
			return parser_bad_cell(ps, move->slot, "a text without an end");
		*text = at + word;
	}
	return 0;
}

static int parse_row(const struct parser *ps, const struct moves *moves, size_t len, char *row)
{
	const char *at = ps->at;
	size_t i;
	int err;

	/* What is absent in the one is so in the other. */
	_Static_assert(NSVIEW_BINARY_NONE == NSVIEW_NONE, "absent numbers");
	_Static_assert(sizeof(const char *) == WORD, "a text takes a word");
	for (i = 0; i < moves->nruns; i++)
		memcpy(row + moves->runs[i].to, at + moves->runs[i].from, moves->runs[i].len);
	err = take_texts(ps, moves, len, row);
	for (i = 0; i < moves->nkeys && !err; i++) {
		const struct table_column *column = moves->keys[i]->column;
		const uint64_t word = word_at(row + column->offset);

		if (word == (column->number ? NSVIEW_NONE : (uintptr_t)NULL))
			err = parser_bad_cell(ps, moves->keys[i], "must not be absent");
	}
	return err;
}

/* Rows begin where a word does. */
static int skip_pad(struct parser *ps)
{
	while ((size_t)(ps->at - ps->begin) % WORD) {
		if (ps->at == ps->end)
			return parser_bad_row(ps, "cut off");
		if (*ps->at++)
			return parser_bad_row(ps, "followed by no NUL");
	}
	return 0;
}

static int parse_rows(struct parser *ps, const char *blank, struct rows *rows)
{
	struct moves moves;
	int err = skip_pad(ps);

	if (err)
		return err;
	plan(ps, &moves);
	ps->unit = "binary row";
	ps->line = 0;
	while (ps->at < ps->end) {
		size_t len;
		char *row;

		ps->line++;
		len = row_length(ps);
		if (!len)
			return -EBADMSG;
		row = parser_add_row(ps, rows, blank);
		if (!row)
			return -ENOMEM;
		err = parse_row(ps, &moves, len, row);
		if (err)
			return err;
		ps->at += len;
	}
	return 0;
}

bool table_is_binary(const struct blob *b)
{
	const char *lf = b->len ? memchr(b->data, '\n', b->len) : NULL;
	const size_t len = strlen(SUFFIX);

	return lf && (size_t)(lf - b->data) >= len && !memcmp(lf - len, SUFFIX, len);
}

int table_parse_binary(const struct table *t, struct blob *b, const char *where, struct rows *rows,
		       struct problem *p)
{
	static const struct form form = { SUFFIX, parse_rows };

	return parser_run(&form, t, b, where, rows, p);
}

int table_parse_live(const struct table *t, struct blob *b, const char *where, struct rows *rows,
		     struct problem *p)
{
	return (table_is_binary(b) ? table_parse_binary : table_parse)(t, b, where, rows, p);
}
