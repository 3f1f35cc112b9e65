/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "devices.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "../cleanup.h"
#include "place.h"
#include "read_only.h"

static const char *const devices[] = { "null", "zero", "full", "random", "urandom", "tty" };

static const struct {
	const char *name;
	const char *target;
} links[] = {
	{ "ptmx", "pts/ptmx" },		 { "fd", "/proc/self/fd" },
	{ "stdin", "/proc/self/fd/0" },	 { "stdout", "/proc/self/fd/1" },
	{ "stderr", "/proc/self/fd/2" }, { "core", "/proc/kcore" },
};

int device_open(const char *name)
{
	char from[32];
	int fd;

	snprintf(from, sizeof(from), "/dev/%s", name);
	fd = open_tree(AT_FDCWD, from, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int device_keep(int fd)
{
	return mount_restrict(fd, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC);
}

int device_open_null(void)
{
	struct open_how how = { .flags = O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC,
				.resolve = RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS };
	int fd = (int)syscall(SYS_openat2, AT_FDCWD, "/dev/null", &how, sizeof(how));
	struct stat st;
	int err;

	if (fd < 0)
		return -errno;
	/* Who owns the root may have put something else there. */
	err = fstat(fd, &st) < 0 ? -errno : 0;
	if (!err && (!S_ISCHR(st.st_mode) || st.st_rdev != makedev(1, 3)))
		err = -EPERM;
	if (!err && !fcntl(fd, F_SETFL, 0))
		return fd;
	close(fd);
	return err ? err : -EIO;
}

static int put_device(int dev, const char *name)
{
	_cleanup_close_ int fd = device_open(name);
	int err = fd < 0 ? fd : place_put(dev, name, fd, false);

	return err ? err : device_keep(fd);
}

int env_put_devices(int root, struct problem *p)
{
	/* Not by its path, which who owns a hostile root may lead elsewhere meanwhile. */
	_cleanup_close_ int dev = place_open(root, "dev", O_DIRECTORY);
	size_t i;
	int err;

	if (dev < 0)
		return problem_set(p, dev, "/dev: %s", strerror(-dev));
	for (i = 0; i < ARRAY_SIZE(devices); i++) {
		err = put_device(dev, devices[i]);
		if (err)
			return problem_set(p, err, "/dev/%s: %s", devices[i], strerror(-err));
	}
	for (i = 0; i < ARRAY_SIZE(links); i++)
		if (symlinkat(links[i].target, dev, links[i].name) < 0)
			return problem_set(p, -errno, "/dev/%s: %s", links[i].name,
					   strerror(errno));
	return 0;
}
