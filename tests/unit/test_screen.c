/* SPDX-License-Identifier: GPL-2.0 */
/* nsview watch: which lines are new, what is written for them, and what keys mean. */
#include "common.h"

#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "watch/screen.h"
#include "watch/terminal.h"

size_t __real_mbrtowc(wchar_t *c, const char *s, size_t n, mbstate_t *state);
size_t __wrap_mbrtowc(wchar_t *c, const char *s, size_t n, mbstate_t *state);

/* The most bytes that were at hand for one character. */
static size_t most_bytes;

size_t __wrap_mbrtowc(wchar_t *c, const char *s, size_t n, mbstate_t *state)
{
	if (n > most_bytes)
		most_bytes = n;
	return __real_mbrtowc(c, s, n, state);
}

static struct frame frame(const char *lines)
{
	struct text t = { 0 };
	struct frame f;

	text_puts(&t, lines);
	assert_int_equal(frame_take(&f, &t), 0);
	return f;
}

/* Each line as a letter: = the same, + new, or the number of the one it was. */
static const struct {
	const char *before, *now, *pairs;
} pairs[] = {
	{ "a\nb\nc\n", "a\nb\nc\n", "===" },
	{ "a\nb\n", "a\nx\nb\n", "=+=" },
	{ "a\nb\nc\n", "a\nc\n", "==" },
	{ "1 x\n2 y\n3 z\n", "1 x\n2 w\n3 z\n", "=1=" },
	{ "1 x\n2 y\n3 z\n", "0 new\n1 x\n2 w\n3 z\n", "+=1=" },
	{ "a\na\n", "a\na\na\n", "==+" },
	{ "a\na\na\n", "a\n", "=" },
	{ "", "a\n", "+" },
	{ "a\n", "", "" },
	{ "a", "a", "=" },
	{ "├─\033[31m12 sh\033[0m x\n", "│ └─12 sh y\n", "0" },
	{ "\n\nx\n", "\nx\n", "==" },
};

static void test_pairs(void **state)
{
	size_t i, j;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(pairs); i++) {
		struct frame before = frame(pairs[i].before), now = frame(pairs[i].now);
		size_t *ret = calloc(now.n + 1, sizeof(*ret));
		char got[32] = "";

		assert_int_equal(frame_pair(&now, &before, ret), 0);
		for (j = 0; j < now.n; j++)
			got[j] = ret[j] == FRAME_SAME ? '=' :
				 ret[j] == FRAME_NEW  ? '+' :
							(char)('0' + ret[j]);
		if (strcmp(got, pairs[i].pairs))
			fail_msg("'%s' '%s': %s", pairs[i].before, pairs[i].now, got);
		free(ret);
		frame_free(&before);
		frame_free(&now);
	}
}

#define R "\033[7m"
#define P "\033[0m"
#define K "\033[K"

static const struct {
	const char *before; /* NULL: nothing is to be marked */
	const char *now;
	const char *notes;
	struct window w;
	const char *screen;
} screens[] = {
	/* As it is, and below nothing. */
	{ NULL,
	  "ab\ncd\n",
	  "",
	  { 4, 8, 0, 0, 0 },
	  "\033[1;1Hab" K "\033[2;1Hcd" K "\033[3;1H" K "\033[4;1Hs" K },
	/* A line as wide as the terminal is not erased at its end. */
	{ NULL, "abcd\n", "", { 2, 4, 0, 0, 0 }, "\033[1;1Habcd\033[2;1Hs" K },
	/* Wider and taller: a part of it. */
	{ NULL,
	  "abcdef\nghijkl\nmnopqr\n",
	  "",
	  { 3, 3, 1, 2, 0 },
	  "\033[1;1Hijk\033[2;1Hopq\033[3;1Hs" K },
	/* Headings stay above what moves, and move sideways with it. */
	{ NULL,
	  "N M\na b\nc d\ne f\n",
	  "",
	  { 4, 9, 1, 0, 1 },
	  "\033[1;1HN M" K "\033[2;1Hc d" K "\033[3;1He f" K "\033[4;1Hs" K },
	{ NULL,
	  "N M\na b\nc d\n",
	  "",
	  { 3, 9, 1, 2, 1 },
	  "\033[1;1HM" K "\033[2;1Hd" K "\033[3;1Hs" K },
	/* Not alone. */
	{ NULL, "N\na\nb\n", "", { 2, 9, 1, 0, 1 }, "\033[1;1Ha" K "\033[2;1Hs" K },
	/* Of one row, and of one column. */
	{ NULL, "abc\n", "", { 1, 1, 0, 0, 0 }, "\033[1;1Ha" },
	/* The word that is not as it was. */
	{ "1 one x\n2 two\n",
	  "1 six x\n2 two\n",
	  "",
	  { 3, 9, 0, 0, 0 },
	  "\033[1;1H1 " R "six" P " x" K "\033[2;1H2 two" K "\033[3;1Hs" K },
	{ "1 100 x\n",
	  "1 200 x\n",
	  "",
	  { 2, 9, 0, 0, 0 },
	  "\033[1;1H1 " R "200" P " x" K "\033[2;1Hs" K },
	/* A line that is new, but not its blanks. */
	{ "a\n",
	  "a\nb c\n",
	  "",
	  { 3, 9, 0, 0, 0 },
	  "\033[1;1Ha" K "\033[2;1H" R "b" P " " R "c" P K "\033[3;1Hs" K },
	/* Colours stay, also under a mark, and are cut with what they colour. */
	{ "1 \033[31mred\033[0m x\n",
	  "1 \033[31mrot\033[0m x\n",
	  "",
	  { 2, 9, 0, 0, 0 },
	  "\033[1;1H1 \033[31m" R "rot" P " x" K "\033[2;1Hs" K },
	{ NULL,
	  "\033[31mabc\033[0mdef\n",
	  "",
	  { 2, 3, 0, 1, 0 },
	  "\033[1;1H\033[31mbc" P "d\033[2;1Hs" K },
	/* Nothing else that begins with ESC gets through. */
	{ NULL,
	  "a\033[2Jb\033]0;x\007c\td\n",
	  "",
	  { 2, 20, 0, 0, 0 },
	  "\033[1;1Ha?[2Jb?]0;x?c?d" K "\033[2;1Hs" K },
	/* Wide characters at both edges, one that goes onto another, and what is none. */
	{ NULL, "水水x\n", "", { 2, 4, 0, 1, 0 }, "\033[1;1H 水x\033[2;1Hs" K },
	{ NULL, "a水\n", "", { 2, 2, 0, 0, 0 }, "\033[1;1Ha \033[2;1Hs" K },
	{ NULL, "e\xcc\x81g\n", "", { 2, 1, 0, 0, 0 }, "\033[1;1He\xcc\x81\033[2;1Hs" },
	{ NULL, "\xff\xc3", "", { 2, 9, 0, 0, 0 }, "\033[1;1H??" K "\033[2;1Hs" K },
	/* What is to be said stands above the last row, and takes a quarter at most. */
	{ NULL,
	  "1\n2\n3\n4\n5\n6\n7\n",
	  "one\ntwo\nthree\n",
	  { 8, 9, 0, 0, 0 },
	  "\033[1;1H1" K "\033[2;1H2" K "\033[3;1H3" K "\033[4;1H4" K "\033[5;1H5" K
	  "\033[6;1Hone" K "\033[7;1Htwo" K "\033[8;1Hs" K },
};

