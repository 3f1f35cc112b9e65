/* SPDX-License-Identifier: GPL-2.0 */
/* Tables in binary: those of the seeds of `table`, which are text. */
#include "seed.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

#include "cleanup.h"
#include "host/source.h"
#include "../fuzz.h"
#include "../../unit/pack.h"

static void pack(int dir, const char *name)
{
	_cleanup_text_ struct text path = { 0 }, packed = { 0 };
	_cleanup_blob_ struct blob b = { 0 };
	struct problem p = { "" };
	struct rows rows;
	enum table_id id;

	if (source_read_at(dir, name, &b))
		return;
	id = table_named(b.data, b.len);
	if (id == TABLES || table_parse(&host_tables[id], &b, name, &rows, &p))
		return;
	pack_table(&packed, &host_tables[id], rows.data, rows.count);
	free(rows.data);
	text_printf(&path, "binary/%s", name);
	seed_begin(text_str(&path));
	seed_put(packed.s, packed.len);
}

void seed_tables(const char *folder)
{
	_cleanup_text_ struct text path = { 0 };
	DIR *dir;
	const struct dirent *e;

	text_printf(&path, "%s/table", folder);
	dir = opendir(text_str(&path));
	if (!dir)
		broken("%s", text_str(&path));
	while ((e = readdir(dir)))
		pack(dirfd(dir), e->d_name);
	closedir(dir);
}
