// SPDX-License-Identifier: GPL-2.0
/*
 * hold KIND: a net namespace that only one thing keeps alive, or a thread
 * that differs from its process, or another odd task.
 *
 * Prints "INUM PID TID": the namespace, this process, and the thread or
 * child it is about (0 where there is none). Ends, and lets go, when killed.
 */
#define _GNU_SOURCE
#include "rights.h"
#include "vm.h"

#include <linux/if.h>
#include <linux/if_tun.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#define NET "/proc/thread-self/ns/net"

static int home;

static unsigned long enter_new_net(void)
{
	home = must(open(NET, O_RDONLY | O_CLOEXEC));
	must(unshare(CLONE_NEWNET));
	return inum_at(NET);
}

static void go_home(void)
{
	must(setns(home, CLONE_NEWNET));
	must(close(home));
}

static void say_held(unsigned long inum)
{
	go_home();
	say("%lu %d 0\n", inum, getpid());
}

static void hold_fd(void)
{
	unsigned long inum = enter_new_net();

	must(open(NET, O_RDONLY));
	say_held(inum);
}

static void hold_socket(void)
{
	unsigned long inum = enter_new_net();

	must(socket(AF_INET, SOCK_DGRAM, 0));
	say_held(inum);
}

static void hold_tap(void)
{
	struct ifreq ifr = { .ifr_name = "tap0", .ifr_flags = IFF_TAP | IFF_NO_PI };
	unsigned long inum = enter_new_net();
	int fd = must(open("/dev/net/tun", O_RDWR));

	must(ioctl(fd, TUNSETIFF, &ifr));
	say_held(inum);
}

/* Files that are of no device yet, each by two descriptors. */
static void hold_taps(void)
{
	unsigned long inum = enter_new_net();
	int i;

	for (i = 0; i < 300; i++)
		must(dup(must(open("/dev/net/tun", O_RDWR))));
	say_held(inum);
}

/* Nothing but the queue of a socket that nobody reads has the descriptor. */
static void hold_flight(void)
{
	unsigned long inum = enter_new_net();
	int fd = must(open(NET, O_RDONLY));
	int pair[2];

	must(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair));
	send_fd(pair[0], fd);
	must(close(fd));
	say_held(inum);
}

/* A thread of many: what it is to do, and what came of it. */
struct worker {
	int unshares;
	int buries_leader;
	unsigned long inum;
	pid_t tid;
	sem_t ready;
};

static char state_of(pid_t pid)
{
	char path[64], line[512], *end;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/stat", pid, pid);
	file = fopen(path, "re");
	if (!file || !fgets(line, sizeof(line), file))
		exit(1);
	fclose(file);
	end = strrchr(line, ')');
	return end ? end[2] : '?';
}

static void *work(void *arg)
{
	struct worker *w = arg;

	w->tid = syscall(SYS_gettid);
	w->inum = w->unshares ? enter_new_net() : inum_at(NET);
	sem_post(&w->ready);
	if (w->buries_leader) {
		while (state_of(getpid()) != 'Z')
			sched_yield();
		say("%lu %d %d\n", w->inum, getpid(), w->tid);
	}
	hold_still();
	return NULL;
}

static void start(struct worker *w)
{
	pthread_attr_t attr;
	pthread_t thread;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, 64 << 10);
	sem_init(&w->ready, 0, 0);
	errno = pthread_create(&thread, &attr, work, w);
	must(errno ? -1 : 0);
	sem_wait(&w->ready);
}

static void hold_threads(int count, int odd)
{
	struct worker *all = calloc(count, sizeof(*all));

	for (int i = 0; i < count; i++) {
		all[i].unshares = i == odd;
		start(&all[i]);
	}
	odd = odd < 0 ? 0 : odd;
	say("%lu %d %d\n", all[odd].inum, getpid(), all[odd].tid);
}

static void hold_thread(void)
{
	hold_threads(1, 0);
}

static void hold_crowd(void)
{
	hold_threads(499, 249);
}

/* Just a thread, for the caller to move to another cgroup. */
static void hold_twin(void)
{
	hold_threads(1, -1);
}

static void hold_orphan(void)
{
	static struct worker w = { .unshares = 1, .buries_leader = 1 };

	start(&w);
	pthread_exit(NULL);
}

/* Nothing special: to be run in another place. */
static void hold_nothing(void)
{
	say("0 %d 0\n", getpid());
}

static void hold_zombie(void)
{
	siginfo_t info;
	pid_t pid = must(fork());

	if (!pid)
		_exit(0);
	must(waitid(P_PID, pid, &info, WEXITED | WNOWAIT));
	say("0 %d %d\n", getpid(), pid);
}

/* Net namespaces, each of a user namespace that no process is in any more. */
static void hold_owned(void)
{
	int ready[2], stay[2];
	char path[64], byte;

	for (int i = 0; i < 150; i++) {
		pid_t pid;

		must(pipe(ready));
		must(pipe(stay));
		pid = child();
		if (!pid) {
			must(close(stay[1]));
			/* One in three is the host's: no count comes out even. */
			must(unshare(i % 3 ? CLONE_NEWUSER | CLONE_NEWNET : CLONE_NEWNET));
			must(write(ready[1], "x", 1));
			_exit(read(stay[0], &byte, 1));
		}
		must(read(ready[0], &byte, 1) == 1 ? 0 : -1);
		snprintf(path, sizeof(path), "/proc/%d/ns/net", pid);
		must(open(path, O_RDONLY | O_CLOEXEC));
		for (int end = 0; end < 2; end++) {
			must(close(ready[end]));
			must(close(stay[end]));
		}
		must(waitpid(pid, NULL, 0));
	}
	say("0 %d 0\n", getpid());
}

static const struct {
	const char *name;
	void (*make)(void);
} kinds[] = {
	{ "fd", hold_fd },	   { "socket", hold_socket }, { "tap", hold_tap },
	{ "flight", hold_flight }, { "thread", hold_thread }, { "crowd", hold_crowd },
	{ "orphan", hold_orphan }, { "twin", hold_twin },     { "still", hold_nothing },
	{ "zombie", hold_zombie }, { "owned", hold_owned },   { "taps", hold_taps },
};

int main(int argc, char **argv)
{
	for (size_t i = 0; argc == 2 && i < ARRAY_SIZE(kinds); i++) {
		if (strcmp(argv[1], kinds[i].name))
			continue;
		kinds[i].make();
		hold_still();
	}
	fprintf(stderr, "usage: hold fd|socket|tap|flight|thread|crowd|"
			"orphan|twin|still|zombie|owned|taps\n");
	return 1;
}
