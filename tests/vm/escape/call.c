// SPDX-License-Identifier: GPL-2.0
/* System calls whose kernel side is large, and that a program seldom needs. */
#define _GNU_SOURCE
#include "escape.h"

#include <linux/bpf.h>
#include <linux/keyctl.h>
#include <linux/perf_event.h>
#include <linux/userfaultfd.h>
#include <setjmp.h>
#include <sys/fanotify.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

static int load_bpf(void)
{
	struct bpf_insn code[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .imm = 0 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	union bpf_attr attr = {
		.prog_type = BPF_PROG_TYPE_KPROBE,
		.insns = (unsigned long)code,
		.insn_cnt = ARRAY_SIZE(code),
		.license = (unsigned long)"GPL",
	};

	return got(syscall(SYS_bpf, BPF_PROG_LOAD, &attr, sizeof(attr)));
}

/* Of the whole of a CPU, which others run on. */
static int watch_cpu(void)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE,
		.size = sizeof(attr),
		.config = PERF_COUNT_SW_CPU_CLOCK,
	};
	int err = got(syscall(SYS_perf_event_open, &attr, -1, 0, -1, 0));

	return err == -ENOSYS ? skip("this kernel has no perf events") : err;
}

/* Of itself alone, which the kernel allows to anybody. */
static int user_faults(void)
{
	int err = got(syscall(SYS_userfaultfd, O_CLOEXEC | UFFD_USER_MODE_ONLY));

	if (err == -EINVAL)
		err = got(syscall(SYS_userfaultfd, O_CLOEXEC)); /* before 5.11 */
	return err;
}

static int ring(void)
{
	unsigned int params[30] = { 0 };
	int err = got(syscall(SYS_io_uring_setup, 1, params));

	return err == -ENOSYS ? skip("this kernel has no io_uring") : err;
}

/* A key that was in the session's keyring before. */
static int session_key(void)
{
	char words[64] = "";
	long key =
		syscall(SYS_keyctl, KEYCTL_SEARCH, KEY_SPEC_SESSION_KEYRING, "user", KEY_NAME, 0);

	if (key < 0)
		return errno == ENOSYS ? skip("this kernel has no keys") : -errno;
	if (syscall(SYS_keyctl, KEYCTL_READ, key, words, sizeof(words) - 1) < 0)
		return -errno;
	return strcmp(words, KEY_WORDS) ? -ENOKEY : 0;
}

static int add_key(void)
{
	int err = got(syscall(SYS_add_key, "user", KEY_NAME, "x", 1ul, KEY_SPEC_PROCESS_KEYRING));

	return err == -ENOSYS ? skip("this kernel has no keys") : err;
}

static int watch_files(void)
{
	int err = got(fanotify_init(FAN_CLASS_CONTENT, O_RDONLY));

	return err == -ENOSYS ? skip("this kernel has no fanotify") : err;
}

static sigjmp_buf no_i386;

static void leave_i386(int sig)
{
	(void)sig;
	siglongjmp(no_i386, 1);
}

/* Another table of numbers; a filter of one would let the other's through. */
static int i386_call(void)
{
	long ret;

	if (sigsetjmp(no_i386, 1))
		return skip("this kernel has no i386");
	must(signal(SIGSEGV, leave_i386) == SIG_ERR ? -1 : 0);
	__asm__ volatile("int $0x80" : "=a"(ret) : "a"(20l) : "memory", "r8", "r9", "r10", "r11");
	return ret > 0 ? 0 : (int)ret;
}

static int x32_call(void)
{
	int err = got(syscall(0x40000000 | SYS_getpid));

	return err == -ENOSYS ? skip("this kernel has no x32") : err;
}

static int raise_limit(void)
{
	struct rlimit limit;

	must(getrlimit(RLIMIT_MEMLOCK, &limit));
	if (limit.rlim_max == RLIM_INFINITY)
		return skip("it is as high as it can be");
	limit.rlim_max += 4096;
	return got(setrlimit(RLIMIT_MEMLOCK, &limit));
}

static int raise_priority(void)
{
	return got(setpriority(PRIO_PROCESS, 0, -20));
}

static int real_time(void)
{
	struct sched_param param = { .sched_priority = 1 };
	int err = got(sched_setscheduler(0, SCHED_FIFO, &param));

	return err == -EPERM || !err ? err : skip("no real time in this cgroup");
}

static int new_user(void)
{
	return got(unshare(CLONE_NEWUSER));
}

static int new_mounts(void)
{
	return got(unshare(CLONE_NEWNS));
}

static int clone_mounts(void)
{
	pid_t pid = (pid_t)syscall(SYS_clone, CLONE_NEWNS | SIGCHLD, NULL, NULL, NULL, NULL);

	if (!pid)
		_exit(0);
	return got(pid);
}

static int clone3_user(void)
{
	struct {
		__u64 flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls;
	} args = { .flags = CLONE_NEWUSER, .exit_signal = SIGCHLD };
	pid_t pid = (pid_t)syscall(SYS_clone3, &args, sizeof(args));

	if (!pid)
		_exit(0);
	return got(pid);
}

const struct attempt call_attempts[] = {
	{ "bpf", load_bpf, "capabilities" },
	{ "perf-event-open", watch_cpu, "capabilities" },
	{ "userfaultfd", user_faults, "seccomp" },
	{ "io-uring", ring, "seccomp" },
	{ "session-key", session_key, "keyring" },
	{ "add-key", add_key, "seccomp" },
	{ "fanotify", watch_files, "capabilities" },
	{ "abi-i386", i386_call, "seccomp" },
	{ "abi-x32", x32_call, "seccomp" },
	{ "raise-rlimit", raise_limit, "capabilities" },
	{ "raise-priority", raise_priority, "capabilities" },
	{ "real-time", real_time, "capabilities" },
	{ "unshare-user", new_user, "seccomp" },
	{ "unshare-mnt", new_mounts, "capabilities" },
	{ "clone-mnt", clone_mounts, "capabilities" },
	{ "clone3-user", clone3_user, "seccomp" },
	{ NULL, NULL, NULL },
};
