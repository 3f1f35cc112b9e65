// SPDX-License-Identifier: GPL-2.0
/*
 * keep TYPE KEEPER: a new namespace of that type that only one thing keeps alive.
 *
 * Prints "INUM PID TID FD": the namespace, this process, the thread or child it
 * is about, and the descriptor (0 where there is none). Ends, and lets go, when
 * killed. For pid for_children the number is 0, for no file tells it before the
 * first fork(2): that is made when SIGUSR1 comes. With bind-own, $KEEP_AT is the
 * file to mount on, and stays mounted.
 */
#define _GNU_SOURCE
#include "rights.h"
#include "vm.h"

#include <linux/if.h>
#include <linux/if_tun.h>
#include <linux/sched.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>

static const struct type {
	const char *name;
	unsigned long flag;
} types[] = {
	{ "cgroup", CLONE_NEWCGROUP }, { "ipc", CLONE_NEWIPC }, { "mnt", CLONE_NEWNS },
	{ "net", CLONE_NEWNET },       { "pid", CLONE_NEWPID }, { "time", CLONE_NEWTIME },
	{ "user", CLONE_NEWUSER },     { "uts", CLONE_NEWUTS },
};

static const struct type *type;

/* clone3(2), which alone can make every type: a child of the new namespace. */
static pid_t clone_into_new(unsigned long more)
{
	struct clone_args args = { .flags = type->flag | more, .exit_signal = SIGCHLD };
	pid_t pid = must(syscall(SYS_clone3, &args, sizeof(args)));

	if (!pid)
		die_with_parent();
	return pid;
}

static const char *ns_path(pid_t pid)
{
	static char path[64];

	snprintf(path, sizeof(path), "/proc/%d/ns/%s", pid, type->name);
	return path;
}

static void end(pid_t pid)
{
	must(kill(pid, SIGKILL));
	must(waitpid(pid, NULL, 0));
}

/* A descriptor of a namespace that no process is in any more. */
static int make_fd(unsigned long *inum)
{
	pid_t pid = clone_into_new(0);
	int fd;

	if (!pid)
		hold_still();
	*inum = inum_at(ns_path(pid));
	fd = must(open(ns_path(pid), O_RDONLY | O_CLOEXEC));
	end(pid);
	return fd;
}

static void keep_process(void)
{
	pid_t pid = clone_into_new(0);

	if (!pid)
		hold_still();
	say("%lu %d %d 0\n", inum_at(ns_path(pid)), getpid(), pid);
}

static void keep_zombie(void)
{
	pid_t pid = clone_into_new(0);
	unsigned long inum;
	siginfo_t info;

	if (!pid)
		hold_still();
	inum = inum_at(ns_path(pid));
	must(kill(pid, SIGKILL));
	must(waitid(P_PID, pid, &info, WEXITED | WNOWAIT));
	say("%lu %d %d 0\n", inum, getpid(), pid);
}

static void *unshare_and_stay(void *tell)
{
	int *tid = tell;

	must(unshare(type->flag));
	__atomic_store_n(tid, (int)syscall(SYS_gettid), __ATOMIC_RELEASE);
	hold_still();
	return NULL;
}

static void keep_thread(void)
{
	static int tid;
	pthread_t thread;
	char path[64];
	int now;

	errno = pthread_create(&thread, NULL, unshare_and_stay, &tid);
	must(errno ? -1 : 0);
	while (!(now = __atomic_load_n(&tid, __ATOMIC_ACQUIRE)))
		sched_yield();
	snprintf(path, sizeof(path), "/proc/self/task/%d/ns/%s", now, type->name);
	/* The namespaces of children to come do not count. */
	errno = ENOENT;
	must(inum_at(path) == inum_at(ns_path(getpid())) ? -1 : 0);
	say("%lu %d %d 0\n", inum_at(path), getpid(), now);
}

