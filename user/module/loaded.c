/* SPDX-License-Identifier: GPL-2.0 */
#include "loaded.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "../../kmod/schema.h"
#include "../cleanup.h"
#include "../host/debugfs.h"
#include "../text.h"

#define MODULE "/sys/module/nsview"

/* Its first line, without the end of it. 0, or -errno and an empty one. */
static int read_line(const char *path, char *ret, size_t size)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, ret, size - 1);
	int err = n < 0 ? -errno : 0;

	ret[err ? 0 : n] = '\0';
	ret[strcspn(ret, "\n")] = '\0';
	return err;
}

/* A module that is on its way in or out has no such file, or another word in it. */
bool module_is_loaded(void)
{
	char state[16];

	return !read_line(MODULE "/initstate", state, sizeof(state)) && !strcmp(state, "live");
}

void module_release(char *ret, size_t size)
{
	read_line(MODULE "/version", ret, size);
}

int module_mount_debugfs(struct problem *p)
{
	_cleanup_text_ struct text path = { 0 };
	int err;

	if (debugfs_find(&path))
		return 0;
	if (!mount("debugfs", DEBUGFS, "debugfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL))
		return 0;
	/* Somebody who was faster has mounted it there. */
	err = errno;
	if (err == EBUSY && debugfs_find(&path))
		return 0;
	if (err == ENOENT)
		return problem_set(p, -ENOENT,
				   "no " DEBUGFS
				   " to mount debugfs at: sysfs is not mounted at /sys");
	if (err == ENODEV || (err == EPERM && !geteuid()))
		return problem_set(
			p, -err,
			"debugfs can not be mounted at " DEBUGFS
			": this kernel has none, or debugfs= on its command line, or the "
			"lack of CAP_SYS_ADMIN forbids it (%s)",
			strerror(err));
	if (err == EPERM)
		return problem_set(p, -EPERM, "only root can mount debugfs, which is not mounted");
	return problem_set(p, -err, "mounting debugfs at " DEBUGFS ": %s", strerror(err));
}

int module_check_tables(struct problem *p)
{
	_cleanup_text_ struct text path = { 0 };
	char line[128], release[64];
	int version, err;

	debugfs_find(&path);
	text_puts(&path, "/nsview/info");
	if (path.failed)
		return problem_set(p, -ENOMEM, "out of memory");
	err = read_line(text_str(&path), line, sizeof(line));
	if (err == -EACCES)
		return 0;
	if (err)
		return problem_set(p, -ENODEV,
				   "nsview.ko is loaded, but its tables can not be read: "
				   "%s: %s",
				   text_str(&path), strerror(-err));
	module_release(release, sizeof(release));
	if (sscanf(line, "nsview %9d ", &version) != 1)
		return problem_set(p, -ENODEV, "%s: is no table of nsview's", text_str(&path));
	if (version != NSVIEW_VERSION)
		return problem_set(
			p, -ENODEV,
			"nsview.ko %s is loaded, whose tables are of version %d; this tool, "
			"%s, reads version %d: nsview unload, then nsview load",
			release, version, NSVIEW_RELEASE, NSVIEW_VERSION);
	return 0;
}
