/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Every view in every form against what was once read and found right, in
 * tests/fixtures/expected. After a change that is meant, run with
 * NSVIEW_UPDATE=1 and read the difference. The fixture host is made by hand,
 * odd is what no host should be, and guest was taken from one by
 * tests/fixtures/capture.
 */
#include "common.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct golden {
	const char *file;
	const char *env;
	const char *args;
};

static const struct golden goldens[] = {
	{ "tree.txt", "COLUMNS=100 LC_ALL=C.UTF-8", "tree -f @/host" },
	{ "tree-60.txt", "COLUMNS=60 LC_ALL=C.UTF-8", "tree -f @/host" },
	{ "tree-ascii.txt", "COLUMNS=100 LC_ALL=C", "tree -f @/host" },
	{ "tree-color.txt", "COLUMNS=100 LC_ALL=C.UTF-8", "tree --color=always -f @/host" },
	{ "tree-whole.txt", "COLUMNS=100 LC_ALL=C.UTF-8", "tree -u -f @/host" },
	{ "tree.json", "LC_ALL=C.UTF-8", "tree -J -f @/host" },
	{ "tree.raw", "LC_ALL=C.UTF-8", "tree -r -f @/host" },
	{ "ns.txt", "COLUMNS=100 LC_ALL=C.UTF-8", "ns -f @/host" },
	{ "ns.json", "LC_ALL=C.UTF-8", "ns -J -f @/host" },
	{ "ns.raw", "LC_ALL=C.UTF-8", "ns -r -f @/host" },
	{ "ns-net.txt", "COLUMNS=100 LC_ALL=C.UTF-8", "ns -t net -o +DEVICES -f @/host" },
	{ "ps.txt", "COLUMNS=100 LC_ALL=C.UTF-8", "ps -f @/host" },
	{ "ps-wide.txt", "LC_ALL=C.UTF-8", "ps -f @/host" },
	{ "ps.json", "LC_ALL=C.UTF-8", "ps -J -f @/host" },
	{ "ps-pid.txt", "COLUMNS=100 LC_ALL=C.UTF-8", "ps 2201 2400 -f @/host" },
	{ "bridge.txt", "COLUMNS=100 LC_ALL=C.UTF-8", "bridge -f @/host" },
	{ "bridge.json", "LC_ALL=C.UTF-8", "bridge -J -f @/host" },
	{ "bridge.raw", "LC_ALL=C.UTF-8", "bridge -r -f @/host" },
	{ "odd-tree.txt", "COLUMNS=100 LC_ALL=C.UTF-8", "tree -f @/odd" },
	{ "odd-tree.json", "LC_ALL=C.UTF-8", "tree -J -f @/odd" },
	{ "odd-ps.raw", "LC_ALL=C.UTF-8", "ps -r -f @/odd" },
	{ "odd-ps.txt", "COLUMNS=100 LC_ALL=C", "ps -f @/odd" },
	{ "odd-ns.json", "LC_ALL=C.UTF-8", "ns -J -f @/odd" },
	{ "odd-bridge.txt", "COLUMNS=100 LC_ALL=C.UTF-8", "bridge -f @/odd" },
	{ "guest-tree.txt", "COLUMNS=100 LC_ALL=C.UTF-8", "tree -f @/guest" },
	{ "guest-bridge.txt", "COLUMNS=100 LC_ALL=C.UTF-8", "bridge -f @/guest" },
	{ "guest-ns.txt", "COLUMNS=100 LC_ALL=C.UTF-8", "ns -f @/guest" },
	{ "guest-ps-pid.txt", "COLUMNS=100 LC_ALL=C.UTF-8", "ps 188 -f @/guest" },
};

static void put_env(const char *env)
{
	char copy[128], *at = copy, *word;

	unsetenv("COLUMNS");
	unsetenv("NO_COLOR");
	snprintf(copy, sizeof(copy), "%s", env);
	while ((word = strsep(&at, " "))) {
		char *value = strchr(word, '=');

		*value++ = '\0';
		setenv(word, value, 1);
	}
}

static char *produce(const struct golden *g)
{
	int status;
	char *out;

	put_env(g->env);
	out = run(&status, g->args);
	if (status)
		fail_msg("%s: exit %d: %s", g->file, status, out);
	return out;
}

static void test_golden(void **state)
{
	const struct golden *g = *state;
	char name[128];
	char *out = produce(g);
	char *expected;

	snprintf(name, sizeof(name), "expected/%s", g->file);
	if (getenv("NSVIEW_UPDATE")) {
		FILE *f = fopen(fixture(name), "we");

		assert_non_null(f);
		fputs(out, f);
		fclose(f);
		free(out);
		return;
	}
	expected = slurp(fixture(name), NULL);
	assert_string_equal(out, expected);
	free(expected);
	free(out);
}

int main(void)
{
	struct CMUnitTest tests[sizeof(goldens) / sizeof(goldens[0])];
	size_t i;

	for (i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)
		tests[i] = (struct CMUnitTest){
			.name = goldens[i].file,
			.test_func = test_golden,
			.initial_state = (void *)&goldens[i],
		};
	return cmocka_run_group_tests_name("views", tests, NULL, NULL);
}
