/* SPDX-License-Identifier: GPL-2.0 */
/* The parser: what it takes, what it refuses, and what it says then. */
#include "common.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/put.h"

#define HEAD "nsview 1 tasks\n"
#define COLUMNS "pid\ttgid\tstart\tcomm\n"

/* One bad text and the words about it. */
static const struct {
	const char *name;
	const char *text;
	size_t len; /* 0: up to the NUL */
	int err;
	const char *words;
} bad[] = {
	{ "empty", "", 0, -EBADMSG, "t: the file is empty" },
	{ "no head", "hello\n", 0, -EBADMSG, "t: line 1: not a table of nsview" },
	{ "head cut off", "nsview 1 tas", 0, -EBADMSG, "t: line 1: not a table of nsview" },
	{ "no version", "nsview x tasks\n", 0, -EBADMSG, "t: line 1: not a table of nsview" },
	{ "newer version", "nsview 2 tasks\nwhatever\n", 0, -EPROTO,
	  "t: made by a newer nsview: table version 2, this tool reads 1" },
	{ "version 0", "nsview 0 tasks\n", 0, -EPROTO,
	  "t: made by another nsview: table version 0, this tool reads 1" },
	{ "huge version", "nsview 99999999999999999999999 tasks\n", 0, -EPROTO,
	  "t: made by a newer nsview: table version 99999999999999999999, this tool reads 1" },
	{ "wrong table", "nsview 1 devs\npid\ttgid\n", 0, -EBADMSG,
	  "t: line 1: not the table 'tasks'" },
	{ "NUL in the head", "nsview 1 tasks\0x\n" COLUMNS,
	  sizeof("nsview 1 tasks\0x\n" COLUMNS) - 1, -EBADMSG, "t: line 1: not a table of nsview" },
	{ "no columns", HEAD, 0, -EBADMSG, "t: line 2: no column names" },
	{ "columns cut off", HEAD "pid\ttg", 0, -EBADMSG, "t: line 2: no column names" },
	{ "column twice", HEAD "pid\ttgid\tpid\n", 0, -EBADMSG,
	  "t: line 2: column pid: is there twice" },
	{ "nameless column", HEAD "pid\t\ttgid\n", 0, -EBADMSG,
	  "t: line 2: not a list of column names" },
	{ "column in capitals", HEAD "PID\ttgid\n", 0, -EBADMSG,
	  "t: line 2: not a list of column names" },
	{ "column missing", HEAD "pid\tcomm\n", 0, -EBADMSG, "t: line 2: no column tgid" },
	{ "fewer cells", HEAD COLUMNS "1\t1\t5\n", 0, -EBADMSG,
	  "t: line 3: fewer cells than columns" },
	{ "more cells", HEAD COLUMNS "1\t1\t5\tx\ty\n", 0, -EBADMSG,
	  "t: line 3: more cells than columns" },
	{ "empty line", HEAD COLUMNS "1\t1\t5\tx\n\n", 0, -EBADMSG,
	  "t: line 4: column pid: not a number" },
	{ "cut off in a number", HEAD COLUMNS "1\t1\t5\tx\n1\t2", 0, -EBADMSG,
	  "t: line 4: column tgid: cut off" },
	{ "cut off in a text", HEAD COLUMNS "1\t1\t5\tx", 0, -EBADMSG,
	  "t: line 3: column comm: cut off" },
	{ "cut off after a dash", HEAD COLUMNS "1\t1\t-", 0, -EBADMSG,
	  "t: line 3: column start: cut off" },
	{ "cut off after a tab", HEAD COLUMNS "1\t1\t", 0, -EBADMSG,
	  "t: line 3: column start: cut off" },
	{ "number of letters", HEAD COLUMNS "one\t1\t5\tx\n", 0, -EBADMSG,
	  "t: line 3: column pid: not a number" },
	{ "number with a sign", HEAD COLUMNS "1\t1\t-5\tx\n", 0, -EBADMSG,
	  "t: line 3: column start: not a number" },
	{ "empty number", HEAD COLUMNS "1\t1\t\tx\n", 0, -EBADMSG,
	  "t: line 3: column start: not a number" },
	{ "number of 65 bits", HEAD COLUMNS "1\t1\t18446744073709551616\tx\n", 0, -EBADMSG,
	  "t: line 3: column start: the number is too large" },
	{ "the number that means absent", HEAD COLUMNS "1\t1\t18446744073709551615\tx\n", 0,
	  -EBADMSG, "t: line 3: column start: the number is too large" },
	{ "absent key", HEAD COLUMNS "-\t1\t5\tx\n", 0, -EBADMSG,
	  "t: line 3: column pid: must not be absent" },
	{ "bad escape", HEAD COLUMNS "1\t1\t5\ta\\n\n", 0, -EBADMSG,
	  "t: line 3: column comm: a backslash that starts no \\x and two digits" },
	{ "escape in capitals", HEAD COLUMNS "1\t1\t5\t\\x1B\n", 0, -EBADMSG,
	  "t: line 3: column comm: a backslash that starts no \\x and two digits" },
	{ "escape cut off", HEAD COLUMNS "1\t1\t5\t\\x1", 0, -EBADMSG,
	  "t: line 3: column comm: a backslash that starts no \\x and two digits" },
	{ "escaped NUL", HEAD COLUMNS "1\t1\t5\ta\\x00b\n", 0, -EBADMSG,
	  "t: line 3: column comm: \\x00 in a text" },
	{ "raw NUL", HEAD COLUMNS "1\t1\t5\ta\0b\n", sizeof(HEAD COLUMNS "1\t1\t5\ta\0b\n") - 1,
	  -EBADMSG, "t: line 3: column comm: a byte that should be escaped" },
	{ "raw escape", HEAD COLUMNS "1\t1\t5\t\033[31m\n", 0, -EBADMSG,
	  "t: line 3: column comm: a byte that should be escaped" },
	{ "raw UTF-8", HEAD COLUMNS "1\t1\t5\t\xc3\xa4\n", 0, -EBADMSG,
	  "t: line 3: column comm: a byte that should be escaped" },
	{ "carriage returns", HEAD COLUMNS "1\t1\t5\tx\r\n", 0, -EBADMSG,
	  "t: line 3: column comm: a byte that should be escaped" },
};

