/* SPDX-License-Identifier: GPL-2.0 */
/*
 * nsview tree: what is odd is marked, what is alike is folded and for whom it is not, and
 * tables as large and as wrong as a file may have them.
 */
#include "common.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "text.h"

#define COLUMNS_TASKS \
	"pid tgid ppid state ns_mnt ns_net ns_pid ns_user nsproxy nsproxy_count cgroup_id root comm"

/* A folder of tables that are made here. */
struct made {
	char dir[32];
	FILE *tasks, *namespaces, *cgroups, *devs, *ports;
};

static FILE *table(const struct made *m, const char *name, const char *columns)
{
	char path[64];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", m->dir, name);
	f = fopen(path, "we");
	assert_non_null(f);
	fprintf(f, "nsview 1 %s\n", name);
	for (; *columns; columns++)
		fputc(*columns == ' ' ? '\t' : *columns, f);
	fputc('\n', f);
	return f;
}

static void make(struct made *m)
{
	strcpy(m->dir, "/tmp/nsview-tree-XXXXXX");
	assert_non_null(mkdtemp(m->dir));
	fclose(table(m, "info", "key value note"));
	fclose(table(m, "addrs", "netns ifindex family address prefix"));
	m->tasks = table(m, "tasks", COLUMNS_TASKS);
	m->namespaces = table(m, "namespaces", "type inum parent owner");
	m->cgroups = table(m, "cgroups", "hierarchy id parent path");
	m->devs =
		table(m, "devs",
		      "netns ifindex name kind flags operstate master link link_netns rx_handler");
	m->ports = table(m, "ports", "netns ifindex master kind port state");
	fprintf(m->tasks, "1\t1\t0\tS\t41\t40\t36\t37\taa\t1\t1\thost\tinit\n");
	fprintf(m->namespaces, "net\t40\t-\t37\nuser\t37\t-\t-\npid\t36\t-\t37\nmnt\t41\t-\t37\n");
	fprintf(m->cgroups, "0\t1\t-\t/\n");
}

static void made(struct made *m)
{
	fclose(m->tasks);
	fclose(m->namespaces);
	fclose(m->cgroups);
	fclose(m->devs);
	fclose(m->ports);
}

static void unmake(struct made *m)
{
	static const char *const names[] = { "info",	"addrs", "tasks", "namespaces",
					     "cgroups", "devs",	 "ports" };
	char path[64];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		snprintf(path, sizeof(path), "%s/%s", m->dir, names[i]);
		unlink(path);
	}
	rmdir(m->dir);
}

static size_t count(const char *s, const char *what)
{
	size_t n = 0;

	for (; (s = strstr(s, what)); s++)
		n++;
	return n;
}

/* The first line of @out that has @what in it. */
static char *line_with(const char *out, const char *what)
{
	const char *at = strstr(out, what), *from = at;

	if (!at)
		fail_msg("no line with '%s' in:\n%s", what, out);
	while (from > out && from[-1] != '\n')
		from--;
	return strndup(from, strcspn(from, "\n"));
}

static char *tree(const char *args)
{
	int status;
	char *out = run(&status, args);

	if (status)
		fail_msg("%s: exit %d: %s", args, status, out);
	return out;
}

/* Each has a word, the colour that says so, and a word in JSON; and only these have one. */
static const struct {
	const char *row;
	const char *words;
	const char *odd;
} odds[] = {
	{ "eth1", "IP does not hear its address", "deaf" },
	{ "eth2", "(disabled)", "port-state" },
	{ "eth2", "down, ", "port-down" },
	{ "veth006bafe", "(blocking)", "port-state" },
	{ "lost0", "its peer is not in sight", "no-peer" },
	{ "79 stowaway", "half inside: by its cgroup only", "half-inside" },
	{ "78 tcpdump", "half inside: its mnt pid are the host's", "half-inside" },
	{ "net:[4026532619]", "no process is in it", "no-process" },
};

static void test_odd(void **state)
{
	size_t i;
	char *out, *json;

	(void)state;
	unsetenv("COLUMNS");
	setenv("LC_ALL", "C.UTF-8", 1);
	out = tree("tree --color=always -f @/fold");
	for (i = 0; i < ARRAY_SIZE(odds); i++) {
		_cleanup_free_ char *line = line_with(out, odds[i].row);

		if (!strstr(line, odds[i].words) || !strstr(line, "\033[33m"))
			fail_msg("%s: '%s' or its colour is not in: %s", odds[i].row, odds[i].words,
				 line);
	}
	assert_int_equal(count(out, "\033[33m"), 7);
	free(out);
	json = tree("tree -r -n -o odd -Q 'ODD =~ \"[a-z]\"' -f @/fold | sort | uniq -c");
	/* six net namespaces that nobody is in */
	assert_string_equal(json, "      1 deaf\n      2 half-inside\n      1 no-peer\n"
				  "      6 no-process\n      1 port-state\n"
				  "      1 port-state,port-down\n");
	free(json);
}

