// SPDX-License-Identifier: GPL-2.0
/*
 * hello serve [-u] PORT		answers whoever comes with the address it came from
 * hello ask [-u] ADDRESS PORT		prints the answer; fails if none comes within 3 s
 *
 * Over TCP, or with -u over UDP; by IPv4 and IPv6.
 */
#define _GNU_SOURCE
#include "vm.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <sys/time.h>

#define SECONDS 3

static void name_of(const struct sockaddr_in6 *peer, char *name, size_t size)
{
	if (IN6_IS_ADDR_V4MAPPED(&peer->sin6_addr))
		inet_ntop(AF_INET, &peer->sin6_addr.s6_addr[12], name, size);
	else
		inet_ntop(AF_INET6, &peer->sin6_addr, name, size);
}

static void answer(int sock, bool udp)
{
	struct sockaddr_in6 peer = { 0 };
	socklen_t len = sizeof(peer);
	char name[INET6_ADDRSTRLEN] = "", asked[16];
	int fd = sock;

	if (udp)
		must(recvfrom(sock, asked, sizeof(asked), 0, (void *)&peer, &len));
	else
		fd = must(accept(sock, (void *)&peer, &len));
	name_of(&peer, name, sizeof(name));
	if (sendto(fd, name, strlen(name), MSG_NOSIGNAL, udp ? (void *)&peer : NULL,
		   udp ? len : 0) < 0)
		perror("hello: sendto");
	if (!udp)
		close(fd);
}

static void serve(bool udp, const char *port)
{
	struct sockaddr_in6 all = { .sin6_family = AF_INET6, .sin6_port = htons(atoi(port)) };
	int sock = must(socket(AF_INET6, udp ? SOCK_DGRAM : SOCK_STREAM, 0)), off = 0, on = 1;

	must(setsockopt(sock, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off)));
	must(setsockopt(sock, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)));
	must(bind(sock, (void *)&all, sizeof(all)));
	if (!udp)
		must(listen(sock, 64));
	puts("ready");
	fflush(stdout);
	for (;;)
		answer(sock, udp);
}

/* One of IPv4 as IPv6 has it: a socket of that family is for both. */
static struct sockaddr_in6 parse(const char *address, const char *port)
{
	struct sockaddr_in6 to = { .sin6_family = AF_INET6, .sin6_port = htons(atoi(port)) };
	char mapped[64];

	snprintf(mapped, sizeof(mapped), "%s%s", strchr(address, ':') ? "" : "::ffff:", address);
	if (inet_pton(AF_INET6, mapped, &to.sin6_addr) != 1) {
		fprintf(stderr, "hello: %s is no address\n", address);
		exit(2);
	}
	return to;
}

static int ask(bool udp, const char *address, const char *port)
{
	struct sockaddr_in6 to = parse(address, port);
	struct timeval patience = { .tv_sec = SECONDS };
	int sock = must(socket(AF_INET6, udp ? SOCK_DGRAM : SOCK_STREAM, 0));
	char name[64];
	ssize_t len;

	must(setsockopt(sock, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience)));
	must(setsockopt(sock, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)));
	if (connect(sock, (void *)&to, sizeof(to)) < 0 || (udp && send(sock, "?", 1, 0) < 0)) {
		perror("hello: connect");
		return 1;
	}
	len = recv(sock, name, sizeof(name), 0);
	if (len <= 0)
		return 1;
	printf("%.*s\n", (int)len, name);
	return 0;
}

int main(int argc, char **argv)
{
	bool udp = argc > 2 && !strcmp(argv[2], "-u");
	char **rest = argv + 2 + udp;
	int left = argc - 2 - udp;

	if (left == 1 && !strcmp(argv[1], "serve"))
		serve(udp, rest[0]);
	if (left == 2 && !strcmp(argv[1], "ask"))
		return ask(udp, rest[0], rest[1]);
	fprintf(stderr, "usage: hello serve [-u] PORT | hello ask [-u] ADDRESS PORT\n");
	return 2;
}
