/* SPDX-License-Identifier: GPL-2.0 */
/* The text of /proc/PID/cgroup (cgroups(7)). */
#ifndef NSVIEW_CGROUP_LINE_H
#define NSVIEW_CGROUP_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "../text.h"

struct cgroup_line {
	uint64_t hierarchy; /* 0 for v2 */
	char *controllers; /* by commas; "" if there is none */
	char *name; /* that a v1 one was given, or NULL */
	char *path;
	bool deleted; /* a v2 cgroup that was removed, and a zombie is still in */
};

/*
 * The line at *@at, which is taken apart where it stands, and *@at moved behind
 * it. What is no such line is passed over; false at the end.
 */
bool cgroup_line_next(char **at, struct cgroup_line *ret);

/* /proc/TGID/task/TID/cgroup, after emptying @ret. 0 or -errno. */
int cgroup_lines_read(int proc, uint64_t tgid, uint64_t tid, struct text *ret);

/* All of the file @name below @dir, after emptying @ret. 0 or -errno. */
int read_file_at(int dir, const char *name, struct text *ret);

#endif
