/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What every exported table has in common: one debugfs file, a large buffer,
 * a head line, cells.
 */
#ifndef NSVIEW_TABLE_H
#define NSVIEW_TABLE_H

#include <linux/bitops.h>
#include <linux/compiler.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/types.h>
#include <asm/byteorder.h>

#include "digits.h"
#include "schema.h"

struct dentry;
struct row;
struct table;

/*
 * One open file. A table's own state begins with it and is zeroed at open.
 *
 * The cursor (seq_file's position) is a number that a table can find its
 * place by again: a pid, or an index into a list of numbers taken at open.
 * Nothing is pinned between two reads, so a reader that stops half way costs
 * its buffer and no more.
 */
struct table_iter {
	const struct table *table;
	const struct table_columns *binary; /* those of the table; NULL: it is read as text */
};

/* The columns of a table, from their list in schema.h. */
struct table_columns {
	const char *names; /* its second line */
	const char *types; /* a letter each: N or T */
	unsigned int nr;
};

/**
 * struct table - an exported table, one constant per file of kmod/
 * @name: its file in debugfs
 * @columns: what its rows have cells for, made of schema.h
 * @iter_size: bytes of its state, which begins with a struct table_iter
 * @open: take what the walk goes by (may be NULL); may sleep; 0 or -errno
 * @release: free it (may be NULL)
 * @begin: a read() begins (may be NULL): hold what rows are made with for as
 *	long as it lasts; may sleep; 0 or -errno
 * @end: that read() ends, also when @begin or @find failed (may be NULL)
 * @find: move to the first record at or after *pos, which is never below 1,
 *	say where it is in *pos and read it into the state. 1 if there is one,
 *	0 if not, or -errno. No lock is held when it returns.
 * @show: print the record that @find read, as one row or more. It can be
 *	asked to print it again, when it did not fit
 */
struct table {
	const char *name;
	struct table_columns columns;
	size_t iter_size;
	int (*open)(struct table_iter *it);
	void (*release)(struct table_iter *it);
	int (*begin)(struct table_iter *it);
	void (*end)(struct table_iter *it);
	int (*find)(struct table_iter *it, loff_t *pos);
	void (*show)(struct table_iter *it, struct row *row);
};

#define TABLE_NAME_(name, type, what) "\t" #name
#define TABLE_TYPE_(name, type, what) TABLE_TYPE_##type
#define TABLE_TYPE_NUM "N"
#define TABLE_TYPE_TEXT "T"
#define TABLE_COLUMNS(list)                                                   \
	{                                                                     \
		.names = &(list(TABLE_NAME_))[1], .types = list(TABLE_TYPE_), \
		.nr = sizeof(list(TABLE_TYPE_)) - 1,                          \
	}

/*
 * The words of a binary row of a table, from its list in schema.h, for who stores them
 * without cells: WORD_ and the column's name.
 */
#define TABLE_WORD_(name, type, what) WORD_##name,
#define TABLE_WORDS(list) enum table_word { WORD_HEAD, list(TABLE_WORD_) }

/**
 * table_create - make the debugfs files of a table
 * @t: the table
 * @dir: nsview's folder, for the one in text
 * @binary: the folder in it, for the one in binary
 *
 * Return: 0 or -errno. A module that lacks a table is not to stay: its readers could not tell why.
 */
int table_create(const struct table *t, struct dentry *dir, struct dentry *binary);

/* Lets readers open the tables that were made; before, there is none for them (-ENOENT). */
void tables_open(void);

/*
 * A row being printed, straight into seq_file's buffer: with a call of seq_*()
 * for each number and tab, printing would be most of the cost of a table. What
 * does not fit makes what comes after it not fit either, and the whole record
 * is printed again later, in a fresh or a larger buffer.
 *
 * Cells are printed in either form by the same calls. A binary row begins with
 * the first cell, which takes the room of its words; its texts come behind
 * them. It begins and ends where a word does: see head_show().
 */
struct row {
	char *begin;
	char *at;
	char *end;
	const struct table_columns *binary; /* NULL: it is text, and what follows of no use */
	u64 *words; /* of the row at hand; NULL: the next cell begins one */
	unsigned int nr; /* cells that it has */
	bool joined; /* the next cell goes on with the last one's text */
};

/* One with nothing in it yet; nr and joined are for who begins words to set. */
static inline void row_in(struct row *row, const struct table_iter *it, char *room, size_t size)
{
	row->begin = room;
	row->at = room;
	row->end = room + size;
	row->binary = it->binary;
	row->words = NULL;
}

/* The last cell was printed. A record may go on with another row. */
void row_end(struct row *row);

/* Room for so many bytes of a cell and its tab, or false and the row is cut. */
static inline bool cell_fits(struct row *row, size_t len)
{
	if (likely(row->end - row->at > (ssize_t)len))
		return true;
	row->end = row->at;
	return false;
}

