/* SPDX-License-Identifier: GPL-2.0 */
#include "cgroupfs.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

int cgroupfs_open(const struct hierarchy *h)
{
	int fd;

	if (!h->mount)
		return -ENXIO;
	fd = open(h->mount, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

const char *cgroupfs_way(const struct hierarchy *h, const char *path)
{
	size_t len = h->root && strcmp(h->root, "/") ? strlen(h->root) : 0;

	if (!path || *path != '/' || strncmp(path, len ? h->root : "", len) ||
	    (len && path[len] && path[len] != '/'))
		return NULL;
	path += len;
	path += *path == '/';
	return *path ? path : ".";
}

bool cgroupfs_is_known(const struct host *h, uint64_t hierarchy)
{
	size_t i;

	/* What /proc tells of has the cgroups that somebody is in, and no others. */
	if (!strcmp(h->source, "proc"))
		return false;
	for (i = 0; i < h->n_cgroups; i++)
		if (h->cgroups[i].hierarchy == hierarchy)
			return true;
	return false;
}
