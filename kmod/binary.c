// SPDX-License-Identifier: GPL-2.0
/*
 * The binary form of a row, as schema.h has it: a head of one word, a word for
 * each column, then the texts.
 *
 * All of it is written before it is committed, pads as well: a buffer is not
 * cleared, and must show nobody what it held before.
 */
#include <linux/kernel.h>
#include <linux/string.h>

#include "schema.h"
#include "table.h"

u64 *binary_begin(struct row *row)
{
	size_t len = sizeof(u64) * (1 + row->binary->nr);

	if (!cell_fits(row, len))
		return NULL;
	row->words = (u64 *)row->at;
	row->at += len;
	row->nr = 0;
	row->joined = false;
	return row->words;
}

/*
 * The word of the cell that comes now; NULL if the row is cut. Show functions print as many
 * cells as there are columns: tests/vm/grammar.t counts them.
 */
static u64 *next_word(struct row *row)
{
	if (!row->words && !binary_begin(row))
		return NULL;
	if (row->at == row->end)
		return NULL;
	if (!row->joined)
		row->nr++;
	return &row->words[row->nr];
}

/* One that is joined leaves the word as it is, at the first one's text. */
static void put_text(struct row *row, u64 *word, const char *text, size_t len)
{
	if (!cell_fits(row, len))
		return;
	if (!row->joined)
		*word = row->at - (char *)row->words;
	row->joined = false;
	memcpy(row->at, text, len);
	row->at += len;
	*row->at++ = '\0';
}

void binary_none(struct row *row)
{
	u64 *word = next_word(row);

	if (word)
		*word = NSVIEW_BINARY_NONE;
}

/* Apart, for only few texts are made of numbers. */
static noinline void num_as_text(struct row *row, u64 *word, u64 num)
{
	char text[CELL_NUM_MAX];

	put_text(row, word, text, put_num(text, num) - text - 1);
}

void binary_num(struct row *row, u64 num)
{
	u64 *word = next_word(row);

	if (!word)
		return;
	if (row->binary->types[row->nr - 1] == 'N')
		*word = num;
	else
		num_as_text(row, word, num);
}

void binary_text(struct row *row, const char *text, size_t len)
{
	u64 *word = next_word(row);

	if (word)
		put_text(row, word, text, len);
}

bool binary_pad(struct row *row)
{
	if (!cell_fits(row, sizeof(u64)))
		return false;
	memset(row->at, 0, sizeof(u64));
	row->at = PTR_ALIGN(row->at, sizeof(u64));
	return true;
}

void binary_end(struct row *row)
{
	u32 head[2];

	if (!binary_pad(row))
		return;
	head[0] = row->at - (char *)row->words;
	head[1] = row->binary->nr;
	memcpy(row->words, head, sizeof(head));
	row->words = NULL;
}
