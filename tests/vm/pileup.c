// SPDX-License-Identifier: GPL-2.0
/*
 * pileup PATH MESSAGES: connections that nobody accepts, with that many messages in them, and
 * then one with a descriptor of a namespace. When PATH is gone, nothing else keeps that.
 *
 * Prints "INUM PID FD", FD being the socket that listens.
 */
#define _GNU_SOURCE
#include "rights.h"
#include "vm.h"

#include <sys/un.h>

/* What a stream takes of one byte each before its writer has to wait is some more. */
#define EACH 200

/* Its other end is closed: what was sent stays in the queue of the listener. */
static int connect_to(int server)
{
	struct sockaddr_un at;
	socklen_t len = sizeof(at);
	int client = must(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));

	must(getsockname(server, (struct sockaddr *)&at, &len));
	must(connect(client, (struct sockaddr *)&at, len));
	return client;
}

int main(int argc, char **argv)
{
	static const struct sockaddr_un any = { .sun_family = AF_UNIX };
	int server, client, fd, i, left;

	if (argc != 3) {
		fprintf(stderr, "usage: pileup PATH MESSAGES\n");
		return 1;
	}
	fd = must(open(argv[1], O_RDONLY));
	server = must(socket(AF_UNIX, SOCK_STREAM, 0));
	must(bind(server, (const struct sockaddr *)&any, sizeof(any.sun_family)));
	must(listen(server, 4096));
	for (left = atoi(argv[2]); left > 0; left -= EACH) {
		client = connect_to(server);
		for (i = 0; i < left && i < EACH; i++)
			must(send(client, "x", 1, MSG_DONTWAIT));
		must(close(client));
	}
	client = connect_to(server);
	send_fd(client, fd);
	must(close(client));
	must(close(fd));
	say("%lu %d %d\n", inum_at(argv[1]), getpid(), server);
	hold_still();
	return 0;
}
