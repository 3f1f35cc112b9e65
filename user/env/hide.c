/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "hide.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "../cleanup.h"
#include "devices.h"
#include "place.h"
#include "read_only.h"

#define ATTR_HIDING (MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC | MOUNT_ATTR_RDONLY)

/*
 * What of the host proc and sysfs show or do: hidden, whether it is a file or a directory.
 * Of the host's root, where those who serve the host have their sockets: to be read-only
 * keeps nobody from connecting to one.
 */
static const struct hidden {
	const char *top;
	unsigned int magic; /* of what was mounted there; 0: the host's root, if it has that */
	const char *masked[16];
	const char *kept[8]; /* read-only */
} hidden[] = {
	{ "proc",
	  PROC_SUPER_MAGIC,
	  { "acpi", "asound", "kcore", "keys", "kmsg", "latency_stats", "timer_list", "timer_stats",
	    "sched_debug", "scsi", "interrupts" },
	  { "bus", "dynamic_debug", "fs", "irq", "sys", "sysrq-trigger" } },
	{ "sys",
	  SYSFS_MAGIC,
	  { "firmware", "devices/virtual/powercap", "kernel/debug", "kernel/tracing", "fs/pstore",
	    "fs/bpf" },
	  { NULL } },
	{ "var",
	  0,
	  { "lib/containerd", "lib/containers", "lib/docker", "lib/incus", "lib/kubelet",
	    "lib/libvirt", "lib/lxd", "lib/mysql", "lib/postgresql", "lib/samba", "lib/snapd",
	    "lib/sss", "snap", "spool" },
	  { NULL } },
};

/* One filesystem without anything for all directories: to make one takes longest. */
static int open_nothing(int nothing)
{
	static const char *const options[4] = { "size", "0", "mode", "0555" };
	int fd;

	if (nothing < 0)
		return place_make("tmpfs", options, ATTR_HIDING);
	fd = open_tree(nothing, "", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH);
	return fd < 0 ? -errno : fd;
}

/* Over a directory @nothing, which it sets the first time. */
static int mask_directory(int place, int *nothing)
{
	_cleanup_close_ int over = open_nothing(*nothing);
	int err = over < 0 ? over : place_put_at(over, place);

	/* What is nowhere can not be copied: the first one, when it is in its place. */
	if (!err && *nothing < 0) {
		*nothing = over;
		over = -1;
	}
	return err;
}

/* Over a file the device null. */
static int mask_file(int place)
{
	_cleanup_close_ int over = device_open("null");
	int err = over < 0 ? over : place_put_at(over, place);

	return err ? err : device_keep(over);
}

static int mask(int top, const char *path, int *nothing)
{
	_cleanup_close_ int place = place_open(top, path, 0);
	struct stat st;

	if (place == -ENOENT || place == -EACCES)
		return 0;
	if (place < 0 || fstat(place, &st) < 0)
		return place < 0 ? place : -errno;
	return S_ISDIR(st.st_mode) ? mask_directory(place, nothing) : mask_file(place);
}

static int keep(int top, const char *path)
{
	_cleanup_close_ int place = place_open(top, path, 0), same = -1;
	int err;

	if (place == -ENOENT)
		return 0;
	if (place < 0)
		return place;
	same = open_tree(place, "",
			 OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE | AT_EMPTY_PATH);
	if (same < 0)
		return -errno;
	err = place_put_at(same, place);
	return err ? err : mount_restrict_below(same, MOUNT_ATTR_RDONLY);
}

/*
 * Who owns a root on the host may exchange directories in it at any moment: what is to be
 * hidden is looked for in the filesystem that was mounted, and not by its path again.
 */
static int hide_in(int root, const struct hidden *h, int *nothing, struct problem *p)
{
	_cleanup_close_ int top = place_open(root, h->top, O_DIRECTORY);
	struct statfs fs;
	size_t i;
	int err;

	if (!h->magic && (top == -ENOENT || top == -ELOOP || top == -ENOTDIR))
		return 0;
	if (top < 0 || fstatfs(top, &fs) < 0 || (h->magic && fs.f_type != h->magic))
		return problem_set(p, -EPERM, "/%s is not what was mounted there", h->top);
	for (i = 0; h->masked[i]; i++) {
		err = mask(top, h->masked[i], nothing);
		/* A host may have a link there; the kernel's own filesystems have none. */
		if (err == -ELOOP && !h->magic)
			continue;
		if (err)
			return problem_set(p, err, "hiding /%s/%s: %s", h->top, h->masked[i],
					   strerror(-err));
	}
	for (i = 0; h->kept[i]; i++) {
		err = keep(top, h->kept[i]);
		if (err)
			return problem_set(p, err, "/%s/%s, read-only: %s", h->top, h->kept[i],
					   strerror(-err));
	}
	return 0;
}

int env_hide(int root, bool host_root, struct problem *p)
{
	_cleanup_close_ int nothing = -1;
	size_t i;
	int err = 0;

	for (i = 0; i < ARRAY_SIZE(hidden) && !err; i++)
		if (hidden[i].magic || host_root)
			err = hide_in(root, &hidden[i], &nothing, p);
	return err;
}
