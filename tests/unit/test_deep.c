/* SPDX-License-Identifier: GPL-2.0 */
/* Rows that are below each other, as deep as whoever makes mounts likes. */
#define _GNU_SOURCE
#include "common.h"

#include <string.h>

#define DEPTH 5000

static void test_mounts(void **state)
{
	_cleanup_free_ char *all = NULL;
	const char *at;
	int status, n = 0;

	(void)state;
	copy_fixture("deep", "held");
	sh("i=1000; while [ $i -lt %d ]; do i=$((i + 1)); "
	   "printf '4026531841\t%%d\t%%d\t0:9\t/\t/m\trw\t-\t-\t0\ttmpfs\tdeep\trw\t1\n' "
	   "$i $((i > 1001 ? i - 1 : 21)); done >>%s/deep/mounts",
	   1000 + DEPTH, scratch);
	all = runf(&status, "mounts -J -f %s/deep 1", scratch);
	assert_int_equal(status, 0);
	for (at = all; (at = strstr(at, "\"deep\"")); at++)
		n++;
	assert_int_equal(n, DEPTH);
	/* A row takes no more room for what it is below. */
	assert_true(strlen(all) < DEPTH * 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mounts),
	};

	return cmocka_run_group_tests(tests, make_scratch, remove_scratch);
}
