/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The devices of an environment. Nodes can not be made by who is not root of the host:
 * those of the host are seen.
 */
#ifndef NSVIEW_ENV_DEVICES_H
#define NSVIEW_ENV_DEVICES_H

#include "../problem.h"

/* A mount of the host's that is nowhere yet. A descriptor or -errno. */
int device_open(const char *name);
/* Of one that is in its place: it may be written to, but its inode stays as it is. */
int device_keep(int mount);

/* The null device of the root that the process is in, if it is that. A descriptor or -errno. */
int device_open_null(void);

/* Fills the /dev of @root. */
int env_put_devices(int root, struct problem *p);

#endif
