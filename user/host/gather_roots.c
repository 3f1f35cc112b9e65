/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The root directory of PID 1 and of each process whose root may be another.
 *
 * The link is read as well as followed: only the kernel knows where in its mount
 * namespace the root is, and the link says so even from outside.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "../cleanup.h"
#include "../progress.h"
#include "host.h"
#include "put.h"

#ifndef STATX_MNT_ID
#define STATX_MNT_ID 0x1000U /* Linux 5.8 */
#endif

/* A directory may be that of PID 1, and be mounted again in another namespace. */
static bool is_wanted(const struct host *h, const struct task *t)
{
	if (t->kernel || t->pid != t->tgid || !t->ns[LINK_mnt])
		return false;
	return t == h->init || t->ns[LINK_mnt] != (h->init ? h->init->ns[LINK_mnt] : NULL) ||
	       (t->root && !strcmp(t->root, "own"));
}

static int put_root(struct gathering *g, int proc, const struct task *t)
{
	/* The bytes after a path that is not in reach of this root. */
	char link[64], device[32], path[PATH_MAX + 32];
	struct statx st;
	ssize_t len;

	snprintf(link, sizeof(link), "%llu/root", (unsigned long long)t->pid);
	/* Of a network filesystem what it remembers will do, and never waits. */
	if (statx(proc, link, AT_STATX_DONT_SYNC, STATX_INO | STATX_MNT_ID, &st) < 0)
		return -errno;
	len = readlinkat(proc, link, path, sizeof(path));
	if (len < 0)
		return -errno;
	snprintf(device, sizeof(device), "%u:%u", st.stx_dev_major, st.stx_dev_minor);
	put_num(&g->rows, t->pid);
	put_num(&g->rows, st.stx_mask & STATX_MNT_ID ? st.stx_mnt_id : NSVIEW_NONE);
	put_num(&g->rows, st.stx_ino);
	put_text(&g->rows, device);
	put_bytes(&g->rows, path, (size_t)len);
	put_end(&g->rows);
	return 0;
}

int gather_roots(struct gathering *g, struct problem *p)
{
	_cleanup_close_ int proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	const struct host *h = g->host;
	size_t i;

	if (proc < 0)
		return problem_set(p, -errno, "/proc: %s", strerror(errno));
	for (i = 0; i < h->n_tasks; i++) {
		const struct task *t = &h->tasks[i];
		int err = is_wanted(h, t) ? put_root(g, proc, t) : 0;

		/* A zombie has none any more. */
		if (err && err != -ENOENT && err != -ESRCH)
			missed(g, err, "root of process %llu", (unsigned long long)t->pid);
		progress_at(i + 1, h->n_tasks);
	}
	return 0;
}
