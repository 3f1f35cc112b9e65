/* SPDX-License-Identifier: GPL-2.0 */
/* What the files in the folders of cgroups say of limits and of use. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "../cleanup.h"
#include "../progress.h"
#include "cgroup_line.h"
#include "cgroupfs.h"
#include "put.h"

struct file {
	const char *controller; /* only where it acts there is such a file; NULL: everywhere */
	const char *name;
};

static const struct file files[] = {
	{ NULL, "cgroup.type" },
	{ NULL, "cgroup.freeze" },
	{ "cpu", "cpu.max" },
	{ "cpu", "cpu.weight" },
	{ NULL, "cpu.stat" },
	{ "memory", "memory.max" },
	{ "memory", "memory.high" },
	{ "memory", "memory.current" },
	{ "memory", "memory.swap.max" },
	{ "pids", "pids.max" },
	{ "pids", "pids.current" },
	{ "io", "io.max" },
	{ "io", "io.stat" },
};

static const struct file v1_files[] = {
	{ "cpu", "cpu.cfs_quota_us" },
	{ "cpu", "cpu.cfs_period_us" },
	{ "cpu", "cpu.shares" },
	{ "cpuacct", "cpuacct.usage" },
	{ "memory", "memory.limit_in_bytes" },
	{ "memory", "memory.usage_in_bytes" },
	{ "memory", "memory.memsw.limit_in_bytes" },
	{ "memory", "memory.use_hierarchy" },
	{ "pids", "pids.max" },
	{ "pids", "pids.current" },
	{ "freezer", "freezer.state" },
	{ "blkio", "blkio.throttle.read_bps_device" },
	{ "blkio", "blkio.throttle.write_bps_device" },
	{ "blkio", "blkio.throttle.read_iops_device" },
	{ "blkio", "blkio.throttle.write_iops_device" },
	{ "blkio", "blkio.throttle.io_service_bytes" },
};

/* Whether @word is one of @list, by commas. */
static bool is_in(const char *list, const char *word)
{
	const size_t len = strlen(word);

	for (; *list; list += strcspn(list, ","), list += *list == ',')
		if (!strncmp(list, word, len) && (list[len] == ',' || !list[len]))
			return true;
	return false;
}

/* To look for what can not be there is most of what it takes to look. */
static bool may_have(const char *controllers, const struct file *file)
{
	return !file->controller || !controllers || is_in(controllers, file->controller);
}

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

/*
 * The folder at @path is another cgroup's if that one went meanwhile; or if the path is the
 * kernel's and the root of what is mounted that of a cgroup namespace, whose limits are then
 * not those of the cgroup that all others are below.
 */
static bool is_folder_of(int dir, uint64_t id)
{
	struct stat st;

	return id == NSVIEW_NONE || (!fstat(dir, &st) && st.st_ino == id);
}

/* @fd is where the hierarchy is mounted; @controllers, unless NULL, are those that act there. */
static void gather_cgroup(struct gathering *g, const struct hierarchy *hier, int fd,
			  const char *path, uint64_t id, const char *controllers)
{
	const struct file *file = hier->hierarchy ? v1_files : files;
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
	if (!is_folder_of(dir, id))
		return;
	for (i = 0; i < n; i++, file++) {
		int err = may_have(controllers, file) ? read_file_at(dir, file->name, &value) :
							-ENOENT;

		if (!err)
			put_value(g, hier->hierarchy, path, file->name, &value);
		else if (err != -ENOENT && err != -ENODEV && err != -EOPNOTSUPP)
			missed(g, err, "%s of cgroup %s", file->name, path);
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
		const struct cgroup *c = &h->cgroups[i];

		if (c->hierarchy == hier->hierarchy && c->path)
			gather_cgroup(g, hier, fd, c->path, c->id, c->controllers);
		outside |= is_outside(hier, c->hierarchy, c->path);
		progress_at(i + 1, h->n_cgroups);
	}
	for (i = 0; !known && i < h->n_folders; i++) {
		if (h->folders[i].hierarchy == hier->hierarchy && h->folders[i].path)
			gather_cgroup(g, hier, fd, h->folders[i].path, h->folders[i].id,
				      hier->hierarchy ? hier->controllers : NULL);
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
