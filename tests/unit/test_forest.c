/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Lists as trees: ns, ps and dev with --tree; and trees as lists. Who is above whom is told by
 * the tables, with awk(1).
 */
#include "common.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "render/out.h"
#include "view/forest.h"

#define NONE FOREST_NONE

/* The numbers in the order of the walk. */
static void check_walk(const size_t *above, size_t n, const char *expected)
{
	_cleanup_text_ struct text t = { 0 };
	struct forest f;
	size_t at;

	assert_int_equal(forest_make(&f, above, n), 0);
	for (at = f.top; at != FOREST_NONE; at = forest_next(&f, at))
		text_printf(&t, "%zu ", at);
	assert_string_equal(text_str(&t), expected);
	forest_free(&f);
}

#define CHECK_WALK(expected, ...)                                               \
	do {                                                                    \
		const size_t above_[] = { __VA_ARGS__ };                        \
		check_walk(above_, sizeof(above_) / sizeof(*above_), expected); \
	} while (0)

static void test_walk(void **state)
{
	(void)state;
	check_walk(NULL, 0, "");
	CHECK_WALK("0 ", NONE);
	CHECK_WALK("0 1 2 ", NONE, NONE, NONE);
	CHECK_WALK("3 2 1 0 ", 1, 2, 3, NONE);
	CHECK_WALK("0 1 4 2 3 5 ", NONE, 0, 0, NONE, 1, 3);
	/* circles: who is met first of one is at the top, and what hangs on it below */
	CHECK_WALK("0 ", 0);
	CHECK_WALK("0 1 2 ", 2, 0, 1);
	CHECK_WALK("2 0 3 1 ", 2, 2, 1, 0);
	CHECK_WALK("0 1 2 3 4 ", 1, 0, 3, 2, 3);
}

/* As many as there are pids, one below the other: no stack is deep enough to recurse. */
static void test_chain(void **state)
{
	enum { LONG = 4 << 20 };
	size_t *above = malloc(LONG * sizeof(*above));
	struct forest f;
	size_t i, at, n = 0;

	(void)state;
	assert_non_null(above);
	for (i = 0; i < LONG; i++)
		above[i] = i + 1 < LONG ? i + 1 : NONE;
	assert_int_equal(forest_make(&f, above, LONG), 0);
	for (at = f.top; at != FOREST_NONE; at = forest_next(&f, at))
		assert_int_equal(at, LONG - ++n);
	assert_int_equal(n, LONG);
	forest_free(&f);
	free(above);
}

/* A filter of jq(1): a line for each row, its parent's @key and its own. */
#define EDGES(array, key)                                          \
	"| jq -r 'def walk($up): .[] | \"\\($up) \\(." key ")\", " \
	"(." key " as $me | .children | walk($me)); ." array " | walk(0)' | sort"

/* Columns of a table by their names: c("COLUMN"), of the row; and whose row is n. */
#define AWK(table, program)                                               \
	"awk -F '\\t' 'NR == 2 { for (i = 1; i <= NF; i++) at[$i] = i } " \
	"function c(name) { return $at[name] } NR > 2 { n++ } " program " ' " table " | sort"

static void check_edges(const char *args, const char *edges, const char *truth)
{
	_cleanup_text_ struct text command = { 0 }, expected = { 0 };
	char *got, *wanted;
	int status;

	text_printf(&command, "%s %s %s", nsview(), args, edges);
	got = output_of(&status, text_str(&command));
	assert_int_equal(status, 0);
	text_puts(&expected, truth);
	wanted = output_of(&status, text_str(&expected));
	assert_int_equal(status, 0);
	assert_true(strlen(wanted) > 20);
	assert_string_equal(got, wanted);
	free(got);
	free(wanted);
}

/* A user namespace's owner is its parent. */
static void test_owners(void **state)
{
	char args[256], truth[1024];

	(void)state;
	snprintf(args, sizeof(args), "ns -T -J -f %s", fixture("host"));
	snprintf(truth, sizeof(truth),
		 AWK("%s/namespaces", "NR > 2 { up = c(\"type\") == \"user\" ? c(\"parent\") : "
				      "c(\"owner\"); print (up == \"-\" ? 0 : up), c(\"inum\") }"),
		 fixture("host"));
	check_edges(args, EDGES("namespaces", "ns"), truth);
}

/* Of pid and user namespaces; the others have none. */
static void test_parents(void **state)
{
	char args[256], truth[1024];

	(void)state;
	snprintf(args, sizeof(args), "ns --tree=parent -J -f %s", fixture("host"));
	snprintf(truth, sizeof(truth),
		 AWK("%s/namespaces", "NR > 2 { up = c(\"parent\"); "
				      "print (up == \"-\" ? 0 : up), c(\"inum\") }"),
		 fixture("host"));
	check_edges(args, EDGES("namespaces", "ns"), truth);
}

