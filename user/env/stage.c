/* SPDX-License-Identifier: GPL-2.0 */
/* From the clone to the command: stage 1, and init. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <locale.h>
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
#include "devices.h"
#include "env.h"
#include "init.h"
#include "log.h"
#include "talk.h"

/* The flag of each type, by its name in schema.h. */
static const struct {
	enum ns_type type;
	unsigned long flag;
} of_init[] = {
	{ NS_pid, CLONE_NEWPID }, { NS_mnt, CLONE_NEWNS },  { NS_net, CLONE_NEWNET },
	{ NS_ipc, CLONE_NEWIPC }, { NS_uts, CLONE_NEWUTS },
};

static void die_with_parent(void)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
}

/* Who is root of a user namespace, or has its ids, is to find nothing in /proc to open. */
static void hide_from_others(void)
{
	prctl(PR_SET_DUMPABLE, 0);
}

static int become_root(struct problem *p)
{
	if (setresgid(0, 0, 0) < 0 || setresuid(0, 0, 0) < 0)
		return problem_set(p, -errno, "becoming root in the user namespace: %s",
				   strerror(errno));
	/* Of the host's root they are gone; who has its own id alone has to keep them. */
	setgroups(0, NULL);
	/* Who gets other ids is let live, and seen into: proc(5) and prctl(2). */
	die_with_parent();
	hide_from_others();
	return 0;
}

static int open_user(struct env *env, struct problem *p)
{
	bool own = env_has_own(env, NS_user), joined = env->joins.fds[NS_user] >= 0;
	int err;

	if (own && unshare(CLONE_NEWUSER) < 0)
		return problem_set(p, -errno, "a user namespace: %s", strerror(errno));
	err = talk_ask(env->talk, TALK_MAP, (int)getpid(), NULL, p);
	/* Not before: who maps ids without being root could not. */
	hide_from_others();
	if (!err && joined)
		err = joins_enter(&env->joins, true, p);
	return err || !(own || joined) ? err : become_root(p);
}

static const char offsets[] = "/proc/self/timens_offsets";

static bool has_offsets(const struct env *env)
{
	return env_has_own(env, NS_time) && (env->spec->monotonic || env->spec->boottime);
}

/* Only before somebody is in it: time_namespaces(7). */
static int open_time(const struct env *env, int file, struct problem *p)
{
	const struct env_spec *s = env->spec;
	char text[96];
	int len;

	if (unshare(CLONE_NEWTIME) < 0)
		return problem_set(p, -errno, "a time namespace: %s", strerror(errno));
	if (!has_offsets(env))
		return 0;
	len = snprintf(text, sizeof(text), "monotonic %lld 0\nboottime %lld 0\n",
		       (long long)s->monotonic, (long long)s->boottime);
	if (write(file, text, (size_t)len) < 0)
		return problem_set(p, -errno, "--time-offset: %s: %s", offsets, strerror(errno));
	return 0;
}

static int open_namespaces(struct env *env, struct problem *p)
{
	_cleanup_close_ int file = -1;
	bool root = !geteuid();
	int err = 0;

	/* Who changed its ids is not let into its own files. */
	if (has_offsets(env)) {
		file = open(offsets, O_WRONLY | O_CLOEXEC);
		if (file < 0)
			return problem_set(p, -errno, "--time-offset: %s: %s", offsets,
					   strerror(errno));
	}
	/* Here, for a user namespace may refuse it; who is not root has to keep them. */
	if (root && setgroups(0, NULL) < 0)
		err = problem_set(p, -errno, "giving up groups: %s", strerror(errno));
	if (!err && root)
		err = joins_enter(&env->joins, false, p);
	if (!err)
		err = open_user(env, p);
	if (!err && !root)
		err = joins_enter(&env->joins, false, p);
	if (!err && env_has_own(env, NS_cgroup) && unshare(CLONE_NEWCGROUP) < 0)
		err = problem_set(p, -errno, "a cgroup namespace: %s", strerror(errno));
	if (!err && env_has_own(env, NS_time))
		err = open_time(env, file, p);
	return err;
}

_Noreturn static void fail(const struct env *env, int err, const struct problem *p)
{
	talk_fail(env->talk, TALK_FAILED, err, p);
	_exit(ENV_EXIT_FAILED);
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

static int make_inside(struct env *env, struct problem *p)
{
	const char *hostname = env->spec->hostname ? env->spec->hostname :
			       env->spec->name	   ? env->spec->name :
						     "env";
	int err = 0;

	if (env_has_own(env, NS_uts) && sethostname(hostname, strlen(hostname)) < 0)
		err = problem_set(p, -errno, "hostname: %s", strerror(errno));
	if (!err && env_has_own(env, NS_net))
		err = raise_lo(p);
	return err ? err : env_root_enter(env, p);
}

/*
 * Nobody is asked any more by who is on its own, nor is its terminal or its caller's
 * descriptors of any concern.
 */
static int go_background(struct env *env, struct problem *p)
{
	int null, out, err = 0;

	/* First: then there is no terminal that what is opened could be. */
	if (setsid() < 0)
		return problem_set(p, -errno, "a session: %s", strerror(errno));
	null = device_open_null();
	if (null < 0)
		return problem_set(p, null, "/dev/null: %s", strerror(-null));
	out = null;
	if (env->log >= 0)
		err = log_open(&env->said, &out);
	if (err)
		return problem_set(p, err, "a pipe for --log: %s", strerror(-err));
	if (dup2(null, 0) < 0 || dup2(out, 1) < 0 || dup2(out, 2) < 0 ||
	    prctl(PR_SET_PDEATHSIG, 0) < 0)
		return problem_set(p, -errno, "going into the background: %s", strerror(errno));
	if (out > 2 && out != null)
		close(out);
	if (null > 2)
		close(null);
	return 0;
}

/* nsview may have ended before die_with_parent(): then there is no answer to TALK_READY. */
_Noreturn static void init(struct env *env)
{
	struct problem p = { "" };
	int err = 0, console = -1;

	die_with_parent();
	hide_from_others();
	if (!env->entered)
		err = make_inside(env, &p);
	if (!err && env->spec->terminal)
		err = env_console_open(env->talk, &console, &p);
	if (!err)
		err = talk_ask(env->talk, TALK_READY, 0, NULL, &p);
	if (!err && env->background)
		err = go_background(env, &p);
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

	/* Words in another language would be read from the root that is to hold it, by code
	 * from there. */
	setlocale(LC_ALL, "C");
	die_with_parent();
	err = open_namespaces(env, &p);
	if (err)
		fail(env, err, &p);
	/* Also in a pid namespace that others are in already. */
	hide_from_others();
	for (i = 0; i < ARRAY_SIZE(of_init); i++)
		if (env_has_own(env, of_init[i].type))
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