static void test_screens(void **state)
{
	size_t i;

	(void)state;
	setlocale(LC_ALL, "C.UTF-8");
	for (i = 0; i < ARRAY_SIZE(screens); i++) {
		struct frame before = frame(screens[i].before ? screens[i].before : "");
		struct frame now = frame(screens[i].now), notes = frame(screens[i].notes);
		struct text out = { 0 };

		assert_int_equal(screen_draw(&out, &now, screens[i].before ? &before : NULL, &notes,
					     &screens[i].w, "s"),
				 0);
		assert_string_equal(out.s, screens[i].screen);
		text_free(&out);
		frame_free(&before);
		frame_free(&now);
		frame_free(&notes);
	}
}

/* The addresses of a device may be a line of a megabyte: its end is looked for once. */
static void test_long_line(void **state)
{
	static char line[100000];
	struct frame now, notes = frame("");
	struct window w = { 2, 9, 0, 0, 0 };
	struct text out = { 0 };

	(void)state;
	memset(line, 'x', sizeof(line) - 1);
	now = frame(line);
	most_bytes = 0;
	assert_int_equal(screen_draw(&out, &now, NULL, &notes, &w, "s"), 0);
	assert_string_equal(out.s, "\033[1;1Hxxxxxxxxx\033[2;1Hs" K);
	assert_in_range(most_bytes, 1, MB_LEN_MAX);
	text_free(&out);
	frame_free(&now);
	frame_free(&notes);
}

/* Any size, any place: never more rows or columns than there are. */
static void test_sizes(void **state)
{
	struct frame now = frame("one two three\n\033[31mfour\033[0m 水水 five\n\n水\n"),
		     before = frame("one 2 three\n"), notes = frame("a note\nanother\n");
	struct window w;

	(void)state;
	for (w.rows = 1; w.rows < 12; w.rows++)
		for (w.columns = 1; w.columns < 20; w.columns++)
			for (w.left = 0; w.left < 20; w.left++)
				for (w.top = 0, w.head = w.left % 3; w.top < 6; w.top++) {
					struct window bound = w;
					struct text out = { 0 };
					char last[32];

					screen_bound(&bound, &now, &notes);
					assert_true(bound.top <= w.top);
					assert_int_equal(screen_draw(&out, &now, &before, &notes,
								     &bound, "status"),
							 0);
					snprintf(last, sizeof(last), "\033[%zu;1H", w.rows);
					assert_non_null(strstr(out.s, last));
					snprintf(last, sizeof(last), "\033[%zu;1H", w.rows + 1);
					assert_null(strstr(out.s, last));
					text_free(&out);
				}
	frame_free(&now);
	frame_free(&before);
	frame_free(&notes);
}

static void test_keys(void **state)
{
	static const struct {
		const char *bytes;
		enum key key;
		size_t len;
	} keys[] = {
		{ "q", KEY_QUIT, 1 },	       { " ", KEY_PAUSE, 1 },
		{ "\033[A", KEY_UP, 3 },       { "\033OB", KEY_DOWN, 3 },
		{ "\033[5~", KEY_PAGE_UP, 4 }, { "\033[6~q", KEY_PAGE_DOWN, 4 },
		{ "\033[1;5A", KEY_NONE, 6 },  { "\033", KEY_NONE, 0 },
		{ "\033[", KEY_NONE, 0 },      { "\033[5", KEY_NONE, 0 },
		{ "\033q", KEY_NONE, 1 },      { "x", KEY_NONE, 1 },
		{ "\xff", KEY_NONE, 1 },
	};
	size_t i, len;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(keys); i++) {
		assert_int_equal(key_parse(keys[i].bytes, strlen(keys[i].bytes), &len),
				 keys[i].key);
		assert_int_equal(len, keys[i].len);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pairs),	  cmocka_unit_test(test_screens),
		cmocka_unit_test(test_long_line), cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_keys),
	};

	return cmocka_run_group_tests_name("screen", tests, NULL, NULL);
}
