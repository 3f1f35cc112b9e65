/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The credentials of each task, from its status in /proc. The start in its stat
 * says that it is the same task: pids are used again, and /proc may be that of
 * another pid namespace.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../check/procfs.h"
#include "../cleanup.h"
#include "../progress.h"
#include "host.h"
#include "put.h"
#include "source.h"

/* The @n-th word of the line of status that begins with @key, as a number. */
static uint64_t status_number(const char *status, const char *key, int n, int base)
{
	const char *s = strstr(status, key);
	char *end;

	if (!s)
		return NSVIEW_NONE;
	for (s += strlen(key); n; n--) {
		s += strspn(s, " \t");
		s += strcspn(s, " \t\n");
	}
	s += strspn(s, " \t");
	if (*s == '\n' || !*s)
		return NSVIEW_NONE;
	return strtoull(s, &end, base);
}

static void put_creds(struct text *rows, const struct task *t, const char *status)
{
	static const char *const capabilities[] = {
		"\nCapEff:", "\nCapPrm:", "\nCapInh:", "\nCapBnd:", "\nCapAmb:",
	};
	size_t i;

	put_num(rows, t->pid);
	put_num(rows, status_number(status, "\nUid:", 0, 10));
	put_num(rows, status_number(status, "\nUid:", 2, 10));
	put_num(rows, status_number(status, "\nGid:", 1, 10));
	for (i = 0; i < ARRAY_SIZE(capabilities); i++)
		put_num(rows, status_number(status, capabilities[i], 0, 16));
	put_num(rows, status_number(status, "\nNoNewPrivs:", 0, 10));
	put_num(rows, status_number(status, "\nSeccomp:", 0, 10));
	put_end(rows);
}

static int gather_one(struct gathering *g, int proc, const struct task *t, int64_t boot_offset)
{
	_cleanup_blob_ struct blob status = { 0 };
	_cleanup_close_ int dir = -1;
	struct proc_stat stat;
	char name[24];
	int err;

	snprintf(name, sizeof(name), "%llu", (unsigned long long)t->pid);
	dir = openat(proc, name, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return -errno;
	err = proc_read_stat(dir, &stat);
	if (err)
		return err;
	/* Without the module the tasks are from /proc themselves, and have no start. */
	if (t->start != NSVIEW_NONE && stat.start != proc_ticks(t->start, boot_offset))
		return -ESRCH;
	err = source_read_at(dir, "status", &status);
	if (err)
		return err;
	put_creds(&g->rows, t, status.data);
	return 0;
}

int gather_creds(struct gathering *g, struct problem *p)
{
	_cleanup_close_ int proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	int64_t boot_offset = proc_boot_offset();
	size_t i, failed = 0;
	int err, why = 0;

	if (proc < 0)
		return problem_set(p, -errno, "/proc: %s", strerror(errno));
	for (i = 0; i < g->host->n_tasks; i++) {
		err = gather_one(g, proc, &g->host->tasks[i], boot_offset);
		if (!err || err == -ESRCH || err == -ENOENT)
			continue;
		failed++;
		why = err;
		progress_at(i + 1, g->host->n_tasks);
	}
	if (failed)
		missed(g, why, "credentials of %zu tasks", failed);
	return 0;
}
