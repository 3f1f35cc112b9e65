/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int log_open(int *from, int *to)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	if (fcntl(ends[0], F_SETFL, O_NONBLOCK) < 0) {
		int err = -errno;

		close(ends[0]);
		close(ends[1]);
		return err;
	}
	*from = ends[0];
	*to = ends[1];
	return 0;
}

int log_move(int from, int log)
{
	char buffer[4096];
	ssize_t len = 0;
	int i;

	/* Not for ever: there are signals to be heard, too. */
	for (i = 0; i < 16; i++) {
		len = read(from, buffer, sizeof(buffer));
		if (len <= 0)
			break;
		/* What a full disk does not take is lost: the command is not to wait for one. */
		if (write(log, buffer, (size_t)len) < 0)
			continue;
	}
	if (len > 0)
		return 1;
	return !len || (errno != EAGAIN && errno != EINTR) ? -EPIPE : 0;
}
