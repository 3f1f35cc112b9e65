/* SPDX-License-Identifier: GPL-2.0 */
/* Tables in binary, as schema.h has it, for the tests of what reads them; fuzzing has it, too. */
#ifndef NSVIEW_TESTS_PACK_H
#define NSVIEW_TESTS_PACK_H

#include <stdint.h>
#include <string.h>

#include "host/host.h"
#include "host/table.h"
#include "text.h"

static inline void pack_word(struct text *t, uint64_t word)
{
	text_add(t, (const char *)&word, sizeof(word));
}

/* The two lines, with these column names by tabs, and what is behind them. */
static inline void pack_head(struct text *t, const char *table, const char *columns)
{
	text_printf(t, "nsview %d %s binary\n%s\n", NSVIEW_VERSION, table, columns);
	while (t->len % sizeof(uint64_t))
		text_add(t, "", 1);
}

/* The head of a row whose texts have so many bytes, with pads. */
static inline void pack_row(struct text *t, size_t columns, size_t texts)
{
	const uint32_t head[2] = { (uint32_t)(8 * (1 + columns) + texts), (uint32_t)columns };

	text_add(t, (const char *)head, sizeof(head));
}

/* All columns of rows; the texts of each in the order of the columns. */
static inline void pack_table(struct text *t, const struct table *table, const char *rows,
			      size_t count)
{
	struct text names = { 0 }, texts = { 0 };
	size_t n, i;

	for (i = 0; i < table->ncolumns; i++)
		text_printf(&names, "%s%s", i ? "\t" : "", table->columns[i].name);
	pack_head(t, table->name, text_str(&names));
	for (n = 0; n < count; n++, rows += table->row_size) {
		struct text words = { 0 };

		text_cut(&texts, 0);
		for (i = 0; i < table->ncolumns; i++) {
			const char *at = rows + table->columns[i].offset;
			const char *text = *(const char *const *)at;

			if (table->columns[i].number) {
				pack_word(&words, *(const uint64_t *)at);
			} else if (!text) {
				pack_word(&words, NSVIEW_BINARY_NONE);
			} else {
				pack_word(&words, 8 * (1 + table->ncolumns) + texts.len);
				text_add(&texts, text, strlen(text) + 1);
			}
		}
		while (texts.len % 8)
			text_add(&texts, "", 1);
		pack_row(t, table->ncolumns, texts.len);
		text_add(t, text_str(&words), words.len);
		text_add(t, text_str(&texts), texts.len);
		text_free(&words);
	}
	text_free(&names);
	text_free(&texts);
}

#endif
