/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../cleanup.h"

int process_start(pid_t pid, uint64_t *start)
{
	_cleanup_close_ int fd = -1;
	char path[32], text[1024], *at;
	unsigned long long ticks;
	ssize_t len;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	len = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	if (len < 0)
		return errno == ENOENT ? -ESRCH : -errno;
	text[len] = '\0';
	/* Field 22; the name, which is the second, ends at the last parenthesis. */
	at = strrchr(text, ')');
	if (!at || sscanf(at + 1,
			  " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d"
			  " %*d %*d %*d %llu",
			  &ticks) != 1)
		return -EBADMSG;
	*start = ticks;
	return 0;
}

int process_print(char *text, size_t size, pid_t pid)
{
	uint64_t start;
	int err = process_start(pid, &start);

	if (!err)
		snprintf(text, size, "%d %llu", (int)pid, (unsigned long long)start);
	return err;
}

int process_open(const char *text)
{
	unsigned long long want;
	uint64_t start;
	int pid, fd, err;

	if (sscanf(text, "%d %llu", &pid, &want) != 2 || pid <= 0)
		return -ESRCH;
	fd = (int)syscall(SYS_pidfd_open, pid, 0);
	if (fd < 0)
		return errno == EINVAL ? -ESRCH : -errno;
	/* The descriptor keeps the pid from becoming another's while that is looked at. */
	err = process_start(pid, &start);
	if (!err && start == want && !process_ended(fd, 0))
		return fd;
	close(fd);
	return err ? err : -ESRCH;
}

bool process_signal_ends(int sig)
{
	return sig == SIGTERM || sig == SIGINT || sig == SIGHUP || sig == SIGQUIT;
}

int process_signal(int pidfd, int sig)
{
	return syscall(SYS_pidfd_send_signal, pidfd, sig, NULL, 0) < 0 ? -errno : 0;
}

bool process_ended(int pidfd, int wait_ms)
{
	struct pollfd fd = { .fd = pidfd, .events = POLLIN };

	return poll(&fd, 1, wait_ms) > 0;
}

static struct {
	char *begin;
	size_t size;
} args;

void process_keep_args(int argc, char **argv)
{
	args.begin = argc ? argv[0] : NULL;
	args.size = argc ? (size_t)(argv[argc - 1] + strlen(argv[argc - 1]) - argv[0]) : 0;
}

void process_forget_args(void)
{
	if (args.begin)
		memset(args.begin, 0, args.size);
}
