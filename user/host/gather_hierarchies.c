/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The hierarchies of cgroups: what /proc/PID/cgroup lists for any process, with
 * the place where each is mounted.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "../cleanup.h"
#include "cgroup_line.h"
#include "mountinfo.h"
#include "put.h"

/* The initial cgroup namespace has this number on every kernel (proc_ns.h). */
#define INIT_CGROUP_NS "cgroup:[4026531835]"

struct mounted {
	char *point; /* NULL: nowhere */
	char *root;
};

/* Whether @word is one of the options, or stands before the = of one. */
static bool has_option(const char *options, const char *word, size_t len)
{
	for (; *options; options += strcspn(options, ","), options += *options == ',')
		if (strcspn(options, ",") == len && !strncmp(options, word, len))
			return true;
	return false;
}

/* One controller tells: it is attached to no other hierarchy. */
static bool is_mount_of(const struct mountinfo *m, const struct cgroup_line *line)
{
	char name[128];

	if (strcmp(m->fstype, line->hierarchy ? "cgroup" : "cgroup2"))
		return false;
	if (!line->hierarchy)
		return true;
	if (*line->controllers)
		return has_option(m->super, line->controllers, strcspn(line->controllers, ","));
	snprintf(name, sizeof(name), "name=%s", line->name ? line->name : "");
	return has_option(m->super, name, strlen(name));
}

/* Something else may be mounted over it. */
static bool is_in_reach(const struct mountinfo *m)
{
	char device[32];
	struct stat st;

	if (lstat(m->point, &st) < 0)
		return false;
	snprintf(device, sizeof(device), "%u:%u", major(st.st_dev), minor(st.st_dev));
	return !strcmp(device, m->device);
}

/* Where all of it is seen if there is such a place, else where some of it is. */
static struct mounted find_mount(const struct text *mountinfo, const struct cgroup_line *line)
{
	_cleanup_free_ char *copy = strdup(text_str(mountinfo));
	struct mounted found = { 0 };
	struct mountinfo m;
	char *at = copy;

	while (mountinfo_next(&at, &m)) {
		if (!is_mount_of(&m, line) || !is_in_reach(&m))
			continue;
		if (found.point && strcmp(m.root, "/"))
			continue;
		free(found.point);
		free(found.root);
		found = (struct mounted){ strdup(m.point), strdup(m.root) };
		if (!strcmp(m.root, "/"))
			break;
	}
	return found;
}

/* The v2 hierarchy has what its root may hand down, by blanks. */
static void put_v2_controllers(struct text *rows, const struct mounted *mounted)
{
	_cleanup_text_ struct text list = { 0 };
	_cleanup_close_ int dir = -1;
	char *blank;

	if (mounted->point && !strcmp(mounted->root, "/"))
		dir = open(mounted->point, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0 || read_file_at(dir, "cgroup.controllers", &list) < 0) {
		put_text(rows, NULL);
		return;
	}
	for (blank = list.s; blank && *blank; blank++)
		if (*blank == ' ' || *blank == '\n')
			*blank = blank[1] ? ',' : '\0';
	put_text(rows, text_str(&list));
}

static void put_hierarchy(struct gathering *g, const struct cgroup_line *line,
			  const struct mounted *mounted)
{
	put_num(&g->rows, line->hierarchy);
	if (line->hierarchy)
		put_text(&g->rows, line->controllers);
	else
		put_v2_controllers(&g->rows, mounted);
	put_text(&g->rows, line->name);
	put_text(&g->rows, mounted->point);
	put_text(&g->rows, mounted->root);
	put_end(&g->rows);
}

/* From inside a cgroup namespace every path is another than the kernel's. */
static void look_around(struct gathering *g)
{
	char link[64];
	ssize_t len = readlink("/proc/self/ns/cgroup", link, sizeof(link) - 1);

	if (len < 0)
		return;
	link[len] = '\0';
	if (strcmp(link, INIT_CGROUP_NS))
		missed(g, -EXDEV, "cgroups outside of %s, the namespace of this tool", link);
}

int gather_hierarchies(struct gathering *g, struct problem *p)
{
	_cleanup_close_ int proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	_cleanup_text_ struct text lines = { 0 }, mountinfo = { 0 };
	struct cgroup_line line;
	char *at;
	int err;

	err = proc < 0 ? -errno : read_file_at(proc, "self/mountinfo", &mountinfo);
	if (!err)
		err = read_file_at(proc, "thread-self/cgroup", &lines);
	if (err)
		return problem_set(p, err, "/proc: the hierarchies of cgroups: %s", strerror(-err));
	look_around(g);
	for (at = lines.s; cgroup_line_next(&at, &line);) {
		struct mounted mounted = find_mount(&mountinfo, &line);

		put_hierarchy(g, &line, &mounted);
		free(mounted.point);
		free(mounted.root);
	}
	return 0;
}
