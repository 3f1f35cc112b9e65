/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Comparing two hosts of which one could not be read wholly, or without the module: what it
 * lacks is not told as new or gone.
 */
#include "common.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is in b alone, and whether that is for it could not be read in a. */
#define MOUNT                                                  \
	"if ($c(\"id\") == 90) { print; $c(\"id\") = \"91\"; " \
	"$c(\"point\") = \"/red\"; $c(\"root\") = \"net:[4026532999]\" }"
#define PIN "if ($c(\"fd\") == 3) { print; $c(\"fd\") = \"77\" }"
#define CGROUP                                                                       \
	"if ($c(\"path\") == \"/box-not-below\") { print; $c(\"path\") = \"/new\"; " \
	"$c(\"id\") = \"9999\" }"
#define TASK "if ($c(\"pid\") == 640) { print; $c(\"pid\") = $c(\"tgid\") = \"641\" }"

/* One more mount in a mount namespace that is known. */
#define IN_MNT(inum) \
	"if ($c(\"id\") == 90) { print; $c(\"id\") = \"91\"; $c(\"ns_mnt\") = " inum " }"
#define TAP "if ($c(\"pid\") == 600) { print; $c(\"fd\") = \"77\" }"
#define ROOT "if ($c(\"pid\") == 2201) { print; $c(\"pid\") = 640 }"
#define NAT "if ($c(\"tests\") == \"oif=ppp*\") { print; $c(\"tests\") = \"oif=x\" }"

static const struct {
	const char *fixture, *table, *edit;
	const char *missed, *note; /* a table, and what of it */
	const char *rows; /* KIND,NAME */
} unread[] = {
	{ "held", "mounts", MOUNT, "tasks", "that",
	  "namespace net:[4026532999]\nmount /red\\x20nsfs\\x20in\\x20mnt:[4026531841]\n" },
	{ "held", "mounts", MOUNT, "taps", "that",
	  "namespace net:[4026532999]\nmount /red\\x20nsfs\\x20in\\x20mnt:[4026531841]\n" },
	{ "held", "mounts", MOUNT, "mounts", "that", "" },
	{ "kept", "pins", PIN, "mounts", "that",
	  "pin fd\\x2077\\x20of\\x20600\\x20holder\\x1b[31m\\x20keeps\\x20net:[4026532300]\n" },
	{ "kept", "pins", PIN, "pins", "that", "" },
	{ "cgroups", "cgroups", CGROUP, "limits", "that", "cgroup /new\n" },
	{ "cgroups", "cgroups", CGROUP, "cgroups", "that", "" },
	{ "cgroups", "cgroups", CGROUP, "folders", "that", "" },
	{ "host", "tasks", TASK, "creds", "that", "process 641\\x20bash\n" },
	/* Where it is said of what, the others are compared. */
	{ "held", "mounts", MOUNT, "mounts", "mounts of mnt:[4026531841]: why", "" },
	{ "held", "mounts", MOUNT, "mounts", "mounts of mnt:[4026532350]: why",
	  "mount /red\\x20nsfs\\x20in\\x20mnt:[4026531841]\n" },
	{ "held", "mounts", IN_MNT("\"4026532350\""), "mounts", "mounts of mnt:[4026532350]: why",
	  "" },
	{ "held", "mounts", IN_MNT("\"4026532350\""), "mounts", "mounts of mnt:[4026531841]: why",
	  "mount /run/netns/blue\\x20nsfs\\x20in\\x20mnt:[4026532350]\n" },
	/* But not what nobody knew of, and not if it is not said clearly. */
	{ "held", "mounts", IN_MNT("\"4026532351\""), "mounts", "mounts of mnt:[4026532350]: why",
	  "" },
	{ "held", "mounts", MOUNT, "mounts", "mounts of mnt:[4026532350]", "" },
	{ "held", "mounts", MOUNT, "mounts", "mounts of mnt:[4026532350 ]: why", "" },
	{ "held", "mounts", MOUNT, "mounts", "mnt:[4026532350]: why", "" },
	{ "held", "mounts", MOUNT, "mounts",
	  "mounts of mnt:[4026532350]: why\nmissed\tmounts\tothers: why", "" },
	{ "kept", "taps", TAP, "taps", "descriptors of process 600: why", "" },
	{ "kept", "taps", TAP, "taps", "descriptor 9 of thread 600 of process 601: why",
	  "tap tap0\\x20by\\x20descriptor\\x2077\\x20of\\x20600\n" },
	{ "host", "roots", ROOT, "roots", "root of process 640: why", "" },
	{ "host", "roots", ROOT, "roots", "root of process 2201: why",
	  "process 640\\x20bash\nprocess 640\\x20bash\n"
	  "process 640\\x20bash\nprocess 640\\x20bash\n" },
	{ "path", "nats", NAT, "nats", "NAT by nftables in net:[4026531840]: why", "" },
	{ "path", "nats", NAT, "nats", "NAT in net:[4026532311]: why",
	  "nat net:[4026531840]\\x20ip\\x20postrouting\\x20post:\\x20masquerade\\x20if\\x20oif=x\n" },
};

