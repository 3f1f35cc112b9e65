/* SPDX-License-Identifier: GPL-2.0 */
/* Which rows -Q shows: user/render/filter.c. */
#include "common.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "render/filter.h"

static const struct column columns[] = {
	{ "PID", COLUMN_NUM, 0, "", MADE },	{ "NAME", COLUMN_TEXT, 0, "", MADE },
	{ "UP", COLUMN_BOOL, 0, "", MADE },	{ "GONE", COLUMN_NUM, 0, "", MADE },
	{ "NSPIDS", COLUMN_NUMS, 0, "", MADE }, { "OWN", COLUMN_WORDS, 0, "", MADE },
	{ "NONE", COLUMN_TEXT, 0, "", MADE },
};

static const struct sheet sheet = { .columns = columns, .ncolumns = 7 };

/* A row; GONE and NONE are absent. */
static const struct cell *cell(void *arg, size_t column)
{
	static const struct cell cells[] = {
		{ .there = true, .num = 4096 },
		{ .there = true, .text = "it's a \"shell\"" },
		{ .there = true, .num = 1 },
		{ .num = 0 },
		{ .there = true, .text = "4096,17,1" },
		{ .there = true, .text = "net,pid" },
		{ .text = NULL },
	};

	(void)arg;
	return &cells[column];
}

static const struct {
	const char *text;
	bool passes;
} right[] = {
	{ "PID == 4096", true },
	{ "pid==4096", true },
	{ "PID == 4K", true },
	{ "PID != 4096", false },
	{ "PID < 4096", false },
	{ "PID <= 4096", true },
	{ "PID > 4095", true },
	{ "PID >= 4097", false },
	{ "PID =~ ^40", true },
	{ "PID !~ 9", false },
	{ "PID", true },
	{ "UP", true },
	{ "UP == yes", true },
	{ "UP == no", false },
	{ "UP =~ y", true },
	{ "GONE", false },
	{ "GONE == 0", false },
	{ "GONE != 0", true },
	{ "GONE < 1", false },
	{ "GONE !~ 1", true },
	{ "NONE", false },
	{ "NONE == ''", false },
	{ "NONE != ''", true },
	{ "NAME == \"it's a\"", false },
	{ "NAME =~ \"it's a\"", true },
	{ "NAME =~ '\"shell\"$'", true },
	{ "NAME =~ '^(a|it)'", true },
	{ "NSPIDS == 17", true },
	{ "NSPIDS == 7", false },
	{ "NSPIDS == 4096 && NSPIDS == 1", true },
	{ "OWN == net", true },
	{ "OWN == ne", false },
	{ "OWN != pid", false },
	{ "!UP", false },
	{ "not UP", false },
	{ "! ! UP", true },
	{ "GONE || UP", true },
	{ "GONE or UP", true },
	{ "GONE && UP || PID", true },
	{ "PID || UP && GONE", true },
	{ "(PID || UP) && GONE", false },
	{ "!(GONE && UP)", true },
	{ " ( ( PID ) ) ", true },
	{ "PID==4096&&UP==yes", true },
};

static const struct {
	const char *text, *says;
} wrong[] = {
	{ "", "a column is missing before ''" },
	{ "PID ==", "a value is missing before ''" },
	{ "PID == ", "a value is missing" },
	{ "PID == x", "PID holds numbers, not 'x'" },
	{ "PID == -1", "not '-1'" },
	{ "PID == 99999999999999999999", "not '99999999999999999999'" },
	{ "PID == 99999999T", "not '99999999T'" },
	{ "PID == 4KK", "not '4KK'" },
	{ "UP == maybe", "UP holds yes or no, not 'maybe'" },
	{ "NAME < a", "NAME is text" },
	{ "NAME == 'a", "' does not end" },
	{ "NAME =~ (", "a value is missing before '('" },
	{ "NAME =~ '('", "-Q: '(': " },
	{ "NAME = a", "what is '= a'?" },
	{ "NOSUCH == 1", "'NOSUCH' is not a column" },
	{ "(PID", "a ) is missing before ''" },
	{ "PID)", "what is ')'?" },
	{ "PID PID", "what is 'PID'?" },
	{ "PID &&", "a column is missing" },
	{ "&& PID", "a column is missing before '&& PID'" },
	{ "!", "a column is missing" },
};

static void test_right(void **state)
{
	struct problem p = { "" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(right) / sizeof(right[0]); i++) {
		struct filter *f;

		if (filter_parse(&f, &sheet, right[i].text, &p))
			fail_msg("%s: %s", right[i].text, p.words);
		if (filter_passes(f, cell, NULL) != right[i].passes)
			fail_msg("%s: %d", right[i].text, !right[i].passes);
		filter_free(f);
	}
}

