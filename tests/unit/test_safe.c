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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_utf8),
		cmocka_unit_test(test_ascii),
		cmocka_unit_test(test_every_pair),
		cmocka_unit_test(test_width),
	};

	return cmocka_run_group_tests_name("safe", tests, NULL, NULL);
}
