/* SPDX-License-Identifier: GPL-2.0 */
/* Cgroups: the lines of /proc/PID/cgroup, the values of files, which limit holds. */
#include "common.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "host/cgroup_line.h"
#include "host/cgroupfs.h"
#include "host/source.h"
#include "view/cgroup_tree.h"

static void test_lines(void **state)
{
	char text[] = "12:cpu,cpuacct:/a:b/c\n"
		      "2:name=x:/\n"
		      "nonsense\n"
		      "3:memory\n"
		      "4:memory:relative\n"
		      "7:cpuset,name=y:/with space\n"
		      "0::/old (deleted)\n"
		      "0::/last";
	struct cgroup_line line;
	char *at = text;

	(void)state;
	assert_true(cgroup_line_next(&at, &line));
	assert_int_equal(line.hierarchy, 12);
	assert_string_equal(line.controllers, "cpu,cpuacct");
	assert_null(line.name);
	assert_string_equal(line.path, "/a:b/c");
	assert_true(cgroup_line_next(&at, &line));
	assert_string_equal(line.controllers, "");
	assert_string_equal(line.name, "x");
	assert_true(cgroup_line_next(&at, &line));
	assert_int_equal(line.hierarchy, 7);
	assert_string_equal(line.controllers, "cpuset");
	assert_string_equal(line.name, "y");
	assert_string_equal(line.path, "/with space");
	assert_true(cgroup_line_next(&at, &line));
	assert_int_equal(line.hierarchy, 0);
	assert_true(line.deleted);
	assert_true(cgroup_line_next(&at, &line));
	assert_false(line.deleted);
	assert_string_equal(line.path, "/last");
	assert_false(cgroup_line_next(&at, &line));
}

static void test_ways(void **state)
{
	const struct hierarchy all = { .root = "/" }, part = { .root = "/box" };

	(void)state;
	assert_string_equal(cgroupfs_way(&all, "/"), ".");
	assert_string_equal(cgroupfs_way(&all, "/a/b"), "a/b");
	assert_string_equal(cgroupfs_way(&part, "/box"), ".");
	assert_string_equal(cgroupfs_way(&part, "/box/web"), "web");
	assert_null(cgroupfs_way(&part, "/boxes"));
	assert_null(cgroupfs_way(&part, "/"));
	assert_null(cgroupfs_way(&all, NULL));
}

static void read_one(const char *file, const char *value, struct cgroup_use *use)
{
	struct limit limit = { .file = file, .value = value };
	struct cgroup c = { .limits = &limit, .nlimits = 1 };

	cgroup_use_read(&c, use);
}

static void test_values(void **state)
{
	struct cgroup_use use;

	(void)state;
	read_one("cpu.max", "max 100000", &use);
	assert_true(use.cpu_quota == NSVIEW_NONE);
	assert_int_equal(use.cpu_period, 100000);
	assert_true(cgroup_cpu_max(&use) == NSVIEW_NONE);
	read_one("cpu.max", "150000 100000", &use);
	assert_int_equal(cgroup_cpu_max(&use), 1500000);
	read_one("cpu.cfs_quota_us", "-1", &use);
	assert_true(use.cpu_quota == NSVIEW_NONE);
	read_one("cpu.shares", "1024", &use);
	assert_int_equal(use.cpu_weight, 100);
	read_one("cpu.stat", "nr 1\nxusage_usec 7\n", &use);
	assert_true(use.cpu_used == NSVIEW_NONE);
	read_one("cpuacct.usage", "5000", &use);
	assert_int_equal(use.cpu_used, 5);
	read_one("memory.limit_in_bytes", "9223372036854771712", &use);
	assert_true(use.memory_max == NSVIEW_NONE);
	read_one("memory.limit_in_bytes", "4096", &use);
	assert_int_equal(use.memory_max, 4096);
	read_one("memory.max", "", &use);
	assert_true(use.memory_max == NSVIEW_NONE);
	read_one("io.stat", "8:0 rbytes=1 wbytes=2\n8:16 rbytes=10 wbytes=20", &use);
	assert_int_equal(use.io_read, 11);
	assert_int_equal(use.io_written, 22);
	read_one("freezer.state", "FREEZING", &use);
	assert_int_equal(use.frozen, 1);
	read_one("no.such", "1", &use);
	assert_true(use.frozen == NSVIEW_NONE);
}

