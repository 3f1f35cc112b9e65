/* SPDX-License-Identifier: GPL-2.0 */
/*
 * nsview tree of what is asked for: which processes are in it is told by the tables, with
 * awk(1).
 */
#include "common.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "text.h"

static char *output(const char *command)
{
	_cleanup_text_ struct text t = { 0 };
	FILE *f = popen(command, "r");
	char buffer[4096];
	size_t n;

	assert_non_null(f);
	while ((n = fread(buffer, 1, sizeof(buffer), f)))
		text_add(&t, buffer, n);
	assert_int_equal(pclose(f), 0);
	return strdup(text_str(&t));
}

/* The pids of the rows of fixture @name in whose tables @condition is true. */
static char *truth(const char *name, const char *condition)
{
	_cleanup_text_ struct text command = { 0 };

	text_printf(&command,
		    "awk -F '\\t' 'NR == 2 { for (i = 1; i <= NF; i++) at[$i] = i } "
		    "function c(name) { return $at[name] } NR > 2 && (%s) { print c(\"pid\") }' "
		    "'%s/tasks' | sort -n",
		    condition, fixture(name));
	return output(text_str(&command));
}

struct asked {
	const char *fixture;
	const char *args;
	const char *condition;
};

/* Fixtures host, fold and kept: inums are of their tables, names of their mounts. */
static const struct asked asked[] = {
	/* a namespace that is a heading, in every form */
	{ "host", "'net:[4026532311]'", "c(\"ns_net\") == 4026532311" },
	{ "host", "4026532311", "c(\"ns_net\") == 4026532311" },
	{ "host", "2125", "c(\"ns_net\") == 4026532311" },
	{ "kept", "blue", "c(\"ns_net\") == 4026532300" },
	{ "kept", "/run/netns/blue", "c(\"ns_net\") == 4026532300" },
	{ "fold", "batch", "c(\"ns_net\") == 4026532608" },
	{ "host", "'net:[4026532311]' 2301",
	  "c(\"ns_net\") == 4026532311 || c(\"ns_net\") == 4026532511" },
	/* one that is none: what is in it, below what that hangs on */
	{ "host", "'pid:[4026532409]'", "c(\"ns_pid\") == 4026532409" },
	{ "host", "'user:[4026532405]'", "c(\"ns_user\") == 4026532405" },
	{ "host", "--group cgroup 'net:[4026532311]'", "c(\"ns_net\") == 4026532311" },
	/* of the type of the headings, and what is below it */
	{ "host", "--group pid 2125", "c(\"ns_pid\") == 4026532309" },
	{ "host", "-t pid 2125", "c(\"ns_pid\") == 4026532309" },
	{ "host", "--group pid 1", "c(\"ns_pid\") != \"-\"" },
	{ "host", "'pid:[4026531836]'", "c(\"ns_pid\") != \"-\"" },
	/* a process: its namespace, and there its cgroup; of kernel threads itself alone */
	{ "host", "-p 2125", "c(\"ns_net\") == 4026532311" },
	{ "host", "-p 640", "c(\"pid\") ~ /^(610|640|2400)$/" },
	{ "host", "--group cgroup -p 640", "c(\"pid\") ~ /^(610|640|2400)$/" },
	{ "host", "-p 2", "c(\"pid\") == 2" },
	{ "host", "-p 2204", "c(\"pid\") == 2204" },
	{ "host", "-p 640 'net:[4026532511]'",
	  "c(\"pid\") ~ /^(610|640|2400)$/ || c(\"ns_net\") == 4026532511" },
	{ "host", "-t user", "c(\"pid\") > 0" },
};

static void test_asked(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(asked); i++) {
		const struct asked *a = &asked[i];
		_cleanup_free_ char *wanted = truth(a->fixture, a->condition);
		int status;
		char *out = runf(&status, "tree -r -n -o pid -Q 'PID > 0' %s -f '%s' | sort -n",
				 a->args, fixture(a->fixture));

		if (!*wanted || strcmp(out, wanted) != 0)
			fail_msg("%s of %s: %s, and wanted: %s", a->args, a->fixture, out, wanted);
		free(out);
	}
}

