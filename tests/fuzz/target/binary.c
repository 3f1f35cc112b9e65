/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A table in binary: the one that its first line names, or any. What can be read is packed
 * and read once more, and is the same; and so is a table in text.
 */
#include "../fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "../../unit/pack.h"
#include "host/put.h"

/* Adds to @text and @packed what was read; false if it can not be. */
static bool reread(const struct table *table, const char *data, size_t size, struct text *text,
		   struct text *packed)
{
	struct blob b = { malloc(size + 1), size };
	struct problem p = { "" };
	struct rows rows;
	int err;

	memcpy(b.data, data, size);
	b.data[size] = '\0';
	if (table_is_binary(&b))
		err = table_parse_binary(table, &b, "fuzz", &rows, &p);
	else
		err = table_parse(table, &b, "fuzz", &rows, &p);
	if (err && !p.words[0])
		broken("no words for %d", err);
	if (!err) {
		put_table(text, table, rows.data, rows.count);
		pack_table(packed, table, rows.data, rows.count);
	}
	free(rows.data);
	blob_free(&b);
	return !err;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct table *table = &host_tables[table_named((const char *)data, size) % TABLES];
	struct text once = { 0 }, twice = { 0 }, packed = { 0 }, again = { 0 };

	if (reread(table, (const char *)data, size, &once, &packed) && size < TABLE_LINE_MAX / 4) {
		if (!reread(table, packed.s, packed.len, &twice, &again))
			broken("what was packed can not be read: %s", once.s);
		if (strcmp(once.s, twice.s))
			broken("%s", once.s);
	}
	text_free(&once);
	text_free(&twice);
	text_free(&packed);
	text_free(&again);
	return 0;
}
