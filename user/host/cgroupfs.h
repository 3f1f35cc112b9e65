/* SPDX-License-Identifier: GPL-2.0 */
/* The folders of hierarchies that are mounted, by the paths of their cgroups. */
#ifndef NSVIEW_CGROUPFS_H
#define NSVIEW_CGROUPFS_H

#include "host.h"

/* A descriptor of where @h is mounted, or -errno: -ENXIO if it is nowhere. */
int cgroupfs_open(const struct hierarchy *h);

/*
 * From the root of what is mounted the way to the cgroup of @path: "." for that
 * root; NULL if the cgroup is outside of what is seen there.
 */
const char *cgroupfs_way(const struct hierarchy *h, const char *path);

/* Whether the cgroups of @hierarchy are among the tables that the module gave. */
bool cgroupfs_is_known(const struct host *h, uint64_t hierarchy);

#endif
