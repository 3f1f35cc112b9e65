/* SPDX-License-Identifier: GPL-2.0 */
/* A descriptor on its way through a unix socket (unix(7), SCM_RIGHTS). */
#ifndef NSVIEW_TESTS_RIGHTS_H
#define NSVIEW_TESTS_RIGHTS_H

#include <sys/socket.h>

#include "vm.h"

/* Sends @fd into @to. It is in flight until somebody reads from the other end. */
static inline void send_fd(int to, int fd)
{
	char control[CMSG_SPACE(sizeof(int))] = { 0 };
	char x = 'x';
	struct iovec byte = { .iov_base = &x, .iov_len = 1 };
	struct msghdr msg = {
		.msg_iov = &byte,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	struct cmsghdr *head = CMSG_FIRSTHDR(&msg);

	head->cmsg_level = SOL_SOCKET;
	head->cmsg_type = SCM_RIGHTS;
	head->cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(head), &fd, sizeof(fd));
	must(sendmsg(to, &msg, 0));
}

/* What was sent first, from the other end; -1 if nothing comes any more. */
static inline int receive_fd(int from)
{
	char control[CMSG_SPACE(sizeof(int))] = { 0 };
	char x;
	struct iovec byte = { .iov_base = &x, .iov_len = 1 };
	struct msghdr msg = {
		.msg_iov = &byte,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	const struct cmsghdr *head;
	int fd;

	if (!must(recvmsg(from, &msg, MSG_CMSG_CLOEXEC)))
		return -1;
	head = CMSG_FIRSTHDR(&msg);
	must(head && head->cmsg_type == SCM_RIGHTS ? 0 : -1);
	memcpy(&fd, CMSG_DATA(head), sizeof(fd));
	return fd;
}

#endif