static void test_io(void **state)
{
	struct text t = { 0 };

	(void)state;
	assert_false(cgroup_io_tightest("8:0 rbps=5", "", &t));
	assert_string_equal(text_str(&t), "8:0 rbps=5");
	text_reset(&t);
	assert_false(cgroup_io_tightest("8:0 rbps=5", "8:0 rbps=5", &t));
	assert_string_equal(text_str(&t), "8:0 rbps=5");
	text_reset(&t);
	assert_true(cgroup_io_tightest("8:0 rbps=5,8:0 wbps=9", "8:0 wbps=7,8:16 wbps=1", &t));
	assert_string_equal(text_str(&t), "8:0 rbps=5,8:0 wbps=7,8:16 wbps=1");
	text_free(&t);
}

static void load(struct host *h)
{
	const unsigned int tables = TABLE_BIT(tasks) | TABLE_BIT(namespaces) | TABLE_BIT(cgroups) |
				    TABLE_BIT(hierarchies) | TABLE_BIT(folders) |
				    TABLE_BIT(members) | TABLE_BIT(limits);
	struct problem p = { "" };
	struct source *src = NULL;

	assert_int_equal(source_file(&src, fixture("cgroups"), &p), 0);
	assert_int_equal(host_load(h, src, tables, 0, &p), 0);
	source_close(src);
}

static const struct cgroup_group *find(const struct cgroup_tree *t, uint64_t hierarchy,
				       const char *path)
{
	size_t i;

	for (i = 0; i < t->ngroups; i++)
		if (t->groups[i].cgroup->hierarchy == hierarchy && t->groups[i].cgroup->path &&
		    !strcmp(t->groups[i].cgroup->path, path))
			return &t->groups[i];
	fail_msg("no %s", path);
	return NULL;
}

static void holds(const struct cgroup_group *g, enum cgroup_resource what, uint64_t value,
		  const char *from)
{
	assert_true(g->limits[what].value == value);
	if (from)
		assert_string_equal(g->limits[what].from->path, from);
	else
		assert_null(g->limits[what].from);
}

static void test_tightest(void **state)
{
	const struct cgroup_group *g;
	struct cgroup_tree t;
	struct host h;

	(void)state;
	load(&h);
	assert_int_equal(cgroup_tree_make(&h, &t), 0);
	holds(find(&t, 0, "/"), LIMIT_MEMORY, NSVIEW_NONE, NULL);
	holds(find(&t, 0, "/box"), LIMIT_CPU, 1500000, "/box");
	g = find(&t, 0, "/box/web");
	holds(g, LIMIT_CPU, 1500000, "/box");
	holds(g, LIMIT_MEMORY, 268435456, "/box");
	holds(g, LIMIT_PIDS, 10, "/box/web");
	g = find(&t, 0, "/box/web/in");
	holds(g, LIMIT_PIDS, 10, "/box/web");
	holds(g, LIMIT_MEMORY, 268435456, "/box");
	holds(find(&t, 0, "/box/job"), LIMIT_CPU, 500000, "/box/job");
	/* Its name only begins alike. */
	holds(find(&t, 0, "/box-not-below"), LIMIT_CPU, NSVIEW_NONE, NULL);
	g = find(&t, 0, "/box/job");
	assert_string_equal(g->io_limit, "8:0 rbps=1048576,8:0 wiops=60,8:16 wbps=5000");
	assert_true(g->io_inherited);
	/* In version 1 each is throttled by itself. */
	assert_string_equal(find(&t, 2, "/old")->io_limit, "8:0 wbps=1048576");
	g = find(&t, 2, "/old/one");
	assert_string_equal(g->io_limit, "");
	assert_false(g->io_inherited);
	cgroup_tree_free(&t);
	host_free(&h);
}

