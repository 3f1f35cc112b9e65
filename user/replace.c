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

/* The new name is to last as well. */
static int sync_folder(const char *path)
{
	_cleanup_free_ char *folder = folder_of(path);
	_cleanup_close_ int fd = folder ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

	if (!folder)
		return -ENOMEM;
	/* A folder that one may write to and not read can not be synced. */
	if (fd < 0)
		return errno == EACCES ? 0 : -errno;
	return fsync(fd) && errno != EINVAL ? -errno : 0;
}

static int write_beside(const char *path, char *new, const char *data, size_t len,
			struct problem *p)
{
	_cleanup_close_ int fd = mkostemp(new, O_CLOEXEC);
	int err;

	if (fd < 0)
		return say(p, -errno, path);
	err = write_all(fd, data, len);
	if (!err && fsync(fd))
		err = -errno;
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
	sigset_t all, before;
	int err = replace_check(path, p);

	text_printf(&new, "%s.XXXXXX", path);
	if (!err && new.failed)
		err = problem_set(p, -ENOMEM, "out of memory");
	if (err)
		return err;
	/* Who ends it does so before there is a file, or after it has its name. */
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	err = write_beside(path, new.s, data, len, p);
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (err)
		return err;
	err = sync_folder(path);
	return err ? say(p, err, path) : 0;
}