/* What a process hangs on is above it, and nothing else is in the picture. */
static void test_headings(void **state)
{
	static const char *const rows[][2] = {
		{ "-t pid -p 2125 -o ns -Q 'TYPE == \"ns\"'", "4026531836\n4026532309\n" },
		{ "-p 2125 -o ns -Q 'TYPE == \"netns\"'", "4026532311\n" },
		{ "-p 2125 -o dev -Q 'TYPE == \"dev\"'", "lo\neth0\n" },
		{ "--group cgroup -p 2125 -o cgroup -Q 'TYPE == \"cgroup\"'",
		  "/\n/box\n/box/web\n" },
		/* a namespace without a process is one all the same */
		{ "'net:[4026532700]' -o dev -Q 'TYPE == \"dev\"'", "lo\ndummy0\n" },
		/* how many are in it does not depend on who is asked for */
		{ "-p 640 -o count -Q 'TYPE == \"netns\"'", "15\n" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		int status;
		char *out = runf(&status, "tree -r -n %s -f '%s'", rows[i][0], fixture("host"));

		assert_int_equal(status, 0);
		if (strcmp(out, rows[i][1]) != 0)
			fail_msg("%s: %s", rows[i][0], out);
		free(out);
	}
}

/* Who is asked for is a line of its own, however many are like it. */
static void test_not_folded(void **state)
{
	static const char *const lines[][3] = {
		{ "-p 33", "33 nginx", "\303\227 4 more" },
		{ "-p 33 -p 39 -p 45 -p 51 -p 57", "57 nginx", "\303\227 4 more" },
		{ "--group cgroup -p 33 -p 39 -p 45 -p 51 -p 57", "57 nginx", "\303\227 4 more" },
		{ "$(seq 30 6 60)", "net:[4026532236]", "\303\227 5 more" },
	};
	size_t i;

	(void)state;
	unsetenv("COLUMNS");
	setenv("LC_ALL", "C.UTF-8", 1);
	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		int status;
		char *out = runf(&status, "tree %s -f '%s'", lines[i][0], fixture("fold"));

		if (status || !strstr(out, lines[i][1]) || !strstr(out, lines[i][2]))
			fail_msg("%s: exit %d: %s", lines[i][0], status, out);
		free(out);
	}
}

static void test_errors(void **state)
{
	static const char *const bad[][2] = {
		{ "-p 99", "no process 99" },
		{ "99", "no process 99" },
		{ "'net:[5]'", "no namespace net:[5]" },
		{ "nosuch", "is called 'nosuch'" },
		{ "./nosuch", "./nosuch: no mount of a namespace" },
		{ "'x:[y]'", "'x:[y]' is not a namespace" },
		{ "'ipc:[4026532304]'", "no process is in ipc:[4026532304]" },
		{ "-t uts", "-t takes one of net, pid, user and mnt" },
		{ "-t cgroup", "-t takes one of net, pid, user and mnt" },
		{ "-t net -t pid", "-t takes one of net, pid, user and mnt" },
		{ "-t pid --group user", "-t pid and --group user" },
		{ "--as 1 -p 1", "--as" },
		{ "--as 1 1", "--as" },
		{ "--as 1 -t pid", "--as" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		int status;
		char *out = runf(&status, "tree %s -f '%s'", bad[i][0], fixture("kept"));

		if (status != 1 || !strstr(out, bad[i][1]))
			fail_msg("%s: exit %d: %s", bad[i][0], status, out);
		free(out);
	}
}

/* Parents in a circle, and a chain as long as a file likes. */
static void test_circles(void **state)
{
	char dir[] = "/tmp/nsview-ask-XXXXXX";
	int status;
	char *out;

	(void)state;
	assert_non_null(mkdtemp(dir));
	sh("d=%s; for t in info devs addrs ports cgroups; do cp '%s'/$t $d || exit 1; done; cd $d && "
	   "{ printf 'nsview 1 tasks\\npid\\ttgid\\tns_pid\\tcomm\\n1\\t1\\t36\\tinit\\n' && "
	   "printf '10\\t10\\t501\\tx\\n11\\t11\\t502\\tx\\n12\\t12\\t60000\\tx\\n'; } >tasks && "
	   "{ printf 'nsview 1 namespaces\\ntype\\tinum\\tparent\\npid\\t36\\t-\\n' && "
	   "printf 'pid\\t501\\t502\\npid\\t502\\t503\\npid\\t503\\t501\\n' && "
	   "seq 1000 60000 | awk '{ print \"pid\\t\" $1 \"\\t\" ($1 == 1000 ? 36 : $1 - 1) }'; } "
	   ">namespaces",
	   dir, fixture("kept"));
	out = runf(&status, "tree --group pid -r -n -o pid -Q 'PID > 0' 'pid:[503]' -f %s | sort",
		   dir);
	assert_string_equal(out, "10\n11\n");
	free(out);
	out = runf(&status, "tree -r -n -o pid -Q 'PID > 0' 'pid:[1000]' -f %s", dir);
	assert_string_equal(out, "12\n");
	free(out);
	sh("rm -r %s", dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_asked),	   cmocka_unit_test(test_headings),
		cmocka_unit_test(test_not_folded), cmocka_unit_test(test_errors),
		cmocka_unit_test(test_circles),
	};

	return cmocka_run_group_tests_name("tree of what is asked for", tests, NULL, NULL);
}
