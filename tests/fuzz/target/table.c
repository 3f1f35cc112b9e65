/* SPDX-License-Identifier: GPL-2.0 */
/* The text of a table: the one that its first line names, or any. What is read is written. */
#include "../fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "host/put.h"
#include "host/table.h"

/* As it is written once it has been read; false if it can not be. */
static bool rewrite(const struct table *table, struct blob *b, struct text *ret)
{
	struct problem p = { "" };
	struct rows rows;
	size_t lines = 0, i;
	int err;

	for (i = 0; i < b->len; i++)
		lines += b->data[i] == '\n';
	err = table_parse(table, b, "fuzz", &rows, &p);
	if (err && !p.words[0])
		broken("no words for %d", err);
	if (!err && rows.count + 2 != lines)
		broken("%zu rows in %zu lines", rows.count, lines);
	if (!err)
		put_table(ret, table, rows.data, rows.count);
	free(rows.data);
	return !err;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct blob b = { malloc(size + 1), size };
	const struct table *table;
	struct text once = { 0 }, twice = { 0 };

	memcpy(b.data, data, size);
	b.data[size] = '\0';
	table = &host_tables[table_named(b.data, size) % TABLES];
	if (rewrite(table, &b, &once)) {
		struct text copy = { 0 };

		text_add(&copy, once.s, once.len);
		/* A line may have become too long. */
		if (size < TABLE_LINE_MAX / 4) {
			struct blob again = { copy.s, copy.len };

			if (!rewrite(table, &again, &twice))
				broken("what was written can not be read: %s", once.s);
			if (strcmp(text_str(&once), text_str(&twice)))
				broken("%s", once.s);
		}
		text_free(&copy);
	}
	text_free(&once);
	text_free(&twice);
	free(b.data);
	return 0;
}
