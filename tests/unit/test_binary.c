/* SPDX-License-Identifier: GPL-2.0 */
/* The parser of tables in binary: what it takes, what it refuses, and what it says then. */
#include "common.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/put.h"
#include "pack.h"

/* Exactly as long as it must be: a read beyond the NUL is seen. */
static int parse_binary(enum table_id id, const char *data, size_t len, struct blob *b,
			struct rows *rows, struct problem *p)
{
	*b = (struct blob){ .data = malloc(len + 1), .len = len };
	assert_non_null(b->data);
	memcpy(b->data, data, len);
	b->data[len] = '\0';
	*p = (struct problem){ "" };
	return table_parse_binary(&host_tables[id], b, "t", rows, p);
}

/* Of two rows, with a column that nobody knows yet. Where the first one begins is told. */
#define COLUMNS 6
#define TEXTS (8 * (1 + COLUMNS))

static struct text small(size_t *first)
{
	struct text t = { 0 };

	pack_head(&t, "tasks", "pid\ttgid\tfuture\tstart\tcomm\tstate");
	*first = t.len;
	pack_row(&t, COLUMNS, 16);
	pack_word(&t, 7);
	pack_word(&t, 7);
	pack_word(&t, 99999);
	pack_word(&t, UINT64_MAX - 1);
	pack_word(&t, TEXTS + 2);
	pack_word(&t, TEXTS);
	text_add(&t, "S\0a\tb\\\xff\0-------", 16);
	pack_row(&t, COLUMNS, 8);
	pack_word(&t, 8);
	pack_word(&t, 7);
	pack_word(&t, NSVIEW_BINARY_NONE);
	pack_word(&t, NSVIEW_BINARY_NONE);
	pack_word(&t, TEXTS + 7);
	pack_word(&t, NSVIEW_BINARY_NONE);
	text_add(&t, "garbage\0", 8);
	return t;
}

static void test_good(void **state)
{
	size_t first;
	struct text t = small(&first);
	const struct task *task;
	struct problem p;
	struct rows rows;
	struct blob b;

	(void)state;
	assert_true(table_is_binary(&(struct blob){ t.s, t.len }));
	assert_int_equal(parse_binary(TABLE_tasks, t.s, t.len, &b, &rows, &p), 0);
	assert_int_equal(rows.count, 2);
	task = (const struct task *)rows.data;
	assert_true(task[0].pid == 7 && task[0].tgid == 7 && task[0].start == UINT64_MAX - 1);
	assert_string_equal(task[0].comm, "a\tb\\\xff");
	assert_string_equal(task[0].state, "S");
	assert_true(task[1].pid == 8 && task[1].tgid == 7 && task[1].start == NSVIEW_NONE);
	assert_string_equal(task[1].comm, "");
	assert_null(task[1].state);
	/* Columns that this file does not have. */
	assert_true(task[1].ns_net == NSVIEW_NONE);
	assert_null(task[1].nsproxy);
	free(rows.data);
	blob_free(&b);
	text_free(&t);
}

/* One thing wrong with it: so many bytes, so far from where the first row begins. */
static const struct {
	const char *name;
	long at;
	size_t size;
	uint64_t value;
	const char *words;
} bad[] = {
	{ "length 0", 0, 4, 0, "t: binary row 1: its length is none" },
	{ "no whole words", 0, 4, TEXTS + 4, "t: binary row 1: its length is none" },
	{ "no room for its words", 0, 4, TEXTS - 8, "t: binary row 1: its length is none" },
	{ "longer than the file", 0, 4, 1024, "t: binary row 1: cut off" },
	{ "longer than any", 0, 4, UINT32_MAX - 7, "t: binary row 1: too long" },
	{ "shorter than it is", 0, 4, TEXTS + 8, "t: binary row 2: not as many cells as columns" },
	{ "fewer words", 4, 4, COLUMNS - 1, "t: binary row 1: not as many cells as columns" },
	{ "more words", 4, 4, COLUMNS + 1, "t: binary row 1: not as many cells as columns" },
	{ "no words", 4, 4, 0, "t: binary row 1: not as many cells as columns" },
	{ "absent key", 8, 8, UINT64_MAX, "t: binary row 1: column pid: must not be absent" },
	{ "a text in the head", 40, 8, 0,
	  "t: binary row 1: column comm: a text outside of its row" },
	{ "a text in the words", 40, 8, TEXTS - 1,
	  "t: binary row 1: column comm: a text outside of its row" },
	{ "a text behind its row", 40, 8, TEXTS + 16,
	  "t: binary row 1: column comm: a text outside of its row" },
	{ "a text far away", 40, 8, UINT64_MAX - 1,
	  "t: binary row 1: column comm: a text outside of its row" },
	{ "a row without NUL", TEXTS + 15, 1, 'x',
	  "t: binary row 1: column comm: a text without an end" },
	{ "a letter behind the head", -1, 1, 'x', "t: line 2: followed by no NUL" },
	{ "the second row", TEXTS + 16 + 4, 4, 1, "t: binary row 2: not as many cells as columns" },
};

static void test_bad(void **state)
{
	size_t i, first;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct text t = small(&first);
		struct problem p;
		struct rows rows;
		struct blob b;
		int err;

		if (bad[i].at < 0)
			assert_int_equal(t.s[first - 1], 0);
		memcpy(t.s + (long)first + bad[i].at, &bad[i].value, bad[i].size);
		err = parse_binary(TABLE_tasks, t.s, t.len, &b, &rows, &p);
		if (err != -EBADMSG || strcmp(p.words, bad[i].words))
			fail_msg("%s: %d, '%s' and not '%s'", bad[i].name, err, p.words,
				 bad[i].words);
		assert_null(rows.data);
		blob_free(&b);
		text_free(&t);
	}
}

