/* SPDX-License-Identifier: GPL-2.0 */
#include "source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../cleanup.h"

void *source_new(size_t size, const char *name, const char *where)
{
	struct source *src = calloc(1, size);

	if (!src)
		return NULL;
	src->name = name;
	src->where = strdup(where);
	if (!src->where) {
		free(src);
		return NULL;
	}
	return src;
}

void source_close(struct source *src)
{
	if (!src)
		return;
	if (src->close)
		src->close(src);
	if (src->saved)
		snapshot_free(src->saved);
	free(src->saved);
	free(src->where);
	free(src);
}

/* O_NONBLOCK, so that a pipe of that name can not make it wait. */
int source_read_at(int dir, const char *name, struct blob *ret)
{
	_cleanup_close_ int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		return -errno;
	if (S_ISDIR(st.st_mode))
		return -EISDIR;
	if (!S_ISREG(st.st_mode))
		return -EINVAL;
	return blob_read(ret, fd);
}

int source_open(struct source **ret, const char *from, struct problem *p)
{
	struct problem why = { "" };
	int err;

	if (from)
		return source_file(ret, from, p);
	err = source_kernel(ret, &why);
	if (err != -ENODEV) {
		*p = why;
		return err;
	}
	err = source_proc(ret, p);
	if (!err)
		(*ret)->note = why;
	return err;
}

int source_lacks(const struct source *src, const char *table, struct problem *p)
{
	if (!strcmp(src->name, "file"))
		return problem_set(p, -ENOENT, "%s: no table '%s' in it%s", src->where, table,
				   src->note.words[0] ? ", for it was saved without the module" :
							"");
	if (!strcmp(src->name, "kernel"))
		return problem_set(p, -ENODEV,
				   "%s: no table '%s': the module is too old, load this tool's own",
				   src->where, table);
	return problem_set(p, -ENODEV, "only the module knows '%s', and tells root alone: %s",
			   table, src->note.words);
}
