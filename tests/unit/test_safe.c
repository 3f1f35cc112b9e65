/* SPDX-License-Identifier: GPL-2.0 */
/* Names of strangers: what of them reaches a terminal, a line, a document. */
#include "common.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "render/safe.h"

static const struct {
	const char *text;
	const char *terminal; /* in a UTF-8 locale */
	const char *ascii; /* in the C locale */
	const char *raw;
	const char *json;
} cases[] = {
	{ "plain", "plain", "plain", "plain", "\"plain\"" },
	{ "", "", "", "\"\"", "\"\"" },
	{ "-", "-", "-", "\\x2d", "\"-\"" },
	{ "a b", "a b", "a b", "a\\x20b", "\"a b\"" },
	{ "a\tb\n", "a\\x09b\\x0a", "a\\x09b\\x0a", "a\\x09b\\x0a", "\"a\\u0009b\\u000a\"" },
	{ "\033[31m", "\\x1b[31m", "\\x1b[31m", "\\x1b[31m", "\"\\u001b[31m\"" },
	{ "\x7f", "\\x7f", "\\x7f", "\\x7f", "\"\\u007f\"" },
	{ "\"\\", "\"\\", "\"\\", "\"\\x5c", "\"\\\"\\\\\"" },
	/* U+009B, the control character that begins sequences in one byte. */
	{ "\xc2\x9b", "\\xc2\\x9b", "\\xc2\\x9b", "\\xc2\\x9b", "\"\\u009b\"" },
	{ "\x9b", "\\x9b", "\\x9b", "\\x9b", "\"\\\\x9b\"" },
	{ "\xc3\xa4", "\xc3\xa4", "\\xc3\\xa4", "\xc3\xa4", "\"\xc3\xa4\"" },
	{ "\xe6\x97\xa5", "\xe6\x97\xa5", "\\xe6\\x97\\xa5", "\xe6\x97\xa5", "\"\xe6\x97\xa5\"" },
	/* Right-to-left override, zero-width space, a combining accent. */
	{ "\xe2\x80\xae", "\\xe2\\x80\\xae", "\\xe2\\x80\\xae", "\\xe2\\x80\\xae", "\"\\u202e\"" },
	{ "\xe2\x80\x8b", "\\xe2\\x80\\x8b", "\\xe2\\x80\\x8b", "\\xe2\\x80\\x8b", "\"\\u200b\"" },
	{ "\xcc\x81", "\\xcc\\x81", "\\xcc\\x81", "\\xcc\\x81", "\"\xcc\x81\"" },
	/* A tag character, beyond the first plane: a pair in JSON. */
	{ "\xf3\xa0\x80\x81", "\\xf3\\xa0\\x80\\x81", "\\xf3\\xa0\\x80\\x81",
	  "\\xf3\\xa0\\x80\\x81", "\"\\udb40\\udc01\"" },
	/* No-break space is a blank to a raw line. */
	{ "\xc2\xa0", "\xc2\xa0", "\\xc2\\xa0", "\\xc2\\xa0", "\"\xc2\xa0\"" },
	/* Not UTF-8: overlong, cut off, a surrogate, beyond the last plane. */
	{ "\xc0\xaf", "\\xc0\\xaf", "\\xc0\\xaf", "\\xc0\\xaf", "\"\\\\xc0\\\\xaf\"" },
	{ "\xe6\x97", "\\xe6\\x97", "\\xe6\\x97", "\\xe6\\x97", "\"\\\\xe6\\\\x97\"" },
	{ "\xed\xa0\x80", "\\xed\\xa0\\x80", "\\xed\\xa0\\x80", "\\xed\\xa0\\x80",
	  "\"\\\\xed\\\\xa0\\\\x80\"" },
	{ "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80", "\\xf4\\x90\\x80\\x80",
	  "\\xf4\\x90\\x80\\x80", "\"\\\\xf4\\\\x90\\\\x80\\\\x80\"" },
};

static void compare(void (*safe)(struct text *t, const char *s), const char *text,
		    const char *expected)
{
	struct text t = { 0 };

	safe(&t, text);
	assert_string_equal(text_str(&t), expected);
	text_free(&t);
}

static void json(struct text *t, const char *s)
{
	safe_json(t, s, strlen(s));
}

static void test_utf8(void **state)
{
	size_t i;

	(void)state;
	assert_non_null(setlocale(LC_ALL, "C.UTF-8"));
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		compare(safe_terminal, cases[i].text, cases[i].terminal);
		compare(safe_raw, cases[i].text, cases[i].raw);
		compare(json, cases[i].text, cases[i].json);
	}
}

static void test_ascii(void **state)
{
	size_t i;

	(void)state;
	assert_non_null(setlocale(LC_ALL, "C"));
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		compare(safe_terminal, cases[i].text, cases[i].ascii);
		compare(json, cases[i].text, cases[i].json);
	}
}

