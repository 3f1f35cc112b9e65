/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a command does not have: capabilities but those that a container usually has,
 * new privileges by exec, system calls that the filter does not know, the caller's
 * descriptors and keyring.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/keyctl.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../cleanup.h"
#include "env.h"
#include "filter.h"

#define CAP(name) (1ull << CAP_##name)

/*
 * To be root of its own files and processes, and of nothing else. As docker's but for
 * MKNOD: in a user namespace it makes no device, and in the host's it makes them all.
 */
static const uint64_t kept = CAP(CHOWN) | CAP(DAC_OVERRIDE) | CAP(FSETID) | CAP(FOWNER) |
			     CAP(NET_RAW) | CAP(SETGID) | CAP(SETUID) | CAP(SETFCAP) |
			     CAP(SETPCAP) | CAP(NET_BIND_SERVICE) | CAP(SYS_CHROOT) | CAP(KILL) |
			     CAP(AUDIT_WRITE);

int env_drop_bounding(void)
{
	unsigned long cap;

	for (cap = 0; cap < 64; cap++) {
		if (kept & 1ull << cap || !prctl(PR_CAPBSET_DROP, cap))
			continue;
		/* It is beyond the last that this kernel has. */
		return errno == EINVAL ? 0 : -errno;
	}
	return 0;
}

int env_drop_capabilities(void)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2] = { 0 };

	if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) < 0)
		return -errno;
	data[0].effective = data[0].permitted = (uint32_t)kept;
	data[1].effective = data[1].permitted = (uint32_t)(kept >> 32);
	return syscall(SYS_capset, &head, data) < 0 ? -errno : 0;
}

static int load(const struct sock_filter *code, size_t bytes)
{
	struct sock_fprog prog = {
		.len = (unsigned short)(bytes / sizeof(*code)),
		.filter = (struct sock_filter *)code,
	};

	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &prog) < 0 ? -errno : 0;
}

static int load_file(const char *path, struct problem *p)
{
	static struct sock_filter code[BPF_MAXINSNS + 1];
	ssize_t len;
	int fd = env_filter_fd, err;

	len = read(fd, code, sizeof(code));
	if (len < 0)
		return problem_set(p, -errno, "--seccomp %s: %s", path, strerror(errno));
	if (!len || len % (ssize_t)sizeof(*code) || len > (ssize_t)(BPF_MAXINSNS * sizeof(*code)))
		return problem_set(p, -EINVAL, "--seccomp %s: this is no BPF program", path);
	err = load(code, (size_t)len);
	return err ? problem_set(p, err, "--seccomp %s: %s", path, strerror(-err)) : 0;
}

int env_filter_fd = -1;

static int filter(const struct env_spec *s, struct problem *p)
{
	int err;

	if (s->seccomp && !strcmp(s->seccomp, "none"))
		return 0;
	if (s->seccomp)
		return load_file(s->seccomp, p);
	err = load(env_filter, env_filter_size);
	return err ? problem_set(p, err, "loading the filter of system calls: %s", strerror(-err)) :
		     0;
}

static int close_between(int first, int last)
{
	if (first > last)
		return 0;
	return syscall(SYS_close_range, (unsigned int)first, (unsigned int)last, 0) < 0 ? -errno :
											  0;
}

int env_close_descriptors(const struct env *env, struct problem *p)
{
	/* What is still needed is closed on exec. */
	int low = env->talk < env_filter_fd ? env->talk : env_filter_fd;
	int high = env->talk < env_filter_fd ? env_filter_fd : env->talk;
	int err = 0;

	if (low < 3)
		low = high;
	err = close_between(3, low - 1);
	if (!err)
		err = close_between(low + 1, high - 1);
	if (!err)
		err = close_between(high + 1, INT_MAX);
	return err ? problem_set(p, err, "closing descriptors: %s", strerror(-err)) : 0;
}

static const struct rlimit no_core = { 0, 0 };

int env_confine(const struct env *env, struct problem *p)
{
	int err;

	/* A kernel without keys has none to leave behind. */
	if (syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL) < 0 && errno != ENOSYS)
		return problem_set(p, -errno, "a keyring of its own: %s", strerror(errno));
	if (setrlimit(RLIMIT_CORE, &no_core) < 0)
		return problem_set(p, -errno, "no core files: %s", strerror(errno));
	err = env_drop_capabilities();
	if (err)
		return problem_set(p, err, "giving up capabilities: %s", strerror(-err));
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return problem_set(p, -errno, "no new privileges: %s", strerror(errno));
	return filter(env->spec, p);
}
