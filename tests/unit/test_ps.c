/* SPDX-License-Identifier: GPL-2.0 */
/* nsview ps PID: what a process holds, where tables are not as they usually are. */
#include "common.h"

#include <stdlib.h>
#include <string.h>

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_capabilities),
	};

	return cmocka_run_group_tests_name("ps", tests, make_scratch, remove_scratch);
}