/* Every pair of bytes: nothing but printable ASCII and whole characters. */
static void test_every_pair(void **state)
{
	unsigned int pair;

	(void)state;
	assert_non_null(setlocale(LC_ALL, "C.UTF-8"));
	for (pair = 0; pair < 65536; pair++) {
		char s[3] = { (char)(pair >> 8), (char)pair, '\0' };
		struct text t = { 0 };
		size_t i;

		safe_terminal(&t, s);
		for (i = 0; i < t.len; i++) {
			unsigned char c = (unsigned char)t.s[i];

			assert_true(c >= 0x20 && c != 0x7f);
			/* The second control set: c2 80 to c2 9f. */
			if (c == 0xc2)
				assert_true((unsigned char)t.s[i + 1] >= 0xa0);
		}
		text_free(&t);
	}
}

static void test_width(void **state)
{
	(void)state;
	assert_non_null(setlocale(LC_ALL, "C.UTF-8"));
	assert_int_equal(safe_width("abc"), 3);
	assert_int_equal(safe_width("\xc3\xa4"), 1);
	assert_int_equal(safe_width("\xe6\x97\xa5"), 2);
}

/* What one byte becomes that is part of no character of several. */
static void put_byte(struct text *t, unsigned char c, void (*safe)(struct text *t, const char *s))
{
	const bool visible = c >= 0x20 && c < 0x7f;

	if (safe == json && (c == '"' || c == '\\'))
		text_printf(t, "\\%c", c);
	else if (safe == json && c < 0x80 && !visible)
		text_printf(t, "\\u%04x", c);
	else if (safe == json && !visible)
		text_printf(t, "\\\\x%02x", c);
	else if (!visible || (safe == safe_raw && (c == ' ' || c == '\\')))
		text_printf(t, "\\x%02x", c);
	else
		text_putc(t, (char)c);
}

/* In memory of that length: a byte more that is read is seen by the sanitizer. */
static void compare_bytes(void (*safe)(struct text *t, const char *s), const char *words,
			  size_t len)
{
	_cleanup_text_ struct text t = { 0 }, expected = { 0 };
	char *s = strndup(words, len);
	size_t i;

	assert_non_null(s);
	text_puts(&t, "before");
	text_puts(&expected, safe == json ? "before\"" : "before");
	for (i = 0; i < len; i++)
		put_byte(&expected, (unsigned char)words[i], safe);
	if (safe == json)
		text_putc(&expected, '"');
	safe(&t, s);
	assert_string_equal(text_str(&t), text_str(&expected));
	free(s);
}

/* Texts are looked at eight bytes at a time: every byte at every place of every length. */
static void test_every_place(void **state)
{
	size_t len, at;
	int c;

	(void)state;
	assert_non_null(setlocale(LC_ALL, "C.UTF-8"));
	for (len = 1; len < 27; len++) {
		for (at = 0; at < len; at++) {
			for (c = 1; c < 256; c++) {
				char words[] = "/system.slice/docker-0123456789";

				words[at] = (char)c;
				compare_bytes(json, words, len);
				compare_bytes(safe_terminal, words, len);
				if (len > 1)
					compare_bytes(safe_raw, words, len);
			}
		}
	}
}

/* Two odd ones in one word of eight, of which one must not hide the other. */
static void test_two_places(void **state)
{
	static const char odd[] = "\"\\ \x7f\x1f\x80\xff!~";
	size_t i, j, a, b;

	(void)state;
	for (i = 0; i < sizeof(odd) - 1; i++) {
		for (j = 0; j < sizeof(odd) - 1; j++) {
			for (a = 0; a < 9; a++) {
				for (b = 0; b < 9; b++) {
					char words[] = "abcdefghijk";

					words[a] = odd[i];
					words[b] = odd[j];
					compare_bytes(json, words, sizeof(words) - 1);
					compare_bytes(safe_terminal, words, sizeof(words) - 1);
					compare_bytes(safe_raw, words, sizeof(words) - 1);
				}
			}
		}
	}
}

/* What is short and plain is the same as without that; all else is refused. */
static void test_short(void **state)
{
	size_t len, at;
	int c;

	(void)state;
	for (len = 0; len < 2 * SAFE_SHORT_MAX; len++) {
		for (at = 0; at < len || !at; at++) {
			for (c = 1; c < 256; c++) {
				const bool plain = !len ||
						   (c >= 0x20 && c < 0x7f && c != '"' && c != '\\');
				char *words = calloc(1, len + 1), *out = malloc(SAFE_SHORT_MAX);
				struct text t = { 0 };
				char *end;

				assert_true(words && out);
				memset(words, 'x', len);
				if (len)
					words[at] = (char)c;
				json(&t, words);
				end = safe_json_short(out, words);
				if (plain && len + 2 <= SAFE_SHORT_MAX) {
					assert_ptr_equal(end, out + t.len);
					assert_memory_equal(out, t.s, t.len);
				} else {
					assert_null(end);
				}
				text_free(&t);
				free(words);
				free(out);
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_utf8),	   cmocka_unit_test(test_ascii),
		cmocka_unit_test(test_every_pair), cmocka_unit_test(test_every_place),
		cmocka_unit_test(test_two_places), cmocka_unit_test(test_short),
		cmocka_unit_test(test_width),
	};

	return cmocka_run_group_tests_name("safe", tests, NULL, NULL);
}
