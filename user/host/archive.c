/* SPDX-License-Identifier: GPL-2.0 */
#include "archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <dlfcn.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "../cleanup.h"
#include "../library.h"

/*
 * libarchive brings a dozen libraries along (libxml2, ICU, crypto): linked,
 * it would double the start of every verb. Formats and filters are named one
 * by one: "all" would run programs for some of them.
 */
#define FUNCTIONS(X)                         \
	X(archive_read_new)                  \
	X(archive_read_free)                 \
	X(archive_read_support_format_tar)   \
	X(archive_read_support_filter_gzip)  \
	X(archive_read_support_filter_bzip2) \
	X(archive_read_support_filter_xz)    \
	X(archive_read_support_filter_lz4)   \
	X(archive_read_support_filter_zstd)  \
	X(archive_read_open_fd)              \
	X(archive_read_next_header)          \
	X(archive_read_data)                 \
	X(archive_filter_count)              \
	X(archive_error_string)              \
	X(archive_entry_pathname)            \
	X(archive_entry_pathname_utf8)       \
	X(archive_entry_size)                \
	X(archive_entry_sparse_count)        \
	X(archive_entry_filetype)

#define BLOCK ((size_t)64 << 10)
/* A snapshot holds a few dozen files. */
#define ENTRIES_MAX 10000
/* A filter, and what reads the file for it. Of more, those between could unpack to anything. */
#define FILTERS_MAX 2

struct library {
	void *handle;
	struct {
		FUNCTIONS(LIBRARY_POINTER)
	} f;
};

static const char *const names_of_functions[] = { FUNCTIONS(LIBRARY_NAME) };

static int library_load(struct library *lib, struct problem *p)
{
	struct problem why = { "" };
	int err = library_open(&lib->handle, LIBARCHIVE, names_of_functions,
			       ARRAY_SIZE(names_of_functions), &lib->f, &why);

	return err ? problem_set(p, err, "to read an archive: %s", why.words) : 0;
}

static void library_unload(struct library *lib)
{
	if (lib->handle)
		dlclose(lib->handle);
}

/* Of a table in binary, that lies beside its text in what is a copy of the module's folder. */
static bool is_binary(const char *path, const char *base)
{
	static const char folder[] = "binary/";
	const size_t len = strlen(folder);
	const size_t before = (size_t)(base - path);

	return before >= len && !memcmp(base - len, folder, len) &&
	       (before == len || *(base - len - 1) == '/');
}

/* The place in @names of a regular file's name without its folders, or @n. */
static size_t which(const struct library *lib, struct archive_entry *entry,
		    const char *const *names, size_t n)
{
	const char *path = lib->f.archive_entry_pathname(entry) ?:
				   lib->f.archive_entry_pathname_utf8(entry);
	const char *slash = path ? strrchr(path, '/') : NULL;
	const char *base = slash ? slash + 1 : path;
	size_t i;

	if (!base || !S_ISREG(lib->f.archive_entry_filetype(entry)) || is_binary(path, base))
		return n;
	for (i = 0; i < n; i++)
		if (!strcmp(base, names[i]))
			break;
	return i;
}

/*
 * What is passed over is unpacked, too: it counts as what is read does. A size is what a
 * header says, and what is in the file is not more; but for holes, that no table has.
 */
static int count_entry(const struct library *lib, struct archive_entry *entry, size_t *total,
		       const char *path, struct problem *p)
{
	la_int64_t size = lib->f.archive_entry_size(entry);

	if (lib->f.archive_entry_sparse_count(entry) > 0)
		return problem_set(p, -EBADMSG, "%s: a file with holes in it", path);
	if (size < 0 || (size_t)size > BLOB_MAX - *total)
		return problem_set(p, -EFBIG, "%s: it unpacks to more than %zu MiB", path,
				   BLOB_MAX >> 20);
	*total += (size_t)size;
	return 0;
}

static int read_entry(const struct library *lib, struct archive *a, struct blob *b,
		      const char *path, struct problem *p)
{
	size_t size = 0;

	for (;;) {
		int err = blob_reserve(b, &size, BLOCK);
		la_ssize_t got;

		if (err)
			return problem_set(p, err, "%s: %s", path, strerror(-err));
		got = lib->f.archive_read_data(a, b->data + b->len, size - b->len - 1);
		if (got < 0)
			return problem_set(p, -EBADMSG, "%s: %s", path,
					   lib->f.archive_error_string(a));
		b->len += (size_t)got;
		b->data[b->len] = '\0';
		if (!got) {
			blob_fit(b);
			return 0;
		}
	}
}

static int read_entries(const struct library *lib, struct archive *a, const char *path,
			const char *const *names, struct blob *ret, size_t n, struct problem *p)
{
	struct archive_entry *entry;
	size_t entries = 0, total = 0;

	for (;;) {
		int rc = lib->f.archive_read_next_header(a, &entry);
		size_t i;

		if (rc == ARCHIVE_EOF)
			return 0;
		/* A warning is of a name that this locale has no characters for. */
		if (rc != ARCHIVE_OK && rc != ARCHIVE_WARN)
			return problem_set(p, -EBADMSG, "%s: not a folder, nor an archive: %s",
					   path, lib->f.archive_error_string(a));
		if (++entries > ENTRIES_MAX)
			return problem_set(p, -EFBIG, "%s: too many files in it", path);
		rc = count_entry(lib, entry, &total, path, p);
		if (rc)
			return rc;
		i = which(lib, entry, names, n);
		if (i == n)
			continue;
		if (ret[i].data)
			return problem_set(p, -EBADMSG, "%s: two files called '%s'", path,
					   names[i]);
		rc = read_entry(lib, a, &ret[i], path, p);
		if (rc)
			return rc;
	}
}

int archive_tables(int fd, const char *path, const char *const *names, struct blob *ret, size_t n,
		   struct problem *p)
{
	CLEANUP(library_unload) struct library lib = { 0 };
	struct archive *a;
	int err;

	err = library_load(&lib, p);
	if (err)
		return err;
	a = lib.f.archive_read_new();
	if (!a)
		return problem_set(p, -ENOMEM, "out of memory");
	lib.f.archive_read_support_format_tar(a);
	lib.f.archive_read_support_filter_gzip(a);
	lib.f.archive_read_support_filter_bzip2(a);
	lib.f.archive_read_support_filter_xz(a);
	lib.f.archive_read_support_filter_lz4(a);
	lib.f.archive_read_support_filter_zstd(a);
	if (lib.f.archive_read_open_fd(a, fd, BLOCK) != ARCHIVE_OK)
		err = problem_set(p, -EBADMSG, "%s: not a folder, nor an archive: %s", path,
				  lib.f.archive_error_string(a));
	else if (lib.f.archive_filter_count(a) > FILTERS_MAX)
		err = problem_set(p, -EBADMSG, "%s: packed more than once", path);
	else
		err = read_entries(&lib, a, path, names, ret, n, p);
	lib.f.archive_read_free(a);
	return err;
}