/* Threads elsewhere, of a process that is in no environment. */
static void test_strays(void **state)
{
	char *out;
	_cleanup_free_ char *line = NULL;

	(void)state;
	out = tree("tree --color=always -f @/host");
	line = line_with(out, "2201 postgres");
	assert_non_null(strstr(line, "\033[33m"));
	assert_non_null(strstr(line, "1 thread lives elsewhere"));
	free(out);
}

/* What is asked for by -Q, or is to be in another order, is not folded; nor is JSON. */
static void test_unfolded(void **state)
{
	static const char *const whole[] = {
		"tree -u -f @/fold",	       "tree -J -f @/fold",
		"tree -r -f @/fold",	       "tree --sort PID -f @/fold",
		"tree -Q 'PID > 0' -f @/fold", "tree --group cgroup -u -f @/fold",
	};
	size_t i;
	char *out;

	(void)state;
	out = tree("tree -f @/fold");
	assert_int_equal(count(out, "\303\227 58 more"), 1);
	assert_int_equal(count(out, "nginx"), 4);
	free(out);
	for (i = 0; i < ARRAY_SIZE(whole); i++) {
		out = tree(whole[i]);
		if (count(out, "nginx") != 360)
			fail_msg("%s: %zu times nginx", whole[i], count(out, "nginx"));
		assert_int_equal(count(out, " more"), 0);
		free(out);
	}
	out = tree("tree -r -n -o pid -Q 'PID == 35' -f @/fold");
	assert_string_equal(out, "35\n");
	free(out);
}

/* The same rows, whatever they hang on. */
static void test_groups(void **state)
{
	static const char *const groups[] = { "net", "cgroup", "pid", "user", "mnt" };
	_cleanup_free_ char *first = NULL;
	size_t i;
	char *out;
	int status;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(groups); i++) {
		char args[160];

		snprintf(args, sizeof(args),
			 "tree --group %s -r -n -o pid,odd,lacks,owner,owner_id,pod "
			 "-Q 'TYPE == \"task\"' -f @/fold | sort",
			 groups[i]);
		out = tree(args);
		if (!first) {
			assert_int_equal(count(out, "\n"), 408);
			first = out;
			continue;
		}
		assert_string_equal(out, first);
		free(out);
	}
	out = run(&status, "tree --group uts -f @/fold");
	assert_int_equal(status, 1);
	assert_non_null(strstr(out, "--group takes net, cgroup, pid, user or mnt, not 'uts'"));
	free(out);
	out = run(&status, "ns --group net -f @/fold");
	assert_int_equal(status, 1);
	free(out);
}

/* 2,000 containers with ten tasks each, on one bridge, and in one pid namespace each. */
static void test_scale(void **state)
{
	static const struct {
		const char *group;
		size_t lines;
		size_t folded;
	} sizes[] = { { "net", 15, 2 },
		      { "cgroup", 10, 1 },
		      { "pid", 11, 1 },
		      { "mnt", 11, 1 },
		      { "user", 10, 1 } };
	struct made m;
	size_t i, j, pid = 1;

	(void)state;
	make(&m);
	fprintf(m.devs, "40\t1\tbr0\tbridge\t4163\tup\t-\t-\t-\t-\n");
	for (i = 0; i < 2000; i++) {
		size_t ns = 1000 + 10 * i;

		fprintf(m.namespaces, "net\t%zu\t-\t37\npid\t%zu\t36\t37\nmnt\t%zu\t-\t37\n", ns,
			ns + 1, ns + 2);
		fprintf(m.cgroups, "0\t%zu\t1\t/system.slice/docker-%064zx.scope\n", i + 2,
			i * 2654435761u);
		fprintf(m.devs, "40\t%zu\tveth%zu\tveth\t4163\tup\t1\t2\t%zu\tbr_handle_frame\n",
			i + 2, i, ns);
		fprintf(m.devs, "%zu\t2\teth0\tveth\t4163\tup\t-\t%zu\t40\t-\n", ns, i + 2);
		fprintf(m.ports, "40\t%zu\t1\tbridge\t%zu\tforwarding\n", i + 2, i + 1);
		for (j = 0; j < 10; j++) {
			pid++;
			fprintf(m.tasks,
				"%zu\t%zu\t1\tS\t%zu\t%zu\t%zu\t37\tt%zu\t10\t%zu\town\t%s\n", pid,
				pid, ns + 2, ns, ns + 1, i, i + 2, j < 4 ? "worker" : "reader");
		}
	}
	made(&m);
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		int status;
		char *out = runf(&status, "tree --group %s -f %s", sizes[i].group, m.dir);

		if (status || count(out, "\n") != sizes[i].lines)
			fail_msg("--group %s: %zu lines:\n%.2000s", sizes[i].group,
				 count(out, "\n"), out);
		assert_int_equal(count(out, "\303\227 1999 more"), sizes[i].folded);
		free(out);
		out = runf(&status, "tree --group %s -r -n -o pid -Q 'PID > 0' -f %s | wc -l",
			   sizes[i].group, m.dir);
		assert_string_equal(out, "20001\n");
		free(out);
	}
	unmake(&m);
}

