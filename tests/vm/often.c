// SPDX-License-Identifier: GPL-2.0
/*
 * often queue|table|held TIMES: a process that has one thing so many times:
 *
 *	queue	a unix socket, in whose queue are 100 descriptors of a net namespace
 *	table	itself, by processes that share its descriptors: 100 sockets of that
 *	held	sockets, from each of which a thread reads, and never comes to an end
 *
 * Prints "INUM PID" once it has them, of that namespace and itself. Ends when killed.
 */
#define _GNU_SOURCE
#include "rights.h"
#include "vm.h"

#include <linux/userfaultfd.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#define EACH 100

static void have_queue(int times)
{
	int fd = must(open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC)), pair[2];

	must(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	for (int i = 0; i < EACH; i++)
		send_fd(pair[0], fd);
	while (--times > 0)
		must(dup(pair[1]));
}

static void have_table(int times)
{
	for (int i = 0; i < EACH; i++)
		must(socket(AF_INET, SOCK_DGRAM, 0));
	while (--times > 0) {
		long pid = must(syscall(SYS_clone, CLONE_FILES | SIGCHLD, 0, 0, 0, 0));

		if (!pid) {
			die_with_parent();
			hold_still();
		}
	}
}

/* A page that who touches it waits for, as for one of a file of FUSE whose server sleeps. */
static char *page;

static void *read_into_page(void *fd)
{
	must(read((int)(intptr_t)fd, page, 1));
	return NULL;
}

static void have_held(int times)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register at = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	int faults = must(syscall(SYS_userfaultfd, O_CLOEXEC));
	struct uffd_msg fault;

	must(ioctl(faults, UFFDIO_API, &api));
	page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	must(page == MAP_FAILED ? -1 : 0);
	at.range.start = (uintptr_t)page;
	at.range.len = 4096;
	must(ioctl(faults, UFFDIO_REGISTER, &at));
	while (times-- > 0) {
		pthread_t thread;
		int pair[2];

		must(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
		must(write(pair[0], "", 1));
		errno = pthread_create(&thread, NULL, read_into_page, (void *)(intptr_t)pair[1]);
		must(errno ? -1 : 0);
		/* It waits, and keeps others from reading. */
		must(read(faults, &fault, sizeof(fault)));
	}
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*have)(int times);
	} things[] = { { "queue", have_queue }, { "table", have_table }, { "held", have_held } };
	int times = argc == 3 ? atoi(argv[2]) : 0;

	must(unshare(CLONE_NEWNET));
	must(setrlimit(RLIMIT_NOFILE, &(struct rlimit){ 2 * times + 256, 2 * times + 256 }));
	for (size_t i = 0; times > 0 && i < sizeof(things) / sizeof(*things); i++)
		if (!strcmp(argv[1], things[i].name)) {
			things[i].have(times);
			say("%lu %d\n", inum_at("/proc/self/ns/net"), getpid());
			hold_still();
			return 0;
		}
	fprintf(stderr, "usage: often queue|table|held TIMES\n");
	return 1;
}
