// SPDX-License-Identifier: GPL-2.0
/* Processes and namespaces of the host. */
#define _GNU_SOURCE
#include "escape.h"

#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>

static pid_t target(void)
{
	return outside.pid ? atoi(outside.pid) : -1;
}

static unsigned long *target_word(void)
{
	return (void *)strtoul(outside.address, NULL, 16); /* NOLINT: it is another process's */
}

static int attach(void)
{
	int status;

	if (ptrace(PTRACE_ATTACH, target(), NULL, NULL) < 0)
		return -errno;
	must(waitpid(target(), &status, __WALL));
	return got(ptrace(PTRACE_DETACH, target(), NULL, NULL));
}

static int attach_init(void)
{
	/* The kernel lets nobody attach to the host's own init: it is looked at only. */
	return got(open("/proc/1/mem", O_RDONLY));
}

static int write_memory(void)
{
	unsigned long word = TARGET_WORD;
	struct iovec from = { &word, sizeof(word) }, to = { target_word(), sizeof(word) };

	return got(process_vm_writev(target(), &from, 1, &to, 1, 0));
}

static int read_memory(void)
{
	unsigned long word = 0;
	struct iovec from = { &word, sizeof(word) }, to = { target_word(), sizeof(word) };

	if (process_vm_readv(target(), &from, 1, &to, 1, 0) < 0)
		return -errno;
	return word == TARGET_WORD ? 0 : -ENODATA;
}

static int open_target(const char *what, int flags)
{
	char path[512];

	snprintf(path, sizeof(path), "/proc/%d/%s", target(), what);
	return open(path, flags);
}

static int memory_file(void)
{
	unsigned long word = 0;
	int fd = open_target("mem", O_RDWR);

	if (fd < 0)
		return -errno;
	if (pread(fd, &word, sizeof(word), (off_t)strtoul(outside.address, NULL, 16)) < 0)
		return -errno;
	return word == TARGET_WORD ? 0 : -ENODATA;
}

static int root_file(void)
{
	char path[256];

	if (!outside.dir)
		return skip("no directory was said");
	snprintf(path, sizeof(path), "root%s/marker", outside.dir);
	return read_marker(open_target(path, O_RDONLY));
}

static int environ_file(void)
{
	return got(open_target("environ", O_RDONLY));
}

static int signal_it(void)
{
	return got(kill(target(), SIGCONT));
}

static int signal_by_fd(void)
{
	int fd = (int)syscall(SYS_pidfd_open, target(), 0);

	return got(fd < 0 ? fd : syscall(SYS_pidfd_send_signal, fd, SIGCONT, NULL, 0));
}

static int take_descriptor(void)
{
	int fd = (int)syscall(SYS_pidfd_open, target(), 0);

	return got(fd < 0 ? fd : syscall(SYS_pidfd_getfd, fd, 0, 0));
}

static int limit_it(void)
{
	struct rlimit {
		__u64 soft, hard;
	} limit;

	return got(syscall(SYS_prlimit64, target(), 7 /* RLIMIT_NOFILE */, NULL, &limit));
}

/* Into a namespace of PID 1's; of the host's, if it is that. */
static int enter(const char *path)
{
	int fd = open(path, O_RDONLY);

	return got(fd < 0 ? fd : setns(fd, 0));
}

static int enter_net(void)
{
	return enter("/proc/1/ns/net");
}

static int enter_mnt(void)
{
	return enter("/proc/1/ns/mnt");
}

static int enter_uts(void)
{
	return enter("/proc/1/ns/uts");
}

static int enter_by_descriptor(void)
{
	return got(setns(HOST_NS_FD, 0));
}

static int enter_by_pidfd(void)
{
	int fd = (int)syscall(SYS_pidfd_open, 1, 0);

	return got(fd < 0 ? fd : setns(fd, CLONE_NEWNET));
}

const struct attempt process_attempts[] = {
	{ "ptrace", attach, "capabilities" },
	{ "init-mem", attach_init, "undumpable init" },
	{ "vm-write", write_memory, "capabilities" },
	{ "vm-read", read_memory, "capabilities" },
	{ "proc-mem", memory_file, "capabilities" },
	{ "proc-root", root_file, "capabilities" },
	{ "proc-environ", environ_file, "capabilities" },
	{ "kill", signal_it, "pid namespace" },
	{ "pidfd-signal", signal_by_fd, "pid namespace" },
	{ "pidfd-getfd", take_descriptor, "capabilities" },
	{ "prlimit", limit_it, "capabilities" },
	{ "setns-net", enter_net, "undumpable init" },
	{ "setns-mnt", enter_mnt, "undumpable init" },
	{ "setns-uts", enter_uts, "undumpable init" },
	{ "setns-fd", enter_by_descriptor, "closed descriptor" },
	{ "setns-pidfd", enter_by_pidfd, "capabilities" },
	{ NULL, NULL, NULL },
};
