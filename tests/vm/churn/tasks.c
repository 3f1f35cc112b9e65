// SPDX-License-Identifier: GPL-2.0
/* Processes, threads, their namespaces, names and descriptors. */
#define _GNU_SOURCE
#include "churn.h"

#include <pthread.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "../rights.h"

static const int types[] = {
	CLONE_NEWUSER, CLONE_NEWCGROUP, CLONE_NEWIPC,  CLONE_NEWNS,
	CLONE_NEWNET,  CLONE_NEWPID,	CLONE_NEWTIME, CLONE_NEWUTS,
};

static int some_types(void)
{
	int flags = 0;

	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if (below(2))
			flags |= types[i];
	return flags;
}

/* A process in new namespaces, and a child that is the first in some of them. */
void churn_namespaces(void)
{
	int flags = some_types();
	pid_t pid = child();

	if (pid) {
		reap(pid);
		return;
	}
	must(unshare(flags));
	pid = child();
	if (!pid)
		_exit(0);
	reap(pid);
	_exit(0);
}

/* From its namespaces to others and back. */
void churn_setns(void)
{
	int flags = CLONE_NEWNET | CLONE_NEWUTS | CLONE_NEWIPC;
	int home, other, ready[2];
	pid_t pid;
	char byte;

	must(pipe(ready));
	pid = child();
	if (!pid) {
		must(unshare(flags));
		must(write(ready[1], "x", 1));
		hold_still();
	}
	must(read(ready[0], &byte, 1) == 1 ? 0 : -1);
	other = must(syscall(SYS_pidfd_open, pid, 0));
	/* Home is held by a descriptor: a pidfd leads to where one is now. */
	home = must(open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));
	for (int i = 0; i < 10; i++) {
		must(setns(other, flags));
		must(setns(home, CLONE_NEWNET));
	}
	must(kill(pid, SIGKILL));
	must(waitpid(pid, NULL, 0));
	close(home);
	close(other);
	close(ready[0]);
	close(ready[1]);
}

static void *thread_work(void *arg)
{
	int flags = *(int *)arg;

	must(unshare(flags));
	must(prctl(PR_SET_NAME, "a\tb\n\033["));
	return NULL;
}

void churn_threads(void)
{
	int flags = below(2) ? CLONE_NEWNET : CLONE_NEWUTS | CLONE_NEWIPC;
	pthread_t threads[8];

	for (size_t i = 0; i < ARRAY_SIZE(threads); i++) {
		errno = pthread_create(&threads[i], NULL, thread_work, &flags);
		must(errno ? -1 : 0);
	}
	for (size_t i = 0; i < ARRAY_SIZE(threads); i++)
		pthread_join(threads[i], NULL);
}

void churn_name(void)
{
	char name[16];

	for (size_t i = 0; i < sizeof(name) - 1; i++)
		name[i] = 1 + below(255);
	name[sizeof(name) - 1] = 0;
	must(prctl(PR_SET_NAME, name));
}

/*
 * Descriptors in flight, while the reader of the stream takes them: of a message
 * in a stream it takes those before the message is off the queue. And some that
 * nobody reads, one of them in a connection that nobody accepts.
 */
void churn_flight(void)
{
	struct sockaddr_storage at = { .ss_family = AF_UNIX };
	socklen_t len = sizeof(sa_family_t);
	int net = must(open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));
	int server = must(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
	int client = must(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
	int stream[2], unread[2], fd;
	pid_t pid;

	/* The kernel chooses a name. */
	must(bind(server, (struct sockaddr *)&at, len));
	len = sizeof(at);
	must(getsockname(server, (struct sockaddr *)&at, &len));
	must(listen(server, 1));
	must(connect(client, (struct sockaddr *)&at, len));
	send_fd(client, net);
	must(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, unread));
	send_fd(unread[0], server);

	must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, stream));
	pid = child();
	if (!pid) {
		must(close(stream[0]));
		while ((fd = receive_fd(stream[1])) >= 0)
			must(close(fd));
		_exit(0);
	}
	must(close(stream[1]));
	for (int i = 0; i < 100; i++)
		send_fd(stream[0], i % 2 ? net : client);
	must(close(stream[0]));
	reap(pid);
	must(close(unread[0]));
	must(close(unread[1]));
	must(close(client));
	must(close(server));
	must(close(net));
}

/* A table of descriptors that grows, with holes, and is another thread's, too. */
void churn_files(void)
{
	int high = 200 + (int)below(600);
	int files = CLONE_FILES;
	pthread_t thread;

	must(dup2(STDIN_FILENO, high));
	errno = pthread_create(&thread, NULL, thread_work, &files);
	must(errno ? -1 : 0);
	must(close(high));
	pthread_join(thread, NULL);
}
