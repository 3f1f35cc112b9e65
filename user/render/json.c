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

#include "../cleanup.h"
#include "../host/host.h"
#include "safe.h"

/* The form of the document; keys may be added to it, never changed. */
#define JSON_SCHEMA 1

/* The longest key, with what stands around it; it is copied at one go. */
#define KEY_ROOM 32

/*
 * Rows are indented by two blanks for each row above them, up to this. Who makes mounts can
 * put a hundred thousand on each other, which would be gigabytes of blanks.
 */
#define INDENT_MAX 64

/* A value that is no long text. */
#define VALUE_ROOM 24

_Static_assert(VALUE_ROOM >= TEXT_DIGITS_MAX && VALUE_ROOM >= SAFE_SHORT_MAX, "no room");

/* A list of words is often that of the row before. */
struct json_list {
	struct text cell;
	struct text json; /* what was made of it */
};

/* A number is so more often: processes of a container share their namespaces. */
struct json_num {
	uint64_t num;
	size_t len; /* of its digits; 0: there was none yet */
	char digits[VALUE_ROOM];
};

/* What stands before a value, and the last value. */
struct json_key {
	char words[KEY_ROOM]; /* a comma, the key, a colon; and "null", for who is absent */
	size_t len; /* without "null" */
	struct json_num num;
	struct json_list last;
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
	js->room = n * (KEY_ROOM + VALUE_ROOM) + strlen(",\n{");
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

static void put_list(struct text *t, struct json_list *last, enum column_type type, const char *s)
{
	size_t at = t->len;

	if (last->json.len && !strcmp(text_str(&last->cell), s)) {
		text_add(t, last->json.s, last->json.len);
		return;
	}
	put_array(t, s, type == COLUMN_NUMS);
	text_reset(&last->json);
	text_reset(&last->cell);
	text_add(&last->json, t->s + at, t->len - at);
	text_puts(&last->cell, s);
	t->failed |= last->json.failed || last->cell.failed;
}

/* A list, or a text that is long or has to be made safe: it may take any room. */
static char *put_any(struct out *out, char *at, enum column_type type, const char *s,
		     struct json_key *key)
{
	const struct json_state *js = out->state;
	struct text *t = &out->buffer;

	text_filled(t, at);
	if (type == COLUMN_TEXT)
		safe_json(t, s, strlen(s));
	else
		put_list(t, &key->last, type, s);
	return text_reserve(t, js->room);
}

/* Short ones are made sooner than they are looked for. */
static inline char *put_num(char *at, uint64_t n, struct json_num *last)
{
	if (n < 10) {
		*at = (char)('0' + n);
		return at + 1;
	}
	if (n != last->num || !last->len) {
		last->num = n;
		last->len = (size_t)(text_digits(last->digits, n) - last->digits);
	}
	memcpy(at, last->digits, VALUE_ROOM);
	return at + last->len;
}

static char *put_bool(char *at, bool yes)
{
	memcpy(at, yes ? "true" : "false", 5);
	return at + (yes ? 4 : 5);
}

/* Most of what a cell says fits the room that a row has; NULL: there is none for the rest. */
static inline char *put_value(struct out *out, char *at, enum column_type type, struct out_value v,
			      struct json_key *key)
{
	char *end;

	if (!v.there)
		return at + strlen("null");
	if (type == COLUMN_NUM)
		return put_num(at, v.num, &key->num);
	if (type == COLUMN_BOOL)
		return put_bool(at, v.num);
	if (type == COLUMN_TEXT) {
		end = safe_json_short(at, v.text);
		if (end)
			return end;
	} else if (!*v.text) {
		memcpy(at, "[]", 2);
		return at + 2;
	}
	return put_any(out, at, type, v.text, key);
}

static char *put_cells(struct out *out, char *at, const void *row)
{
	struct json_state *js = out->state;
	struct json_key *key = js->keys, *const end = key + out->columns->count;
	const struct out_column *oc = out->list;

	for (; key < end; oc++, key++) {
		memcpy(at, key->words, KEY_ROOM);
		at = put_value(out, at + key->len, oc->type, out_value(out, row, oc, oc->type),
			       key);
		if (!at)
			return NULL;
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
	const size_t indent = depth < INDENT_MAX / 2 ? 2 * ((size_t)depth + 1) : INDENT_MAX;
	struct text *t = &out->buffer;
	char *at;

	close_rows(out, depth);
	at = text_reserve(t, js->room + indent);
	if (!at)
		return -ENOMEM;
	if (js->comma)
		*at++ = ',';
	*at++ = '\n';
	memset(at, ' ', indent);
	at += indent;
	*at++ = '{';
	at = put_cells(out, at, row);
	if (!at)
		return -ENOMEM;
	text_filled(t, at);
	if (out_nested(out)) {
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
	struct json_state *js = out->state;
	size_t i;

	for (i = 0; js && i < out->columns->count; i++) {
		text_free(&js->keys[i].last.cell);
		text_free(&js->keys[i].last.json);
	}
	free(js);
}

const struct renderer render_json = {
	.begin = json_begin,
	.row = json_row,
	.end = json_end,
	.free = json_free,
};
