// SPDX-License-Identifier: GPL-2.0
/*
 * flight PATH: leaves a descriptor of a namespace in the queue of a socket that
 * nobody reads. When PATH is gone, nothing else keeps the namespace.
 *
 * Prints "INUM PID FD", FD being the socket that has it.
 */
#define _GNU_SOURCE
#include "rights.h"
#include "vm.h"

int main(int argc, char **argv)
{
	int fd, pair[2];

	if (argc != 2) {
		fprintf(stderr, "usage: flight PATH\n");
		return 1;
	}
	fd = must(open(argv[1], O_RDONLY));
	must(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair));
	send_fd(pair[0], fd);
	must(close(fd));
	say("%lu %d %d\n", inum_at(argv[1]), getpid(), pair[1]);
	hold_still();
	return 0;
}
