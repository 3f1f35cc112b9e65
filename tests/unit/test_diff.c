/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Comparing two hosts: what is done to a copy of a fixture's tables is what is said,
 * object for object and value for value.
 */
#include "common.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *fixture;
	const char *table;
	const char *edit; /* of awk, for each row */
	const char *says; /* raw lines, without the first */
} edits[] = {
	/* Processes are pid and start. */
	{ "host", "tasks", "if ($c(\"pid\") == 2120) next", "went process 2120\\x20nginx - - -\n" },
	{ "host", "tasks", "if ($c(\"pid\") == 2120) $c(\"start\") = \"77\"",
	  "went process 2120\\x20nginx - - -\nappeared process 2120\\x20nginx - - -\n" },
	{ "host", "tasks", "if ($c(\"pid\") == 2120) $c(\"comm\") = \"sh\"",
	  "changed process 2120\\x20sh comm nginx sh\n" },
	{ "host", "tasks", "if ($c(\"pid\") == 2120) $c(\"ns_net\") = \"4026531840\"",
	  "changed process 2120\\x20nginx ns_net 4026532311 4026531840\n" },
	{ "host", "tasks", "if ($c(\"pid\") == 2120) $c(\"ns_net\") = \"-\"",
	  "changed process 2120\\x20nginx ns_net 4026532311 -\n" },
	{ "host", "tasks", "if ($c(\"pid\") == 2203) next",
	  "went thread 2201/2203\\x20pg-replica - - -\n" },
	{ "host", "creds", "if ($c(\"pid\") == 640) $c(\"effective\") = \"21\"",
	  "changed process 640\\x20bash creds.effective 0 21\n" },
	{ "host", "creds", "if ($c(\"pid\") == 640) next",
	  "changed process 640\\x20bash creds.uid 1000 -\n"
	  "changed process 640\\x20bash creds.suid 1000 -\n"
	  "changed process 640\\x20bash creds.gid 1000 -\n"
	  "changed process 640\\x20bash creds.effective 0 -\n"
	  "changed process 640\\x20bash creds.permitted 0 -\n"
	  "changed process 640\\x20bash creds.inheritable 0 -\n"
	  "changed process 640\\x20bash creds.bounding 2199023255551 -\n"
	  "changed process 640\\x20bash creds.ambient 0 -\n"
	  "changed process 640\\x20bash creds.no_new_privs 0 -\n"
	  "changed process 640\\x20bash creds.seccomp 0 -\n" },
	/* What always moves is none, and nor are threads of the kernel. */
	{ "host", "tasks", "$c(\"state\") = \"R\"; $c(\"nsproxy_count\") = \"999\"", "" },
	{ "host", "tasks", "if ($c(\"kthread\") == 1) next", "" },
	{ "host", "devs", "$c(\"rx_bytes\") = \"99999999\"", "" },
	/* Namespaces are their ids, and where there are none what never changes of them. */
	{ "host", "namespaces",
	  "if ($c(\"inum\") == 4026532408) { print; $c(\"inum\") = \"4026999999\" }",
	  "appeared namespace ipc:[4026999999] - - -\n" },
	{ "host", "namespaces", "if ($c(\"inum\") == 4026532408) $c(\"owner\") = \"4026531837\"",
	  "went namespace ipc:[4026532408] - - -\nappeared namespace ipc:[4026532408] - - -\n" },
	{ "host", "namespaces", "if ($c(\"inum\") == 4026532408) $c(\"owner\") = \"-\"", "" },
	{ "host", "namespaces", "if ($c(\"inum\") == 4026532307) $c(\"hostname\") = \"www\"",
	  "changed namespace uts:[4026532307] hostname web www\n" },
	/* Devices are where they are, and their ifindex: a name may change. */
	{ "host", "devs", "if ($c(\"name\") == \"br0\") $c(\"name\") = \"br\\\\x0a1\"",
	  "changed device br\\x0a1 name br0 br\\x0a1\n" },
	{ "host", "devs", "if ($c(\"name\") == \"br0\") $c(\"kind\") = \"bond\"",
	  "went device br0 - - -\nappeared device br0 - - -\n" },
	{ "host", "devs", "if ($c(\"name\") == \"eth1\") $c(\"master\") = \"-\"",
	  "changed device eth1 master 4 -\n" },
	{ "host", "ports", "if ($c(\"ifindex\") == 8) $c(\"state\") = \"forwarding\"",
	  "changed port veth-db\\x20on\\x20br0 state blocking forwarding\n" },
	{ "host", "addrs", "if ($c(\"address\") == \"10.7.0.1\") $c(\"prefix\") = \"8\"",
	  "appeared address 10.7.0.1/8\\x20on\\x20br0 - - -\n"
	  "went address 10.7.0.1/24\\x20on\\x20br0 - - -\n" },
	/* Cgroups, and what is in their files. */
	{ "cgroups", "limits",
	  "if ($c(\"path\") == \"/box\" && $c(\"file\") == \"memory.max\") "
	  "$c(\"value\") = \"max\"",
	  "changed cgroup /box memory.max 268435456 max\n" },
	{ "cgroups", "limits",
	  "if ($c(\"path\") == \"/box\" && $c(\"file\") == \"memory.max\") next",
	  "changed cgroup /box memory.max 268435456 -\n" },
	{ "cgroups", "limits", "if ($c(\"file\") == \"memory.current\") $c(\"value\") = \"1\"",
	  "" },
	/* A file that has no name is one. */
	{ "cgroups", "limits",
	  "if ($c(\"path\") == \"/box\" && $c(\"file\") == \"memory.max\") { print; "
	  "$c(\"file\") = \"\"; $c(\"value\") = \"1\" }",
	  "changed cgroup /box \"\" - 1\n" },
	{ "cgroups", "cgroups", "if ($c(\"path\") == \"/box-not-below\") next",
	  "went cgroup /box-not-below - - -\n" },
	{ "cgroups", "cgroups", "if ($c(\"path\") == \"/box-not-below\") $c(\"id\") = \"9999\"",
	  "went cgroup /box-not-below - - -\nappeared cgroup /box-not-below - - -\n" },
	/* What keeps namespaces, mounts, hooks and forwarding entries. */
	{ "kept", "pins", "if ($c(\"kind\") == \"fd\" && $c(\"fd\") == 3) next",
	  "went pin fd\\x203\\x20of\\x20600\\x20holder\\x1b[31m\\x20keeps\\x20net:[4026532300] - - -\n" },
	{ "kept", "mounts", "if ($c(\"id\") == 26) $c(\"options\") = \"ro\"",
	  "changed mount /srv/deep\\x20ext4\\x20in\\x20mnt:[4026531841] options rw,relatime ro\n" },
	{ "kept", "hooks", "$c(\"order\") = \"9\"", "" },
};