/* Version 1 before 5.11: what is below is charged above only where that is said. */
static void test_not_charged(void **state)
{
	struct cgroup above = { .path = "/" }, below = { .path = "/a" };
	struct cgroup_limit top[LIMITS], here[LIMITS];
	struct cgroup_use use, parent;

	(void)state;
	read_one("memory.max", "100", &parent);
	read_one("memory.max", "200", &use);
	cgroup_limits(&above, &parent, NULL, NULL, top);
	cgroup_limits(&below, &use, &parent, top, here);
	assert_int_equal(here[LIMIT_MEMORY].value, 100);
	assert_ptr_equal(here[LIMIT_MEMORY].from, &above);
	parent.use_hierarchy = 0;
	cgroup_limits(&below, &use, &parent, top, here);
	assert_int_equal(here[LIMIT_MEMORY].value, 200);
	assert_ptr_equal(here[LIMIT_MEMORY].from, &below);
}

/* Whoever freezes one freezes what is below it, whose own file does not say so. */
static void test_frozen(void **state)
{
	struct cgroup_tree t;
	struct host h;

	(void)state;
	load(&h);
	assert_int_equal(cgroup_tree_make(&h, &t), 0);
	assert_int_equal(find(&t, 0, "/box/web")->use.frozen, 1);
	assert_int_equal(find(&t, 0, "/box/web/in")->use.frozen, 1);
	assert_int_equal(find(&t, 0, "/box/job")->use.frozen, 0);
	assert_true(find(&t, 0, "/box")->use.frozen == NSVIEW_NONE);
	cgroup_tree_free(&t);
	host_free(&h);
}

/* By its path there may be another one: so it is from inside of a cgroup namespace. */
static void test_folders(void **state)
{
	struct cgroup rows[] = {
		{ .path = "/", .controllers = "pids" },
		{ .path = "/a", .controllers = "pids" },
	};
	struct hierarchy all = { .mount = scratch, .root = "/" };
	struct host h = { .source = "kernel",
			  .cgroups = rows,
			  .n_cgroups = ARRAY_SIZE(rows),
			  .hierarchies = &all,
			  .n_hierarchies = 1 };
	struct gathering g = { .host = &h };
	struct problem p = { "" };
	char path[128];
	struct stat st;

	(void)state;
	sh("cd %s && mkdir a && echo 76 >pids.max && echo 77 >a/pids.max", scratch);
	snprintf(path, sizeof(path), "%s/a", scratch);
	assert_int_equal(stat(path, &st), 0);
	rows[0].id = 1;
	rows[1].id = st.st_ino;
	assert_int_equal(gather_limits(&g, &p), 0);
	assert_string_equal(text_str(&g.rows), "0\t/a\tpids.max\t77\n");
	assert_string_equal(text_str(&g.missed), "");
	text_free(&g.rows);
	text_free(&g.missed);
}

static bool lives_in(const struct cgroup_group *g, const char *type, uint64_t inum)
{
	const struct cgroup_home *home;

	for (home = g->homes; home; home = home->next)
		if (!strcmp(home->ns->type, type) && home->ns->inum == inum)
			return true;
	return false;
}

static void test_tree(void **state)
{
	const struct cgroup_group *g;
	struct cgroup_tree t;
	struct host h;

	(void)state;
	load(&h);
	assert_int_equal(cgroup_tree_make(&h, &t), 0);
	assert_int_equal(t.nheads, 3);
	g = find(&t, 0, "/box");
	assert_int_equal(g->procs, 0);
	assert_int_equal(g->below, 3); /* a zombie and a thread are no processes */
	/* Its processes are in /box/web and below that. */
	assert_true(lives_in(find(&t, 0, "/box/web"), "net", 4026532311u));
	assert_false(lives_in(find(&t, 0, "/box/web/in"), "net", 4026532311u));
	/* A thread in it is elsewhere in version 2, and not in version 1. */
	assert_true(lives_in(find(&t, 0, "/"), "net", 4026532411u));
	assert_true(lives_in(find(&t, 2, "/old/one"), "net", 4026532411u));
	/* What only the tool found has its place and its parent. */
	g = find(&t, 2, "/old/empty");
	assert_string_equal(g->up->cgroup->path, "/old");
	assert_int_equal(g->cgroup->parent, 7);
	assert_string_equal(g->cgroup->controllers, "cpuset,blkio");
	assert_int_equal(find(&t, 3, "/init")->procs, 1);
	cgroup_tree_free(&t);
	host_free(&h);
}

