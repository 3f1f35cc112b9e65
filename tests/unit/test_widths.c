/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What people see: each view at the widths that terminals have, in the locales that there
 * are, with colours and without, as it was once read and found right
 * (tests/fixtures/expected/widths; NSVIEW_UPDATE=1 writes it anew). And names of 255 odd
 * characters break none.
 */
#define _GNU_SOURCE
#include "common.h"

#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "cleanup.h"

static const unsigned int widths[] = { 60, 80, 120, 200 };
static const char *const locales[] = { "C", "C.UTF-8" };

struct shown {
	const char *name; /* of the file of what is expected; NULL: a hostile one, that has none */
	const char *args;
};

static const struct shown shown[] = {
	{ "tree", "tree -f @/host" },
	{ "tree-as", "tree --as 2101 -f @/host" },
	{ "tree-fold", "tree -f @/fold" },
	{ "tree-cgroup", "tree --group cgroup -f @/fold" },
	{ "tree-pid", "tree --group pid -f @/host" },
	{ "tree-user", "tree --group user -f @/odd" },
	{ "tree-mnt", "tree --group mnt -f @/fold" },
	{ "tree-of", "tree net:[4026532311] -f @/host" },
	{ "tree-whole", "tree -u -f @/host" },
	{ "tree-list", "tree -H" },
	{ "ns", "ns -f @/host" },
	{ "ns-tree", "ns -T -f @/host" },
	{ "ns-of", "ns 2201 -o +DEVICES,CGROUP -f @/host" },
	{ "ps", "ps -f @/host" },
	{ "ps-tree", "ps -T -f @/host" },
	{ "ps-pid", "ps 2201 -f @/host" },
	{ "bridge", "bridge -f @/host" },
	{ "bridge-port", "bridge veth-web -o +ADDRESSES -f @/host" },
	{ "diff", "diff @/host @/path" },
	{ "diff-all", "diff --all @/host @/path" },
	{ "dev", "dev -f @/path" },
	{ "dev-tree", "dev -T -f @/path" },
	{ "dev-of", "dev net:[4026532311] -o +DRIVER,ALIAS -f @/path" },
	{ "why-dev", "why veth-web -f @/held" },
	{ "why-ns", "why net:[4026532300] -f @/kept" },
	{ "path", "path eth1 -f @/path" },
	{ "path-to", "path --dst 7e:11:22:33:44:55 --to 203.0.113.9 --source 10.7.0.2 veth-web "
		     "-f @/path" },
	{ "cgroup", "cgroup -f @/cgroups" },
	{ "cgroup-list", "cgroup -l --sort -MEMORY_USED -f @/cgroups" },
	{ "cgroup-of", "cgroup /box -o +PATH -f @/cgroups" },
	{ "mounts", "mounts 1 -f @/kept" },
	{ "mounts-box", "mounts 500 -f @/kept" },
	{ "check", "check -f @/differs" },
	{ "graph", "graph -o KIND,NAME,ID,ODD -f @/host" },
	{ NULL, "tree -f @/names" },
	{ NULL, "tree --as 1 -f @/names" },
	{ NULL, "tree --group cgroup -f @/names" },
	{ NULL, "tree --group user -f @/names" },
	{ NULL, "tree --group mnt -f @/names" },
	{ NULL, "tree -u -f @/names" },
	{ NULL, "graph -o NAME,ODD -f @/names" },
	{ NULL, "ns -f @/names" },
	{ NULL, "ns -T -f @/names" },
	{ NULL, "ps -f @/names" },
	{ NULL, "ps -T -f @/names" },
	{ NULL, "dev -T -f @/names" },
	{ NULL, "cgroup -l -f @/names" },
	{ NULL, "ps 20 -f @/names" },
	{ NULL, "bridge -f @/names" },
	{ NULL, "dev -f @/names" },
	{ NULL, "diff @/host @/names" },
	{ NULL, "why 3 -f @/names" },
	{ NULL, "why net:[4026532311] -f @/names" },
	{ NULL, "path 3 -f @/names" },
	{ NULL, "cgroup -f @/names" },
	{ NULL, "mounts 1 -f @/names" },
	{ NULL, "mounts 20 -f @/names" },
};