static void keep_fd(void)
{
	unsigned long inum;
	int fd = make_fd(&inum);

	say("%lu %d 0 %d\n", inum, getpid(), fd);
}

/* A stream: its reader takes the files of a message before the message. */
static void keep_flight(void)
{
	unsigned long inum;
	int fd = make_fd(&inum);
	int pair[2];

	must(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	send_fd(pair[0], fd);
	must(close(fd));
	say("%lu %d 0 %d\n", inum, getpid(), pair[1]);
}

/* In flight to a server that did not accept the connection yet. */
static void keep_connection(void)
{
	struct sockaddr_un {
		sa_family_t family;
		char path[32];
	} at = { .family = AF_UNIX };
	unsigned long inum;
	int fd = make_fd(&inum);
	int server = must(socket(AF_UNIX, SOCK_STREAM, 0));
	int client = must(socket(AF_UNIX, SOCK_STREAM, 0));
	socklen_t len;

	/* An abstract name. */
	snprintf(at.path + 1, sizeof(at.path) - 1, "nsview-keep-%d", getpid());
	len = sizeof(at.family) + 1 + strlen(at.path + 1);
	must(bind(server, (struct sockaddr *)&at, len));
	must(listen(server, 1));
	must(connect(client, (struct sockaddr *)&at, len));
	send_fd(client, fd);
	must(close(client));
	must(close(fd));
	say("%lu %d 0 %d\n", inum, getpid(), server);
}

static void bind_at(const char *at)
{
	unsigned long inum;
	int fd = make_fd(&inum);
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	must(mount(path, at, NULL, MS_BIND, NULL));
	must(close(fd));
	say("%lu %d 0 0\n", inum, getpid());
}

static const char *keep_at(void)
{
	const char *at = getenv("KEEP_AT");

	must(at ? 0 : (errno = EINVAL, -1));
	return at;
}

static void keep_bind_own(void)
{
	bind_at(keep_at());
}

/* In a mount namespace of its own, that nothing is propagated from. */
static void keep_bind_other(void)
{
	must(unshare(CLONE_NEWNS));
	must(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL));
	bind_at(keep_at());
}

static int home;

static unsigned long enter_new(void)
{
	unsigned long inum;
	int fd = make_fd(&inum);
	char path[64];

	snprintf(path, sizeof(path), "/proc/thread-self/ns/%s", type->name);
	home = must(open(path, O_RDONLY | O_CLOEXEC));
	must(setns(fd, (int)type->flag));
	must(close(fd));
	return inum;
}

static void leave_and_say(unsigned long inum, int fd)
{
	must(setns(home, (int)type->flag));
	must(close(home));
	say("%lu %d 0 %d\n", inum, getpid(), fd);
}

static void keep_socket(void)
{
	unsigned long inum = enter_new();

	leave_and_say(inum, must(socket(AF_INET, SOCK_STREAM, 0)));
}

static void keep_tap(void)
{
	struct ifreq ifr = { .ifr_name = "tap0", .ifr_flags = IFF_TAP | IFF_NO_PI };
	unsigned long inum = enter_new();
	int fd = must(open("/dev/net/tun", O_RDWR));

	must(ioctl(fd, TUNSETIFF, &ifr));
	leave_and_say(inum, fd);
}

static int leader_is_gone(void)
{
	char path[64], stat[256] = "";
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/stat", getpid(), getpid());
	file = fopen(path, "re");
	must(file ? 0 : -1);
	must(fgets(stat, sizeof(stat), file) ? 0 : -1);
	fclose(file);
	return strstr(stat, ") Z ") != NULL;
}

static void *tap_of_its_own(void *leader)
{
	/* What its process opens from now on is not its own, nor the other way round. */
	must(unshare(CLONE_FILES));
	while (leader && !leader_is_gone())
		sched_yield();
	keep_tap();
	hold_still();
	return NULL;
}

