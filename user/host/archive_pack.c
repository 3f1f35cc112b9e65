/* SPDX-License-Identifier: GPL-2.0 */
/* Making an archive, in memory: a snapshot is small once it is packed. */
#include "archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <dlfcn.h>
#include <errno.h>
#include <time.h>

#include "../cleanup.h"
#include "../library.h"
#include "../progress.h"

#define FUNCTIONS(X)                         \
	X(archive_write_new)                 \
	X(archive_write_free)                \
	X(archive_write_set_format_ustar)    \
	X(archive_write_add_filter_zstd)     \
	X(archive_write_set_bytes_per_block) \
	X(archive_write_open)                \
	X(archive_write_header)              \
	X(archive_write_data)                \
	X(archive_write_close)               \
	X(archive_error_string)              \
	X(archive_entry_new)                 \
	X(archive_entry_free)                \
	X(archive_entry_set_pathname)        \
	X(archive_entry_set_filetype)        \
	X(archive_entry_set_perm)            \
	X(archive_entry_set_size)            \
	X(archive_entry_set_mtime)

struct library {
	void *handle;
	struct {
		FUNCTIONS(LIBRARY_POINTER)
	} f;
};

static const char *const names_of_functions[] = { FUNCTIONS(LIBRARY_NAME) };

static void library_unload(struct library *lib)
{
	if (lib->handle)
		dlclose(lib->handle);
}

static la_ssize_t take(struct archive *a, void *arg, const void *data, size_t len)
{
	struct text *to = arg;

	(void)a;
	text_add(to, data, len);
	return to->failed ? -1 : (la_ssize_t)len;
}

/* Packed at once, so that it can be told how far it is. */
#define PIECE ((size_t)1 << 20)

struct packing {
	const struct library *lib;
	struct archive *to;
	time_t now;
	size_t done, total; /* bytes of all files */
};

static bool pack_bytes(struct packing *k, const char *bytes, size_t len)
{
	size_t piece;

	for (; len; bytes += piece, len -= piece) {
		piece = len < PIECE ? len : PIECE;
		if (k->lib->f.archive_write_data(k->to, bytes, piece) != (la_ssize_t)piece)
			return false;
		k->done += piece;
		progress_at(k->done / PIECE, k->total / PIECE);
	}
	return true;
}

/* Whether it is in. */
static bool pack_file(struct packing *k, const char *folder, const struct archive_file *file)
{
	const struct library *lib = k->lib;
	_cleanup_text_ struct text path = { 0 };
	struct archive_entry *entry = lib->f.archive_entry_new();
	bool done;

	text_printf(&path, "%s/%s", folder, file->name);
	if (!entry || path.failed) {
		lib->f.archive_entry_free(entry);
		return false;
	}
	lib->f.archive_entry_set_pathname(entry, path.s);
	lib->f.archive_entry_set_filetype(entry, AE_IFREG);
	lib->f.archive_entry_set_perm(entry, 0600);
	lib->f.archive_entry_set_size(entry, (la_int64_t)file->text.len);
	lib->f.archive_entry_set_mtime(entry, k->now, 0);
	done = lib->f.archive_write_header(k->to, entry) == ARCHIVE_OK &&
	       pack_bytes(k, text_str(&file->text), file->text.len);
	lib->f.archive_entry_free(entry);
	return done;
}

int archive_pack(struct text *ret, const char *folder, const struct archive_file *files, size_t n,
		 struct problem *p)
{
	CLEANUP(library_unload) struct library lib = { 0 };
	struct packing k = { .lib = &lib, .now = time(NULL) };
	struct problem why = { "" };
	struct archive *a;
	bool done;
	size_t i;
	int err = library_open(&lib.handle, LIBARCHIVE, names_of_functions,
			       ARRAY_SIZE(names_of_functions), &lib.f, &why);

	if (err)
		return problem_set(p, err, "to make an archive: %s", why.words);
	a = k.to = lib.f.archive_write_new();
	if (!a)
		return problem_set(p, -ENOMEM, "out of memory");
	progress_about("packing, MiB");
	for (i = 0; i < n; i++)
		k.total += files[i].text.len;
	done = lib.f.archive_write_set_format_ustar(a) == ARCHIVE_OK &&
	       lib.f.archive_write_add_filter_zstd(a) == ARCHIVE_OK &&
	       lib.f.archive_write_set_bytes_per_block(a, 0) == ARCHIVE_OK && /* no padding */
	       lib.f.archive_write_open(a, ret, NULL, take, NULL) == ARCHIVE_OK;
	for (i = 0; i < n && done; i++)
		done = pack_file(&k, folder, &files[i]);
	done = done && lib.f.archive_write_close(a) == ARCHIVE_OK;
	if (ret->failed)
		err = problem_set(p, -ENOMEM, "out of memory");
	else if (!done)
		err = problem_set(p, -EIO, "to make an archive: %s", lib.f.archive_error_string(a));
	lib.f.archive_write_free(a);
	return err;
}
