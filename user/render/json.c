/* SPDX-License-Identifier: GPL-2.0 */
/*
 * JSON for programs. The type of a key is that of its column, in every row
 * and for ever: numbers are numbers, lists are arrays, absent is null. A row
 * is a line, so that line tools and diff have something to hold.
 */
#define _GNU_SOURCE
#include "out.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../cleanup.h"
#include "../host/host.h"
#include "safe.h"

/* The form of the document; keys may be added to it, never changed. */
#define JSON_SCHEMA 1

/* The longest key, with what stands around it. */
#define KEY_ROOM 32

/* What stands before a value: made once, and copied at one go. */
struct json_key {
	char words[KEY_ROOM]; /* a comma, the key, a colon; and "null", for who is absent */
	size_t len; /* without "null" */
};

struct json_state {
	size_t open; /* rows whose list of children is open */
	bool comma; /* a row stands before this one in its list */
	size_t room; /* what a row takes besides its texts */
	struct json_key keys[]; /* one for each column of the selection */
};

static int make_key(struct json_key *key, const struct column *column, bool first)
{
	_cleanup_text_ struct text t = { 0 };

	text_puts(&t, first ? "\"" : ", \"");
	sheet_key(&t, column);
	text_puts(&t, "\": ");
	key->len = t.len;
	text_puts(&t, "null");
	if (t.failed || t.len > sizeof(key->words))
		return t.failed ? -ENOMEM : -EOVERFLOW;
	memcpy(key->words, t.s, t.len);
	return 0;
}

static int json_begin(struct out *out)
{
	const size_t n = out->columns->count;
	struct text *t = &out->buffer;
	struct json_state *js = calloc(1, sizeof(*js) + n * sizeof(js->keys[0]));
	size_t i;
	int err = 0;

	out->state = js;
	if (!js)
		return -ENOMEM;
	js->room = n * (KEY_ROOM + TEXT_DIGITS_MAX) + strlen(",\n{");
	for (i = 0; i < n && !err; i++)
		err = make_key(&js->keys[i], out_column(out, i), !i);
	text_printf(t, "{\n \"schema\": %d,\n \"view\": \"%s\",\n \"source\": \"%s\",\n",
		    JSON_SCHEMA, out->sheet->view, out->host->source);
	text_printf(t, " \"complete\": %s,\n \"%s\": [", out->host->complete ? "true" : "false",
		    out->sheet->array);
	return err;
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

static void put_text(struct text *t, enum column_type type, const char *s)
{
	if (type == COLUMN_TEXT)
		safe_json(t, s, strlen(s));
	else
		put_array(t, s, type == COLUMN_NUMS);
}

static char *put_bool(char *at, bool yes)
{
	memcpy(at, yes ? "true" : "false", 5);
	return at + (yes ? 4 : 5);
}

/* Every cell but texts, which may be of any length, goes where there is room for the row. */
static char *put_cells(struct out *out, char *at, const void *row)
{
	const struct json_state *js = out->state;
	const struct out_column *oc = out->list, *end = oc + out->columns->count;
	const struct json_key *key = js->keys;
	struct text *t = &out->buffer;

	for (; oc < end && at; oc++, key++) {
		const enum column_type type = oc->type;
		const struct out_value v = out_value(out, row, oc);

		memcpy(at, key->words, KEY_ROOM);
		at += key->len;
		if (!v.there) {
			at += strlen("null");
		} else if (type == COLUMN_NUM) {
			at = text_digits(at, v.num);
		} else if (type == COLUMN_BOOL) {
			at = put_bool(at, v.num);
		} else {
			text_filled(t, at);
			put_text(t, type, v.text);
			at = text_reserve(t, js->room);
		}
	}
	return at;
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
	char *at;

	close_rows(out, depth);
	at = text_reserve(t, js->room + 2 * ((size_t)depth + 1));
	if (!at)
		return -ENOMEM;
	if (js->comma)
		*at++ = ',';
	*at++ = '\n';
	for (i = 0; i <= depth; i++, at += 2)
		memcpy(at, "  ", 2);
	*at++ = '{';
	at = put_cells(out, at, row);
	if (!at)
		return -ENOMEM;
	text_filled(t, at);
	if (out->sheet->nested) {
		text_puts(t, out->columns->count ? ", \"children\": [" : "\"children\": [");
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