static char *produce(const struct shown *s, unsigned int width, const char *locale, bool colors)
{
	char columns[16], args[256];
	int status;

	snprintf(columns, sizeof(columns), "%u", width);
	setenv("COLUMNS", columns, 1);
	setenv("LC_ALL", locale, 1);
	unsetenv("NO_COLOR");
	snprintf(args, sizeof(args), "%s --color=%s", s->args, colors ? "always" : "never");
	return run(&status, args);
}

/* Without what switches colours: ESC [ ... m. */
static void take_colors_away(char *s)
{
	char *to = s;

	while (*s) {
		if (*s == '\033' && s[1] == '[') {
			s += strcspn(s, "m");
			s += *s == 'm';
		} else {
			*to++ = *s++;
		}
	}
	*to = '\0';
}

/* -1: it is no text of the locale, or holds what moves the cursor. */
static int cells(const char *line, size_t len)
{
	_cleanup_free_ char *copy = strndup(line, len);
	_cleanup_free_ wchar_t *wide = calloc(len + 1, sizeof(*wide));
	size_t n;

	assert_non_null(copy);
	assert_non_null(wide);
	n = mbstowcs(wide, copy, len + 1);
	return n == (size_t)-1 ? -1 : wcswidth(wide, n);
}

/* Messages of the tool are on stderr, and are not broken by it. */
static void check_lines(const char *args, const char *text, unsigned int width)
{
	const bool whole = strstr(args, " -u "); /* lines are not to fit */
	size_t len;

	for (; *text; text += len + (text[len] == '\n')) {
		int n;

		len = strcspn(text, "\n");
		n = cells(text, len);
		if (n < 0 || (n > (int)width && !whole && strncmp(text, "nsview ", 7) != 0))
			fail_msg("%s: %d cells of %u: %.*s", args, n, width, (int)len, text);
	}
}

static void put_block(struct text *all, const char *text, unsigned int width, const char *locale,
		      const char *how)
{
	text_printf(all, "== %u columns, %s%s\n", width, locale, how);
	text_puts(all, text);
}

/* They change nothing but the colour. */
static void put_colors(struct text *all, const struct shown *s, const char *plain,
		       const char *locale)
{
	char *colors = produce(s, 80, locale, true);

	put_block(all, colors, 80, locale, ", colours");
	take_colors_away(colors);
	assert_string_equal(colors, plain);
	free(colors);
}

/* All that there is of it, and whether each fits. */
static char *look(const struct shown *s)
{
	struct text all = { 0 };
	size_t i, j;

	for (j = 0; j < sizeof(locales) / sizeof(*locales); j++) {
		setlocale(LC_ALL, locales[j]);
		for (i = 0; i < sizeof(widths) / sizeof(*widths); i++) {
			char *plain = produce(s, widths[i], locales[j], false);

			check_lines(s->args, plain, widths[i]);
			put_block(&all, plain, widths[i], locales[j], "");
			if (widths[i] == 80)
				put_colors(&all, s, plain, locales[j]);
			free(plain);
		}
	}
	setlocale(LC_ALL, "C");
	text_puts(&all, "");
	return all.s;
}

static void test_shown(void **state)
{
	const struct shown *s = *state;
	char *got = look(s), *expected;
	char name[128];

	snprintf(name, sizeof(name), "expected/widths/%s.txt", s->name ? s->name : "");
	if (s->name && getenv("NSVIEW_UPDATE")) {
		FILE *f = fopen(fixture(name), "we");

		assert_non_null(f);
		fputs(got, f);
		fclose(f);
	} else if (s->name) {
		expected = slurp(fixture(name), NULL);
		assert_string_equal(got, expected);
		free(expected);
	}
	free(got);
}

