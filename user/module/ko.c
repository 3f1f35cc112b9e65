/* SPDX-License-Identifier: GPL-2.0 */
#include "ko.h"

#include <elf.h>
#include <errno.h>
#include <stddef.h>

#include <libkmod.h>

#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../cleanup.h"
#include "../library.h"

#define FUNCTIONS(X)                       \
	X(kmod_new)                        \
	X(kmod_unref)                      \
	X(kmod_set_log_priority)           \
	X(kmod_list_next)                  \
	X(kmod_module_new_from_path)       \
	X(kmod_module_new_from_name)       \
	X(kmod_module_new_from_lookup)     \
	X(kmod_module_unref)               \
	X(kmod_module_unref_list)          \
	X(kmod_module_get_module)          \
	X(kmod_module_get_path)            \
	X(kmod_module_get_info)            \
	X(kmod_module_info_get_key)        \
	X(kmod_module_info_get_value)      \
	X(kmod_module_info_free_list)      \
	X(kmod_module_insert_module)       \
	X(kmod_module_probe_insert_module) \
	X(kmod_module_remove_module)

#define LIBRARY "libkmod.so.2"
#define NAME "nsview"

struct ko_library {
	void *handle;
	struct {
		FUNCTIONS(LIBRARY_POINTER)
	} f;
	struct kmod_ctx *ctx;
	struct kmod_module *module;
	bool by_path;
};

static const char *const names[] = { FUNCTIONS(LIBRARY_NAME) };

static void library_close(struct ko_library *lib)
{
	if (!lib)
		return;
	if (lib->module)
		lib->f.kmod_module_unref(lib->module);
	if (lib->ctx)
		lib->f.kmod_unref(lib->ctx);
	if (lib->handle)
		dlclose(lib->handle);
	free(lib);
}

static int library_new(struct ko_library **ret, struct problem *p)
{
	struct ko_library *lib = calloc(1, sizeof(*lib));
	struct problem why = { "" };
	int err;

	if (!lib)
		return problem_set(p, -ENOMEM, "out of memory");
	err = library_open(&lib->handle, LIBRARY, names, ARRAY_SIZE(names), &lib->f, &why);
	if (err) {
		library_close(lib);
		return problem_set(p, err, "for modules: %s", why.words);
	}
	lib->ctx = lib->f.kmod_new(NULL, NULL);
	if (!lib->ctx) {
		library_close(lib);
		return problem_set(p, -ENOMEM, "out of memory");
	}
	/* It would say on stderr what is said here. */
	lib->f.kmod_set_log_priority(lib->ctx, 0);
	*ret = lib;
	return 0;
}

/* The first of those that are found. */
static int look_up(struct ko_library *lib)
{
	struct kmod_list *list = NULL;
	int err = lib->f.kmod_module_new_from_lookup(lib->ctx, NAME, &list);

	if (!err && list)
		lib->module = lib->f.kmod_module_get_module(list);
	if (list)
		lib->f.kmod_module_unref_list(list);
	return lib->module ? 0 : -ENOENT;
}

static int keep_string(char **to, const char *from)
{
	*to = strdup(from);
	return *to ? 0 : -ENOMEM;
}

/* What the file says of itself. */
static int read_info(struct ko *ko, bool *ours)
{
	struct ko_library *lib = ko->lib;
	struct kmod_list *list = NULL, *at;
	int err = lib->f.kmod_module_get_info(lib->module, &list);

	*ours = false;
	if (err < 0)
		return err;
	err = 0;
	for (at = list; at && !err; at = lib->f.kmod_list_next(list, at)) {
		const char *key = lib->f.kmod_module_info_get_key(at);
		const char *value = lib->f.kmod_module_info_get_value(at);

		if (!strcmp(key, "name"))
			*ours = !strcmp(value, NAME);
		else if (!strcmp(key, "vermagic") && !ko->vermagic)
			err = keep_string(&ko->vermagic, value);
		else if (!strcmp(key, "sig_id"))
			ko->is_signed = true;
		else if (!strcmp(key, "sig_key") && !ko->sig_key)
			err = keep_string(&ko->sig_key, value);
	}
	lib->f.kmod_module_info_free_list(list);
	return err;
}

