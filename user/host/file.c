/* SPDX-License-Identifier: GPL-2.0 */
/* The source that was saved: a snapshot, or a folder of tables or an archive of one. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../cleanup.h"
#include "archive.h"
#include "host.h"
#include "snapshot.h"
#include "source.h"

enum {
#define X(name, columns) SAVED_##name,
	HOST_TABLES(X) SAVED_snapshot,
#undef X
	SAVED_FILES
};

static const char *const saved_names[SAVED_FILES] = {
#define X(name, columns) #name,
	HOST_TABLES(X)
#undef X
		SNAPSHOT,
};

struct folder_source {
	struct source base;
	int dir;
};

/* An archive is read once, whole: it may be a pipe. */
struct archive_source {
	struct source base;
	struct blob files[SAVED_FILES];
};

static int folder_read(struct source *src, const char *table, struct blob *ret)
{
	return source_read_at(((struct folder_source *)src)->dir, table, ret);
}

static void folder_close(struct source *src)
{
	close(((struct folder_source *)src)->dir);
}

static int archive_source_read(struct source *src, const char *table, struct blob *ret)
{
	struct archive_source *as = (struct archive_source *)src;
	size_t i;

	for (i = 0; i < SAVED_FILES; i++) {
		if (strcmp(saved_names[i], table) || !as->files[i].data)
			continue;
		*ret = as->files[i];
		as->files[i] = (struct blob){ 0 };
		return 0;
	}
	return -ENOENT;
}

static void archive_source_close(struct source *src)
{
	struct archive_source *as = (struct archive_source *)src;
	size_t i;

	for (i = 0; i < SAVED_FILES; i++)
		blob_free(&as->files[i]);
}

static int open_folder(struct source **ret, const char *path, int dir, struct problem *p)
{
	struct folder_source *src = source_new(sizeof(*src), "file", path);

	if (!src)
		return problem_set(p, -ENOMEM, "out of memory");
	src->dir = dir;
	src->base.read = folder_read;
	src->base.close = folder_close;
	*ret = &src->base;
	return 0;
}

static int open_archive(struct source **ret, const char *path, int fd, struct problem *p)
{
	struct archive_source *src = source_new(sizeof(*src), "file", path);
	int err;

	if (!src)
		return problem_set(p, -ENOMEM, "out of memory");
	src->base.read = archive_source_read;
	src->base.close = archive_source_close;
	err = archive_tables(fd, path, saved_names, src->files, SAVED_FILES, p);
	if (err) {
		source_close(&src->base);
		return err;
	}
	*ret = &src->base;
	return 0;
}

/* What is in no snapshot is as it always was: tables, and nothing about them. */
static int read_snapshot(struct source *src, struct problem *p)
{
	struct blob text = { 0 };
	int err = src->read(src, SNAPSHOT, &text);
	const char *why;

	if (err == -ENOENT)
		return 0;
	if (!err)
		src->saved = calloc(1, sizeof(*src->saved));
	if (err || !src->saved) {
		blob_free(&text);
		err = err ? err : -ENOMEM;
		return problem_set(p, err, "%s/%s: %s", src->where, SNAPSHOT, strerror(-err));
	}
	err = snapshot_parse(src->saved, &text, src->where, p);
	if (err)
		return err;
	why = snapshot_note(src->saved, "source");
	if (why)
		problem_set(&src->note, 0, "%s was saved without the module (%s)", src->where, why);
	src->no_init = snapshot_value(src->saved, "nested");
	return 0;
}

static int open_saved(struct source **ret, const char *path, struct problem *p)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	int err;

	if (fd < 0 || fstat(fd, &st) < 0) {
		err = problem_set(p, -errno, "%s: %s", path, strerror(errno));
	} else if (S_ISDIR(st.st_mode)) {
		err = open_folder(ret, path, fd, p);
		if (!err)
			return 0; /* the source owns fd now */
	} else {
		err = open_archive(ret, path, fd, p);
	}
	if (fd >= 0)
		close(fd);
	return err;
}

int source_file(struct source **ret, const char *path, struct problem *p)
{
	struct source *src = NULL;
	int err;

	if (!*path)
		return problem_set(p, -EINVAL, "the name of what was saved is empty");
	err = open_saved(&src, path, p);
	if (!err)
		err = read_snapshot(src, p);
	if (err) {
		source_close(src);
		return err;
	}
	*ret = src;
	return 0;
}
