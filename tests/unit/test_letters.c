/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A locale in which I is not the capital of i, as in tr_TR: names of columns are what they are
 * in any other. It is made here, for few machines have one.
 */
#include "common.h"

#include <stdlib.h>
#include <string.h>

/* All of ASCII; and the case of its letters, but for i. */
static int make_locale(void **state)
{
	int err = make_scratch(state);

	if (err)
		return err;
	sh("cd %s && { echo '<code_set_name> ODD'; echo '<escape_char> /'; echo CHARMAP; "
	   "for i in $(seq 0 127); do printf '<U%%04X> /x%%02x\n' $i $i; done; "
	   "echo 'END CHARMAP'; } >ascii",
	   scratch);
	sh("cd %s && { echo LC_CTYPE; for to in toupper tolower; do printf '%%s ' $to; "
	   "for i in $(seq 65 90); do [ $i = 73 ] || printf '%%s(<U%%04X>,<U%%04X>)' "
	   "\"$([ $i = 65 ] || echo \\;)\" "
	   "$([ $to = tolower ] && echo $i $((i + 32)) || echo $((i + 32)) $i); done; echo; "
	   "done; echo 'END LC_CTYPE'; } >source",
	   scratch);
	/* It warns of all that is not in it, and exits with 1 for that. */
	sh("cd %s && localedef -c -i ./source -f ./ascii ./odd >out 2>&1; "
	   "test -s odd/LC_CTYPE || { cat out; false; }",
	   scratch);
	setenv("LOCPATH", scratch, 1);
	unsetenv("LC_ALL");
	setenv("LC_CTYPE", "odd", 1);
	setenv("LANG", "C", 1);
	return 0;
}

static void test_locale(void **state)
{
	char *out;
	int status;

	(void)state;
	/* It is that locale: bash folds by it. */
	out = output_of(&status, "bash -c 'x=AI; echo ${x,,}'");
	assert_string_equal(out, "aI\n");
	free(out);
}

static const struct command_line lines[] = {
	{ "ps -rn -o pid,uid 1 -f @/host", 0, "1 0\n" },
	{ "ps -rn -o Pid -Q 'pid == 640' -f @/host", 0, "640\n" },
	{ "ps -rn -o pid --sort -pid -f @/host", 0, "2400\n2301\n" },
	{ "ps -J -o PID,IPCNS 1 -f @/host", 0, "{\"pid\": 1, \"ipcns\": 4026531839}" },
	{ "ns -rn -t net -o devices -Q 'DEVICES == 7' -f @/host", 0, "7\n" },
	{ "cgroup /box -rn -o KIND -Q 'io_max =~ rbps' -f @/cgroups", 0, "cgroup\n" },
};

static void test_lines(void **state)
{
	(void)state;
	check_command_lines(lines, ARRAY_SIZE(lines));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_locale),
		cmocka_unit_test(test_lines),
	};

	return cmocka_run_group_tests_name("letters", tests, make_locale, remove_scratch);
}
