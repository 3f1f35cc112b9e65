/* SPDX-License-Identifier: GPL-2.0 */
/* What comes over the socket between nsview and those that make an environment. */
#include "../fuzz.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "env/talk.h"

static int pair[2];

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	if (talk_pair(pair))
		broken("no pair of sockets");
	return 0;
}

/* The first byte: with how many descriptors. */
static int send_bytes(const uint8_t *data, size_t size, size_t fds)
{
	union {
		struct cmsghdr head;
		char bytes[CMSG_SPACE(3 * sizeof(int))];
	} control = { .bytes = { 0 } };
	struct iovec iov = { .iov_base = (void *)data, .iov_len = size };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	const int some[3] = { STDERR_FILENO, STDERR_FILENO, STDERR_FILENO };

	if (fds) {
		msg.msg_control = control.bytes;
		msg.msg_controllen = CMSG_SPACE(fds * sizeof(int));
		control.head.cmsg_level = SOL_SOCKET;
		control.head.cmsg_type = SCM_RIGHTS;
		control.head.cmsg_len = CMSG_LEN(fds * sizeof(int));
		memcpy(CMSG_DATA(&control.head), some, fds * sizeof(int));
	}
	return sendmsg(pair[1], &msg, MSG_NOSIGNAL) < 0 ? -errno : 0;
}

/* The lowest descriptor that is free. */
static int next_descriptor(void)
{
	int fd = dup(STDERR_FILENO);

	if (fd >= 0)
		close(fd);
	return fd;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const int next = next_descriptor();
	struct talk talk;
	int fd = -1, err;

	if (size < 2 || send_bytes(data + 1, size - 1, *data & 3))
		return 0;
	err = talk_receive(pair[0], &talk, &fd);
	if (!err &&
	    (size - 1 != sizeof(talk) || talk.from != getpid() ||
	     strnlen(talk.problem.words, sizeof(talk.problem.words)) == sizeof(talk.problem.words)))
		broken("a message of %zu bytes from %d", size - 1, (int)talk.from);
	if (err && fd >= 0)
		broken("a descriptor with a message that is none");
	if (fd >= 0)
		close(fd);
	if (next_descriptor() != next)
		broken("descriptors stay open");
	return 0;
}
