/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "host_root.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../cleanup.h"
#include "place.h"
#include "read_only.h"

/* Of the host's root these are not seen: they are its own, or it has none. */
static bool is_private(const char *name)
{
	static const char *const names[] = { ".",   "..",   "proc", "sys",  "dev",	 "tmp",
					     "run", "home", "root", "boot", "lost+found" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(name, names[i]))
			return true;
	return false;
}

static int copy_link(int host, int root, const char *name)
{
	char target[PATH_MAX];
	ssize_t len = readlinkat(host, name, target, sizeof(target) - 1);

	if (len < 0)
		return -errno;
	target[len] = '\0';
	return symlinkat(target, root, name) < 0 ? -errno : 0;
}

static int copy_entry(int host, int root, const char *name)
{
	_cleanup_close_ int fd = -1;
	struct stat st;
	int err;

	if (fstatat(host, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT || errno == EACCES ? 0 : -errno;
	if (S_ISLNK(st.st_mode))
		return copy_link(host, root, name);
	if (!S_ISDIR(st.st_mode))
		return 0;
	fd = open_tree(host, name,
		       OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_SYMLINK_NOFOLLOW | AT_RECURSIVE);
	/* What went meanwhile, or who runs it may not see, is not there. */
	if (fd < 0)
		return errno == ENOENT || errno == EACCES ? 0 : -errno;
	err = place_put(root, name, fd, true);
	if (!err)
		err = mount_make_private(fd);
	return err ? err : mount_restrict_below(fd, HOST_ROOT_ATTR);
}

/*
 * A root of its own, with the directories of the host's in it: so nothing of the
 * host's root is there that is not meant, and no two environments have one root.
 */
int env_host_root(int root, struct problem *p)
{
	_cleanup_closedir_ DIR *host = opendir("/");
	struct dirent *e;
	int err = 0;

	if (!host)
		return problem_set(p, -errno, "/: %s", strerror(errno));
	while (!err && (e = readdir(host))) {
		if (is_private(e->d_name))
			continue;
		err = copy_entry(dirfd(host), root, e->d_name);
		if (err)
			problem_set(p, err, "the host's /%s: %s", e->d_name, strerror(-err));
	}
	return err;
}