/* What is text is none, and the other way round; and of another version neither is read. */
static void test_heads(void **state)
{
	static const struct {
		const char *text;
		int err;
		const char *words;
	} heads[] = {
		{ "nsview 1 tasks\npid\ttgid\n", -EBADMSG,
		  "t: line 1: not the table 'tasks' binary" },
		{ "nsview 1 devs binary\npid\ttgid\n", -EBADMSG,
		  "t: line 1: not the table 'tasks' binary" },
		{ "nsview 2 tasks binary\npid\ttgid\n", -EPROTO,
		  "t: made by a newer nsview: table version 2, this tool reads 1" },
		{ "nsview 1 tasks binary\npid\n", -EBADMSG, "t: line 2: no column tgid" },
		{ "nsview 1 tasks binary\npid\ttgid\n", -EBADMSG, "t: line 2: cut off" },
	};
	struct problem p;
	struct rows rows;
	struct blob b;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		int err = parse_binary(TABLE_tasks, heads[i].text, strlen(heads[i].text), &b, &rows,
				       &p);

		assert_string_equal(p.words, heads[i].words);
		assert_int_equal(err, heads[i].err);
		blob_free(&b);
	}
	assert_int_equal(parse(TABLE_tasks, heads[4].text, strlen(heads[4].text), &b, &rows, &p),
			 -EBADMSG);
	assert_string_equal(p.words, "t: line 1: not the table 'tasks'");
	blob_free(&b);
	assert_false(table_is_binary(&(struct blob){ NULL, 0 }));
	assert_false(table_is_binary(&(struct blob){ (char[]){ " binary" }, 7 }));
	assert_false(table_is_binary(&(struct blob){ (char[]){ "binary\n" }, 7 }));
	assert_true(table_is_binary(&(struct blob){ (char[]){ " binary\n" }, 8 }));
}

/* The rows of a fixture's table, in binary; false if it has none. */
static bool pack_fixture(const char *folder, enum table_id id, struct text *ret, struct text *text)
{
	char name[128];
	struct problem p;
	struct rows rows;
	struct blob b;
	size_t len;
	char *whole;

	snprintf(name, sizeof(name), "%s/%s", folder, host_tables[id].name);
	if (access(fixture(name), R_OK))
		return false;
	whole = slurp(fixture(name), &len);
	assert_int_equal(parse(id, whole, len, &b, &rows, &p), 0);
	pack_table(ret, &host_tables[id], rows.data, rows.count);
	put_table(text, &host_tables[id], rows.data, rows.count);
	free(rows.data);
	blob_free(&b);
	free(whole);
	return true;
}

static void test_every_table(void **state)
{
	static const char *const folders[] = { "host",	  "kept", "path",    "cgroups",
					       "differs", "odd",  "hostile", "owned" };
	unsigned int tried = 0;
	enum table_id id;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		for (id = 0; id < TABLES; id++) {
			struct text t = { 0 }, want = { 0 }, got = { 0 };
			struct problem p;
			struct rows rows;
			struct blob b;

			if (!pack_fixture(folders[i], id, &t, &want))
				continue;
			tried |= 1u << id;
			assert_int_equal(parse_binary(id, t.s, t.len, &b, &rows, &p), 0);
			put_table(&got, &host_tables[id], rows.data, rows.count);
			assert_string_equal(got.s, want.s);
			free(rows.data);
			blob_free(&b);
			text_free(&t);
			text_free(&want);
			text_free(&got);
		}
	}
	assert_int_equal(tried, (1u << TABLES) - 1);
}

/* Every beginning is either refused or a shorter table. */
static void test_every_cut(void **state)
{
	struct text t = { 0 }, text = { 0 };
	size_t cut, good = 0, row = 0;

	(void)state;
	assert_true(pack_fixture("host", TABLE_tasks, &t, &text));
	for (cut = 0; cut < t.len; cut++) {
		struct problem p;
		struct rows rows;
		struct blob b;
		int err = parse_binary(TABLE_tasks, t.s, cut, &b, &rows, &p);

		if (!err && good++)
			assert_int_equal(rows.count, ++row);
		assert_true(!err == !p.words[0]);
		assert_true(err || cut % 8 == 0);
		free(rows.data);
		blob_free(&b);
	}
	assert_true(row > 3);
	text_free(&t);
	text_free(&text);
}

static void test_damage(void **state)
{
	unsigned int seed = 21;
	struct text t = { 0 }, text = { 0 };
	int round;

	(void)state;
	assert_true(pack_fixture("host", TABLE_devs, &t, &text));
	for (round = 0; round < 5000; round++) {
		char *copy = malloc(t.len);
		struct text again = { 0 };
		struct problem p;
		struct rows rows;
		struct blob b;
		int n;

		memcpy(copy, t.s, t.len);
		for (n = rand_r(&seed) % 4; n >= 0; n--)
			copy[(size_t)rand_r(&seed) % t.len] = (char)rand_r(&seed);
		/* The sanitizers see a text that leads out of the buffer. */
		if (parse_binary(TABLE_devs, copy, t.len, &b, &rows, &p))
			assert_true(p.words[0]);
		else
			put_table(&again, &host_tables[TABLE_devs], rows.data, rows.count);
		text_free(&again);
		free(rows.data);
		blob_free(&b);
		free(copy);
	}
	text_free(&t);
	text_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),	  cmocka_unit_test(test_bad),
		cmocka_unit_test(test_heads),	  cmocka_unit_test(test_every_table),
		cmocka_unit_test(test_every_cut), cmocka_unit_test(test_damage),
	};

	return cmocka_run_group_tests_name("binary", tests, NULL, NULL);
}
