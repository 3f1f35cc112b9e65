/* SPDX-License-Identifier: GPL-2.0 */
/* Lines of mountinfo as the kernel writes them, and as it never would. */
#include "common.h"

#include <stdio.h>
#include <string.h>

#include "host/mountinfo.h"

static void read_one(char **at, struct mountinfo *m, const char *text)
{
	static char buffer[1024];

	snprintf(buffer, sizeof(buffer), "%s", text);
	*at = buffer;
	assert_true(mountinfo_next(at, m));
}

static void test_plain(void **state)
{
	struct mountinfo m;
	char *at;

	(void)state;
	read_one(
		&at, &m,
		"36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue\n");
	assert_int_equal(m.id, 36);
	assert_int_equal(m.parent, 35);
	assert_string_equal(m.device, "98:0");
	assert_string_equal(m.root, "/mnt1");
	assert_string_equal(m.point, "/mnt2");
	assert_string_equal(m.options, "rw,noatime");
	assert_true(m.shared == NSVIEW_NONE);
	assert_int_equal(m.slave, 1);
	assert_int_equal(m.unbindable, 0);
	assert_string_equal(m.fstype, "ext3");
	assert_string_equal(m.source, "/dev/root");
	assert_string_equal(m.super, "rw,errors=continue");
	assert_false(mountinfo_next(&at, &m));
}

static void test_tags(void **state)
{
	struct mountinfo m;
	char *at;

	(void)state;
	read_one(&at, &m, "1 1 0:1 / / rw shared:7 master:9 propagate_from:3 new:1 - t s rw\n");
	assert_int_equal(m.shared, 7);
	assert_int_equal(m.slave, 9);
	assert_string_equal(m.fstype, "t");
	read_one(&at, &m, "1 1 0:1 / / rw unbindable - t s rw\n");
	assert_int_equal(m.unbindable, 1);
	read_one(&at, &m, "1 1 0:1 / / rw - t s rw");
	assert_string_equal(m.super, "rw");
}

/* What is escaped, and a backslash that begins no escape; and a source may be empty. */
static void test_escapes(void **state)
{
	struct mountinfo m;
	char *at;

	(void)state;
	read_one(&at, &m, "1 1 0:1 / /a\\040b\\011c\\012x\\134e\\043 rw - t  rw\n");
	assert_string_equal(m.point, "/a b\tc\nx\\e#");
	assert_string_equal(m.source, "");
	assert_string_equal(m.super, "rw");
	read_one(&at, &m, "1 1 0:1 / /\\04 rw - t \\9 rw\n");
	assert_string_equal(m.point, "/\\04");
	assert_string_equal(m.source, "\\9");
}

static void test_broken(void **state)
{
	static const char *const lines[] = {
		"",
		"\n\n",
		"x y\n",
		"1\n",
		"1 2 0:1 / / rw\n",
		"1 2 0:1 / / rw - t s\n",
		"-1 2 0:1 / / rw - t s rw\n",
		"1 2 0:1 / / rw shared:1 t s rw\n",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		char text[256], *at = text;
		struct mountinfo m;

		snprintf(text, sizeof(text), "%s", lines[i]);
		assert_false(mountinfo_next(&at, &m));
		/* It does not hide the ones after it. */
		snprintf(text, sizeof(text), "%s\n5 2 0:1 / / rw - t s rw\n", lines[i]);
		at = text;
		assert_true(mountinfo_next(&at, &m));
		assert_int_equal(m.id, 5);
	}
}

static void test_namespace(void **state)
{
	static const char *const none[] = {
		"/", "net:[]", "net:[1", "net:[1]x", "nets:[1]", ":[1]", "net:[x]", "net:1",
	};
	enum ns_type type;
	uint64_t inum;
	size_t i;

	(void)state;
	assert_true(mountinfo_namespace("nsfs", "time:[4026531834]", &type, &inum));
	assert_int_equal(type, NS_time);
	assert_true(inum == 4026531834);
	assert_false(mountinfo_namespace("ext4", "time:[4026531834]", &type, &inum));
	assert_false(mountinfo_namespace("nsfs", NULL, &type, &inum));
	for (i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		assert_false(mountinfo_namespace("nsfs", none[i], &type, &inum));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),	  cmocka_unit_test(test_tags),
		cmocka_unit_test(test_escapes),	  cmocka_unit_test(test_broken),
		cmocka_unit_test(test_namespace),
	};

	return cmocka_run_group_tests_name("mountinfo", tests, NULL, NULL);
}
