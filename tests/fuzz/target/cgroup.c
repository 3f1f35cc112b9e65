/* SPDX-License-Identifier: GPL-2.0 */
/* The text of /proc/PID/cgroup; and what files in a cgroup's folder say. */
#include "../fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "host/cgroup_line.h"
#include "view/cgroup_use.h"

static const char *const files[] = {
	"cpu.max",
	"cpu.weight",
	"cpu.stat",
	"memory.max",
	"memory.swap.max",
	"pids.max",
	"io.max",
	"io.stat",
	"cpu.cfs_quota_us",
	"freezer.state",
	"memory.limit_in_bytes",
	"blkio.throttle.read_bps_device",
	"memory.high",
	"cpu.shares",
	"cpu.cfs_period_us",
	"cpuacct.usage",
	"memory.memsw.limit_in_bytes",
	"cgroup.type",
	"cgroup.freeze",
	"blkio.throttle.io_service_bytes",
};

static void read_lines(struct input *in)
{
	char *text = input_text(in), *at = text;
	struct cgroup_line line;

	while (cgroup_line_next(&at, &line))
		if (!line.controllers || !line.path || *line.path != '/')
			broken("a line without a path");
	free(text);
}

/* The value of each file, in their order. */
static void read_limits(struct input *in, uint64_t hierarchy)
{
	struct limit limits[ARRAY_SIZE(files)];
	struct cgroup c = { .hierarchy = hierarchy, .limits = limits };
	struct cgroup_use use;
	struct cgroup_limit held[LIMITS], none[LIMITS] = { { 0, NULL } };
	struct text io = { 0 }, both = { 0 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(files); i++)
		limits[i] = (struct limit){ .hierarchy = hierarchy,
					    .path = "/a",
					    .file = files[i],
					    .value = input_text(in) };
	c.nlimits = ARRAY_SIZE(files);
	cgroup_use_read(&c, &use);
	cgroup_cpu_max(&use);
	cgroup_limits(&c, &use, NULL, NULL, held);
	cgroup_limits(&c, &use, &use, held, none);
	if (cgroup_io_max(&c, &io))
		cgroup_io_tightest(text_str(&io), "8:0 rbps=1,8:16 wiops=7", &both);
	for (i = 0; i < ARRAY_SIZE(files); i++)
		free((char *)limits[i].value);
	text_free(&io);
	text_free(&both);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = input_of(data, size);

	read_lines(&in);
	read_limits(&in, size & 1);
	return 0;
}
