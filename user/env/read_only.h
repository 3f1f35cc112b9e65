/* SPDX-License-Identifier: GPL-2.0 */
/* What a mount that is in its place may not be used for. */
#ifndef NSVIEW_ENV_READ_ONLY_H
#define NSVIEW_ENV_READ_ONLY_H

/*
 * Adds MOUNT_ATTR_RDONLY, _NOSUID, _NODEV and _NOEXEC to the mount that @mount is a
 * descriptor of, and not to what another one has put on its path since. 0 or -errno.
 */
int mount_restrict(int mount, unsigned int attr);
/* And to all mounts below it. */
int mount_restrict_below(int mount, unsigned int attr);

/* No mount that is made below it, or below what it is a copy of, comes to the other. */
int mount_make_private(int mount);

#endif