static char *diff(int *status, const char *options, const char *a, const char *b)
{
	return runf(status, "diff %s %s %s/%s 2>/dev/null", options, a, scratch, b);
}

static void test_edits(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(edits); i++) {
		int status;
		char *out;

		edit_fixture(edits[i].fixture, edits[i].table, edits[i].edit);
		out = diff(&status, "-rn", fixture(edits[i].fixture), "b");
		if (strcmp(out, edits[i].says) || status != (*edits[i].says ? 3 : 0))
			fail_msg("%s/%s: %s: exit %d:\n%s\nwanted\n%s", edits[i].fixture,
				 edits[i].table, edits[i].edit, status, out, edits[i].says);
		free(out);
	}
}

/* Backwards it is the other way round. */
static void test_backwards(void **state)
{
	char path[128];
	char *out;
	int status;

	(void)state;
	edit_fixture("host", "tasks", "if ($c(\"pid\") == 2120) next");
	snprintf(path, sizeof(path), "%s/b", scratch);
	out = runf(&status, "diff -rn %s %s 2>/dev/null", path, fixture("host"));
	assert_int_equal(status, 3);
	assert_string_equal(out, "appeared process 2120\\x20nginx - - -\n");
	free(out);
}

/* Another net namespace with a number that was used before: all that is in it is new. */
static void test_reborn(void **state)
{
	char *out;
	int status;

	(void)state;
	edit_fixture("host", "namespaces", "if ($c(\"inum\") == 4026532700) $c(\"id\") = \"123\"");
	sh("rm -rf %s/a && cp -r %s/b %s/a && sed -i 's/\\t123\\t/\\t124\\t/' %s/b/namespaces",
	   scratch, scratch, scratch, scratch);
	out = runf(&status, "diff -rno WHAT,KIND,NETNS,INUM,IFINDEX %s/a %s/b 2>/dev/null", scratch,
		   scratch);
	assert_int_equal(status, 3);
	assert_string_equal(out, "went namespace - 4026532700 -\n"
				 "appeared namespace - 4026532700 -\n"
				 "went device 4026532700 - 1\n"
				 "appeared device 4026532700 - 1\n"
				 "went device 4026532700 - 2\n"
				 "appeared device 4026532700 - 2\n"
				 "went address 4026532700 - 2\n"
				 "appeared address 4026532700 - 2\n");
	free(out);
	/* Eyes need not be told of lo. */
	out = runf(&status, "diff -no WHAT,NAME -Q 'KIND == \"device\"' %s/a %s/b 2>/dev/null",
		   scratch, scratch);
	assert_non_null(strstr(out, "/dummy0"));
	free(out);
}