static void test_bad(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct problem p;
		struct rows rows;
		struct blob b;
		int err = parse(TABLE_tasks, bad[i].text,
				bad[i].len ? bad[i].len : strlen(bad[i].text), &b, &rows, &p);

		if (err != bad[i].err || strcmp(p.words, bad[i].words))
			fail_msg("%s: %d, '%s' and not '%s'", bad[i].name, err, p.words,
				 bad[i].words);
		assert_null(rows.data);
		blob_free(&b);
	}
}

static void test_good(void **state)
{
	static const char text[] = HEAD
		"pid\ttgid\tfuture\tstart\tcomm\tstate\n"
		"1\t1\tx\\x09y\t18446744073709551614\ta\\x09b\\x5c\\xff\t-\n"
		"2\t2\t-\t-\t\\x2d\t\n"
		"3\t1\t77\t0\t--\tS\n";
	const struct task *t;
	struct problem p;
	struct rows rows;
	struct blob b;

	(void)state;
	assert_int_equal(parse(TABLE_tasks, text, strlen(text), &b, &rows, &p), 0);
	assert_int_equal(rows.count, 3);
	t = (const struct task *)rows.data;
	assert_true(t[0].start == UINT64_MAX - 1);
	assert_string_equal(t[0].comm, "a\tb\\\xff");
	assert_null(t[0].state);
	assert_true(t[1].start == NSVIEW_NONE);
	assert_string_equal(t[1].comm, "-");
	assert_string_equal(t[1].state, "");
	assert_true(t[2].start == 0);
	assert_string_equal(t[2].comm, "--");
	/* Columns that this file does not have. */
	assert_true(t[2].ns_net == NSVIEW_NONE);
	assert_null(t[2].nsproxy);
	free(rows.data);
	blob_free(&b);
}

static void test_no_rows(void **state)
{
	struct problem p;
	struct rows rows;
	struct blob b;

	(void)state;
	assert_int_equal(parse(TABLE_tasks, HEAD COLUMNS, strlen(HEAD COLUMNS), &b, &rows, &p), 0);
	assert_int_equal(rows.count, 0);
	free(rows.data);
	blob_free(&b);
}

/* A line may be as long as the module can write one, and no longer. */
static void test_long_line(void **state)
{
	static const char start[] = HEAD COLUMNS "1\t1\t5\t";
	size_t most = TABLE_LINE_MAX - strlen("1\t1\t5\t") - 1;
	size_t extra;

	(void)state;
	for (extra = 0; extra < 2; extra++) {
		size_t len = strlen(start) + most + extra + 1;
		char *text = malloc(len);
		struct problem p;
		struct rows rows;
		struct blob b;

		memset(text, 'x', len);
		memcpy(text, start, strlen(start));
		text[len - 1] = '\n';
		assert_int_equal(parse(TABLE_tasks, text, len, &b, &rows, &p),
				 extra ? -EBADMSG : 0);
		assert_string_equal(p.words, extra ? "t: line 3: too long" : "");
		free(rows.data);
		blob_free(&b);
		free(text);
	}
}

