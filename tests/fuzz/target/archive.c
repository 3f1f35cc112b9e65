/* SPDX-License-Identifier: GPL-2.0 */
/* An archive of tables, as -f takes it. */
#include "../fuzz.h"

#include "host/archive.h"
#include "host/source.h"

static int file;
static char path[FILE_PATH_MAX];

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	file = file_for(LIBARCHIVE, path);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct source *src = NULL;
	struct problem p = { "" };
	struct host h = { 0 };

	file_put(file, data, size);
	if (!source_file(&src, path, &p)) {
		host_load(&h, src, 0, (1u << TABLES) - 1, &p);
		host_free(&h);
	} else if (!p.words[0]) {
		broken("refused without words");
	}
	source_close(src);
	return 0;
}
