// SPDX-License-Identifier: GPL-2.0
/* Mounts: new ones, and what lies under those that hide something. */
#define _GNU_SOURCE
#include "escape.h"

#include <linux/mount.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>

/* A directory that is there, and empty, on every host. */
#define SITE "/srv"

/* In a mount namespace of its own where that can be had, so that nothing is left. */
static void alone(void)
{
	if (!unshare(CLONE_NEWNS))
		mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
}

static int new_tmpfs(void)
{
	alone();
	return got(mount("none", SITE, "tmpfs", 0, NULL));
}

static int new_proc(void)
{
	alone();
	return got(mount("proc", SITE, "proc", 0, NULL));
}

static int new_api(void)
{
	int fs = (int)syscall(SYS_fsopen, "tmpfs", 0);

	if (fs < 0)
		return -errno;
	if (syscall(SYS_fsconfig, fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
		return -errno;
	return got(syscall(SYS_fsmount, fs, 0, 0));
}

static int clone_tree(void)
{
	return got(syscall(SYS_open_tree, AT_FDCWD, "/", OPEN_TREE_CLONE));
}

static bool is_read_only(const char *path)
{
	struct statvfs st;

	must(statvfs(path, &st));
	return st.f_flag & ST_RDONLY;
}

/* It is read-only inside; outside it is made so first. */
static int remount_sys(void)
{
	static const char path[] = "/proc/sys";

	if (!is_read_only(path)) {
		alone();
		if (mount(path, path, NULL, MS_BIND, NULL) < 0 ||
		    mount(NULL, path, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL) < 0)
			return -errno;
	}
	if (mount(NULL, path, NULL, MS_REMOUNT | MS_BIND, NULL) < 0)
		return -errno;
	return is_read_only(path) ? -EROFS : 0;
}

static int remount_root(void)
{
	if (!is_read_only("/")) {
		alone();
		if (mount(NULL, "/", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL) < 0)
			return -errno;
	}
	return got(mount(NULL, "/", NULL, MS_REMOUNT | MS_BIND, NULL));
}

static int set_attr(void)
{
	/* mount_setattr(2): take read-only away */
	struct {
		__u64 set, clear, propagation, userns;
	} attr = { .clear = 1 };

	alone();
	return got(syscall(442, AT_FDCWD, "/", 0, &attr, sizeof(attr)));
}

static bool is_hidden(const char *path)
{
	struct stat st;

	must(stat(path, &st));
	return S_ISCHR(st.st_mode);
}

static int umount_mask(void)
{
	static const char path[] = "/proc/interrupts";

	if (!is_hidden(path)) {
		alone();
		if (mount("/dev/null", path, NULL, MS_BIND, NULL) < 0)
			return -errno;
	}
	if (umount2(path, MNT_DETACH) < 0)
		return -errno;
	return is_hidden(path) ? -EBUSY : 0;
}

static int read_mask(void)
{
	return is_hidden("/proc/interrupts") ? -ENODATA : 0;
}

/* Some bytes of a file, whatever they are. */
static int read_bytes(const char *path)
{
	char bytes[64];
	int fd = open(path, O_RDONLY | O_NONBLOCK);
	ssize_t len = fd < 0 ? -1 : read(fd, bytes, sizeof(bytes));
	int err = got(len);

	if (fd >= 0)
		close(fd);
	return err ? err : len ? 0 : -ENODATA;
}

static int read_timers(void)
{
	return read_bytes("/proc/timer_list");
}

static int read_kcore(void)
{
	return access("/proc/kcore", F_OK) ? skip("no /proc/kcore") : read_bytes("/proc/kcore");
}

static int read_keys(void)
{
	return read_bytes("/proc/keys");
}

/* The marker is where the host's root is. */
static int see_marker(void)
{
	char path[256];

	if (!outside.dir)
		return skip("no directory was said");
	snprintf(path, sizeof(path), "%s/marker", outside.dir);
	return read_marker(open(path, O_RDONLY));
}

static int pivot(void)
{
	if (chdir("/tmp") < 0)
		return -errno;
	alone();
	mount("none", "/tmp", "tmpfs", 0, NULL);
	if (chdir("/tmp") < 0)
		return -errno;
	return got(syscall(SYS_pivot_root, ".", "."));
}

/* As chroot(2) itself says: what is above its own root is left through a descriptor. */
static int break_chroot(void)
{
	char jail[] = "/tmp/escape-XXXXXX";
	int top = open("/", O_RDONLY | O_DIRECTORY), i, err;

	if (!mkdtemp(jail))
		return -errno;
	err = got(chroot(jail));
	rmdir(jail);
	if (err || fchdir(top) < 0)
		return err ? err : -errno;
	rmdir(jail + 1);
	for (i = 0; i < 64; i++)
		if (chdir("..") < 0)
			return -errno;
	if (chroot(".") < 0)
		return -errno;
	return see_marker();
}

const struct attempt mount_attempts[] = {
	{ "mount-tmpfs", new_tmpfs, "capabilities" },
	{ "mount-proc", new_proc, "capabilities" },
	{ "fsopen", new_api, "capabilities" },
	{ "open-tree", clone_tree, "capabilities" },
	{ "remount-proc-sys", remount_sys, "capabilities" },
	{ "remount-root", remount_root, "capabilities" },
	{ "mount-setattr", set_attr, "capabilities" },
	{ "umount-mask", umount_mask, "capabilities" },
	{ "read-interrupts", read_mask, "masked path" },
	{ "read-timer-list", read_timers, "masked path" },
	{ "read-kcore", read_kcore, "masked path" },
	{ "read-keys", read_keys, "masked path" },
	{ "host-file", see_marker, "root" },
	{ "pivot-root", pivot, "capabilities" },
	{ "break-chroot", break_chroot, "root" },
	{ NULL, NULL, NULL },
};