static void test_wrong(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct problem p = { "" };
		struct filter *f;
		int err = filter_parse(&f, &sheet, wrong[i].text, &p);

		if (err != -EINVAL || !strstr(p.words, wrong[i].says))
			fail_msg("%s: %d, '%s'", wrong[i].text, err, p.words);
		assert_null(f);
	}
}

/* What nests, or goes on, has an end. */
static void test_large(void **state)
{
	static char text[8192];
	struct problem p = { "" };
	struct filter *f;

	(void)state;
	memset(text, '(', 1000);
	strcpy(text + 1000, "PID");
	assert_int_equal(filter_parse(&f, &sheet, text, &p), -EINVAL);
	assert_non_null(strstr(p.words, "too deep"));
	memset(text, '!', 1000);
	assert_int_equal(filter_parse(&f, &sheet, text, &p), -EINVAL);
	strcpy(text, "PID");
	while (strlen(text) < 4000)
		strcat(text, "||PID");
	assert_int_equal(filter_parse(&f, &sheet, text, &p), -EINVAL);
	assert_non_null(strstr(p.words, "too long"));
}

/*
 * Who repeats what is repeated wants all memory, and a repetition of what may be empty takes
 * as long as one likes: neither is begun.
 */
static void test_repetitions(void **state)
{
	static const struct {
		const char *regex, *why;
	} cases[] = {
		{ "a++++++++++++++++++++++++++++++++++++++++", "repeats too much" },
		{ "a{255}{255}", "repeats too much" },
		{ "((a{99}b){99}c){99}", "repeats too much" },
		{ "a{65536}", "repeats too much" },
		{ "a*+*+*+*+*+*+*+*+*+*+", "may be empty" },
		{ "(((a?)+)?)+", "may be empty" },
		{ "(a*b?|c){2,3}", "may be empty" },
		{ "(a|b?|cd)*", "may be empty" },
		{ "(ab|)+", "may be empty" },
		{ "(a{,3}){2}", "may be empty" },
		{ "x(^|\\b)+", "may be empty" },
		{ "(a)(\\1)*", "may be empty" },
		{ "+", "nothing" },
		{ "a|*", "nothing" },
		{ "((((((((((((((((((((((((((((((((a))))))))))))))))))))))))))))))))",
		  "too many groups" },
		{ "^([0-9]+\\.){3}[0-9]+$", NULL },
		{ "^(a|b)+-(c|d)+-(e|f)*-(g|h)+-(i|j)*x?$", NULL },
		{ ".*a.*b.*c.*d.*e.*f.*g.*h.*?", NULL },
		{ "a+b+c+d+e+f+g+h+i+j+k+l+m+n+o+p+q+r+s+t+", NULL },
		{ "[]*+?{(]+[^]()]*[[:alpha:]*+]+[a[.].]b]+", NULL },
		{ "(\\w+\\s*)+(\\.)+\\(+", NULL },
		{ "((a+b)?c)+((d*)?e)*", NULL },
	};
	char text[128];
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct problem p = { "" };
		struct filter *f = NULL;
		int err;

		snprintf(text, sizeof(text), "NAME =~ \"%s\"", cases[i].regex);
		err = filter_parse(&f, &sheet, text, &p);
		filter_free(f);
		if (cases[i].why ? err != -EINVAL || !strstr(p.words, cases[i].why) : err != 0)
			fail_msg("%s: %d, %s", cases[i].regex, err, p.words);
	}
}

/* Whatever is written has an answer: from pieces that mean something, by a fixed seed. */
static void test_noise(void **state)
{
	static const char *const pieces[] = { "PID", "NAME", "UP", "==", "=~", "<",    "!",    "(",
					      ")",   "&&",   "||", "'",	 "\"", "4096", "a.*b", " ",
					      "or",  "not",  "-",  "[",	 "\\", "\n",   "\x80" };
	unsigned int n, i, passed = 0;

	(void)state;
	srand(1);
	for (n = 0; n < 20000; n++) {
		char text[256] = "";
		struct problem p = { "" };
		struct filter *f;

		for (i = rand() % 12; i; i--)
			strcat(text, pieces[rand() % (sizeof(pieces) / sizeof(pieces[0]))]);
		if (filter_parse(&f, &sheet, text, &p)) {
			if (!*p.words)
				fail_msg("'%s': no words", text);
			continue;
		}
		passed++;
		filter_passes(f, cell, NULL);
		filter_free(f);
	}
	assert_in_range(passed, 100, 19900);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_right), cmocka_unit_test(test_wrong),
		cmocka_unit_test(test_large), cmocka_unit_test(test_repetitions),
		cmocka_unit_test(test_noise),
	};

	return cmocka_run_group_tests_name("expressions", tests, NULL, NULL);
}