/*
 * Of the binary form, what cells and rows come down to (binary.c).
 *
 * binary_begin() is called by those for cells, and gives the words of the row that
 * begins, or NULL if they do not fit.
 */
u64 *binary_begin(struct row *row);
void binary_num(struct row *row, u64 num);
void binary_none(struct row *row);
void binary_text(struct row *row, const char *text, size_t len);
void binary_end(struct row *row);
/* The word of a number that is absent if it is @none. */
static inline u64 binary_num_or(u64 num, u64 none)
{
	return num == none ? NSVIEW_BINARY_NONE : num;
}

/*
 * A text of the row whose words these are, put at @at, which has room for it: @len bytes, of
 * which those behind it are NULs. Where it ends.
 */
static __always_inline char *binary_put(u64 *words, unsigned int word, char *at, const char *text,
					size_t len)
{
	words[word] = at - (char *)words;
	memcpy(at, text, len);
	return at + len;
}

/* A token, in words of its own. */
static inline char *binary_put_token(u64 *words, unsigned int word, char *at, u64 token)
{
	words[word] = at - (char *)words;
	at = put8(at, hex8(token >> 32));
	at = put8(at, hex8(token & U32_MAX));
	return put8(at, 0);
}

/* To the next word, with NULs; false and cut if that does not fit. */
bool binary_pad(struct row *row);

/*
 * Cells, in the order of the columns. They print what schema.h calls number,
 * absent and text. Whole words are stored: a cell may ask for more room than it
 * takes, and a record that would just have fitted is printed again.
 */
#define CELL_NUM_MAX 24

/* One that has two digits or more, and its tab. */
char *put_large(char *at, u64 num);

/* A cell where it is known that CELL_NUM_MAX bytes fit, and where it ends. */
static inline char *put_num(char *at, u64 num)
{
	if (num >= 10)
		return put_large(at, num);
	at[0] = '0' + num;
	at[1] = '\t';
	return at + 2;
}

static inline char *put_letter(char *at, char letter)
{
	at[0] = letter;
	at[1] = '\t';
	return at + 2;
}

/* A cell again, from @from to @at, that has no more than eight bytes. */
static inline char *put_again(char *at, const char *from)
{
	memcpy(at, from, sizeof(u64));
	return at + (at - from);
}

static inline void cell_num(struct row *row, u64 num)
{
	if (row->binary)
		binary_num(row, num);
	else if (cell_fits(row, CELL_NUM_MAX))
		row->at = put_num(row->at, num);
}

static inline void cell_none(struct row *row)
{
	if (row->binary)
		binary_none(row);
	else if (cell_fits(row, 1))
		row->at = put_letter(row->at, '-');
}

/* A number, absent if it is @none. */
static inline void cell_num_or(struct row *row, u64 num, u64 none)
{
	if (num == none)
		cell_none(row);
	else
		cell_num(row, num);
}

/* Any text, escaped. */
void cell_text(struct row *row, const char *text);

/* Any text that lies in 16 bytes, as a comm or a device's name does. */
#define CELL_NAME_LEN 16
void cell_name(struct row *row, const char name[CELL_NAME_LEN]);

/* Any text, absent if it is "". */
void cell_text_or_none(struct row *row, const char *text);

/* A word of the module's own, that needs no escape; absent if NULL. */
void cell_word(struct row *row, const char *word);

/* The word of that number, absent if there is none. */
static inline void cell_word_at(struct row *row, u64 at, const char *const words[], unsigned int nr)
{
	cell_word(row, at < nr ? words[at] : NULL);
}

/* A token: as many hexadecimal digits. */
#define CELL_TOKEN_LEN 16
void cell_token(struct row *row, u64 token);

/* A word made by a format, at most CELL_PRINTF_MAX - 1 bytes of it. */
#define CELL_PRINTF_MAX 128
__printf(2, 3) void cell_printf(struct row *row, const char *format, ...);

/* A word of so many bytes. */
void cell_plain(struct row *row, const char *text, size_t len);

/*
 * The next cell is no cell of its own: it goes on with the last, after @letter. That stands
 * for the tab of a cell, or for the NUL of a text.
 */
static inline void cell_go_on(struct row *row, char letter)
{
	if (row->at == row->end)
		return;
	row->at[-1] = letter;
	row->joined = true;
}

static inline void cell_join(struct row *row)
{
	cell_go_on(row, ',');
}

/* The words whose bits are set, joined; "" if none is. */
void cell_bits(struct row *row, u32 bits, const char *const words[], unsigned int nr);

/*
 * Give way between two records of a long walk: 0, or -EINTR if the reader
 * was killed.
 */
int table_relax(void);

/* The same where a record of many parts is printed, between part @i and the next. */
static inline void show_relax(u32 i)
{
	if (i % 16 == 15)
		cond_resched();
}

#endif