/* Each is where there is a byte of the file, also one that has none itself. */
static bool sections_begin_inside(int fd, const Elf64_Ehdr *head)
{
	struct stat st;
	Elf64_Shdr section;
	size_t i;

	if (fstat(fd, &st) < 0 || head->e_shentsize != sizeof(section) ||
	    head->e_shoff > (uint64_t)st.st_size)
		return false;
	for (i = 0; i < head->e_shnum; i++) {
		const off_t at = (off_t)(head->e_shoff + i * sizeof(section));

		if (pread(fd, &section, sizeof(section), at) != sizeof(section) ||
		    section.sh_offset >= (uint64_t)st.st_size)
			return false;
	}
	return true;
}

/*
 * libkmod ends the program (assert) where an ELF file does not say which of its sections
 * has their names, or where one of them begins at its end. What is packed, or no ELF at all,
 * is for it to tell.
 */
static bool is_module_like(const char *file)
{
	_cleanup_close_ int fd = open(file, O_RDONLY | O_CLOEXEC);
	Elf64_Ehdr head;
	ssize_t n = fd < 0 ? -1 : read(fd, &head, sizeof(head));

	if (n < SELFMAG || memcmp(head.e_ident, ELFMAG, SELFMAG))
		return true;
	return n == sizeof(head) && head.e_ident[EI_CLASS] == ELFCLASS64 &&
	       head.e_ident[EI_DATA] == ELFDATA2LSB && head.e_shstrndx != SHN_UNDEF &&
	       head.e_shstrndx < head.e_shnum && sections_begin_inside(fd, &head);
}

static int open_one(struct ko *ko, const char *file, struct problem *p)
{
	struct ko_library *lib = ko->lib;
	bool ours;
	int err;

	lib->by_path = file;
	if (file)
		err = lib->f.kmod_module_new_from_path(lib->ctx, file, &lib->module);
	else
		err = look_up(lib);
	if (err)
		return file ? problem_set(p, err, "%s: %s", file, strerror(-err)) : err;
	if (!file)
		file = lib->f.kmod_module_get_path(lib->module);
	/* Listed, or built into the kernel, but in no file. */
	if (!file)
		return -ENOENT;
	if (access(file, R_OK) < 0)
		return problem_set(p, -errno, "%s: %s", file, strerror(errno));
	err = keep_string(&ko->path, file);
	if (!err)
		err = is_module_like(file) ? read_info(ko, &ours) : -EINVAL;
	if (err == -ENOMEM)
		return problem_set(p, err, "out of memory");
	if (err)
		return problem_set(p, -EINVAL, "%s: is no kernel module", file);
	return ours ? 0 : problem_set(p, -EINVAL, "%s: is another module than " NAME, file);
}

int ko_open(struct ko *ko, const char *file, struct problem *p)
{
	int err;

	*ko = (struct ko){ 0 };
	err = library_new(&ko->lib, p);
	if (!err)
		err = open_one(ko, file, p);
	if (err)
		ko_close(ko);
	return err;
}

void ko_close(struct ko *ko)
{
	library_close(ko->lib);
	free(ko->path);
	free(ko->vermagic);
	free(ko->sig_key);
	*ko = (struct ko){ 0 };
}

int ko_insert(struct ko *ko)
{
	const struct ko_library *lib = ko->lib;

	if (lib->by_path)
		return lib->f.kmod_module_insert_module(lib->module, 0, "");
	return lib->f.kmod_module_probe_insert_module(lib->module, KMOD_PROBE_FAIL_ON_LOADED, NULL,
						      NULL, NULL, NULL);
}

int ko_remove(struct problem *p)
{
	struct ko_library *lib = NULL;
	int err = library_new(&lib, p);

	if (err)
		return err;
	err = lib->f.kmod_module_new_from_name(lib->ctx, NAME, &lib->module);
	if (!err)
		err = lib->f.kmod_module_remove_module(lib->module, KMOD_REMOVE_NOLOG);
	library_close(lib);
	return err;
}
