/* SPDX-License-Identifier: GPL-2.0 */
/* An archive of tables, as -f takes it. */
#define _GNU_SOURCE
#include "../fuzz.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "host/archive.h"
#include "host/source.h"

static int file;
static char path[32];

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	/* It stays: to load it takes longer than what is done with it. */
	if (!dlopen(LIBARCHIVE, RTLD_NOW))
		broken("%s", dlerror());
	file = memfd_create("archive", MFD_CLOEXEC);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct source *src = NULL;
	struct problem p = { "" };
	struct host h = { 0 };

	if (ftruncate(file, 0) || pwrite(file, data, size, 0) != (ssize_t)size)
		broken("a file in memory");
	if (!source_file(&src, path, &p)) {
		host_load(&h, src, 0, (1u << TABLES) - 1, &p);
		host_free(&h);
	} else if (!p.words[0]) {
		broken("refused without words");
	}
	source_close(src);
	return 0;
}
