/* SPDX-License-Identifier: GPL-2.0 */
/* nsview's own side: what is made before the clone, what is asked for after it, the end. */
#define _GNU_SOURCE
#include "run.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../cleanup.h"
#include "env.h"
#include "filter.h"
#include "relay.h"
#include "talk.h"

struct run {
	struct env env;
	pid_t stage1;
	pid_t init;
	int status; /* of the command, as wait(2) has it; -1: not known */
	int failed; /* the exit status if it never ran; 0: it ran */
	int network; /* 0, or -errno if it could not be made */
	struct problem no_network;
	int signals;
	struct relay relay;
	sigset_t before;
};

/* Passed on to the command; what stops this process stops only this process. */
static const int passed_on[] = {
	SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGALRM, SIGCONT, SIGWINCH,
};

static int catch_signals(struct run *r, struct problem *p)
{
	sigset_t set;
	size_t i;

	sigemptyset(&set);
	for (i = 0; i < ARRAY_SIZE(passed_on); i++)
		sigaddset(&set, passed_on[i]);
	sigprocmask(SIG_BLOCK, &set, &r->before);
	r->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return r->signals < 0 ? problem_set(p, -errno, "signalfd: %s", strerror(errno)) : 0;
}

static int name_it(struct env *env, struct problem *p)
{
	uint32_t n;

	if (getrandom(&n, sizeof(n), GRND_NONBLOCK) != sizeof(n))
		n = (uint32_t)getpid();
	snprintf(env->name, sizeof(env->name), "run-%d-%08x", (int)getpid(), n);
	(void)p;
	return 0;
}

static int open_filter(struct env *env, struct problem *p)
{
	const char *path = env->spec->seccomp;

	if (!path || !strcmp(path, "none"))
		return 0;
	env_filter_fd = open(path, O_RDONLY | O_CLOEXEC);
	return env_filter_fd < 0 ?
		       problem_set(p, -errno, "--seccomp %s: %s", path, strerror(errno)) :
		       0;
}

static int start(struct run *r, struct problem *p)
{
	struct clone_args args = { .exit_signal = SIGCHLD };
	int pair[2];
	long pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return problem_set(p, -errno, "socketpair: %s", strerror(errno));
	if (r->env.cgroup2) {
		args.flags = CLONE_INTO_CGROUP;
		args.cgroup = (uint64_t)r->env.cgroups[0].fd;
	}
	r->env.talk = pair[0];
	pid = syscall(SYS_clone3, &args, sizeof(args));
	if (!pid) {
		close(pair[0]);
		r->env.talk = pair[1];
		env_stage1(&r->env);
	}
	close(pair[1]);
	if (pid < 0)
		return problem_set(p, -errno, "clone3: %s", strerror(errno));
	r->stage1 = (pid_t)pid;
	return 0;
}

/* --- what the others ask for */

static int map(struct run *r, struct problem *p)
{
	struct env *env = &r->env;
	char path[64];
	int err = env_cgroup_enter(env, r->stage1, p);

	if (err || env->spec->share & 1u << NS_user)
		return err;
	err = env_ids_map(env, r->stage1, p);
	snprintf(path, sizeof(path), "/proc/%d/ns/user", (int)r->stage1);
	env->user = err ? -1 : open(path, O_RDONLY | O_CLOEXEC);
	return err || env->user >= 0 ? err :
				       problem_set(p, -errno, "%s: %s", path, strerror(errno));
}

static int answer(struct run *r, int err, int fd, const struct problem *p)
{
	int got = err < 0 ? talk_fail(r->env.talk, TALK_FAILED, err, p) :
			    talk_send(r->env.talk, TALK_GO, 0, fd);

	if (fd >= 0)
		close(fd);
	return got;
}

/* Which mount is asked for, is said by a process that is ours until the command runs. */
static int give_mount(struct run *r, int which, struct problem *p)
{
	const struct env_spec *s = r->env.spec;

	if (which != ENV_ROOT && which != ENV_RESOLV && (which < 0 || (size_t)which >= s->nmounts))
		return problem_set(p, -EINVAL, "there is no mount %d", which);
	return env_mount_open(&r->env, which, p);
}