/* Cgroups in one another as deep as there may be, with a task in each. */
static void test_deep(void **state)
{
	_cleanup_text_ struct text path = { 0 };
	struct made m;
	size_t i;
	int status;
	char *out;

	(void)state;
	make(&m);
	for (i = 0; i < 2000; i++) {
		text_puts(&path, "/x");
		fprintf(m.cgroups, "0\t%zu\t%zu\t%s\n", i + 2, i + 1, path.s);
		fprintf(m.tasks, "%zu\t%zu\t1\tS\t41\t40\t36\t37\taa\t1\t%zu\thost\tx\n", i + 2,
			i + 2, i + 2);
	}
	made(&m);
	out = runf(&status, "tree --group cgroup -r -n -o pid -Q 'PID > 0' -f %s | wc -l", m.dir);
	assert_int_equal(status, 0);
	assert_string_equal(out, "2001\n");
	free(out);
	out = runf(&status, "tree --group cgroup -f %s", m.dir);
	assert_int_equal(status, 0);
	free(out);
	unmake(&m);
}

/* Namespaces whose parents are in a circle, or are themselves, and a long chain. */
static void test_circles(void **state)
{
	struct made m;
	size_t i;
	int status;
	char *out;

	(void)state;
	make(&m);
	fprintf(m.namespaces, "pid\t501\t502\t37\npid\t502\t503\t37\npid\t503\t501\t37\n"
			      "pid\t504\t504\t37\npid\t505\t503\t37\nuser\t37\t37\t37\n");
	for (i = 0; i < 5000; i++)
		fprintf(m.namespaces, "pid\t%zu\t%zu\t37\n", 1000 + i, i ? 999 + i : 36);
	for (i = 1; i < 6; i++)
		fprintf(m.tasks, "%zu\t%zu\t1\tS\t41\t40\t%zu\t37\taa\t1\t1\town\tx\n", 10 + i,
			10 + i, 500 + i);
	made(&m);
	out = runf(&status,
		   "tree --group pid -r -n -o ns -Q 'TYPE == \"ns\"' -f %s | sort -u | wc -l",
		   m.dir);
	assert_int_equal(status, 0);
	assert_string_equal(out, "5006\n");
	free(out);
	out = runf(&status,
		   "tree --group pid -r -n -o pid -Q 'PID > 0' -f %s | sort -n | tr '\\n' ' '",
		   m.dir);
	assert_string_equal(out, "1 11 12 13 14 15 ");
	free(out);
	unmake(&m);
}

/* Two names that are only parted elsewhere are not the same. */
static void test_names(void **state)
{
	static const char *const names[][2] = { { "abcdef", "" },	 { "abcde", "f" },
						{ "abcd", "ef" },	 { "abc", "def" },
						{ "ab", "cdef" },	 { "a", "bcdef" },
						{ "a;1 6:abcdef", "1:" } };
	struct made m;
	size_t i;
	int status;
	char *out;

	(void)state;
	make(&m);
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		fprintf(m.namespaces, "net\t%zu\t-\t37\n", 500 + i);
		fprintf(m.tasks, "%zu\t%zu\t1\tS\t41\t%zu\t36\t37\taa\t1\t1\t%s\t%s\n", 10 + i,
			10 + i, 500 + i, names[i][1], names[i][0]);
	}
	made(&m);
	out = runf(&status, "tree -f %s", m.dir);
	assert_int_equal(status, 0);
	assert_int_equal(count(out, " more"), 0);
	assert_int_equal(count(out, "net:["), ARRAY_SIZE(names) + 1);
	free(out);
	unmake(&m);
}

