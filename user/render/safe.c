/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "safe.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "../digits.h"

#define INVALID UINT32_MAX

/* Reads one character of UTF-8 at @s and its @len; INVALID if it is none. */
static uint32_t utf8_char(const unsigned char *s, size_t max, size_t *len)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	uint32_t c;
	size_t i;

	*len = 1;
	if (*s < 0x80)
		return *s;
	if (*s < 0xc2 || *s > 0xf4)
		return INVALID;
	*len = *s < 0xe0 ? 2 : *s < 0xf0 ? 3 : 4;
	if (*len > max) {
		*len = 1;
		return INVALID;
	}
	c = *s & (0x7fu >> *len);
	for (i = 1; i < *len; i++) {
		if ((s[i] & 0xc0) != 0x80) {
			*len = 1;
			return INVALID;
		}
		c = c << 6 | (s[i] & 0x3f);
	}
	if (c < least[*len] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff)) {
		*len = 1;
		return INVALID;
	}
	return c;
}

/* Controls, and what changes how the text around it is read or is not seen. */
static bool is_hidden(uint32_t c)
{
	static const struct {
		uint32_t first;
		uint32_t last;
	} ranges[] = {
		{ 0x00, 0x1f },	      { 0x7f, 0x9f },	     { 0xad, 0xad },
		{ 0x34f, 0x34f },     { 0x61c, 0x61c },	     { 0x115f, 0x1160 },
		{ 0x17b4, 0x17b5 },   { 0x180b, 0x180f },    { 0x200b, 0x200f },
		{ 0x2028, 0x202e },   { 0x2060, 0x206f },    { 0x3164, 0x3164 },
		{ 0xd800, 0xf8ff },   { 0xfe00, 0xfe0f },    { 0xfeff, 0xfeff },
		{ 0xffa0, 0xffa0 },   { 0xfff0, 0xffff },    { 0x1bca0, 0x1bca3 },
		{ 0x1d173, 0x1d17a }, { 0xe0000, 0x10ffff },
	};
	size_t i;

	for (i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	return false;
}

static void put_hex(struct text *t, const unsigned char *s, size_t len)
{
	static const char digits[] = "0123456789abcdef";

	for (; len; s++, len--) {
		char hex[4] = { '\\', 'x', digits[*s >> 4], digits[*s & 15] };

		text_add(t, hex, sizeof(hex));
	}
}

/* Whether the locale prints @c, at a width that is not zero. */
static bool is_visible(uint32_t c)
{
	if (c < 0x80)
		return c >= 0x20 && c < 0x7f;
	return c != INVALID && MB_CUR_MAX > 1 && !is_hidden(c) && wcwidth((wchar_t)c) > 0;
}

static bool is_blank(uint32_t c)
{
	return c == ' ' || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) ||
	       c == 0x202f || c == 0x205f || c == 0x3000;
}

/* Who reads it, for whom a byte is or is not plain: nothing has to be done about it. */
enum reader { READER_TERMINAL = 1 << 0, READER_RAW = 1 << 1, READER_JSON = 1 << 2 };

#define READER_ANY (READER_TERMINAL | READER_RAW | READER_JSON)

static const unsigned char plain_for[256] = {
	[' '] = READER_TERMINAL | READER_JSON,
	['!'] = READER_ANY,
	['"'] = READER_TERMINAL | READER_RAW,
	['#' ... '['] = READER_ANY,
	['\\'] = READER_TERMINAL,
	[']' ... '~'] = READER_ANY,
};

/* A word of eight times that byte. */
#define EIGHT(byte) ((byte)*UINT64_C(0x0101010101010101))

/* Whether the eight bytes at @s are plain; it says no of all that have a backslash. */
static inline bool eight_plain(const char *s, enum reader reader)
{
	const uint64_t word = get8(s);

	return plain8(word) && !(reader == READER_JSON && first_nul(word ^ EIGHT('"'))) &&
	       !(reader == READER_RAW && first_nul(word ^ EIGHT(' ')));
}

/* Copies what is plain until there is something else: nearly all of nearly every name. */
static inline size_t copy_plain(char *to, const char *s, size_t len, enum reader reader)
{
	size_t at;

	for (at = 0; len - at >= 8 && eight_plain(s + at, reader); at += 8)
		memcpy(to + at, s + at, 8);
	for (; at < len && plain_for[(unsigned char)s[at]] & reader; at++)
		to[at] = s[at];
	return at;
}

/* The same at the end of @t. How much of it; 0 also if there is no memory. */
static inline size_t add_plain(struct text *t, const char *s, size_t len, enum reader reader)
{
	char *to = text_reserve(t, len);
	size_t plain = to ? copy_plain(to, s, len, reader) : 0;

	if (to)
		text_filled(t, to + plain);
	return plain;
}