/* What is within is told by places in the array: as who goes up finds it. */
static void test_within(void **state)
{
	struct cgroup_tree t;
	struct host h;
	size_t i, j, n = 0;

	(void)state;
	load(&h);
	assert_int_equal(cgroup_tree_make(&h, &t), 0);
	for (i = 0; i < t.ngroups; i++) {
		for (j = 0; j < t.ngroups; j++) {
			const struct cgroup_group *up = &t.groups[i];

			while (up && up != &t.groups[j])
				up = up->up;
			assert_int_equal(cgroup_is_within(&t.groups[i], &t.groups[j]), !!up);
			n += up && i != j;
		}
	}
	assert_true(n > t.ngroups / 2);
	cgroup_tree_free(&t);
	host_free(&h);
}

/* No test here needs as much at once; who asks for it is told that there is none. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "max_allocation_size_mb=256:allocator_may_return_null=1";
}

/* One cgroup and one process of its own net namespace in each of many hierarchies. */
static void test_many(void **state)
{
	enum { MANY = 20000 };
	struct ns init_ns = { .type = "net", .kind = NS_net, .host = true };
	struct task init = { 0 };
	struct host h = { .init = &init };
	struct cgroup_tree t;
	size_t i;
	int err;

	(void)state;
	init.ns[ns_type_links[NS_net]] = &init_ns;
	h.n_cgroups = h.n_namespaces = h.n_tasks = MANY;
	h.cgroups = calloc(MANY, sizeof(*h.cgroups));
	h.namespaces = calloc(MANY, sizeof(*h.namespaces));
	h.tasks = calloc(MANY, sizeof(*h.tasks));
	assert_true(h.cgroups && h.namespaces && h.tasks);
	for (i = 0; i < MANY; i++) {
		struct task *task = &h.tasks[i];

		h.cgroups[i] = (struct cgroup){ .hierarchy = MANY - i, .id = 1, .path = "/" };
		h.namespaces[i] = (struct ns){ .type = "net", .inum = i, .kind = NS_net };
		task->pid = task->tgid = i;
		task->threads = NSVIEW_NONE;
		task->cgroup = &h.cgroups[i];
		task->ns[ns_type_links[NS_net]] = &h.namespaces[i];
	}
	err = cgroup_tree_make(&h, &t);
	assert_int_equal(err, 0);
	assert_int_equal(t.nheads, MANY);
	for (i = 0; i < MANY; i++) {
		const struct cgroup_group *g = &t.groups[i];

		assert_int_equal(t.heads[g->head].hierarchy, i + 1);
		assert_int_equal(g->cgroup->hierarchy, i + 1);
		assert_int_equal(g->procs, 1);
		assert_non_null(g->homes);
		assert_int_equal(g->homes->ns->inum, MANY - 1 - i);
		assert_null(g->homes->next);
	}
	cgroup_tree_free(&t);
	free(h.cgroups);
	free(h.namespaces);
	free(h.tasks);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),	 cmocka_unit_test(test_ways),
		cmocka_unit_test(test_values),	 cmocka_unit_test(test_io),
		cmocka_unit_test(test_tightest), cmocka_unit_test(test_not_charged),
		cmocka_unit_test(test_frozen),	 cmocka_unit_test(test_tree),
		cmocka_unit_test(test_within),	 cmocka_unit_test(test_many),
		cmocka_unit_test(test_folders),
	};

	return cmocka_run_group_tests_name("cgroups", tests, make_scratch, remove_scratch);
}
