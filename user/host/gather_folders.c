/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The cgroups of hierarchies that the module does not show: their folders where
 * the hierarchy is mounted, else the paths that tasks are in.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <search.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "../cleanup.h"
#include "cgroup_line.h"
#include "cgroupfs.h"
#include "put.h"

static bool has_gone(int err)
{
	return err == -ENOENT || err == -ENODEV || err == -ESRCH;
}

static void put_folder(struct gathering *g, uint64_t hierarchy, uint64_t id, const char *path)
{
	put_num(&g->rows, hierarchy);
	put_num(&g->rows, id);
	put_text(&g->rows, *path ? path : "/");
	put_end(&g->rows);
}

/* The folder @fd, which is closed, and those below it; @path ends without a slash. */
static int walk(struct gathering *g, uint64_t hierarchy, int fd, struct text *path)
{
	_cleanup_closedir_ DIR *dir = fdopendir(fd);
	size_t len = path->len;
	struct dirent *entry;
	struct stat st;

	if (!dir) {
		int err = -errno;

		close(fd);
		return err;
	}
	if (fstat(fd, &st) < 0)
		return -errno;
	put_folder(g, hierarchy, st.st_ino, text_str(path));
	while ((entry = readdir(dir))) {
		int sub, err;

		if (entry->d_type != DT_DIR || !strcmp(entry->d_name, ".") ||
		    !strcmp(entry->d_name, ".."))
			continue;
		text_putc(path, '/');
		text_puts(path, entry->d_name);
		if (path->failed)
			return -ENOMEM;
		sub = openat(fd, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		err = sub < 0 ? -errno : walk(g, hierarchy, sub, path);
		if (err && !has_gone(err))
			missed(g, err, "cgroup %s of hierarchy %llu", text_str(path),
			       (unsigned long long)hierarchy);
		path->s[len] = '\0';
		path->len = len;
	}
	return 0;
}

static int compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* Each path once, and those above it. */
static void put_paths(struct gathering *g, uint64_t hierarchy, char *path, void **seen)
{
	for (;;) {
		char *copy, *slash;

		if (tfind(path, seen, compare))
			return;
		copy = strdup(path);
		if (!copy || !tsearch(copy, seen, compare)) {
			free(copy);
			return;
		}
		put_folder(g, hierarchy, NSVIEW_NONE, path);
		slash = strrchr(path, '/');
		if (!slash || !*path)
			return;
		*slash = '\0';
	}
}

static void walk_tasks(struct gathering *g, int proc, uint64_t hierarchy)
{
	_cleanup_text_ struct text lines = { 0 };
	const struct host *h = g->host;
	struct cgroup_line line;
	void *seen = NULL;
	size_t i;

	for (i = 0; i < h->n_tasks; i++) {
		char *at;

		if (cgroup_lines_read(proc, h->tasks[i].tgid, h->tasks[i].pid, &lines))
			continue;
		for (at = lines.s; cgroup_line_next(&at, &line);) {
			if (line.hierarchy != hierarchy || line.deleted)
				continue;
			put_paths(g, hierarchy, strcmp(line.path, "/") ? line.path : line.path + 1,
				  &seen);
		}
	}
	tdestroy(seen, free);
}

static int gather_hierarchy(struct gathering *g, int proc, const struct hierarchy *hier)
{
	_cleanup_text_ struct text path = { 0 };
	int fd = cgroupfs_open(hier);

	if (fd >= 0) {
		if (strcmp(hier->root, "/")) {
			missed(g, -EXDEV, "cgroups of hierarchy %llu outside of %s",
			       (unsigned long long)hier->hierarchy, hier->root);
			text_puts(&path, hier->root);
		}
		return walk(g, hier->hierarchy, fd, &path);
	}
	walk_tasks(g, proc, hier->hierarchy);
	missed(g, fd, "cgroups without a process of hierarchy %llu, which is not mounted here",
	       (unsigned long long)hier->hierarchy);
	return 0;
}

int gather_folders(struct gathering *g, struct problem *p)
{
	_cleanup_close_ int proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	const struct host *h = g->host;
	size_t i;

	if (proc < 0)
		return problem_set(p, -errno, "/proc: %s", strerror(errno));
	for (i = 0; i < h->n_hierarchies; i++) {
		const struct hierarchy *hier = &h->hierarchies[i];
		int err;

		if (cgroupfs_is_known(h, hier->hierarchy))
			continue;
		err = gather_hierarchy(g, proc, hier);
		if (err && !has_gone(err))
			missed(g, err, "cgroups of hierarchy %llu",
			       (unsigned long long)hier->hierarchy);
	}
	return 0;
}
