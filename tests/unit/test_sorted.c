/* SPDX-License-Identifier: GPL-2.0 */
/* Rows in the order of a column: user/render/sorted.c. */
#include "common.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "render/sorted.h"

static const struct column columns[] = {
	{ "NAME", COLUMN_TEXT, 0, "", MADE },
	{ "N", COLUMN_NUM, 0, "", MADE },
};

static const struct sheet sheet = { .columns = columns, .ncolumns = 2 };

struct line {
	unsigned int depth;
	const char *name; /* NULL: absent */
	long n; /* -1: absent */
};

static int put(void *arg, unsigned int depth, const void *row)
{
	void **args = arg;
	struct text *t = args[0];
	const struct cell *c = sorted_get(args[1], row, 0);

	text_printf(t, "%u:%s ", depth, c->there ? c->text : "-");
	return 0;
}

/* "depth:name" for each, a blank behind it. */
static char *sorted(const struct line *lines, size_t count, const char *by)
{
	struct text t = { 0 };
	struct sort_key key;
	struct sorted *s;
	void *args[2];
	size_t i;

	assert_int_equal(sort_key_parse(&key, &sheet, by), 0);
	s = sorted_new(&sheet, &key, 1);
	assert_non_null(s);
	for (i = 0; i < count; i++) {
		const struct cell name = { .there = lines[i].name, .text = lines[i].name };
		const struct cell n = { .there = lines[i].n >= 0, .num = (uint64_t)lines[i].n };

		assert_int_equal(sorted_row(s, lines[i].depth), 0);
		assert_int_equal(sorted_cell(s, &name), 0);
		assert_int_equal(sorted_cell(s, key.column ? &n : &name), 0);
	}
	args[0] = &t;
	args[1] = s;
	assert_int_equal(sorted_walk(s, put, args), 0);
	sorted_free(s);
	text_puts(&t, "");
	return t.s;
}

#define CHECK(lines, by, wanted)                                                  \
	do {                                                                      \
		char *got_ = sorted(lines, sizeof(lines) / sizeof(*(lines)), by); \
		assert_string_equal(got_, wanted);                                \
		free(got_);                                                       \
	} while (0)

static const struct line flat[] = {
	{ 0, "eth10", 9 }, { 0, "eth2", 100 }, { 0, NULL, 30 }, { 0, "lo", -1 }, { 0, "eth3", 9 },
};

static void test_numbers(void **state)
{
	(void)state;
	CHECK(flat, "N", "0:eth10 0:eth3 0:- 0:eth2 0:lo ");
}

/* Absent ones are the last in both directions; equal ones stay as they came. */
static void test_downwards(void **state)
{
	(void)state;
	CHECK(flat, "-n", "0:eth2 0:- 0:eth10 0:eth3 0:lo ");
}

/* Numbers in names count as such. */
static void test_names(void **state)
{
	(void)state;
	CHECK(flat, "name", "0:eth2 0:eth3 0:eth10 0:lo 0:- ");
}

static void test_children_stay_with_their_parent(void **state)
{
	static const struct line tree[] = {
		{ 0, "b", 2 },	{ 1, "b2", 9 }, { 2, "b2y", 2 }, { 2, "b2x", 1 },
		{ 1, "b1", 1 }, { 0, "a", 1 },	{ 1, "a1", 5 },
	};

	(void)state;
	CHECK(tree, "N", "0:a 1:a1 0:b 1:b1 1:b2 2:b2x 2:b2y ");
	CHECK(tree, "-N", "0:b 1:b2 2:b2y 2:b2x 1:b1 0:a 1:a1 ");
}

/* Rows whose parent is left out, and one that goes back by several steps. */
static void test_gaps(void **state)
{
	static const struct line tree[] = { { 3, "c", 3 }, { 1, "b", 2 }, { 0, "a", 1 } };

	(void)state;
	CHECK(tree, "N", "0:a 1:b 3:c ");
}

/* A chain of parents is no recursion. */
static void test_deep(void **state)
{
	enum { DEEP = 300000 };
	struct line *lines = calloc(DEEP, sizeof(*lines));
	char *got;
	size_t i;

	(void)state;
	assert_non_null(lines);
	for (i = 0; i < DEEP; i++)
		lines[i] = (struct line){ (unsigned int)i, "x", 1 };
	got = sorted(lines, DEEP, "N");
	assert_string_equal(got + strlen(got) - 9, "299999:x ");
	free(got);
	free(lines);
}

static void test_nothing(void **state)
{
	char *got = sorted(NULL, 0, "N");

	(void)state;
	assert_string_equal(got, "");
	free(got);
}

static void test_no_column(void **state)
{
	struct sort_key key;

	(void)state;
	assert_int_equal(sort_key_parse(&key, &sheet, "M"), -EINVAL);
	assert_int_equal(sort_key_parse(&key, &sheet, ""), -EINVAL);
	assert_int_equal(sort_key_parse(&key, &sheet, "--N"), -EINVAL);
}

/* By the tool: a column that is not shown, and the filter before it. */
static void test_tool(void **state)
{
	int status;
	char *got = run(&status, "ns -t net -rno NS --sort -NPROCS -Q 'NPROCS > 0' -f @/host");

	(void)state;
	assert_int_equal(status, 0);
	assert_string_equal(got, "4026531840\n4026532311\n4026532411\n4026532511\n");
	free(got);
}

/* As they come from the kernel, namespaces are mostly in order: few are not, or all are not. */
static void test_namespaces(void **state)
{
	static const char *const orders[] = {
		"cat",
		"tac",
		"sort -R --random-source=/dev/zero",
		"awk 'NR % 50 == 7 { kept = kept $0 RS; next } 1; NR % 50 == 20 { printf kept; kept = x }'",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(orders) / sizeof(*orders); i++) {
		int status;
		char *out;

		copy_fixture("a", "host");
		sh("cd %s/a && { head -n 2 namespaces; seq 4026540000 4026540999 | sed '%s' | %s; } >t &&"
		   " mv t namespaces",
		   scratch, "s/.*/uts\t&\t-\t-\t4026531837\t-\t1\t-\t-\t-\ttask\ta/", orders[i]);
		out = runf(&status,
			   "ns -rno NS -Q 'NS >= 4026540000' -f %s/a >%s/got; "
			   "seq 4026540000 4026540999 | cmp - %s/got",
			   scratch, scratch, scratch);
		if (status)
			fail_msg("%s: %s", orders[i], out);
		free(out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_downwards),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_children_stay_with_their_parent),
		cmocka_unit_test(test_gaps),
		cmocka_unit_test(test_deep),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_no_column),
		cmocka_unit_test(test_tool),
		cmocka_unit_test_setup_teardown(test_namespaces, make_scratch, remove_scratch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
