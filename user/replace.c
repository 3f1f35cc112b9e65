/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "replace.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "text.h"

static int say(struct problem *p, int err, const char *path)
{
	return problem_set(p, err, "%s: %s", path, strerror(-err));
}

static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
}

int replace_check(const char *path, struct problem *p)
{
	_cleanup_free_ char *folder = NULL;
	struct stat st;

	if (!*path)
		return problem_set(p, -EINVAL, "the file's name is empty");
	if (lstat(path, &st)) {
		if (errno != ENOENT)
			return say(p, -errno, path);
	} else if (!S_ISREG(st.st_mode)) {
		return problem_set(p, -EEXIST, "%s: not a regular file, and left as it is", path);
	}
	folder = folder_of(path);
	if (!folder)
		return problem_set(p, -ENOMEM, "out of memory");
	return faccessat(AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) ? say(p, -errno, folder) : 0;
}

int write_all(int fd, const char *data, size_t len)
{
	while (len) {
		ssize_t n = write(fd, data, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		data += n;
		len -= (size_t)n;
	}
	return 0;
}

static int sync_fd(int fd)
{
	while (fsync(fd)) {
		if (errno != EINTR)
			return -errno;
	}
	return 0;
}

/*
 * To sync it in the end, for the new name is to last as well: -1 in *@ret where one may write
 * to it and not read. Opened before there is a new name, so that failing changes nothing.
 */
static int open_folder(int *ret, const char *path, struct problem *p)
{
	_cleanup_free_ char *folder = folder_of(path);

	if (!folder)
		return problem_set(p, -ENOMEM, "out of memory");
	*ret = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return *ret < 0 && errno != EACCES ? say(p, -errno, folder) : 0;
}

/* EINVAL is of a file system that has nothing to sync. */
static int sync_folder(int fd, const char *path, struct problem *p)
{
	int err = fd < 0 ? 0 : sync_fd(fd);

	if (!err || err == -EINVAL)
		return 0;
	return problem_set(p, err,
			   "%s: is written, but a crash may undo that: syncing its folder: %s",
			   path, strerror(-err));
}

static int write_beside(const char *path, char *new, const char *data, size_t len,
			struct problem *p)
{
	_cleanup_close_ int fd = mkostemp(new, O_CLOEXEC);
	int err;

	if (fd < 0)
		return say(p, -errno, path);
	err = write_all(fd, data, len);
	if (!err)
		err = sync_fd(fd);
	/* Looked at again: long may have passed since. */
	if (!err) {
		err = replace_check(path, p);
		if (!err && rename(new, path))
			err = say(p, -errno, path);
	} else {
		say(p, err, path);
	}
	if (err)
		unlink(new);
	return err;
}

int replace_file(const char *path, const char *data, size_t len, struct problem *p)
{
	_cleanup_text_ struct text new = { 0 };
	_cleanup_close_ int folder = -1;
	sigset_t all, before;
	int err = replace_check(path, p);

	text_printf(&new, "%s.XXXXXX", path);
	if (!err && new.failed)
		err = problem_set(p, -ENOMEM, "out of memory");
	if (!err)
		err = open_folder(&folder, path, p);
	if (err)
		return err;
	/* Who ends it does so before there is a file, or after it has its name. */
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	err = write_beside(path, new.s, data, len, p);
	if (!err)
		err = sync_folder(folder, path, p);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return err;
}
