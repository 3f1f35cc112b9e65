// SPDX-License-Identifier: GPL-2.0
/*
 * idle BLOCKS NETS [FROM TO ADDRESS]: nanoseconds that each of what nobody may make dearer takes:
 * fork, exit and wait; exec; setns, there and back between this net namespace and NETS, a file
 * of another; a packet from FROM to ADDRESS in TO, files of net namespaces.
 *
 * A line for each, "WHAT QUARTILE", the lower quartile of so many blocks. Most that is not of the
 * work itself makes a block dearer; but one exec block in some dozens takes one or two per cent
 * less than all others, so that the least of some differs from the least of others.
 * Where the guest's clock counts instructions (scripts/vm --icount), a nanosecond is one.
 */
#define _GNU_SOURCE
#include "readers.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/wait.h>

#define PORT 4242
#define MOST_BLOCKS 100

static int home, other;
static int sender = -1, receiver = -1;

static void wait_for(pid_t pid)
{
	int status;

	must(waitpid(pid, &status, 0));
	must(status ? -1 : 0);
}

static void do_fork(void)
{
	pid_t pid = must(fork());

	if (!pid)
		_exit(0);
	wait_for(pid);
}

/* What is executed is this, and ends at once. */
static void do_exec(void)
{
	pid_t pid = must(vfork());

	if (!pid) {
		execl("/proc/self/exe", "idle", (char *)NULL);
		_exit(1);
	}
	wait_for(pid);
}

static void do_setns(void)
{
	must(setns(other, CLONE_NEWNET));
	must(setns(home, CLONE_NEWNET));
}

static void do_packet(void)
{
	char byte = 0;

	must(send(sender, &byte, 1, 0));
	must(recv(receiver, &byte, 1, 0));
}

static const struct {
	const char *name;
	void (*work)(void);
	int times; /* of a block */
} works[] = {
	{ "fork", do_fork, 20 },
	{ "exec", do_exec, 10 },
	{ "setns", do_setns, 100 },
	{ "packet", do_packet, 200 },
};

static int socket_in(const char *net)
{
	int fd, at = must(open(net, O_RDONLY | O_CLOEXEC));

	must(setns(at, CLONE_NEWNET));
	fd = must(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
	must(setns(home, CLONE_NEWNET));
	close(at);
	return fd;
}

static void plug(const char *from, const char *to, const char *address)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(PORT) };

	must(inet_pton(AF_INET, address, &at.sin_addr) == 1 ? 0 : -1);
	receiver = socket_in(to);
	must(bind(receiver, (struct sockaddr *)&at, sizeof(at)));
	sender = socket_in(from);
	must(connect(sender, (struct sockaddr *)&at, sizeof(at)));
}

static int by_size(const void *a, const void *b)
{
	const long long *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

int main(int argc, char **argv)
{
	long long took[MOST_BLOCKS];
	int blocks = argc > 1 ? atoi(argv[1]) : 0;

	if (argc == 1)
		return 0; /* do_exec() */
	if (blocks < 1 || blocks > MOST_BLOCKS || (argc != 3 && argc != 6)) {
		fprintf(stderr, "usage: idle BLOCKS NET [FROM TO ADDRESS]\n");
		return 1;
	}
	home = must(open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));
	other = must(open(argv[2], O_RDONLY | O_CLOEXEC));
	if (argc == 6)
		plug(argv[3], argv[4], argv[5]);
	for (size_t i = 0; i < ARRAY_SIZE(works); i++) {
		if (works[i].work == do_packet && sender < 0)
			continue;
		for (int block = 0; block < blocks; block++) {
			long long from = now();

			for (int n = 0; n < works[i].times; n++)
				works[i].work();
			took[block] = (now() - from) / works[i].times;
		}
		qsort(took, blocks, sizeof(*took), by_size);
		printf("%s %lld\n", works[i].name, took[blocks / 4]);
	}
	return 0;
}