static inline void put_safe(struct text *t, const char *s, enum reader reader)
{
	const bool raw = reader == READER_RAW;
	size_t left = strlen(s);
	size_t len;

	for (; left; s += len, left -= len) {
		uint32_t c;

		len = add_plain(t, s, left, reader);
		if (len)
			continue;
		c = utf8_char((const unsigned char *)s, left, &len);
		if (is_visible(c) && !(raw && (is_blank(c) || c == '\\')))
			text_add(t, s, len);
		else
			put_hex(t, (const unsigned char *)s, len);
	}
}

void safe_terminal(struct text *t, const char *s)
{
	put_safe(t, s, READER_TERMINAL);
}

void safe_raw(struct text *t, const char *s)
{
	if (!*s)
		text_puts(t, "\"\"");
	else if (!strcmp(s, "-"))
		text_puts(t, "\\x2d");
	else
		put_safe(t, s, READER_RAW);
}

static void put_json_char(struct text *t, uint32_t c, const char *s, size_t len)
{
	if (c == '"' || c == '\\') {
		text_putc(t, '\\');
		text_putc(t, (char)c);
	} else if (c == INVALID) {
		text_putc(t, '\\');
		put_hex(t, (const unsigned char *)s, len);
	} else if (!is_hidden(c)) {
		text_add(t, s, len);
	} else if (c < 0x10000) {
		text_printf(t, "\\u%04x", c);
	} else {
		text_printf(t, "\\u%04x\\u%04x", 0xd7c0 + (c >> 10), 0xdc00 + (c & 0x3ff));
	}
}

static void put_json_rest(struct text *t, const char *s, size_t left)
{
	size_t len;

	for (; left; s += len, left -= len) {
		uint32_t c;

		len = add_plain(t, s, left, READER_JSON);
		if (len)
			continue;
		c = utf8_char((const unsigned char *)s, left, &len);
		put_json_char(t, c, s, len);
	}
	text_putc(t, '"');
}

void safe_json(struct text *t, const char *s, size_t left)
{
	char *to = text_reserve(t, left + 2);
	size_t len;

	if (!to)
		return;
	*to++ = '"';
	len = copy_plain(to, s, left, READER_JSON);
	to += len;
	if (len == left) {
		*to++ = '"';
		text_filled(t, to);
		return;
	}
	text_filled(t, to);
	put_json_rest(t, s + len, left - len);
}

char *safe_json_short(char *at, const char *s)
{
	size_t len = 0;

	for (; len < SAFE_SHORT_MAX - 2 && plain_for[(unsigned char)s[len]] & READER_JSON; len++)
		at[len + 1] = s[len];
	if (s[len])
		return NULL;
	at[0] = '"';
	at[len + 1] = '"';
	return at + len + 2;
}

void safe_visible(struct text *t, const char *s)
{
	size_t left = strlen(s), len;

	for (; left; s += len, left -= len) {
		uint32_t c = utf8_char((const unsigned char *)s, left, &len);

		if (c == INVALID || is_hidden(c))
			put_hex(t, (const unsigned char *)s, len);
		else
			text_add(t, s, len);
	}
}

void safe_markup(struct text *t, const char *s, size_t max)
{
	_cleanup_text_ struct text visible = { 0 };
	size_t left, n = 0, len;

	safe_visible(&visible, s);
	t->failed |= visible.failed;
	if (!visible.len)
		text_putc(t, '-');
	for (s = text_str(&visible), left = visible.len; left; s += len, left -= len) {
		uint32_t c = utf8_char((const unsigned char *)s, left, &len);

		if (n++ == max) {
			text_puts(t, "\u2026");
			return;
		}
		if (strchr("&<>\"'", *s))
			text_printf(t, "&#%u;", c);
		else
			text_add(t, s, len);
	}
}

/* How many bytes there are before the first that is no ASCII. */
static inline size_t ascii_length(const char *s, size_t len)
{
	size_t at;

	for (at = 0; len - at >= 8 && !(get8(s + at) & EIGHT(0x80)); at += 8)
		;
	while (at < len && !(s[at] & 0x80))
		at++;
	return at;
}

size_t safe_width_of(const char *s, size_t left)
{
	size_t width = ascii_length(s, left);
	size_t len;

	s += width;
	left -= width;
	for (; left; s += len, left -= len) {
		uint32_t c = utf8_char((const unsigned char *)s, left, &len);
		int columns = c < 0x80 || c == INVALID ? 1 : wcwidth((wchar_t)c);

		width += columns > 0 ? (size_t)columns : 0;
	}
	return width;
}

size_t safe_width(const char *s)
{
	return safe_width_of(s, strlen(s));
}