/* Threads are below their process. */
static void test_processes(void **state)
{
	char args[256], truth[1024];

	(void)state;
	snprintf(args, sizeof(args), "ps -T -J -f %s", fixture("host"));
	snprintf(truth, sizeof(truth),
		 AWK("%s/tasks", "NR > 2 { print (c(\"pid\") != c(\"tgid\") ? c(\"tgid\") : "
				 "c(\"ppid\")), c(\"pid\") }"),
		 fixture("host"));
	check_edges(args, EDGES("processes", "pid"), truth);
}

static const struct command_line lines[] = {
	/* whose process made whose; a thread's is below its process's */
	{ "ns -Tprocess -t net -no NS -f @/host", 0,
	  "4026531840\n"
	  "\342\224\234\342\224\2004026532311\n"
	  "\342\224\234\342\224\2004026532411\n"
	  "\342\224\202 \342\224\224\342\224\2004026532480\n"
	  "\342\224\224\342\224\2004026532511\n"
	  "4026532700\n" },
	/* what is not among them is passed over */
	{ "ns -T -t net -no NS -f @/host", 0,
	  "4026531840\n4026532311\n4026532411\n4026532480\n4026532511\n4026532700\n" },
	{ "ns -T 2201 -t pid -t user -no NS -Q 'NS != 4026532405' -f @/host", 0, "4026532409\n" },
	{ "ns -T -p 2201 -t pid -t user -no NS -f @/host", 0,
	  "4026532405\n\342\224\224\342\224\2004026532409\n" },
	{ "ns -T --sort -PID -t user -t pid -no PID,NS -f @/host", 0,
	  "   1 4026531837\n"
	  "2301 \342\224\234\342\224\2004026532509\n"
	  "2201 \342\224\234\342\224\2004026532405\n"
	  "2201 \342\224\202 \342\224\224\342\224\2004026532409\n"
	  "2101 \342\224\234\342\224\2004026532309\n"
	  "   1 \342\224\234\342\224\2004026531836\n"
	  "   - \342\224\224\342\224\2004026532600\n" },
	{ "ns -T -p 99999 -f @/host", 1, "nsview ns: no process 99999\n" },
	/* with PIDs what is below them; one below another is there once */
	{ "ps -T 640 2301 610 -no PID,COMMAND -f @/host", 0,
	  " 610 sshd\n"
	  " 640 \342\224\224\342\224\200bash\n"
	  "2400   \342\224\224\342\224\200unshare\n"
	  "2301 sh\n" },
	{ "ps -T 99999 -f @/host", 1, "nsview ps: no process 99999\n" },
	{ "ps -T 640 -rno PID -f @/host", 0, "640\n2400\n" },
	/* ports below masters, what is stacked below that, also from another namespace */
	{ "dev -T -no NAME,IFINDEX -Q 'NAME != lo && IFINDEX < 12' -f @/path", 0,
	  "eth0               2\n"
	  "\342\224\224\342\224\200mv0              5\n"
	  "br0                4\n"
	  "\342\224\234\342\224\200veth-web         6\n"
	  "\342\224\234\342\224\200veth-db          8\n"
	  "\342\224\224\342\224\200bond0            9\n"
	  "  \342\224\234\342\224\200eth1           3\n"
	  "  \342\224\234\342\224\200eth2          10\n"
	  "  \342\224\224\342\224\200bond0.30      11\n"
	  "eth0               2\n"
	  "eth0               2\n" },
	{ "dev -T bond0.30 br0 -no NAME -f @/path", 0, "br0\n\342\224\224\342\224\200bond0.30\n" },
	{ "dev -T nosuch -f @/path", 1,
	  "nsview dev: no device, net namespace or environment is called 'nosuch'\n" },
	/* trees as lists: sorted as one */
	{ "bridge -l --sort -NAME -rno NAME -f @/host", 0,
	  "veth-web\nveth-job\nveth-db\neth1\nbr0\n" },
	{ "bridge -l --sort -NAME -no NAME -f @/host", 0,
	  "veth-web\nveth-job\nveth-db\neth1\nbr0\n" },
	{ "bridge -T --sort -NAME -no NAME -f @/host", 0,
	  "br0\n\342\224\234\342\224\200veth-web\n\342\224\234\342\224\200veth-job\n"
	  "\342\224\234\342\224\200veth-db\n"
	  "\342\224\224\342\224\200eth1\n" },
	{ "bridge -l -J -f @/host | jq -c '[.bridges[] | .name, .children]'", 0,
	  "[\"br0\",[],\"eth1\",[],\"veth-web\",[],\"veth-db\",[],\"veth-job\",[]]\n" },
	{ "ns -l -t pid -no NS -f @/host", 0,
	  "4026531836\n4026532309\n4026532409\n4026532509\n4026532600\n" },
	{ "ns -t pid -J -f @/host | jq -c '[.namespaces[] | has(\"children\")] | unique'", 0,
	  "[false]\n" },
	/* what can not be */
	{ "ns -T -l", 1, "nsview ns: -T and -l can not be had together\n" },
	{ "cgroup -lT", 1, "nsview cgroup: -T and -l can not be had together\n" },
	{ "ns -T=process", 1, "--tree takes owner, parent or process, not '=process'\n" },
	{ "ps --tree=owner", 1, "nsview ps: --tree takes no argument, such as 'owner'\n" },
	{ "ns --tree=nonsense", 1, "--tree takes owner, parent or process, not 'nonsense'\n" },
	{ "tree -T", 1, "nsview tree: -T is not an option of tree\n" },
	{ "check -l", 1, "nsview check: -l is not an option of check\n" },
};

