/* SPDX-License-Identifier: GPL-2.0 */
/*
 * JSON for programs. The type of a key is that of its column, in every row
 * and for ever: numbers are numbers, lists are arrays, absent is null. A row
 * is a line, so that line tools and diff have something to hold.
 */
#include "out.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../host/host.h"
#include "safe.h"

/* The form of the document; keys may be added to it, never changed. */
#define JSON_SCHEMA 1

struct json_state {
	size_t open; /* rows whose list of children is open */
	bool comma; /* a row stands before this one in its list */
};

static void put_indent(struct out *out, size_t depth)
{
	text_putc(&out->buffer, '\n');
	for (depth = 2 * (depth + 1); depth; depth--)
		text_putc(&out->buffer, ' ');
}

static int json_begin(struct out *out)
{
	struct text *t = &out->buffer;

	out->state = calloc(1, sizeof(struct json_state));
	if (!out->state)
		return -ENOMEM;
	text_printf(t, "{\n \"schema\": %d,\n \"view\": \"%s\",\n \"source\": \"%s\",\n",
		    JSON_SCHEMA, out->sheet->view, out->host->source);
	text_printf(t, " \"complete\": %s,\n \"%s\": [", out->host->complete ? "true" : "false",
		    out->sheet->array);
	return 0;
}

static void put_key(struct text *t, const struct column *column)
{
	text_putc(t, '"');
	sheet_key(t, column);
	text_puts(t, "\": ");
}

static void put_array(struct text *t, const char *s, bool numbers)
{
	text_putc(t, '[');
	while (*s) {
		size_t len = strcspn(s, ",");

		if (!numbers)
			safe_json(t, s, len);
		else if (len && strspn(s, "0123456789") >= len && (*s != '0' || len == 1))
			text_add(t, s, len);
		else
			text_puts(t, "null"); /* a file's nonsense must not become ours */
		s += len;
		if (*s) {
			text_puts(t, ", ");
			s++;
		}
	}
	text_putc(t, ']');
}

static void put_value(struct text *t, enum column_type type, const struct cell *c)
{
	if (!c->there) {
		text_puts(t, "null");
		return;
	}
	switch (type) {
	case COLUMN_TEXT:
		safe_json(t, c->text, strlen(c->text));
		break;
	case COLUMN_NUM:
		text_num(t, c->num);
		break;
	case COLUMN_BOOL:
		text_puts(t, c->num ? "true" : "false");
		break;
	case COLUMN_NUMS:
	case COLUMN_WORDS:
		put_array(t, c->text, type == COLUMN_NUMS);
		break;
	}
}

/* Closes the lists of children deeper than @depth. */
static void close_rows(struct out *out, size_t depth)
{
	struct json_state *js = out->state;

	while (js->open > depth) {
		js->open--;
		text_puts(&out->buffer, "]}");
		js->comma = true;
	}
}

static int json_row(struct out *out, unsigned int depth, const void *row)
{
	struct json_state *js = out->state;
	struct text *t = &out->buffer;
	size_t i;

	close_rows(out, depth);
	if (js->comma)
		text_putc(t, ',');
	put_indent(out, depth);
	text_putc(t, '{');
	for (i = 0; i < out->columns->count; i++) {
		const struct column *column = &out->sheet->columns[out->columns->columns[i]];

		if (i)
			text_puts(t, ", ");
		put_key(t, column);
		put_value(t, column->type, out_cell(out, row, i));
	}
	if (out->sheet->nested) {
		text_puts(t, i ? ", \"children\": [" : "\"children\": [");
		js->open = depth + 1;
		js->comma = false;
	} else {
		text_putc(t, '}');
		js->comma = true;
	}
	return 0;
}

static int json_end(struct out *out)
{
	close_rows(out, 0);
	text_puts(&out->buffer, "\n ]\n}\n");
	return 0;
}

static void json_free(struct out *out)
{
	free(out->state);
}

const struct renderer render_json = {
	.begin = json_begin,
	.row = json_row,
	.end = json_end,
	.free = json_free,
};
