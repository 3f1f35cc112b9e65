/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "kernel_log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A record of it is no longer than that, kernel/printk/printk.c. */
#define RECORD_MAX 8192

int kernel_log_open(void)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	if (lseek(fd, 0, SEEK_END) < 0) {
		int err = -errno;

		close(fd);
		return err;
	}
	return fd;
}

/* That it is tainted by a module is said of every one that is not its own. */
bool kernel_log_is_reason(const char *line)
{
	return (strstr(line, "nsview") || strcasestr(line, "module")) && !strstr(line, "taint");
}

void kernel_log_reason(int fd, char *ret, size_t size)
{
	char record[RECORD_MAX + 1];
	ssize_t n;

	*ret = '\0';
	while (fd >= 0 && !*ret) {
		char *line;

		n = read(fd, record, RECORD_MAX);
		if (n < 0 && (errno == EPIPE || errno == EINTR))
			continue; /* the log has gone on over it */
		if (n <= 0)
			break;
		record[n] = '\0';
		/* Numbers, then what was said, then lines of keys. */
		line = strchr(record, ';');
		if (!line)
			continue;
		line++;
		line[strcspn(line, "\n")] = '\0';
		if (kernel_log_is_reason(line))
			snprintf(ret, size, "%s", line);
	}
}