/* What is printed is that and no more; of an error what it says is somewhere. */
static void check_lines(const struct command_line *checked, size_t n)
{
	size_t i;

	setenv("LC_ALL", "C.UTF-8", 1);
	check_command_lines(checked, n);
	for (i = 0; i < n; i++) {
		_cleanup_free_ char *out = NULL;
		int status;

		if (checked[i].status)
			continue;
		out = run(&status, checked[i].args);
		assert_string_equal(out, checked[i].says);
	}
}

static void test_lines(void **state)
{
	(void)state;
	check_lines(lines, sizeof(lines) / sizeof(*lines));
}

/* Each of its lines is there once, whatever a saved file says of who is above whom. */
static void check_count(const char *args, const char *table)
{
	_cleanup_text_ struct text command = { 0 };
	char *out, *rows;
	int status;

	text_printf(&command, "%s %s -f %s/b | sort -u | wc -l", nsview(), args, scratch);
	out = output_of(&status, text_str(&command));
	text_reset(&command);
	text_printf(&command, "tail -n +3 %s/b/%s | wc -l", scratch, table);
	rows = output_of(&status, text_str(&command));
	if (strcmp(out, rows))
		fail_msg("%s: %s lines of %s", args, out, rows);
	free(out);
	free(rows);
}

static void test_circles(void **state)
{
	(void)state;
	edit_fixture("host", "namespaces", "$c(\"parent\") = $c(\"inum\")");
	check_count("ns -T -rno NS,TYPE", "namespaces");
	check_count("ns -Tparent -rno NS,TYPE", "namespaces");
	edit_fixture(
		"host", "namespaces",
		"$c(\"owner\") = \"4026532405\"; if ($c(\"type\") == \"user\") $c(\"parent\") = "
		"$c(\"inum\") == \"4026532405\" ? \"4026531837\" : \"4026532405\"");
	check_count("ns -T -rno NS,TYPE", "namespaces");
	edit_fixture("host", "tasks",
		     "$c(\"ppid\") = $c(\"pid\") == 1 ? 2101 : $c(\"pid\") == 2101 ? 2120 : "
		     "$c(\"pid\") == 2120 ? 2101 : 1");
	check_count("ns -Tprocess -rno NS,TYPE", "namespaces");
	check_count("ps -T -rno PID", "tasks");
	edit_fixture("path", "devs", "$c(\"master\") = $c(\"ifindex\")");
	check_count("dev -T -rno NETNS,IFINDEX", "devs");
	edit_fixture("path", "devs",
		     "$c(\"kind\") = \"vlan\"; $c(\"master\") = \"-\"; $c(\"link_netns\") = "
		     "\"4026531840\"; $c(\"link\") = $c(\"ifindex\") == 2 ? 4 : 2");
	check_count("dev -T -rno NETNS,IFINDEX", "devs");
}

/* All that there are, and none twice. */
static void test_all_columns(void **state)
{
	static const struct command_line all[] = {
		{ "ns -o ALL -rf @/host 2>/dev/null | head -n 1 | tr ' ' '\\n' | sort | uniq -d", 0,
		  "" },
		{ "ns -o all,NS -nrf @/host 2>/dev/null | head -n 1 | wc -w", 0, "24\n" },
		{ "ns --output-all -rf @/host 2>/dev/null | head -n 1 | cut -d ' ' -f 1,2,8", 0,
		  "NS TYPE PARENT\n" },
		{ "ns -o +ALL -rf @/host 2>/dev/null | head -n 1 | cut -d ' ' -f 1,2,8", 0,
		  "NS TYPE REFS\n" },
		{ "ns -o PID,ALL -rf @/host 2>/dev/null | head -n 1 | cut -d ' ' -f 1-3", 0,
		  "PID NS TYPE\n" },
		{ "ns -o ALLX -f @/host", 1, "nsview ns: 'ALLX' is not a column" },
		{ "ns -o AL -f @/host", 1, "nsview ns: 'AL' is not a column" },
		{ "ns -o ALL -t net -rf @/kept 2>/dev/null | grep -c /run/netns/blue", 0, "1\n" },
	};
	char *usual, *chosen;
	int status;

	(void)state;
	check_lines(all, sizeof(all) / sizeof(*all));
	usual = run(&status, "bridge -J -f @/host");
	chosen = run(&status, "bridge -J -o ALL -f @/host");
	assert_string_equal(usual, chosen);
	free(usual);
	free(chosen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_walk),
		cmocka_unit_test(test_chain),
		cmocka_unit_test(test_owners),
		cmocka_unit_test(test_parents),
		cmocka_unit_test(test_processes),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_all_columns),
		cmocka_unit_test_setup_teardown(test_circles, make_scratch, remove_scratch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
