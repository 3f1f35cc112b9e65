/* SPDX-License-Identifier: GPL-2.0 */
/* What the files in the folders of cgroups say of limits and of use. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "../cleanup.h"
#include "../progress.h"
#include "cgroup_line.h"
#include "cgroupfs.h"
#include "put.h"

/* Of version 2, and of version 1; a folder has those of its controllers. */
static const char *const files[] = {
	"cgroup.type",	"cgroup.freeze", "cpu.max",	   "cpu.weight",      "cpu.stat",
	"memory.max",	"memory.high",	 "memory.current", "memory.swap.max", "pids.max",
	"pids.current", "io.max",	 "io.stat",
};

static const char *const v1_files[] = {
	"cpu.cfs_quota_us",
	"cpu.cfs_period_us",
	"cpu.shares",
	"cpuacct.usage",
	"memory.limit_in_bytes",
	"memory.usage_in_bytes",
	"memory.memsw.limit_in_bytes",
	"memory.use_hierarchy",
	"pids.max",
	"pids.current",
	"freezer.state",
	"blkio.throttle.read_bps_device",
	"blkio.throttle.write_bps_device",
	"blkio.throttle.read_iops_device",
	"blkio.throttle.write_iops_device",
	"blkio.throttle.io_service_bytes",
};

static void put_value(struct gathering *g, uint64_t hierarchy, const char *path, const char *file,
		      const struct text *value)
{
	size_t len = value->len;

	if (len && value->s[len - 1] == '\n')
		len--;
	put_num(&g->rows, hierarchy);
	put_text(&g->rows, path);
	put_text(&g->rows, file);
	put_bytes(&g->rows, text_str(value), len);
	put_end(&g->rows);
}

/* @fd is where the hierarchy is mounted. */
static void gather_cgroup(struct gathering *g, const struct hierarchy *hier, int fd,
			  const char *path)
{
	const char *const *names = hier->hierarchy ? v1_files : files;
	size_t n = hier->hierarchy ? ARRAY_SIZE(v1_files) : ARRAY_SIZE(files);
	const char *way = cgroupfs_way(hier, path);
	_cleanup_text_ struct text value = { 0 };
	_cleanup_close_ int dir = -1;
	size_t i;

	if (!way)
		return;
	dir = openat(fd, way, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0) {
		if (errno != ENOENT)
			missed(g, -errno, "limits of cgroup %s", path);
		return;
	}
	for (i = 0; i < n; i++) {
		int err = read_file_at(dir, names[i], &value);

		if (!err)
			put_value(g, hier->hierarchy, path, names[i], &value);
		else if (err != -ENOENT && err != -ENODEV && err != -EOPNOTSUPP)
			missed(g, err, "%s of cgroup %s", names[i], path);
	}
}

static bool is_outside(const struct hierarchy *hier, uint64_t hierarchy, const char *path)
{
	return hierarchy == hier->hierarchy && path && !cgroupfs_way(hier, path);
}

static void gather_hierarchy(struct gathering *g, const struct hierarchy *hier, int fd)
{
	bool known = cgroupfs_is_known(g->host, hier->hierarchy), outside = false;
	const struct host *h = g->host;
	size_t i;

	for (i = 0; known && i < h->n_cgroups; i++) {
		if (h->cgroups[i].hierarchy == hier->hierarchy && h->cgroups[i].path)
			gather_cgroup(g, hier, fd, h->cgroups[i].path);
		outside |= is_outside(hier, h->cgroups[i].hierarchy, h->cgroups[i].path);
		progress_at(i + 1, h->n_cgroups);
	}
	for (i = 0; !known && i < h->n_folders; i++) {
		if (h->folders[i].hierarchy == hier->hierarchy && h->folders[i].path)
			gather_cgroup(g, hier, fd, h->folders[i].path);
		outside |= is_outside(hier, h->folders[i].hierarchy, h->folders[i].path);
		progress_at(i + 1, h->n_folders);
	}
	if (outside)
		missed(g, -EXDEV, "limits of the cgroups of hierarchy %llu outside of %s",
		       (unsigned long long)hier->hierarchy, hier->root);
}

int gather_limits(struct gathering *g, struct problem *p)
{
	const struct host *h = g->host;
	size_t i;

	(void)p;
	for (i = 0; i < h->n_hierarchies; i++) {
		const struct hierarchy *hier = &h->hierarchies[i];
		_cleanup_close_ int fd = cgroupfs_open(hier);

		if (fd >= 0)
			gather_hierarchy(g, hier, fd);
		else
			missed(g, fd, "limits in hierarchy %llu, which is not mounted here",
			       (unsigned long long)hier->hierarchy);
	}
	return 0;
}
