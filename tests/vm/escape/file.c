// SPDX-License-Identifier: GPL-2.0
/* Files of the host. */
#define _GNU_SOURCE
#include "escape.h"

#include <sys/wait.h>

/* The file handle of the marker, though there is no path to it. */
static int by_handle(void)
{
	union {
		struct file_handle head;
		unsigned char bytes[sizeof(struct file_handle) + MAX_HANDLE_SZ];
	} handle = { .head.handle_bytes = 0 };
	const char *hex = outside.handle;
	int top = open("/", O_RDONLY | O_DIRECTORY), used;
	unsigned int byte;

	if (!hex || sscanf(hex, "%d:%n", &handle.head.handle_type, &used) != 1)
		return skip("no handle was said");
	for (hex += used; sscanf(hex, "%2x", &byte) == 1; hex += 2)
		handle.bytes[sizeof(handle.head) + handle.head.handle_bytes++] =
			(unsigned char)byte;
	return read_marker(open_by_handle_at(top, &handle.head, O_RDONLY));
}

static int by_descriptor(void)
{
	return read_marker(openat(HOST_DIR_FD, "marker", O_RDONLY));
}

static int shadow(void)
{
	int fd = open("/etc/shadow", O_RDONLY);
	int err = got(fd);

	if (fd >= 0)
		close(fd);
	return err;
}

static int write_etc(void)
{
	static const char path[] = "/etc/nsview-escape";
	int err = got(open(path, O_WRONLY | O_CREAT | O_EXCL, 0600));

	unlink(path);
	return err;
}

/* Opened to be written, and left as it is. */
static int write_binary(void)
{
	return got(open(outside.binary, O_WRONLY));
}

/* What init is executed from: who has it open can write it as soon as nobody runs it. */
static int init_exe(void)
{
	return got(open("/proc/1/exe", O_RDONLY));
}

static int init_root(void)
{
	return got(open("/proc/1/root", O_RDONLY | O_DIRECTORY));
}

/* Any of its descriptors. */
static int init_fd(void)
{
	char path[32], link[256];
	int i, err = -ENOENT;

	for (i = 0; i < 128 && err; i++) {
		snprintf(path, sizeof(path), "/proc/1/fd/%d", i);
		if (readlink(path, link, sizeof(link)) >= 0)
			err = 0;
		else if (errno != ENOENT)
			err = -errno;
	}
	return err;
}

/* As an ordinary user, by a file that gives its owner's rights. */
static int suid(void)
{
	int status;
	pid_t pid;

	if (!outside.suid)
		return skip("no program with the bit was said");
	pid = child();
	if (!pid) {
		if (setgid(1000) < 0 || setuid(1000) < 0)
			_exit(2);
		execl(outside.suid, outside.suid, "--who", NULL);
		_exit(2);
	}
	must(waitpid(pid, &status, 0));
	return status ? -EPERM : 0;
}

static int cgroup_procs(void)
{
	/* The calling process into the top cgroup, out of its limits. */
	static const char *const paths[] = {
		"/sys/fs/cgroup/cgroup.procs",
		"/sys/fs/cgroup/unified/cgroup.procs",
		"/sys/fs/cgroup/pids/cgroup.procs",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(paths); i++) {
		int fd = open(paths[i], O_WRONLY);

		if (fd >= 0)
			return got(write(fd, "0", 1));
		if (errno != ENOENT)
			return -errno;
	}
	return skip("no cgroups are mounted");
}

/* Its path from the top of the hierarchy: what a cgroup namespace hides. */
static int cgroup_path(void)
{
	char line[256];
	FILE *file = fopen("/proc/self/cgroup", "re");
	bool found = false;

	while (file && fgets(line, sizeof(line), file))
		found |= !!strstr(line, ":/nsview");
	if (file)
		fclose(file);
	return found ? 0 : -ENODATA;
}

const struct attempt file_attempts[] = {
	{ "open-by-handle", by_handle, "capabilities" },
	{ "inherited-fd", by_descriptor, "closed descriptor" },
	{ "read-shadow", shadow, "user namespace" },
	{ "write-etc", write_etc, "read-only mount" },
	{ "write-binary", write_binary, "read-only mount" },
	{ "init-exe", init_exe, "undumpable init" },
	{ "init-root", init_root, "undumpable init" },
	{ "init-fd", init_fd, "undumpable init" },
	{ "suid", suid, "no_new_privs" },
	{ "cgroup-procs", cgroup_procs, "read-only mount" },
	{ "cgroup-path", cgroup_path, "cgroup namespace" },
	{ NULL, NULL, NULL },
};
