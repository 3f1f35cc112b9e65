// SPDX-License-Identifier: GPL-2.0
/*
 * wide FILES MESSAGES: a process with that many descriptors more than it needs,
 * and a unix socket with that many messages. A uts namespace is in flight in each, one
 * of its own that the process has a descriptor of before that of the socket.
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
	int fd, pair[2], *fds;

	if (files < 1 || messages < 1) {
		fprintf(stderr, "usage: wide FILES MESSAGES\n");
		return 1;
	}
	files += messages;
	must(setrlimit(RLIMIT_NOFILE, &(struct rlimit){ files + 16, files + 16 }));
	fds = calloc(messages, sizeof(*fds));
	must(fds ? 0 : -1);
	for (int i = 0; i < messages; i++) {
		must(unshare(CLONE_NEWUTS));
		fds[i] = must(open("/proc/self/ns/uts", O_RDONLY | O_CLOEXEC));
	}
	must(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	for (int i = 0; i < messages; i++)
		send_fd(pair[0], fds[i]);
	fd = must(open("/dev/null", O_RDONLY));
	while (files-- > messages)
		must(dup(fd));
	say("%d\n", getpid());
	hold_still();
	return 0;
}
