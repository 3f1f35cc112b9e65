// SPDX-License-Identifier: GPL-2.0
/*
 * flight PATH: leaves a descriptor of a namespace in the queue of a socket that
 * nobody reads. When PATH is gone, nothing else keeps the namespace.
 *
 * Prints "INUM PID FD", FD being the socket that has it.
 */
#define _GNU_SOURCE
#include "vm.h"

#include <sys/socket.h>

int main(int argc, char **argv)
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
	int fd, pair[2];

	if (argc != 2) {
		fprintf(stderr, "usage: flight PATH\n");
		return 1;
	}
	fd = must(open(argv[1], O_RDONLY));
	must(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair));
	head->cmsg_level = SOL_SOCKET;
	head->cmsg_type = SCM_RIGHTS;
	head->cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(head), &fd, sizeof(fd));
	must(sendmsg(pair[0], &msg, 0));
	must(close(fd));
	say("%lu %d %d\n", inum_at(argv[1]), getpid(), pair[1]);
	hold_still();
	return 0;
}
