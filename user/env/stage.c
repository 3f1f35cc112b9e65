/* SPDX-License-Identifier: GPL-2.0 */
/* From the clone to the command: stage 1, and init. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../cleanup.h"
#include "env.h"
#include "init.h"
#include "talk.h"

/* The flag of each type, by its name in schema.h. */
static const struct {
	enum ns_type type;
	unsigned long flag;
} of_init[] = {
	{ NS_pid, CLONE_NEWPID }, { NS_mnt, CLONE_NEWNS },  { NS_net, CLONE_NEWNET },
	{ NS_ipc, CLONE_NEWIPC }, { NS_uts, CLONE_NEWUTS },
};

static bool has_own(const struct env *env, enum ns_type type)
{
	return !(env->spec->share & 1u << type);
}

static int open_user(struct env *env, struct problem *p)
{
	int err;

	if (!has_own(env, NS_user))
		return 0;
	if (unshare(CLONE_NEWUSER) < 0)
		return problem_set(p, -errno, "a user namespace: %s", strerror(errno));
	err = talk_ask(env->talk, TALK_MAP, (int)getpid(), NULL, p);
	if (err)
		return err;
	if (setresgid(0, 0, 0) < 0 || setresuid(0, 0, 0) < 0)
		return problem_set(p, -errno, "becoming root in the user namespace: %s",
				   strerror(errno));
	/* Of rootless ones the groups stay, which nobody may change. */
	if (!env->rootless && setgroups(0, NULL) < 0)
		return problem_set(p, -errno, "giving up groups: %s", strerror(errno));
	return 0;
}

/* Only before somebody is in it: time_namespaces(7). */
static int open_time(const struct env_spec *s, struct problem *p)
{
	static const char path[] = "/proc/self/timens_offsets";
	_cleanup_close_ int fd = -1;
	char text[96];
	int len;

	if (unshare(CLONE_NEWTIME) < 0)
		return problem_set(p, -errno, "a time namespace: %s", strerror(errno));
	if (!s->monotonic && !s->boottime)
		return 0;
	/* Who changed its ids is not let into its own files; nobody else has these ids. */
	prctl(PR_SET_DUMPABLE, 1);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	prctl(PR_SET_DUMPABLE, 0);
	len = snprintf(text, sizeof(text), "monotonic %lld 0\nboottime %lld 0\n",
		       (long long)s->monotonic, (long long)s->boottime);
	if (fd < 0 || write(fd, text, (size_t)len) < 0)
		return problem_set(p, -errno, "--time-offset: %s: %s", path, strerror(errno));
	return 0;
}

static int open_namespaces(struct env *env, struct problem *p)
{
	int err = open_user(env, p);

	if (!err && !has_own(env, NS_user))
		err = talk_ask(env->talk, TALK_MAP, (int)getpid(), NULL, p);
	if (!err && has_own(env, NS_cgroup) && unshare(CLONE_NEWCGROUP) < 0)
		err = problem_set(p, -errno, "a cgroup namespace: %s", strerror(errno));
	if (!err && has_own(env, NS_time))
		err = open_time(env->spec, p);
	return err;
}

_Noreturn static void fail(const struct env *env, int err, const struct problem *p)
{
	talk_fail(env->talk, TALK_FAILED, err, p);
	_exit(ENV_EXIT_FAILED);
}

static void die_with_parent(void)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
}

/* What a net namespace has of its own is down. */
static int raise_lo(struct problem *p)
{
	struct ifreq req = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING };
	_cleanup_close_ int sock = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (sock < 0 || ioctl(sock, SIOCSIFFLAGS, &req) < 0)
		return problem_set(p, -errno, "lo: %s", strerror(errno));
	return 0;
}

_Noreturn static void init(struct env *env)
{
	const struct env_spec *s = env->spec;
	const char *hostname = s->hostname ? s->hostname : "env";
	struct problem p = { "" };
	int err = 0, console = -1;

	die_with_parent();
	/* Who looks for it in /proc is to find nothing to open. */
	prctl(PR_SET_DUMPABLE, 0);
	if (has_own(env, NS_uts) && sethostname(hostname, strlen(hostname)) < 0)
		err = problem_set(&p, -errno, "hostname: %s", strerror(errno));
	if (!err && has_own(env, NS_net))
		err = raise_lo(&p);
	if (!err)
		err = env_root_enter(env, &p);
	if (!err && s->terminal)
		err = env_console_open(env->talk, &console, &p);
	if (!err)
		err = talk_ask(env->talk, TALK_READY, 0, NULL, &p);
	if (err)
		fail(env, err, &p);
	env_init(env, console);
}

/*
 * Init is nsview's child, not stage 1's: CLONE_PARENT. With clone(2), for glibc has no
 * clone3 and this one no stack of its own.
 */
_Noreturn void env_stage1(struct env *env)
{
	unsigned long flags = CLONE_PARENT | SIGCHLD;
	struct problem p = { "" };
	size_t i;
	long pid;
	int err;

	die_with_parent();
	err = open_namespaces(env, &p);
	if (err)
		fail(env, err, &p);
	for (i = 0; i < ARRAY_SIZE(of_init); i++)
		if (has_own(env, of_init[i].type))
			flags |= of_init[i].flag;
	pid = syscall(SYS_clone, flags, NULL, NULL, NULL, NULL);
	if (!pid)
		init(env);
	if (pid < 0) {
		err = problem_set(&p, -errno, "making the namespaces: %s", strerror(errno));
		fail(env, err, &p);
	}
	err = talk_send(env->talk, TALK_INIT, (int)pid, -1);
	_exit(err ? ENV_EXIT_FAILED : 0);
}
