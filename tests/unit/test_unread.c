/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Comparing two hosts of which one could not be read wholly, or without the module: what it
 * lacks is not told as new or gone.
 */
#include "common.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char dir[] = "/tmp/nsview-test-XXXXXX";

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void edit(const char *fixture_name, const char *table, const char *with)
{
	sh("rm -rf %s/b && cp -r %s %s/b", dir, fixture(fixture_name), dir);
	edit_table(dir, "b", table, with);
}

/* What is in b alone, and whether that is for it could not be read in a. */
#define MOUNT                                                  \
	"if ($c(\"id\") == 90) { print; $c(\"id\") = \"91\"; " \
	"$c(\"point\") = \"/red\"; $c(\"root\") = \"net:[4026532999]\" }"
#define PIN "if ($c(\"fd\") == 3) { print; $c(\"fd\") = \"77\" }"
#define CGROUP                                                                       \
	"if ($c(\"path\") == \"/box-not-below\") { print; $c(\"path\") = \"/new\"; " \
	"$c(\"id\") = \"9999\" }"
#define TASK "if ($c(\"pid\") == 640) { print; $c(\"pid\") = $c(\"tgid\") = \"641\" }"

static const struct {
	const char *fixture, *table, *edit;
	const char *missed; /* a table */
	const char *rows; /* KIND,NAME */
} unread[] = {
	{ "held", "mounts", MOUNT, "tasks",
	  "namespace net:[4026532999]\nmount /red\\x20nsfs\\x20in\\x20mnt:[4026531841]\n" },
	{ "held", "mounts", MOUNT, "taps",
	  "namespace net:[4026532999]\nmount /red\\x20nsfs\\x20in\\x20mnt:[4026531841]\n" },
	{ "held", "mounts", MOUNT, "mounts", "" },
	{ "kept", "pins", PIN, "mounts",
	  "pin fd\\x2077\\x20of\\x20600\\x20holder\\x1b[31m\\x20keeps\\x20net:[4026532300]\n" },
	{ "kept", "pins", PIN, "pins", "" },
	{ "cgroups", "cgroups", CGROUP, "limits", "cgroup /new\n" },
	{ "cgroups", "cgroups", CGROUP, "cgroups", "" },
	{ "cgroups", "cgroups", CGROUP, "folders", "" },
	{ "host", "tasks", TASK, "creds", "process 641\\x20bash\n" },
};

static void check_unread(size_t i, const char *before, const char *after)
{
	char words[128];
	int status;
	char *out;

	out = runf(&status, "diff -rno KIND,NAME %s/%s %s/%s 2>/dev/null", dir, before, dir, after);
	if (strcmp(out, unread[i].rows) || status != (*unread[i].rows ? 3 : 0))
		fail_msg("%s/%s, missed %s: exit %d:\n%s\nwanted\n%s", unread[i].fixture,
			 unread[i].table, unread[i].missed, status, out, unread[i].rows);
	free(out);
	out = runf(&status, "diff -J %s/%s %s/%s", dir, before, dir, after);
	snprintf(words, sizeof(words), "/a: not all could be read of %s: what it lacks",
		 unread[i].missed);
	assert_non_null(strstr(out, words));
	assert_non_null(strstr(out, "\"complete\": false"));
	free(out);
}

static void test_unread(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(unread); i++) {
		edit(unread[i].fixture, unread[i].table, unread[i].edit);
		sh("rm -rf %s/a && cp -r %s %s/a", dir, fixture(unread[i].fixture), dir);
		sh("printf 'nsview 1 snapshot\\nkey\\tvalue\\tnote\\nformat\\t1\\t-\\nmissed\\t%s\\tthat\\n' "
		   ">%s/a/snapshot",
		   unread[i].missed, dir);
		check_unread(i, "a", "b");
		check_unread(i, "b", "a");
	}
}

/* The first without the module, the other too or not. */
static const struct {
	const char *fixture, *table, *edit;
	const char *rows;
	const char *says;
} without[] = {
	/* Somebody else may see less of it. */
	{ "host", "tasks", "$c(\"ns_net\") = $c(\"ns_pid\") = \"-\"", "", "" },
	{ "host", "tasks", "if ($c(\"pid\") == 2120) $c(\"comm\") = \"sh\"",
	  "changed process 2120\\x20sh comm nginx sh\n", "" },
	/* What /proc has not is not compared; folders have the cgroups that no process is in. */
	{ "host", "tasks", "if ($c(\"pid\") == 2203) next", "", "threads are not compared" },
	{ "host", "cgroups", "if ($c(\"path\") == \"/box/db\") next", "",
	  "cgroups are not compared" },
	{ "cgroups", "cgroups", CGROUP, "appeared cgroup /new - - -\n", "" },
};

static void test_without(void **state)
{
	static const char *const sources[] = { "proc", "kernel" };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(without) * COUNT(sources); i++) {
		size_t n = i / COUNT(sources);
		int status;
		char *out;

		edit(without[n].fixture, without[n].table, without[n].edit);
		sh("rm -rf %s/a && cp -r %s %s/a", dir, fixture(without[n].fixture), dir);
		sh("cd %s && printf 'nsview 1 snapshot\\nkey\\tvalue\\tnote\\nformat\\t1\\t-\\n"
		   "source\\t%%s\\t-\\n' proc >a/snapshot && sed s/proc/%s/ a/snapshot >b/snapshot",
		   dir, sources[i % COUNT(sources)]);
		out = runf(&status, "diff -rn %s/a %s/b 2>/dev/null", dir, dir);
		if (strcmp(out, without[n].rows) || status != (*without[n].rows ? 3 : 0))
			fail_msg("%s: exit %d:\n%s\nwanted\n%s", without[n].edit, status, out,
				 without[n].rows);
		free(out);
		out = runf(&status, "diff -J %s/a %s/b", dir, dir);
		assert_non_null(strstr(out, without[n].says));
		free(out);
	}
}

static int make_dir(void **state)
{
	(void)state;
	return mkdtemp(dir) ? 0 : -1;
}

static int remove_dir(void **state)
{
	(void)state;
	sh("rm -r %s", dir);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_unread),
		cmocka_unit_test(test_without),
	};

	return cmocka_run_group_tests_name("unread", tests, make_dir, remove_dir);
}