/* Rows of a struct that is as large as many are together. */
static void test_many_rows(void **state)
{
	static const struct table_column columns[] = { { "pid", 0, true } };
	const struct table t = {
		.name = "tasks",
		.columns = columns,
		.ncolumns = ARRAY_SIZE(columns),
		.keys = { "pid" },
		.row_size = (size_t)128 << 20,
	};
	struct blob b = { .data = strdup("nsview 1 tasks\npid\n1\n") };
	struct problem p;
	struct rows rows;

	(void)state;
	b.len = strlen(b.data);
	assert_true(table_parse(&t, &b, "t", &rows, &p) < 0);
	assert_string_equal(p.words, "t: more rows than are read");
	assert_null(rows.data);
	blob_free(&b);
}

static void test_many_columns(void **state)
{
	char text[8192] = HEAD "pid\ttgid";
	struct problem p;
	struct rows rows;
	struct blob b;
	int i;

	(void)state;
	for (i = 0; i < 300; i++)
		sprintf(text + strlen(text), "\tc%d", i);
	strcat(text, "\n");
	assert_int_equal(parse(TABLE_tasks, text, strlen(text), &b, &rows, &p), -EBADMSG);
	assert_string_equal(p.words, "t: line 2: too many columns");
	blob_free(&b);
}

/* Every beginning of a good table is either refused or a shorter good table. */
static void test_every_cut(void **state)
{
	size_t len, cut;
	char *text = slurp(fixture("host/tasks"), &len);

	(void)state;
	for (cut = 0; cut < len; cut++) {
		struct problem p;
		struct rows rows;
		struct blob b;
		int err = parse(TABLE_tasks, text, cut, &b, &rows, &p);

		if (!err && text[cut - 1] != '\n')
			fail_msg("cut at byte %zu was not seen", cut);
		if (err)
			assert_true(p.words[0]);
		free(rows.data);
		blob_free(&b);
	}
	free(text);
}

/* Damage of all kinds: no crash, and no failure without words. */
/* A sample of a table, from the first fixture that has one. */
static char *sample(enum table_id id, size_t *len)
{
	static const char *const folders[] = { "host", "kept", "path", "cgroups", "differs" };
	char name[64];
	size_t i;

	for (i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		snprintf(name, sizeof(name), "%s/%s", folders[i], host_tables[id].name);
		if (!access(fixture(name), R_OK))
			return slurp(fixture(name), len);
	}
	fail_msg("no fixture has the table %s", host_tables[id].name);
	return NULL;
}

static void test_damage(void **state)
{
	static const char spice[] = "\t\n\\-\0x9\xff 1";
	unsigned int seed = 20;
	enum table_id id;
	int round;

	(void)state;
	for (id = 0; id < TABLES; id++) {
		size_t len;
		char *text = sample(id, &len);

		for (round = 0; round < 2000; round++) {
			char *copy = malloc(len);
			struct problem p;
			struct rows rows;
			struct blob b;
			int n;

			memcpy(copy, text, len);
			for (n = rand_r(&seed) % 4; n >= 0; n--)
				copy[(size_t)rand_r(&seed) % len] =
					rand_r(&seed) % 2 ? spice[rand_r(&seed) % 10] :
							    (char)rand_r(&seed);
			if (parse(id, copy, len, &b, &rows, &p))
				assert_true(p.words[0]);
			free(rows.data);
			blob_free(&b);
			free(copy);
		}
		free(text);
	}
}

static void test_noise(void **state)
{
	unsigned int seed = 7;
	int round;

	(void)state;
	for (round = 0; round < 2000; round++) {
		char noise[512];
		size_t i, len = (size_t)rand_r(&seed) % sizeof(noise);
		struct problem p;
		struct rows rows;
		struct blob b;

		for (i = 0; i < len; i++)
			noise[i] = (char)rand_r(&seed);
		assert_true(parse(TABLE_devs, noise, len, &b, &rows, &p) < 0);
		assert_true(p.words[0]);
		blob_free(&b);
	}
}

/* Every byte at every place of a text that is longer than a word of the machine. */
static void test_put(void **state)
{
	unsigned int byte;
	size_t at, i;

	(void)state;
	for (byte = 1; byte < 256; byte++) {
		for (at = 0; at < 19; at++) {
			struct text t = { 0 }, expected = { 0 };
			char name[] = "nineteen characters";

			name[at] = (char)byte;
			for (i = 0; name[i]; i++)
				text_printf(&expected,
					    i == at && (byte < ' ' || byte > '~' || byte == '\\') ?
						    "\\x%02x" :
						    "%c",
					    (unsigned char)name[i]);
			text_putc(&expected, '\t');
			put_text(&t, name);
			assert_string_equal(text_str(&t), text_str(&expected));
			text_free(&t);
			text_free(&expected);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bad),	  cmocka_unit_test(test_good),
		cmocka_unit_test(test_no_rows),	  cmocka_unit_test(test_long_line),
		cmocka_unit_test(test_many_rows), cmocka_unit_test(test_many_columns),
		cmocka_unit_test(test_every_cut), cmocka_unit_test(test_damage),
		cmocka_unit_test(test_noise),	  cmocka_unit_test(test_put),
	};

	return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