static void test_all(void **state)
{
	char *out;
	int status;

	(void)state;
	edit_fixture("host", "tasks",
		     "if ($c(\"pid\") == 2120) { $c(\"state\") = \"R\"; "
		     "$c(\"threads\") = \"4\" }; if ($c(\"pid\") == 2) next");
	out = diff(&status, "-rn --all", fixture("host"), "b");
	assert_int_equal(status, 3);
	assert_string_equal(out, "went process 2\\x20kthreadd - - -\n"
				 "changed process 2120\\x20nginx state S R\n"
				 "changed process 2120\\x20nginx threads 1 4\n");
	free(out);
	out = diff(&status, "-rn", fixture("host"), "b");
	assert_int_equal(status, 0);
	assert_string_equal(out, "");
	free(out);
}

/* For eyes a line for each object; for programs typed. */
static void test_forms(void **state)
{
	char *out;
	int status;

	(void)state;
	setenv("LC_ALL", "C.UTF-8", 1);
	edit_fixture("host", "tasks",
		     "if ($c(\"pid\") == 2120) { $c(\"comm\") = \"a\\\\x1b[1m\"; "
		     "$c(\"uid\") = \"0\"; $c(\"cgroup_id\") = \"133\" }");
	out = diff(&status, "", fixture("host"), "b");
	assert_string_equal(out, "WHAT    KIND    NAME          CHANGES\n"
				 "changed process 2120 a\\x1b[1m uid 101 → 0, cgroup_id /box/web → "
				 "/box/db, comm nginx → a\\x1b[1m\n");
	free(out);
	out = diff(&status, "-J", fixture("host"), "b");
	assert_non_null(strstr(out, "\"view\": \"diff\",\n \"source\": \"file\",\n"));
	assert_non_null(strstr(out,
			       "{\"what\": \"changed\", \"kind\": \"process\", \"name\": "
			       "\"2120 a\\u001b[1m\", \"column\": \"uid\", \"before\": \"101\", "
			       "\"after\": \"0\", \"pid\": 2120, \"start\": 9100000000, "
			       "\"netns\": null"));
	free(out);
	out = diff(&status, "-rn -p 2120 -Q 'COLUMN == \"uid\"' -o AFTER", fixture("host"), "b");
	assert_int_equal(status, 3);
	assert_string_equal(out, "0\n");
	free(out);
	out = diff(&status, "-p 2121", fixture("host"), "b");
	assert_int_equal(status, 0);
	free(out);
	out = diff(&status, "-Q 'KIND == \"device\"'", fixture("host"), "b");
	assert_int_equal(status, 0);
	free(out);
}

/* A filter finds for eyes what it finds for programs, and each of what it finds. */
static const struct {
	const char *options;
	int status;
	const char *rows; /* NAME,CHANGES for eyes */
} chosen[] = {
	{ "-Q 'PID == 2122'", 3, "2122 nginx in /box/web\n" },
	{ "-Q 'PID == 2125'", 3, "2125 nginx in /box/web\n" },
	{ "-Q 'PID == 640'", 0, "" },
	{ "-Q 'KIND == thread'", 3, "2201/2203 pg-replica\n" },
	{ "-Q 'COLUMN == uid'", 3, "2101 a uid 0 -> 7\n" },
	{ "-Q 'COLUMN != uid && PID == 2101'", 3, "2101 a comm nginx -> a\n" },
	{ "-Q 'COLUMN && KIND == process'", 3, "2101 a uid 0 -> 7, comm nginx -> a\n" },
	{ "-Q 'AFTER == \"7\"'", 3, "2101 a uid 0 -> 7\n" },
	{ "-Q 'COLUMN == gid'", 0, "" },
	{ "-p 2203", 3, "2201/2203 pg-replica\n" },
	{ "-Q 'PID == 2203 || COLUMN == uid' --sort NAME", 3,
	  "2101 a uid 0 -> 7\n2201/2203 pg-replica\n" },
};

