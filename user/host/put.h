/* SPDX-License-Identifier: GPL-2.0 */
/* Cells of a row of a table, as schema.h spells them, in the order of the columns. */
#ifndef NSVIEW_PUT_H
#define NSVIEW_PUT_H

#include <stddef.h>
#include <stdint.h>

#include "../text.h"

struct table;

void put_num(struct text *t, uint64_t n); /* NSVIEW_NONE: absent */
void put_text(struct text *t, const char *s); /* NULL: absent */
void put_bytes(struct text *t, const char *s, size_t len);
void put_end(struct text *t); /* the row is whole */

/* The two lines that a table begins with. */
void put_head(struct text *t, const struct table *table);
/* A table with all its columns, from @count rows of it. */
void put_table(struct text *t, const struct table *table, const void *rows, size_t count);

#endif
