/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "procfs.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/magic.h>
#include <mntent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "../cleanup.h"
#include "../host/host.h"
#include "../host/source.h"
#include "check.h"

#define NS_PER_TICK 10000000 /* USER_HZ is 100 */

bool is_procfs(int fd)
{
	struct statfs fs;

	return !fstatfs(fd, &fs) && fs.f_type == PROC_SUPER_MAGIC;
}

/* Comm stands between the first "(" and the last ")", and may hold both. */
int proc_read_stat(int dir, struct proc_stat *ret)
{
	char buf[1024], *open_at, *close_at;
	_cleanup_close_ int fd = openat(dir, "stat", O_RDONLY | O_CLOEXEC);
	unsigned long long threads, start;
	ssize_t len;

	if (fd < 0)
		return -errno;
	len = read(fd, buf, sizeof(buf) - 1);
	if (len < 0)
		return -errno;
	buf[len] = '\0';
	open_at = memchr(buf, '(', (size_t)len);
	close_at = memrchr(buf, ')', (size_t)len);
	if (!open_at || !close_at || close_at < open_at)
		return -EBADMSG;
	/* After comm: 17 words, then the number of threads, one more, and the start. */
	if (sscanf(close_at + 1,
		   " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %llu %*d %llu",
		   &threads, &start) != 2)
		return -EBADMSG;
	ret->pid = strtoull(buf, NULL, 10);
	ret->threads = threads;
	ret->start = start;
	*close_at = '\0';
	snprintf(ret->comm, sizeof(ret->comm), "%s", open_at + 1);
	return 0;
}

int64_t proc_boot_offset(void)
{
	_cleanup_fclose_ FILE *f = fopen("/proc/self/timens_offsets", "re");
	long long s, ns;
	char line[128];
	int64_t offset;

	while (f && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "boottime %lld %lld", &s, &ns) != 2)
			continue;
		/* One that does not fit in ns is not the kernel's. */
		if (__builtin_mul_overflow(s, 1000000000, &offset) ||
		    __builtin_add_overflow(offset, ns, &offset))
			return 0;
		return offset;
	}
	return 0;
}

uint64_t proc_ticks(uint64_t start, int64_t boot_offset)
{
	return (start + (uint64_t)boot_offset) / NS_PER_TICK;
}

/* The last mount on @path in the namespace of this process. */
static bool find_mount(const char *path, struct text *type, struct text *options)
{
	FILE *mounts = setmntent("/proc/self/mounts", "re");
	struct mntent *m;
	bool found = false;

	while (mounts && (m = getmntent(mounts))) {
		if (strcmp(m->mnt_dir, path))
			continue;
		found = true;
		text_reset(type);
		text_puts(type, m->mnt_type);
		text_reset(options);
		text_puts(options, m->mnt_opts);
	}
	if (mounts)
		endmntent(mounts);
	return found && !type->failed && !options->failed;
}

bool may(unsigned int capability)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2] = { 0 };

	return !syscall(SYS_capget, &head, data) &&
	       (data[CAP_TO_INDEX(capability)].effective & CAP_TO_MASK(capability));
}

/* hidepid=2 or by its word, as /proc is mounted; false if it hides nothing. */
static bool put_hidepid(struct text *reason)
{
	_cleanup_text_ struct text type = { 0 }, options = { 0 };
	const char *at;

	if (!find_mount("/proc", &type, &options))
		return false;
	at = strstr(options.s, "hidepid=");
	if (!at || !strncmp(at, "hidepid=0", 9) || !strncmp(at, "hidepid=off", 11))
		return false;
	text_puts(reason, "hidden by ");
	text_add(reason, at, strcspn(at, ","));
	if (!may(CAP_SYS_PTRACE))
		text_puts(reason, ": this process lacks CAP_SYS_PTRACE");
	return true;
}

/* Whether something is mounted on @path, and what. */
static bool put_cover(const char *path, struct text *reason)
{
	_cleanup_text_ struct text type = { 0 }, options = { 0 };

	if (!find_mount(path, &type, &options))
		return false;
	text_puts(reason, "covered: a ");
	text_puts(reason, type.s);
	text_puts(reason, " is mounted over ");
	text_puts(reason, path);
	return true;
}

static void put_folder(const char *path, int dir, uint64_t pid, struct text *reason)
{
	struct proc_stat stat;
	int err = proc_read_stat(dir, &stat);

	if (err) {
		if (!put_hidepid(reason))
			text_printf(reason, "%s/stat: %s", path, strerror(-err));
		return;
	}
	if (stat.pid != pid) {
		text_printf(reason, "covered: the folder of process %llu is mounted over %s",
			    (unsigned long long)stat.pid, path);
		return;
	}
	text_printf(reason, "%s is there, only the list leaves it out", path);
	put_preload(reason);
}

bool proc_has(const char *path, uint64_t pid)
{
	_cleanup_close_ int dir = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct proc_stat stat;

	return dir >= 0 && is_procfs(dir) && !proc_read_stat(dir, &stat) && stat.pid == pid;
}

void proc_explain_absent(const char *path, uint64_t pid, struct text *reason)
{
	_cleanup_close_ int dir = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (dir < 0) {
		if (!put_hidepid(reason))
			text_printf(reason, "%s: %s", path, strerror(errno));
	} else if (is_procfs(dir)) {
		put_folder(path, dir, pid, reason);
	} else if (!put_cover(path, reason)) {
		text_printf(reason, "covered: %s is not procfs", path);
	}
}

void proc_explain_value(const char *path, struct text *reason)
{
	_cleanup_text_ struct text ns = { 0 };
	_cleanup_close_ int dir = -1;

	text_puts(&ns, path);
	text_puts(&ns, "/ns");
	dir = open(text_str(&ns), O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (put_cover(text_str(&ns), reason))
		return;
	if (dir >= 0 && !is_procfs(dir))
		text_printf(reason, "covered: %s is not procfs", text_str(&ns));
	else
		text_printf(reason, "%s is not as the kernel has it", path);
	put_preload(reason);
}
