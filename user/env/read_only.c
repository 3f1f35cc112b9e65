/* SPDX-License-Identifier: GPL-2.0 */
/*
 * mount_setattr(2) does it in one call since Linux 5.12. Before, each mount is
 * remounted by its path (mount(2), MS_REMOUNT | MS_BIND), which must repeat the flags
 * that it has, for who is not root of the host may not take one away.
 */
#define _GNU_SOURCE
#include "read_only.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <mntent.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "../cleanup.h"

static unsigned long flags_of(const struct statvfs *st)
{
	static const struct {
		unsigned long has, flag;
	} flags[] = {
		{ ST_NOSUID, MS_NOSUID },	  { ST_NODEV, MS_NODEV },
		{ ST_NOEXEC, MS_NOEXEC },	  { ST_NOATIME, MS_NOATIME },
		{ ST_NODIRATIME, MS_NODIRATIME }, { ST_RELATIME, MS_RELATIME },
	};
	unsigned long all = MS_REMOUNT | MS_BIND | MS_RDONLY;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(flags); i++)
		if (st->f_flag & flags[i].has)
			all |= flags[i].flag;
	return all;
}

/* By a path of the calling process. */
static int remount(const char *path)
{
	struct statvfs st;

	if (statvfs(path, &st) < 0 || mount(NULL, path, NULL, flags_of(&st), NULL) < 0)
		return -errno;
	return 0;
}

static int path_of(int root, const char *path, char *ret, size_t size)
{
	_cleanup_close_ int fd = openat(root, path, O_PATH | O_CLOEXEC);
	char link[32];
	ssize_t len;

	if (fd < 0)
		return -errno;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	len = readlink(link, ret, size - 1);
	if (len < 0)
		return -errno;
	ret[len] = '\0';
	return 0;
}

/* Those below @top, deepest last. One that another one hides is none that is reached. */
static int remount_below(const char *top)
{
	FILE *mounts = setmntent("/proc/self/mounts", "re");
	size_t len = strlen(top);
	struct mntent *m;
	int err = mounts ? 0 : -errno;

	while (mounts && !err && (m = getmntent(mounts))) {
		if (strncmp(m->mnt_dir, top, len) || m->mnt_dir[len] != '/')
			continue;
		err = remount(m->mnt_dir);
		if (err == -EINVAL || err == -ENOENT)
			err = 0;
	}
	if (mounts)
		endmntent(mounts);
	return err;
}

static int set(int root, const char *path, unsigned int flags)
{
	struct mount_attr attr = { .attr_set = MOUNT_ATTR_RDONLY };
	char name[PATH_MAX];
	int err;

	if (!mount_setattr(root, path, flags, &attr, sizeof(attr)))
		return 0;
	if (errno != ENOSYS)
		return -errno;
	err = path_of(root, path, name, sizeof(name));
	if (!err)
		err = remount(name);
	return err || !flags ? err : remount_below(name);
}

int read_only(int root, const char *path)
{
	return set(root, path, 0);
}

int read_only_below(int root, const char *path)
{
	return set(root, path, AT_RECURSIVE);
}
