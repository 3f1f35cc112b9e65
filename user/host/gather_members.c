/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The cgroups of each task in the hierarchies of version 1. What the module
 * says of them is by number and without those that have no controllers.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "../cleanup.h"
#include "../progress.h"
#include "cgroup_line.h"
#include "host.h"
#include "put.h"

static bool has_v1(const struct host *h)
{
	size_t i;

	for (i = 0; i < h->n_hierarchies; i++)
		if (h->hierarchies[i].hierarchy)
			return true;
	return false;
}

static void put_members(struct gathering *g, const struct task *t, char *lines)
{
	struct cgroup_line line;

	while (cgroup_line_next(&lines, &line)) {
		if (!line.hierarchy)
			continue;
		put_num(&g->rows, t->pid);
		put_num(&g->rows, line.hierarchy);
		put_text(&g->rows, line.path);
		put_end(&g->rows);
	}
}

int gather_members(struct gathering *g, struct problem *p)
{
	_cleanup_close_ int proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	_cleanup_text_ struct text lines = { 0 };
	const struct host *h = g->host;
	size_t i;

	if (proc < 0)
		return problem_set(p, -errno, "/proc: %s", strerror(errno));
	if (!has_v1(h))
		return 0;
	for (i = 0; i < h->n_tasks; i++) {
		const struct task *t = &h->tasks[i];
		int err = cgroup_lines_read(proc, t->tgid, t->pid, &lines);

		if (!err)
			put_members(g, t, lines.s);
		else if (err != -ENOENT && err != -ESRCH)
			missed(g, err, "cgroups of %s %llu",
			       t->pid == t->tgid ? "process" : "thread",
			       (unsigned long long)t->pid);
		progress_at(i + 1, h->n_tasks);
	}
	return 0;
}