static void start_thread(void *leader)
{
	pthread_t thread;

	errno = pthread_create(&thread, NULL, tap_of_its_own, leader);
	must(errno ? -1 : 0);
}

static void keep_tap_thread(void)
{
	start_thread(NULL);
}

static void keep_tap_orphan(void)
{
	start_thread(&home);
	pthread_exit(NULL);
}

/* The first child of a process, by the number it has here. */
static pid_t child_of(pid_t pid)
{
	char path[64];
	pid_t found;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", pid, pid);
	file = fopen(path, "re");
	must(file ? 0 : -1);
	errno = ESRCH;
	must(fscanf(file, "%d", &found) == 1 ? 0 : -1);
	fclose(file);
	return found;
}

static void map_root(pid_t pid, const char *map)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, map);
	fd = must(open(path, O_WRONLY | O_CLOEXEC));
	must(write(fd, "0 0 1", 5));
	must(close(fd));
}

/* A namespace in the one it is about, that a descriptor keeps. No process is in either. */
static void keep_child(void)
{
	unsigned long inum;
	pid_t outer, inner;
	int go[2], done[2], fd;
	char byte;

	must(pipe(go));
	must(pipe(done));
	outer = clone_into_new(0);
	if (!outer) {
		must(read(go[0], &byte, 1));
		if (!clone_into_new(0))
			hold_still();
		must(write(done[1], "x", 1));
		hold_still();
	}
	if (type->flag == CLONE_NEWUSER) {
		/* Who is nobody in a user namespace can make none in it. */
		map_root(outer, "uid_map");
		map_root(outer, "gid_map");
	}
	must(write(go[1], "x", 1));
	must(close(done[1]));
	must(read(done[0], &byte, 1) == 1 ? 0 : -1);
	inum = inum_at(ns_path(outer));
	inner = child_of(outer);
	fd = must(open(ns_path(inner), O_RDONLY | O_CLOEXEC));
	/* It goes with its parent, and is reaped by somebody else: by init, or with its namespace. */
	must(kill(inner, SIGKILL));
	end(outer);
	while (!kill(inner, 0))
		sched_yield();
	say("%lu %d 0 %d\n", inum, getpid(), fd);
}

static void fork_and_stay(int sig)
{
	(void)sig;
	if (!child())
		hold_still();
}

static void keep_for_children(void)
{
	char path[64];

	must(unshare((int)type->flag));
	signal(SIGUSR1, fork_and_stay);
	snprintf(path, sizeof(path), "/proc/self/ns/%s_for_children", type->name);
	say("%lu %d 0 0\n", type->flag == CLONE_NEWPID ? 0 : inum_at(path), getpid());
}

static const struct {
	const char *name;
	void (*make)(void);
} keepers[] = {
	{ "process", keep_process },	   { "zombie", keep_zombie },
	{ "thread", keep_thread },	   { "fd", keep_fd },
	{ "flight", keep_flight },	   { "connection", keep_connection },
	{ "bind-own", keep_bind_own },	   { "bind-other", keep_bind_other },
	{ "socket", keep_socket },	   { "tap", keep_tap },
	{ "tap-thread", keep_tap_thread }, { "tap-orphan", keep_tap_orphan },
	{ "child", keep_child },	   { "for_children", keep_for_children },
};

int main(int argc, char **argv)
{
	for (size_t i = 0; argc == 3 && i < ARRAY_SIZE(types); i++)
		if (!strcmp(argv[1], types[i].name))
			type = &types[i];
	for (size_t i = 0; type && i < ARRAY_SIZE(keepers); i++) {
		if (strcmp(argv[2], keepers[i].name))
			continue;
		keepers[i].make();
		hold_still();
	}
	fprintf(stderr, "usage: keep cgroup|ipc|mnt|net|pid|time|user|uts process|zombie|thread|fd|"
			"flight|connection|bind-own|bind-other|socket|tap|tap-thread|tap-orphan|"
			"child|for_children\n");
	return 1;
}
