/* SPDX-License-Identifier: GPL-2.0 */
/* Tables from /proc: of each process its stat, status, cgroup and namespaces. */
#include "../kernel.h"

#include <stdlib.h>
#include <unistd.h>

#include "check/procfs.h"
#include "host/source.h"
#include "host/table.h"

static void read_table(struct source *src, enum table_id id)
{
	struct blob b = { 0 };
	struct problem p = { "" };
	struct rows rows;

	if (src->read(src, host_tables[id].name, &b))
		return;
	if (!table_parse(&host_tables[id], &b, "/proc", &rows, &p))
		free(rows.data);
	blob_free(&b);
}

static void read_source(void)
{
	struct source *src;
	struct problem p = { "" };

	if (source_proc(&src, &p))
		return;
	read_table(src, TABLE_tasks);
	read_table(src, TABLE_namespaces);
	read_table(src, TABLE_cgroups);
	source_close(src);
}

static void read_stat(void)
{
	struct proc_stat stat;

	proc_read_stat(-1, &stat);
	proc_boot_offset();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = size ? input_of(data + 1, size - 1) : input_of(data, 0);

	if (size && *data == 'c') {
		kernel_gather(TABLE_creds, gather_creds, in);
		return 0;
	}
	kernel_begin(in);
	if (size && *data == 's')
		read_stat();
	else
		read_source();
	kernel_end();
	return 0;
}
