/* SPDX-License-Identifier: GPL-2.0 */
/* Making mounts read-only, by any kernel. */
#ifndef NSVIEW_ENV_READ_ONLY_H
#define NSVIEW_ENV_READ_ONLY_H

/* The mount at @path below the directory @root; or also all that are mounted on it. 0 or -errno. */
int read_only(int root, const char *path);
int read_only_below(int root, const char *path);

#endif
