// SPDX-License-Identifier: GPL-2.0
/*
 * wide FILES MESSAGES: a process with that many descriptors more than it needs,
 * and a unix socket with that many messages, each with a descriptor in flight.
 *
 * Prints "PID" once it has them, and ends when killed.
 */
#define _GNU_SOURCE
#include "rights.h"
#include "vm.h"

#include <sys/resource.h>

int main(int argc, char **argv)
{
	int files = argc == 3 ? atoi(argv[1]) : 0;
	int messages = argc == 3 ? atoi(argv[2]) : 0;
	int fd, pair[2];

	if (files < 1 || messages < 1) {
		fprintf(stderr, "usage: wide FILES MESSAGES\n");
		return 1;
	}
	must(setrlimit(RLIMIT_NOFILE, &(struct rlimit){ files + 16, files + 16 }));
	fd = must(open("/proc/self/ns/uts", O_RDONLY | O_CLOEXEC));
	must(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	while (messages--)
		send_fd(pair[0], fd);
	must(close(fd));
	fd = must(open("/dev/null", O_RDONLY));
	while (files--)
		must(dup(fd));
	say("%d\n", getpid());
	hold_still();
	return 0;
}
