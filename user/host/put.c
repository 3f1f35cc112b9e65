/* SPDX-License-Identifier: GPL-2.0 */
/* Writing rows in the grammar of schema.h. */
#include <string.h>

#include "../digits.h"
#include "host.h"
#include "put.h"
#include "table.h"

/* The cells so far end with a tab each; the last one of a row is turned into its end. */
void put_end(struct text *t)
{
	if (!t->failed && t->len)
		t->s[t->len - 1] = '\n';
}

void put_num(struct text *t, uint64_t n)
{
	if (n == NSVIEW_NONE)
		text_putc(t, '-');
	else
		text_num(t, n);
	text_putc(t, '\t');
}

/* How many of @len bytes, from the first on, stand for themselves. */
static size_t plain_length(const char *s, size_t len)
{
	size_t at = 0;

	while (len - at >= 8 && plain8(get8(s + at)))
		at += 8;
	while (at < len && s[at] >= 0x20 && s[at] <= 0x7e && s[at] != '\\')
		at++;
	return at;
}

void put_bytes(struct text *t, const char *s, size_t len)
{
	size_t i, plain;

	if (len == 1 && *s == '-') {
		text_puts(t, "\\x2d\t");
		return;
	}
	for (i = 0; i < len; i += plain) {
		plain = plain_length(s + i, len - i);
		text_add(t, s + i, plain);
		if (plain)
			continue;
		text_puts(t, "\\x");
		text_hex(t, s + i++, 1, 0);
	}
	text_putc(t, '\t');
}

void put_text(struct text *t, const char *s)
{
	if (s)
		put_bytes(t, s, strlen(s));
	else
		text_puts(t, "-\t");
}

void put_head(struct text *t, const struct table *table)
{
	size_t i;

	text_printf(t, "nsview %d %s\n", NSVIEW_VERSION, table->name);
	for (i = 0; i < table->ncolumns; i++) {
		text_puts(t, table->columns[i].name);
		text_putc(t, i + 1 < table->ncolumns ? '\t' : '\n');
	}
}

void put_table(struct text *t, const struct table *table, const void *rows, size_t count)
{
	const char *row = rows;
	size_t n, i;

	put_head(t, table);
	for (n = 0; n < count; n++, row += table->row_size) {
		for (i = 0; i < table->ncolumns; i++) {
			const void *field = row + table->columns[i].offset;

			if (table->columns[i].number)
				put_num(t, *(const uint64_t *)field);
			else
				put_text(t, *(const char *const *)field);
		}
		put_end(t);
	}
}
