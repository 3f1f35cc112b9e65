/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reads one table, as schema.h specifies it, into rows.
 *
 * One pass, in place: texts are unescaped where they stand in the buffer and
 * rows point at them. Nothing is printed and no file is touched, so a fuzzer
 * can call it with any bytes.
 */
#ifndef NSVIEW_TABLE_H
#define NSVIEW_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "../problem.h"
#include "blob.h"

/*
 * The module writes through a buffer of 64 KiB. But names of a device that rtnetlink tells
 * are up to that, and 7 times as much where commas are escaped; and so are values of VLANs.
 */
#define TABLE_LINE_MAX ((size_t)1 << 20)
#define TABLE_COLUMNS_MAX 256
#define TABLE_KEYS_MAX 4
/*
 * Bytes of rows, of all tables that are read: a row of two digits takes a hundred times that,
 * and a file of a few KiB may unpack to a GiB of them. Five million tasks are less than half.
 */
#define TABLE_ROWS_MAX ((size_t)4 << 30)

struct table_column {
	const char *name;
	size_t offset; /* in the row */
	bool number;
};

struct table {
	const char *name;
	const struct table_column *columns;
	size_t ncolumns;
	const char *keys[TABLE_KEYS_MAX]; /* columns that must be there and not "-" */
	size_t row_size;
	size_t rows_at; /* where struct host keeps the rows */
	size_t count_at; /* and their number */
};

extern const struct table host_tables[];

struct rows {
	char *data;
	size_t count;
	size_t size; /* rows that fit */
};

/*
 * @where is what messages call the table, such as its path. On failure @rows
 * holds nothing. -EBADMSG: the text is wrong; -EPROTO: another version;
 * -EFBIG: rows of more than TABLE_ROWS_MAX.
 */
int table_parse(const struct table *t, struct blob *b, const char *where, struct rows *rows,
		struct problem *p);

/* The same of one in binary, as the module of this machine has made it; and whether it is one. */
int table_parse_binary(const struct table *t, struct blob *b, const char *where, struct rows *rows,
		       struct problem *p);
bool table_is_binary(const struct blob *b);

/* Whichever it is: for what a source that is live has read. */
int table_parse_live(const struct table *t, struct blob *b, const char *where, struct rows *rows,
		     struct problem *p);

#endif