/* 1 if there is no more to come. */
static int hear(struct run *r, struct problem *p)
{
	struct talk talk;
	int fd, err = talk_receive(r->env.talk, &talk, &fd);

	if (err)
		return 1;
	switch (talk.kind) {
	case TALK_MAP:
		err = map(r, p);
		return answer(r, err, -1, p);
	case TALK_INIT:
		r->init = (pid_t)talk.number;
		/* While init makes its root; what comes of it is said when that is ready. */
		r->network = network_make(&r->env, r->init, &r->no_network);
		return 0;
	case TALK_MOUNT:
		fd = give_mount(r, talk.number, p);
		return answer(r, fd, fd, p);
	case TALK_CONSOLE:
		return relay_begin(&r->relay, fd);
	case TALK_READY:
		return answer(r, r->network, -1, &r->no_network);
	case TALK_FAILED:
		r->failed = ENV_EXIT_FAILED;
		*p = talk.problem;
		return 0;
	case TALK_NOT_RUN:
		r->failed = talk.number == -ENOENT ? ENV_EXIT_NOT_FOUND : ENV_EXIT_NOT_EXECUTABLE;
		*p = talk.problem;
		return 0;
	case TALK_ENDED:
		r->status = talk.number;
		return 1;
	default:
		return 0;
	}
}

static void pass_on(struct run *r)
{
	struct signalfd_siginfo info;

	while (read(r->signals, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGWINCH && r->relay.console >= 0)
			relay_resize(&r->relay);
		else if (r->init > 0)
			kill(r->init, (int)info.ssi_signo);
		else if (info.ssi_signo != SIGWINCH && info.ssi_signo != SIGCONT)
			kill(r->stage1, SIGKILL);
	}
}

static void serve(struct run *r, struct problem *p)
{
	int over = 0;

	while (!over) {
		struct pollfd fds[2 + RELAY_FDS] = {
			{ .fd = r->env.talk, .events = POLLIN },
			{ .fd = r->signals, .events = POLLIN },
		};

		relay_watch(&r->relay, fds + 2);
		if (poll(fds, ARRAY_SIZE(fds), -1) < 0 && errno != EINTR)
			break;
		relay_move(&r->relay, fds + 2);
		if (fds[1].revents)
			pass_on(r);
		if (fds[0].revents)
			over = hear(r, p);
	}
}

/* --- the end */

static void end_process(pid_t pid, int *status)
{
	if (pid <= 0)
		return;
	kill(pid, SIGKILL);
	while (waitpid(pid, status, 0) < 0 && errno == EINTR)
		;
}

static int exit_status(int status)
{
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* All that was made, in the reverse order. */
static int undo(struct run *r, struct problem *p)
{
	struct problem left = { "" };
	int of_init = 0, of_stage1 = 0, err, got;

	relay_end(&r->relay);
	/* Init sends how the command ended before it ends itself. */
	if (r->status >= 0 && r->init > 0)
		waitpid(r->init, &of_init, 0);
	else
		end_process(r->init, &of_init);
	end_process(r->stage1, &of_stage1);
	if (r->status < 0 && r->init > 0)
		r->status = of_init;
	if (r->env.talk >= 0)
		close(r->env.talk);
	err = network_undo(&r->env, &left);
	got = env_cgroup_remove(&r->env, &left);
	err = got ? got : err;
	if (r->env.user >= 0)
		close(r->env.user);
	if (r->env.ids >= 0)
		close(r->env.ids);
	if (r->signals >= 0)
		close(r->signals);
	if (env_filter_fd >= 0)
		close(env_filter_fd);
	sigprocmask(SIG_SETMASK, &r->before, NULL);
	if (err && !p->words[0])
		*p = left;
	return err;
}

int env_run(const struct env_spec *spec, struct problem *p)
{
	struct run r = {
		.env = { .spec = spec, .ids = -1, .talk = -1, .user = -1, .network = NETWORK_NONE },
		.status = -1,
		.signals = -1,
		.relay = RELAY_NONE,
	};
	int err, left;

	err = network_check(&r.env, p);
	if (!err)
		err = catch_signals(&r, p);
	if (!err)
		err = name_it(&r.env, p);
	if (!err)
		err = open_filter(&r.env, p);
	if (!err)
		err = env_ids_take(&r.env, p);
	if (!err)
		err = env_cgroup_make(&r.env, p);
	if (!err)
		err = start(&r, p);
	if (!err)
		serve(&r, p);
	left = undo(&r, p);
	if (err || left)
		return ENV_EXIT_FAILED;
	if (r.failed)
		return r.failed;
	if (r.status < 0) {
		problem_set(p, -EIO, "the environment ended before its command began");
		return ENV_EXIT_FAILED;
	}
	return exit_status(r.status);
}
