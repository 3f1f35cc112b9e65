// SPDX-License-Identifier: GPL-2.0
/* Devices: the disk, memory, terminals, ports. */
#define _GNU_SOURCE
#include "escape.h"

#include <linux/fs.h>
#include <sys/io.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>

static int read_disk(const char *path)
{
	char sector[512];
	int fd = open(path, O_RDONLY);
	int err = got(fd < 0 ? fd : read(fd, sector, sizeof(sector)));

	if (fd >= 0)
		close(fd);
	return err;
}

static int open_disk(void)
{
	const char *path = outside.disk ? strchr(outside.disk, ',') : NULL;

	return path ? read_disk(path + 1) : skip("no disk was said");
}

static int node_of_disk(const char *path)
{
	unsigned int major, minor;
	int err;

	if (!outside.disk || sscanf(outside.disk, "%u:%u", &major, &minor) != 2)
		return skip("no disk was said");
	if (mknod(path, S_IFBLK | 0600, makedev(major, minor)) < 0)
		return -errno;
	err = read_disk(path);
	unlink(path);
	return err;
}

static int node_in_dev(void)
{
	return node_of_disk("/dev/nsview-escape");
}

static int node_in_tmp(void)
{
	return node_of_disk("/tmp/nsview-escape");
}

static int open_device(const char *path, int flags)
{
	int fd = open(path, flags | O_NONBLOCK | O_NOCTTY);
	int err = got(fd);

	if (fd >= 0)
		close(fd);
	return err;
}

static int mem(void)
{
	return open_device("/dev/mem", O_RDONLY);
}

static int kmsg(void)
{
	return open_device("/dev/kmsg", O_RDWR);
}

static int fuse(void)
{
	return open_device("/dev/fuse", O_RDWR);
}

static int tun(void)
{
	return open_device("/dev/net/tun", O_RDWR);
}

/* A character into the terminal that the caller will read from. */
static int type(unsigned long request)
{
	if (!isatty(STDIN_FILENO))
		return skip("standard input is no terminal");
	return got(syscall(SYS_ioctl, STDIN_FILENO, request, "x"));
}

static int type_in(void)
{
	return type(TIOCSTI);
}

/* The kernel hears 32 bits of it; a filter may look at 64. */
static int type_in_wide(void)
{
	return type(TIOCSTI | 1ul << 32);
}

/* Into one of its own. It harms nobody, and only the filter refuses it (before 6.2). */
static int type_own(unsigned long request)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY), slave, err;

	if (master < 0 || unlockpt(master) < 0 || setsid() < 0)
		return -errno;
	slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	if (slave < 0 || ioctl(slave, TIOCSCTTY, 0) < 0)
		return -errno;
	err = got(syscall(SYS_ioctl, slave, request, "x"));
	return err == -EIO ? skip("this kernel lets nobody do it") : err;
}

static int type_in_own(void)
{
	return type_own(TIOCSTI);
}

static int type_in_own_wide(void)
{
	return type_own(TIOCSTI | 1ul << 32);
}

static int console(void)
{
	char subcode = 6; /* TIOCL_GETSHIFTSTATE */
	int fd = open("/dev/tty0", O_RDWR | O_NOCTTY);

	return got(fd < 0 ? fd : ioctl(fd, TIOCLINUX, &subcode));
}

static int privilege_level(void)
{
	return got(iopl(3));
}

static int port(void)
{
	return got(ioperm(0x80, 1, 1));
}

const struct attempt device_attempts[] = {
	{ "open-disk", open_disk, "missing device" },
	{ "mknod-disk", node_in_dev, "capabilities" },
	{ "mknod-tmp", node_in_tmp, "capabilities" },
	{ "dev-mem", mem, "missing device" },
	{ "dev-kmsg", kmsg, "missing device" },
	{ "dev-fuse", fuse, "missing device" },
	{ "dev-tun", tun, "missing device" },
	{ "tiocsti", type_in, "capabilities" },
	{ "tiocsti-wide", type_in_wide, "capabilities" },
	{ "tiocsti-own", type_in_own, "seccomp" },
	{ "tiocsti-own-wide", type_in_own_wide, "seccomp" },
	{ "tioclinux", console, "missing device" },
	{ "iopl", privilege_level, "capabilities" },
	{ "ioperm", port, "capabilities" },
	{ NULL, NULL, NULL },
};
