// SPDX-License-Identifier: GPL-2.0
/*
 * What attempts are made at, outside:
 *
 * --target: a process with a segment of System V and an abstract socket; prints
 *	"pid=... address=... shm=... socket=..." for the attempts.
 * --handle FILE: prints its file handle.
 * --prepared DIR COMMAND...: runs COMMAND with a descriptor of DIR (100), one of a
 *	namespace (101), a key in its session's keyring, and standard input on a
 *	terminal that is controlled by it.
 * --filter PID ERRNO: the filter of system calls of a process, in which what was
 *	refused with EPERM is refused with that number: so seccomp is seen to refuse.
 * --swap A B: A is B and B is A, and back, until it is killed. Says when it begins.
 */
#define _GNU_SOURCE
#include "escape.h"

#include <linux/filter.h>
#include <linux/keyctl.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>

static volatile unsigned long word = TARGET_WORD;

static void end(int sig)
{
	(void)sig;
	_exit(0);
}

int helper_target(void)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int key = 0x6e000000 | (getpid() & 0xffffff);
	int sock = (int)must(socket(AF_UNIX, SOCK_STREAM, 0));
	int id = (int)must(shmget(key, sizeof(word), IPC_CREAT | IPC_EXCL | 0666));
	unsigned long *segment = shmat(id, NULL, 0);
	int len = snprintf(at.sun_path + 1, sizeof(at.sun_path) - 1, "nsview-escape-%d", getpid());

	must(segment == (void *)-1 ? -1 : 0);
	/* It is gone with this process, whatever ends it, and has its key until then. */
	*segment = word;
	must(bind(sock, (struct sockaddr *)&at,
		  (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1) + (socklen_t)len));
	must(listen(sock, 64));
	signal(SIGTERM, end);
	say("pid=%d address=%lx shm=%d socket=%s %d\n", getpid(), (unsigned long)&word, key,
	    at.sun_path + 1, id);
	hold_still();
	return 0;
}

int helper_handle(const char *path)
{
	union {
		struct file_handle head;
		unsigned char bytes[sizeof(struct file_handle) + MAX_HANDLE_SZ];
	} handle = { .head.handle_bytes = MAX_HANDLE_SZ };
	unsigned int i;
	int mount, got;

	got = name_to_handle_at(AT_FDCWD, path, &handle.head, &mount, 0);
	/* A kernel may be without: then there is none to be said. */
	if (got < 0 && errno == ENOSYS)
		return 0;
	must(got);
	printf("%d:", handle.head.handle_type);
	for (i = 0; i < handle.head.handle_bytes; i++)
		printf("%02x", handle.bytes[sizeof(handle.head) + i]);
	putchar('\n');
	return 0;
}

static void open_at(const char *path, int at)
{
	int fd = (int)must(open(path, O_RDONLY));

	must(dup2(fd, at));
	close(fd);
}

static void add_session_key(void)
{
	if (syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL) < 0)
		return; /* a kernel without keys */
	must(syscall(SYS_add_key, "user", KEY_NAME, KEY_WORDS, strlen(KEY_WORDS),
		     KEY_SPEC_SESSION_KEYRING));
}

int helper_prepared(const char *dir, char **command)
{
	int master = (int)must(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)), status;
	char bytes[256];
	pid_t pid;

	must(grantpt(master));
	must(unlockpt(master));
	pid = must(fork());
	if (!pid) {
		int slave;

		must(setsid());
		slave = (int)must(open(ptsname(master), O_RDWR));
		must(dup2(slave, STDIN_FILENO));
		must(ioctl(STDIN_FILENO, TIOCSCTTY, 0) < 0 && errno != EPERM ? -1 : 0);
		close(slave);
		open_at(dir, HOST_DIR_FD);
		open_at("/proc/self/ns/net", HOST_NS_FD);
		add_session_key();
		execvp(command[0], command);
		must(-1);
	}
	while (read(master, bytes, sizeof(bytes)) > 0)
		;
	must(waitpid(pid, &status, 0));
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int helper_swap(const char *a, const char *b)
{
	say("swapping\n");
	for (;;)
		must(renameat2(AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE));
}

/* ptrace(2), PTRACE_SECCOMP_GET_FILTER: only for who has no filter. */
int helper_filter(const char *pid_text, const char *err)
{
	static struct sock_filter code[BPF_MAXINSNS];
	pid_t pid = atoi(pid_text);
	long len, i;
	int status;

	must(ptrace(PTRACE_ATTACH, pid, NULL, NULL));
	must(waitpid(pid, &status, __WALL));
	len = ptrace(PTRACE_SECCOMP_GET_FILTER, pid, 0, code);
	ptrace(PTRACE_DETACH, pid, NULL, NULL);
	must(len);
	for (i = 0; i < len; i++)
		if (code[i].code == (BPF_RET | BPF_K) && code[i].k == (SECCOMP_RET_ERRNO | EPERM))
			code[i].k = SECCOMP_RET_ERRNO | (unsigned int)atoi(err);
	must(write(STDOUT_FILENO, code, (size_t)len * sizeof(code[0])));
	return 0;
}