/* What a user calls as the system does its own is not taken for it. */
static void test_users(void **state)
{
	_cleanup_free_ char *out = tree("tree -f @/owned");

	(void)state;
	assert_int_equal(count(out, "dbus.service "), 2);
	assert_int_equal(count(out, "dbus.service of user@1000 "), 1);
	assert_int_equal(count(out, "session 9 of user@1000 "), 1);
	assert_int_equal(count(out, "docker abababababab of user@1000 "), 1);
}

/* What is folded has none of the facts of the first. */
static void test_more(void **state)
{
	static const char *const own[] = { "dev",  "ifindex", "addresses", "port",
					   "peer", "pid",     "cgroup_id", "owner_id" };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(own); i++) {
		int status;
		char *out = runf(&status,
				 "tree -o TYPE,NETNS,COUNT,%s -n -f %s | "
				 "sed -n 's/^more *//p' | awk 'NF != 3 || $3 != \"-\"'",
				 own[i], fixture("fold"));

		if (*out)
			fail_msg("%s: %s", own[i], out);
		free(out);
	}
}

/* Processes whose parents are in a circle, some below it, and who is their own parent. */
static void test_as_circles(void **state)
{
	struct made m;
	int status;
	char *out;

	(void)state;
	make(&m);
	fprintf(m.tasks, "10\t10\t12\tS\t41\t40\t36\t37\taa\t1\t1\thost\ta\n"
			 "11\t11\t10\tS\t41\t40\t36\t37\taa\t1\t1\thost\tb\n"
			 "12\t12\t11\tS\t41\t40\t36\t37\taa\t1\t1\thost\tc\n"
			 "9\t9\t11\tS\t41\t40\t36\t37\taa\t1\t1\thost\td\n"
			 "13\t13\t13\tS\t41\t40\t36\t37\taa\t1\t1\thost\tx\n");
	made(&m);
	out = runf(&status, "tree --as 1 -o PROCESS,PPID -n -f %s", m.dir);
	assert_int_equal(status, 0);
	assert_string_equal(
		out,
		"1 init      0\n11 b       10\n\342\224\234\342\224\2009 d      11\n"
		"\342\224\224\342\224\20012 c     11\n  \342\224\224\342\224\20010 a   12\n13 x        0\n");
	free(out);
	unmake(&m);
}

/* An owner of whom only a cgroup further down has processes: which one is said. */
static void test_below(void **state)
{
	_cleanup_free_ char *out = tree("tree --group cgroup -u -f @/owned");
	_cleanup_free_ char *line = line_with(out, "docker abababababab ");

	(void)state;
	assert_non_null(strstr(line, " in init/sub"));
	assert_int_equal(count(out, " in init"), 1);
}

/* Tasks that come by pid are put in order in another way than others: it is the same order. */
static void test_order(void **state)
{
	static const char *const fixtures[] = { "host", "fold", "owned", "names" };
	static const char *const groups[] = { "net", "pid", "cgroup" };
	size_t i, j;

	(void)state;
	for (i = 0; i < sizeof(fixtures) / sizeof(*fixtures); i++) {
		copy_fixture("b", fixtures[i]);
		sh("cd %s/b && { head -n 2 tasks; tail -n +3 tasks | tac; } >t && mv t tasks",
		   scratch);
		for (j = 0; j < sizeof(groups) / sizeof(*groups); j++) {
			int by_pid, turned;
			char *a = runf(&by_pid, "tree -u --group %s -f %s", groups[j],
				       fixture(fixtures[i]));
			char *b = runf(&turned, "tree -u --group %s -f %s/b", groups[j], scratch);

			assert_int_equal(by_pid, 0);
			assert_int_equal(turned, 0);
			assert_string_equal(a, b);
			free(a);
			free(b);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_odd),
		cmocka_unit_test(test_strays),
		cmocka_unit_test(test_unfolded),
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_scale),
		cmocka_unit_test(test_deep),
		cmocka_unit_test(test_circles),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_users),
		cmocka_unit_test(test_more),
		cmocka_unit_test(test_as_circles),
		cmocka_unit_test(test_below),
		cmocka_unit_test_setup_teardown(test_order, make_scratch, remove_scratch),
	};

	return cmocka_run_group_tests_name("tree", tests, NULL, NULL);
}
