/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "place.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../cleanup.h"

/* @path below @root, by no link. A descriptor with O_PATH or -errno. */
int place_open(int root, const char *path, unsigned int flags)
{
	struct open_how how = {
		.flags = O_PATH | O_CLOEXEC | flags,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
	};
	long fd = syscall(SYS_openat2, root, path, &how, sizeof(how));

	return fd < 0 ? -errno : (int)fd;
}

/* The directory that @path is in, made if need be, and its last name. */
static int open_parent(int root, const char *path, const char **name)
{
	int dir = place_open(root, ".", O_DIRECTORY);
	const char *slash;

	while (dir >= 0 && (slash = strchr(path, '/'))) {
		_cleanup_close_ int above = dir;
		char part[NAME_MAX + 1];

		if (snprintf(part, sizeof(part), "%.*s", (int)(slash - path), path) >=
		    (int)sizeof(part))
			return -ENAMETOOLONG;
		dir = place_open(above, part, O_DIRECTORY);
		if (dir == -ENOENT && !mkdirat(above, part, 0755))
			dir = place_open(above, part, O_DIRECTORY);
		path = slash + 1;
	}
	*name = path;
	return dir;
}

/* A place for a mount: a directory, or a file for what is no directory; made where it can be. */
static int find_place(int root, const char *path, bool is_dir)
{
	_cleanup_close_ int parent = -1, file = -1;
	const char *name;
	int fd = place_open(root, path, 0);

	if (fd != -ENOENT)
		return fd;
	parent = open_parent(root, path, &name);
	if (parent < 0)
		return parent;
	if (is_dir) {
		if (mkdirat(parent, name, 0755) < 0)
			return -errno;
	} else {
		file = openat(parent, name, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0644);
		if (file < 0)
			return -errno;
	}
	return place_open(root, path, 0);
}

int place_put_at(int mount, int place)
{
	return move_mount(mount, "", place, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH) <
			       0 ?
		       -errno :
		       0;
}

int place_put(int root, const char *path, int mount, bool is_dir)
{
	_cleanup_close_ int place = find_place(root, path, is_dir);

	return place < 0 ? place : place_put_at(mount, place);
}

int place_make(const char *type, const char *const *options, unsigned int attr)
{
	_cleanup_close_ int fs = fsopen(type, FSOPEN_CLOEXEC);
	size_t i;
	int fd;

	if (fs < 0)
		return -errno;
	fsconfig(fs, FSCONFIG_SET_STRING, "source", "nsview", 0);
	for (i = 0; i < 4 && options[i]; i += 2)
		if (fsconfig(fs, FSCONFIG_SET_STRING, options[i], options[i + 1], 0) < 0)
			return -errno;
	if (fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
		return -errno;
	fd = fsmount(fs, FSMOUNT_CLOEXEC, attr);
	return fd < 0 ? -errno : fd;
}
