/* SPDX-License-Identifier: GPL-2.0 */
/* The directories of the host's root, read-only, in a root of the environment's own. */
#ifndef NSVIEW_ENV_HOST_ROOT_H
#define NSVIEW_ENV_HOST_ROOT_H

#include <sys/mount.h>

#include "../problem.h"

#define HOST_ROOT_ATTR (MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_RDONLY)

/* Puts them into @root, all but those that an environment has of its own. */
int env_host_root(int root, struct problem *p);

#endif
