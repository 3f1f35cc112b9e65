/* SPDX-License-Identifier: GPL-2.0 */
/*
 * mount_setattr(2) does it in one call since Linux 5.12. Before, each mount is
 * remounted (mount(2), MS_REMOUNT | MS_BIND), which must repeat the flags that it has,
 * for who is not root of the host may not take one away.
 */
#define _GNU_SOURCE
#include "read_only.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../cleanup.h"
#include "../host/blob.h"
#include "../host/mountinfo.h"

static const struct {
	unsigned long has; /* in statvfs(3) */
	unsigned int attr;
	unsigned long flag;
} flags[] = {
	{ ST_RDONLY, MOUNT_ATTR_RDONLY, MS_RDONLY },
	{ ST_NOSUID, MOUNT_ATTR_NOSUID, MS_NOSUID },
	{ ST_NODEV, MOUNT_ATTR_NODEV, MS_NODEV },
	{ ST_NOEXEC, MOUNT_ATTR_NOEXEC, MS_NOEXEC },
	{ ST_NOATIME, 0, MS_NOATIME },
	{ ST_NODIRATIME, 0, MS_NODIRATIME },
	{ ST_RELATIME, 0, MS_RELATIME },
};

/* By the descriptor's own link, which leads to the mount whatever its path leads to. */
static int remount(int mount_fd, unsigned int attr)
{
	unsigned long all = MS_REMOUNT | MS_BIND;
	struct statvfs st;
	char link[32];
	size_t i;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", mount_fd);
	if (fstatvfs(mount_fd, &st) < 0)
		return -errno;
	for (i = 0; i < ARRAY_SIZE(flags); i++)
		if (st.f_flag & flags[i].has || attr & flags[i].attr)
			all |= flags[i].flag;
	return mount(NULL, link, NULL, all, NULL) < 0 ? -errno : 0;
}

static int remount_at(int top, const char *path, unsigned int attr)
{
	struct open_how how = {
		.flags = O_PATH | O_CLOEXEC,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
	};
	_cleanup_close_ int fd = (int)syscall(SYS_openat2, top, path, &how, sizeof(how));

	return fd < 0 ? -errno : remount(fd, attr);
}

static int path_of(int fd, char *ret, size_t size)
{
	char link[32];
	ssize_t len;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	len = readlink(link, ret, size - 1);
	if (len < 0)
		return -errno;
	ret[len] = '\0';
	return 0;
}

/*
 * Those below @top, deepest last. One that another one hides is none that is reached; nor
 * is one that is below what this process, which has more rights than what it is made for,
 * may not search. By mountinfo, for in the other list whoever mounts something chooses how
 * its line begins, and with a # it is a comment: getmntent(3).
 */
static int remount_below(int top, unsigned int attr)
{
	_cleanup_close_ int fd = open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC);
	_cleanup_blob_ struct blob text = { 0 };
	char path[PATH_MAX], *at;
	struct mountinfo m;
	int err = fd < 0 ? -errno : blob_read(&text, fd);
	size_t len;

	if (!err)
		err = path_of(top, path, sizeof(path));
	len = err ? 0 : strlen(path);
	for (at = text.data; !err && mountinfo_next(&at, &m);) {
		if (strncmp(m.point, path, len) || m.point[len] != '/')
			continue;
		err = remount_at(top, m.point + len + 1, attr);
		if (err == -EINVAL || err == -ENOENT || err == -EACCES)
			err = 0;
	}
	return err;
}

static int restrict_it(int mount, unsigned int attr, unsigned int how)
{
	struct mount_attr set = { .attr_set = attr };
	int err;

	if (!mount_setattr(mount, "", AT_EMPTY_PATH | how, &set, sizeof(set)))
		return 0;
	if (errno != ENOSYS)
		return -errno;
	err = remount(mount, attr);
	return err || !how ? err : remount_below(mount, attr);
}

int mount_restrict(int mount, unsigned int attr)
{
	return restrict_it(mount, attr, 0);
}

int mount_restrict_below(int mount, unsigned int attr)
{
	return restrict_it(mount, attr, AT_RECURSIVE);
}

int mount_make_private(int mount_fd)
{
	char link[32];

	snprintf(link, sizeof(link), "/proc/self/fd/%d", mount_fd);
	return mount(NULL, link, NULL, MS_REC | MS_PRIVATE, NULL) < 0 ? -errno : 0;
}
