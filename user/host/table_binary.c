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
	size_t nruns, nblanks, ntexts, nkeys;
	struct run runs[TABLE_COLUMNS_MAX]; /* texts, too, as words yet */
	struct run blanks[TABLE_COLUMNS_MAX + 1]; /* of a row with nothing in it: what is in no run */
	struct move texts[TABLE_COLUMNS_MAX];
	const struct slot *keys[TABLE_KEYS_MAX];
};

static void plan_run(struct run *runs, size_t *n, size_t from, size_t to)
{
	struct run *run = &runs[*n];

	if (*n && run[-1].from + run[-1].len == from && run[-1].to + run[-1].len == to) {
		run[-1].len += WORD;
		return;
	}
	*run = (struct run){ from, to, WORD };
	++*n;
}

static void plan_blanks(struct moves *moves, size_t row_size)
{
	size_t at, i;

	for (at = 0; at < row_size; at += WORD) {
		for (i = 0; i < moves->nruns; i++)
			if (at - moves->runs[i].to < moves->runs[i].len)
				break;
		if (i == moves->nruns)
			plan_run(moves->blanks, &moves->nblanks, at, at);
	}
}

static void plan(const struct parser *ps, struct moves *ret)
{
	size_t i;

	ret->nruns = ret->nblanks = ret->ntexts = ret->nkeys = 0;
	for (i = 0; i < ps->nslots; i++) {
		const struct slot *slot = &ps->slots[i];
		struct move move = { .from = WORD * (1 + i), .slot = slot };

		if (!slot->column)
			continue;
		move.to = slot->column->offset;
		plan_run(ret->runs, &ret->nruns, move.from, move.to);
		if (!slot->column->number)
			ret->texts[ret->ntexts++] = move;
		if (slot->key)
			ret->keys[ret->nkeys++] = slot;
	}
	plan_blanks(ret, ps->table->row_size);
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
	const struct move *move = moves->texts, *end = move + moves->ntexts;

	for (; move < end; move++) {
		const uint64_t word = word_at(at + move->from);
		const char *text = NULL;

		if (word - least >= len - least) {
			if (word != NSVIEW_BINARY_NONE)
				return parser_bad_cell(ps, move->slot, "a text outside of its row");
		} else if (!ends) {
			return parser_bad_cell(ps, move->slot, "a text without an end");
		} else {
			text = at + word;
		}
		*(const char **)(row + move->to) = text;
	}
	return 0;
}

static int parse_row(const struct parser *ps, const struct moves *moves, size_t len,
		     const char *blank, char *row)
{
	const char *at = ps->at;
	size_t i;
	int err;

	/* What is absent in the one is so in the other. */
	_Static_assert(NSVIEW_BINARY_NONE == NSVIEW_NONE, "absent numbers");
	_Static_assert(sizeof(const char *) == WORD, "a text takes a word");
	for (i = 0; i < moves->nblanks; i++)
		memcpy(row + moves->blanks[i].to, blank + moves->blanks[i].from,
		       moves->blanks[i].len);
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
		row = parser_add_row(ps, rows);
		if (!row)
			return -ENOMEM;
		err = parse_row(ps, &moves, len, blank, row);
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
