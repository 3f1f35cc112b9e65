// SPDX-License-Identifier: GPL-2.0
/*
 * churn WORKERS ROUNDS CGROUPFS: so many workers each make and end so many
 * things that nsview looks at: namespaces of all types, devices, bridge
 * ports, addresses, threads, cgroups, names, descriptors, what is in flight. What
 * each does is fixed by its number.
 */
#define _GNU_SOURCE
#include "rights.h"
#include "vm.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "rtnl.h"

static const int types[] = {
	CLONE_NEWUSER, CLONE_NEWCGROUP, CLONE_NEWIPC,  CLONE_NEWNS,
	CLONE_NEWNET,  CLONE_NEWPID,	CLONE_NEWTIME, CLONE_NEWUTS,
};

static const char *cgroupfs;
static unsigned int seed;
static int worker;

/* Not rand(): its sequence is the C library's to choose. */
static unsigned int below(unsigned int limit)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 16) % limit;
}

static int some_types(void)
{
	int flags = 0;

	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if (below(2))
			flags |= types[i];
	return flags;
}

static void reap(pid_t pid)
{
	int status;

	must(waitpid(pid, &status, 0));
	must(WIFEXITED(status) && !WEXITSTATUS(status) ? 0 : -1);
}

/* A process in new namespaces, and a child that is the first in some of them. */
static void churn_namespaces(void)
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
static void churn_setns(void)
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

static void churn_threads(void)
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

static void give_address(const char *name)
{
	struct ifreq ifr = { 0 };
	struct sockaddr_in *in = (void *)&ifr.ifr_addr;
	int fd = must(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));

	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", name);
	in->sin_family = AF_INET;
	in->sin_addr.s_addr = htonl(0x0a000001 + below(1 << 16));
	must(ioctl(fd, SIOCSIFADDR, &ifr));
	ifr.ifr_flags = IFF_UP;
	must(ioctl(fd, SIOCSIFFLAGS, &ifr));
	close(fd);
}

static int link_add(const char *name, const char *kind)
{
	int err = rtnl_link_add(name, kind, NULL, 0);

	errno = -err;
	must(err ? -1 : 0);
	return if_nametoindex(name);
}

static void churn_ports(void)
{
	int bridge = link_add("br", "bridge"), port = link_add("dm", "dummy");

	give_address("dm");
	for (int i = 0; i < 5; i++) {
		rtnl_link_set_master(port, bridge);
		rtnl_link_set_master(port, 0);
	}
	rtnl_link_set_master(port, bridge);
	rtnl_link_del(below(2) ? bridge : port);
	rtnl_link_del(bridge);
	rtnl_link_del(port);
}

/* The other end of a veth goes with the namespace that it is in. */
static void churn_veth(void)
{
	static unsigned int number;
	char away[16];
	int home = must(open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC)), err;

	must(unshare(CLONE_NEWNET));
	snprintf(away, sizeof(away), "away%u", number++);
	err = rtnl_link_add("v0", "veth", away, home);
	errno = -err;
	must(err ? -1 : 0);
	if (below(2))
		rtnl_link_del(if_nametoindex("v0"));
	must(setns(home, CLONE_NEWNET));
	close(home);
}

static void write_pid(const char *dir)
{
	char path[300];
	int fd;

	snprintf(path, sizeof(path), "%s/cgroup.procs", dir);
	fd = must(open(path, O_WRONLY | O_CLOEXEC));
	must(write(fd, "0", 1));
	close(fd);
}

static void churn_cgroup(void)
{
	char dir[256];

	snprintf(dir, sizeof(dir), "%s/churn-%d\t\033", cgroupfs, worker);
	must(mkdir(dir, 0755));
	write_pid(dir);
	write_pid(cgroupfs);
	must(rmdir(dir));
}

static void churn_name(void)
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
static void churn_flight(void)
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
static void churn_files(void)
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

static void (*const churns[])(void) = {
	churn_namespaces, churn_setns, churn_threads, churn_ports, churn_veth,
	churn_cgroup,	  churn_name,  churn_flight,  churn_files,
};

static void work(int rounds)
{
	seed = worker;
	/* Names of devices and their ends are this worker's own. */
	must(unshare(CLONE_NEWNET));
	while (rounds--)
		churns[below(ARRAY_SIZE(churns))]();
	_exit(0);
}

int main(int argc, char **argv)
{
	int workers = argc == 4 ? atoi(argv[1]) : 0, rounds = argc == 4 ? atoi(argv[2]) : 0;

	if (workers < 1 || rounds < 1) {
		fprintf(stderr, "usage: churn WORKERS ROUNDS CGROUPFS\n");
		return 1;
	}
	cgroupfs = argv[3];
	for (worker = 0; worker < workers; worker++)
		if (!child())
			work(rounds);
	for (worker = 0; worker < workers; worker++) {
		int status;

		must(wait(&status));
		must(WIFEXITED(status) && !WEXITSTATUS(status) ? 0 : -1);
	}
	printf("%d workers, %d rounds each\n", workers, rounds);
	return 0;
}