static void test_chosen(void **state)
{
	static const char *const forms[] = { "-n", "-rn", "-J" };
	size_t i, form;

	(void)state;
	setenv("LC_ALL", "C", 1);
	edit_fixture("host", "tasks",
		     "if ($c(\"pid\") == 2101) { $c(\"uid\") = \"7\"; $c(\"comm\") = \"a\" } "
		     "if ($c(\"tgid\") > 2101 && $c(\"tgid\") < 2202) next");
	for (i = 0; i < ARRAY_SIZE(chosen); i++) {
		int status;
		char *out, options[256];

		for (form = 0; form < ARRAY_SIZE(forms); form++) {
			snprintf(options, sizeof(options), "%s %s", forms[form], chosen[i].options);
			out = diff(&status, options, fixture("host"), "b");
			if (status != chosen[i].status)
				fail_msg("%s: exit %d: %s", options, status, out);
			free(out);
		}
		snprintf(options, sizeof(options), "-no NAME,CHANGES %s", chosen[i].options);
		out = runf(&status, "diff %s %s %s/b 2>/dev/null | sed 's/  */ /g; s/ $//'",
			   options, fixture("host"), scratch);
		if (strcmp(out, chosen[i].rows))
			fail_msg("%s:\n%s\nwanted\n%s", options, out, chosen[i].rows);
		free(out);
	}
	setenv("LC_ALL", "C.UTF-8", 1);
}

/* For eyes what is alike is one line, but for two. */
static void test_folds(void **state)
{
	char *out;
	int status;

	(void)state;
	setenv("LC_ALL", "C", 1);
	edit_fixture("host", "tasks", "if ($c(\"comm\") == \"nginx\" && $c(\"pid\") != 2101) next");
	out = diff(&status, "-no NAME", fixture("host"), "b");
	assert_int_equal(status, 3);
	assert_string_equal(out, "2120 nginx x 5 more\n");
	free(out);
	out = diff(&status, "-uno NAME", fixture("host"), "b");
	assert_non_null(strstr(out, "2120 nginx\n2121 nginx\n2122 nginx\n"));
	free(out);
	edit_fixture("host", "tasks", "if ($c(\"pid\") == 2121 || $c(\"pid\") == 2122) next");
	out = diff(&status, "-no NAME", fixture("host"), "b");
	assert_string_equal(out, "2121 nginx\n2122 nginx\n");
	free(out);
	setenv("LC_ALL", "C.UTF-8", 1);
}

/* With two members `snapshot`, and the words that are said on stderr. */
static const struct {
	const char *a, *b; /* rows of them */
	const char *edit; /* of tasks */
	const char *says; /* somewhere */
	const char *rows; /* of -r */
} pairs[] = {
	{ "boot\tx\t-", "boot\ty\t-", "$c(\"start\") = \"5\"", "/a is of another boot than ", "" },
	{ "boot\tx\t-", "boot\tx\t-", "if ($c(\"pid\") == 640) next", "",
	  "went process 640\\x20bash - - -\n" },
	{ "hostname\tone\t-", "hostname\ttwo\t-", "", "/a is of host one, ", "" },
	{ "pid\t640\t-", "pid\t999999\t-", "if ($c(\"pid\") == 640) next", "", "" },
	{ "source\tproc\tno module", "source\tkernel\t-", "",
	  "without the module a pid that was used again is taken for the same process", "" },
	{ "missed\tcreds\tsomething", "missed\tcreds\tanother", "", "/a: something\n", "" },
};

static void test_pairs(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(pairs); i++) {
		int status;
		char *out;

		edit_fixture("host", "tasks", pairs[i].edit);
		copy_fixture("a", "host");
		put_snapshot("a", "format\t1\t-\n%s\n", pairs[i].a);
		put_snapshot("b", "format\t1\t-\n%s\n", pairs[i].b);
		out = runf(&status, "diff -rn %s/a %s/b 2>/dev/null", scratch, scratch);
		if (strcmp(out, pairs[i].rows))
			fail_msg("%s: '%s'", pairs[i].a, out);
		free(out);
		out = runf(&status, "diff -J %s/a %s/b", scratch, scratch);
		if (!strstr(out, pairs[i].says))
			fail_msg("%s: '%s'", pairs[i].a, out);
		assert_true(!*pairs[i].says == !strstr(out, "\"complete\": false") || i < 2 ||
			    i == 3);
		free(out);
	}
}

