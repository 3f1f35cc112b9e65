/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Whose a cgroup is: an extended attribute says so. What has none that is known to be
 * ours is somebody else's, however it is called.
 */
#ifndef NSVIEW_ENV_CGROUP_MARK_H
#define NSVIEW_ENV_CGROUP_MARK_H

#include <stdbool.h>
#include <stddef.h>

/* At the top of each hierarchy, and its mark: all of ours are in it. */
#define CGROUP_PARENT "nsview"

/* 0 or -errno; -ENODATA: it has none. */
int cgroup_mark(int dir, const char *mark);
int cgroup_get_mark(int dir, char *mark, size_t size);

/*
 * Removes the recorded one at @path with what is in it, if it has that mark; or if it has
 * none and is empty, for its maker may have died in between. 1: it did; 0: there was
 * nothing of ours; or -errno.
 */
int cgroup_remove_marked(const char *path, const char *mark);

/* Kills what is in it and below, if it has that mark. 0 or -errno. */
int cgroup_kill_marked(const char *path, const char *mark);

/* Whether a process is in it or below. */
bool cgroup_is_populated(const char *path);
/* A `stop` that was killed may have left it frozen. */
void cgroup_thaw(int dir);

/* Is told of what was removed. */
typedef void cgroup_removed(void *arg, const char *path);

/*
 * Removes the empty ones that carry a mark which no record knows and whose maker has
 * ended; and our parent, if nothing is in it.
 */
void cgroup_sweep(cgroup_removed *removed, void *arg);

#endif
