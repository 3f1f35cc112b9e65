// SPDX-License-Identifier: GPL-2.0
/*
 * again FILE COMMAND [ARG...]
 *
 * Reads FILE whole, runs COMMAND, goes back to the beginning of the same open file and prints it.
 */
#define _GNU_SOURCE
#include "vm.h"

#include <sys/wait.h>

static void read_whole(int fd, int to)
{
	static char bytes[1 << 16];
	ssize_t got;

	while ((got = must(read(fd, bytes, sizeof(bytes)))) > 0)
		if (to >= 0)
			must(write(to, bytes, got) == got ? 0 : -1);
}

int main(int argc, char **argv)
{
	int fd, status;
	pid_t pid;

	if (argc < 3) {
		fprintf(stderr, "usage: again FILE COMMAND [ARG...]\n");
		return 1;
	}
	fd = must(open(argv[1], O_RDONLY | O_CLOEXEC));
	read_whole(fd, -1);
	pid = must(fork());
	if (!pid)
		must(execvp(argv[2], &argv[2]));
	must(waitpid(pid, &status, 0));
	must(status ? -1 : 0);
	must(lseek(fd, 0, SEEK_SET));
	read_whole(fd, STDOUT_FILENO);
	return 0;
}