/* Across boots what has a name is compared by it. */
static void test_boots(void **state)
{
	char *out;
	int status;

	(void)state;
	edit_fixture("host", "devs",
		     "if ($c(\"name\") == \"eth0\") { $c(\"ifindex\") = \"22\"; "
		     "$c(\"mtu\") = \"9000\" }");
	edit_table("b", "cgroups",
		   "if ($c(\"path\") == \"/box/db\") next; $c(\"id\") = $c(\"id\") \"9\"");
	copy_fixture("a", "host");
	put_snapshot("a", "format\t1\t-\nboot\ta\t-\n");
	put_snapshot("b", "format\t1\t-\nboot\tb\t-\n");
	out = runf(&status, "diff -rn %s/a %s/b 2>/dev/null", scratch, scratch);
	assert_int_equal(status, 3);
	assert_string_equal(out, "went cgroup /box/db - - -\nchanged device eth0 mtu 1500 9000\n");
	free(out);
}

/* One address may be there several times, each with another end. */
static void test_peers(void **state)
{
	char *out;
	int status;

	(void)state;
	edit_fixture("host", "addrs",
		     "if ($c(\"address\") == \"10.7.0.1\") { $c(\"prefix\") = \"32\"; "
		     "$c(\"peer\") = \"10.7.0.2\"; print; $c(\"peer\") = \"10.7.0.3\" }");
	sh("cd %s && rm -rf a && mv b a", scratch);
	edit_fixture("host", "addrs",
		     "if ($c(\"address\") == \"10.7.0.1\") { $c(\"prefix\") = \"32\"; "
		     "$c(\"peer\") = \"10.7.0.3\" }");
	out = runf(&status, "diff -rn %s/a %s/b 2>/dev/null", scratch, scratch);
	assert_int_equal(status, 3);
	assert_string_equal(
		out, "went address 10.7.0.1/32\\x20peer\\x2010.7.0.2\\x20on\\x20br0 - - -\n");
	free(out);
}

/* Every fixture is as it is, and no other is read out of bounds. */
static void test_others(void **state)
{
	static const char *const names[] = { "host", "cgroups", "kept", "held",
					     "path", "guest",	"odd",	"differs" };
	size_t i, j;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(names); i++)
		for (j = 0; j < ARRAY_SIZE(names); j++) {
			int status;
			char a[128];
			char *out;

			snprintf(a, sizeof(a), "%s", fixture(names[i]));
			out = runf(&status, "diff -u --all %s %s 2>&1", a, fixture(names[j]));
			if (i == j ? status != 0 && !(status == 1 && !strcmp(names[i], "differs")) :
				     status < 0 || status > 3)
				fail_msg("%s %s: exit %d: %s", names[i], names[j], status, out);
			assert_null(strstr(out, "runtime error"));
			free(out);
		}
}

static const struct command_line lines[] = {
	{ "diff", 1, "diff takes one or two arguments: SNAPSHOT [SNAPSHOT]" },
	{ "diff a b c", 1, "diff takes one or two arguments" },
	{ "diff -f @/host @/host @/host", 1, "one of them is too much" },
	{ "diff @/nowhere", 1, "/nowhere: No such file or directory" },
	{ "diff @/host @/nowhere", 1, "/nowhere: No such file or directory" },
	{ "diff @/expected @/host", 1, "/expected: no tables in it" },
	{ "diff -p 99999 @/host @/host", 1, "no process 99999 before or after" },
};

static void test_lines(void **state)
{
	(void)state;
	check_command_lines(lines, ARRAY_SIZE(lines));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_edits),  cmocka_unit_test(test_backwards),
		cmocka_unit_test(test_reborn), cmocka_unit_test(test_all),
		cmocka_unit_test(test_forms),  cmocka_unit_test(test_folds),
		cmocka_unit_test(test_chosen), cmocka_unit_test(test_pairs),
		cmocka_unit_test(test_boots),  cmocka_unit_test(test_peers),
		cmocka_unit_test(test_others), cmocka_unit_test(test_lines),
	};

	return cmocka_run_group_tests_name("diff", tests, make_scratch, remove_scratch);
}
