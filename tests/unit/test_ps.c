/* SPDX-License-Identifier: GPL-2.0 */
/* nsview ps PID: what a process holds, where tables are not as they usually are. */
#include "common.h"

#include <stdlib.h>
#include <string.h>

/* The kernel's MAX_PID_NS_LEVEL: so many are below the host's, and no more. */
#define DEEPEST 32

/* What PID 1 may not get is a capability all the same. */
static void test_capabilities(void **state)
{
	int status;
	char *out;

	(void)state;
	edit_fixture("host", "creds", "if ($c(\"pid\") == 1) $c(\"bounding\") = \"2818844155\"");
	out = runf(&status, "ps 2101 -f %s/b", scratch);
	assert_int_equal(status, 0);
	assert_non_null(strstr(out, "capabilities chown dac_override fowner "));
	assert_null(strstr(out, "capabilities all"));
	free(out);
	out = runf(&status, "ps 1 -f %s/b", scratch);
	assert_int_equal(status, 0);
	assert_non_null(strstr(out, "capabilities all, bounding chown dac_override fowner "));
	free(out);
}

/* A number in each namespace, down to where the kernel makes none any more. */
static void test_levels(void **state)
{
	char *out, *at;
	int status, n = 0;

	(void)state;
	edit_fixture("host", "tasks",
		     "if ($c(\"pid\") == 2101) { $c(\"ns_pid\") = \"4026540032\"; s = \"7\"; "
		     "for (i = 1; i < 32; i++) s = s \",7\"; $c(\"nspid\") = s }");
	sh("i=0; while [ $i -lt %d ]; do i=$((i + 1)); "
	   "printf 'pid\t%%d\t-\t%%d\t4026531837\t%%d\t1\t-\t-\t1\ttask\t-\n' "
	   "$((4026540000 + i)) $((i > 1 ? 4026539999 + i : 4026531836)) $i; done "
	   ">>%s/b/namespaces",
	   DEEPEST, scratch);
	out = runf(&status, "ps 2101 -f %s/b", scratch);
	assert_int_equal(status, 0);
	for (at = out; (at = strstr(at, "in pid:[")); at++)
		n++;
	assert_int_equal(n, DEEPEST + 1);
	assert_non_null(strstr(out, "in pid:[4026531836]"));
	free(out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_capabilities),
		cmocka_unit_test(test_levels),
	};

	return cmocka_run_group_tests_name("ps", tests, make_scratch, remove_scratch);
}