static void check_unread(size_t i, const char *before, const char *after)
{
	char words[128];
	int status;
	char *out;

	out = runf(&status, "diff -rno KIND,NAME %s/%s %s/%s 2>/dev/null", scratch, before, scratch,
		   after);
	if (strcmp(out, unread[i].rows) || status != (*unread[i].rows ? 3 : 0))
		fail_msg("%s/%s, missed %s, %s: exit %d:\n%s\nwanted\n%s", unread[i].fixture,
			 unread[i].table, unread[i].missed, unread[i].note, status, out,
			 unread[i].rows);
	free(out);
	out = runf(&status, "diff -J %s/%s %s/%s", scratch, before, scratch, after);
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
	for (i = 0; i < ARRAY_SIZE(unread); i++) {
		edit_fixture(unread[i].fixture, unread[i].table, unread[i].edit);
		copy_fixture("a", unread[i].fixture);
		put_snapshot("a", "format\t1\t-\nmissed\t%s\t%s\n", unread[i].missed,
			     unread[i].note);
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
	for (i = 0; i < ARRAY_SIZE(without) * ARRAY_SIZE(sources); i++) {
		size_t n = i / ARRAY_SIZE(sources);
		int status;
		char *out;

		edit_fixture(without[n].fixture, without[n].table, without[n].edit);
		copy_fixture("a", without[n].fixture);
		put_snapshot("a", "format\t1\t-\nsource\tproc\t-\n");
		put_snapshot("b", "format\t1\t-\nsource\t%s\t-\n",
			     sources[i % ARRAY_SIZE(sources)]);
		out = runf(&status, "diff -rn %s/a %s/b 2>/dev/null", scratch, scratch);
		if (strcmp(out, without[n].rows) || status != (*without[n].rows ? 3 : 0))
			fail_msg("%s: exit %d:\n%s\nwanted\n%s", without[n].edit, status, out,
				 without[n].rows);
		free(out);
		out = runf(&status, "diff -J %s/a %s/b", scratch, scratch);
		assert_non_null(strstr(out, without[n].says));
		free(out);
	}
}

/* As /proc and rtnetlink would have it: @copy of a fixture, without what only the module knows. */
static void without_module(const char *fixture_name, const char *copy)
{
	sh("rm -rf %s/%s && cp -r %s %s/%s && cd %s/%s && rm -f namespaces pins hooks && "
	   "printf 'devs\\tpart\\t-\\n' >>info",
	   scratch, copy, fixture(fixture_name), scratch, copy, scratch, copy);
	edit_table(copy, "devs",
		   "$c(\"rx_handler\") = \"-\"; if (c(\"uppers\")) $c(\"uppers\") = \"-\"");
}

static void says(const char *command, int want, const char *words, const char *not_words)
{
	int status;
	char *out = runf(&status, "%s -f %s/a", command, scratch);

	if (status != want || !strstr(out, words) || (not_words && strstr(out, not_words)))
		fail_msg("%s: exit %d:\n%s", command, status, out);
	free(out);
}

/* What is not seen is not said to be absent. */
static void test_claims(void **state)
{
	(void)state;
	without_module("held", "a");
	says("why port", 0, "its master; whether by an rx_handler can not be seen",
	     "no rx_handler on");
	says("why port", 0, "no rx_handler can be seen", "no rx_handler,");
	says("why eth0", 0, "macvlan in net:[4026532300]", "without an rx_handler");
	says("why -rQ 'ACTION == \"add macvlan\"' -o VERDICT port", 0, "unknown", NULL);
	says("why net:[4026532300]", 2, "only the module knows what keeps a namespace", NULL);
	says("path port", 1, "no table 'hooks'", NULL);
	without_module("odd", "a");
	says("tree", 0, "veth", "not in sight");
}

/* A net namespace that nothing leads into any more may be there all the same. */
static void test_out_of_sight(void **state)
{
	static const char *const gone =
		"went device net:[4026532700]/lo\nwent device net:[4026532700]/dummy0\n";
	int status;
	char *out;

	(void)state;
	without_module("host", "a");
	without_module("host", "b");
	edit_table("b", "devs", "if ($c(\"netns\") == 4026532700) next");
	out = runf(&status, "diff -rn %s/a %s/b -o WHAT,KIND,NAME 2>/dev/null", scratch, scratch);
	assert_string_equal(out, "");
	free(out);
	/* With the module that would be so. */
	sh("cd %s && sed -i /^devs/d b/info", scratch);
	out = runf(&status, "diff -rn %s/a %s/b -o WHAT,KIND,NAME 2>/dev/null", scratch, scratch);
	assert_string_equal(out, gone);
	free(out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_unread),
		cmocka_unit_test(test_without),
		cmocka_unit_test(test_claims),
		cmocka_unit_test(test_out_of_sight),
	};

	return cmocka_run_group_tests_name("unread", tests, make_scratch, remove_scratch);
}