/* Lines that are not to fit are written by another than who draws: they are alike to the byte. */
static void test_lines(void **state)
{
	static const struct shown flat[] = {
		{ NULL, "ns -f @/host" },
		{ NULL, "ns -f @/names" },
		{ NULL, "ns -n --sort COMMAND -f @/names" },
		{ NULL, "ns -o COMMAND,NS -f @/names" },
		{ NULL, "ps -f @/names" },
		{ NULL, "ps -o +NSPIDS,UID -f @/names" },
		{ NULL, "dev -f @/names" },
		{ NULL, "check -f @/differs" },
		{ NULL, "ns -Q 'NS == 0' -f @/host" },
		{ NULL, "mounts -l 1 -f @/names" },
		{ NULL, "bridge -l -f @/host" },
	};
	size_t i, j;

	(void)state;
	for (j = 0; j < 2 * sizeof(locales) / sizeof(*locales); j++) {
		setlocale(LC_ALL, locales[j / 2]);
		for (i = 0; i < sizeof(flat) / sizeof(*flat); i++) {
			char *drawn = produce(&flat[i], 10000, locales[j / 2], j % 2);
			char *whole, args[128];

			snprintf(args, sizeof(args), "%s --notruncate", flat[i].args);
			whole = produce(&(struct shown){ NULL, args }, 80, locales[j / 2], j % 2);
			assert_string_equal(whole, drawn);
			assert_null(strstr(whole, "is not a column"));
			free(drawn);
			free(whole);
		}
	}
	setlocale(LC_ALL, "C");
}

/* Eyes that see not even a heading are told why; scripts have a heading, programs a list. */
static void test_blank(void **state)
{
	static const struct {
		const char *args, *words;
	} blank[] = {
		{ "bridge net:[4026532480] -f @/host", "nsview bridge: no bridges\n" },
		{ "bridge -Q PORT==99 -f @/host", "nsview bridge: nothing passes -Q\n" },
		{ "diff @/names @/names", "nsview diff: no differences\n" },
		{ "ps -Q UID==77 -f @/host", "nsview ps: nothing passes -Q\n" },
		{ "ns -n -Q NS==0 -f @/host",
		  "nsview ns: nothing passes -Q in what could be read\n" },
		{ "tree -Q PID==99 -f @/host", "nsview tree: nothing passes -Q\n" },
	};
	size_t i, j;

	(void)state;
	for (i = 0; i < sizeof(blank) / sizeof(*blank); i++) {
		for (j = 0; j < 3; j++) {
			static const char *const forms[] = { "", " -r", " -J" };
			char args[128], *out, *said;
			int status;

			snprintf(args, sizeof(args), "%s%s", blank[i].args, forms[j]);
			out = run(&status, args);
			assert_int_equal(status, 0);
			said = strstr(out, blank[i].words);
			assert_true(j ? !said : said && !said[strlen(blank[i].words)]);
			free(out);
		}
	}
}

/* The fixture is as odd as it is meant to be, and what is shown is of it. */
static void test_names_are_odd(void **state)
{
	int status;
	char *out;

	(void)state;
	setenv("LC_ALL", "C.UTF-8", 1);
	unsetenv("COLUMNS");
	out = run(&status, "cgroup -rno PATH -Q 'PATH =~ nsview' -f @/names");
	assert_int_equal(status, 0);
	assert_true(strlen(out) >= 255);
	assert_null(strchr(out, '\033'));
	free(out);
}

int main(void)
{
	struct CMUnitTest tests[sizeof(shown) / sizeof(shown[0]) + 3];
	size_t i, n = sizeof(shown) / sizeof(shown[0]);

	for (i = 0; i < n; i++)
		tests[i] = (struct CMUnitTest){
			.name = shown[i].args,
			.test_func = test_shown,
			.initial_state = (void *)&shown[i],
		};
	tests[n] = (struct CMUnitTest)cmocka_unit_test(test_names_are_odd);
	tests[n + 1] = (struct CMUnitTest)cmocka_unit_test(test_lines);
	tests[n + 2] = (struct CMUnitTest)cmocka_unit_test(test_blank);
	return cmocka_run_group_tests_name("widths", tests, NULL, NULL);
}
