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
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../cleanup.h"
#include "clean.h"
#include "env.h"
#include "filter.h"
#include "hear.h"
#include "process.h"
#include "talk.h"

/*
 * While it is made, whatever the caller's is: what is everybody's to read inside, such as a
 * directory made for a mount, is 0755, and what is not says so itself.
 */
#define MAKING_UMASK 022

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
	int pair[2], err;
	long pid;

	err = talk_pair(pair);
	if (err)
		return problem_set(p, err, "socketpair: %s", strerror(-err));
	if (r->env.cgroup2) {
		args.flags = CLONE_INTO_CGROUP;
		args.cgroup = (uint64_t)r->env.cgroups[0].fd;
	}
	r->env.talk = pair[0];
	pid = syscall(SYS_clone3, &args, sizeof(args));
	if (!pid) {
		close(pair[0]);
		r->env.talk = pair[1];
		/* The lock says that nsview works on it, and is to go when that one does. */
		record_let_go(&r->env.record);
		env_stage1(&r->env);
	}
	close(pair[1]);
	if (pid < 0)
		return problem_set(p, -errno, "clone3: %s", strerror(errno));
	r->stage1 = (pid_t)pid;
	return 0;
}

/* Init of an exec is none of its pid namespace's: what is in there may stop it. */
static bool is_stopped(pid_t pid)
{
	siginfo_t info = { .si_pid = 0 };

	return !waitid(P_PID, (id_t)pid, &info, WSTOPPED | WNOHANG | WNOWAIT) && info.si_pid;
}

/* To end what can not hear that it is to end; its command goes with it. */
static void tell(const struct run *r, int sig)
{
	kill(r->init, process_signal_ends(sig) && is_stopped(r->init) ? SIGKILL : sig);
}

/* 1 if nobody is there yet who could be told: then it all ends here. */
static int pass_on(struct run *r)
{
	struct signalfd_siginfo info;
	int over = 0;

	while (read(r->signals, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGWINCH && r->relay.console >= 0)
			relay_resize(&r->relay);
		else if (r->init > 0)
			tell(r, (int)info.ssi_signo);
		else if (info.ssi_signo != SIGWINCH && info.ssi_signo != SIGCONT)
			over = 1;
	}
	return over;
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
		if (poll(fds, ARRAY_SIZE(fds), -1) < 0) {
			if (errno == EINTR)
				continue;
			over = -errno;
			break;
		}
		relay_move(&r->relay, fds + 2);
		if (fds[1].revents)
			over = pass_on(r);
		if (fds[0].revents && !over)
			over = env_hear(r, p);
	}
	if (over > 0 || over == -EPIPE || over == -ECONNRESET || r->failed)
		return;
	r->failed = ENV_EXIT_FAILED;
	if (!p->words[0])
		problem_set(p, over, "talking to the environment: %s", strerror(-over));
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

static void close_all(struct run *r)
{
	int *const fds[] = { &r->env.talk, &r->env.user,   &r->env.ids,
			     &r->signals,  &env_filter_fd, &r->env.log };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fds); i++) {
		if (*fds[i] >= 0)
			close(*fds[i]);
		*fds[i] = -1;
	}
	joins_close(&r->env.joins);
	record_close(&r->env.record);
	sigprocmask(SIG_SETMASK, &r->before, NULL);
	umask(r->env.umask);
}

/* The processes. What they were in is empty then. */
static void end_all(struct run *r)
{
	int of_init = 0, of_stage1 = 0;

	relay_end(&r->relay);
	/* Who still waits for an answer gets none, and ends. */
	if (r->env.talk >= 0)
		close(r->env.talk);
	r->env.talk = -1;
	/* Init sends how the command ended before it ends itself. */
	if (r->status >= 0 && r->init > 0)
		waitpid(r->init, &of_init, 0);
	else
		end_process(r->init, &of_init);
	end_process(r->stage1, &of_stage1);
	/* That of the command, if there was one. */
	if (r->status < 0 && r->init > 0 && r->let_go)
		r->status = of_init;
}

/*
 * All that was made, in the reverse order. What can not be removed stays on record, for
 * gc to find; so does what only `create` makes, which is taken from the record here, too.
 */
static int undo(struct run *r, struct problem *p)
{
	struct problem left = { "" };
	int err, got;

	end_all(r);
	if (r->env.entered)
		return 0;
	err = network_undo(&r->env, &left);
	got = env_cgroup_remove(&r->env, &left);
	err = got ? got : err;
	/* Nobody has one of its ids any more; then what is kept of them can be removed. */
	if (r->env.ids >= 0)
		close(r->env.ids);
	r->env.ids = -1;
	if (!err && r->env.spec->pin) {
		_cleanup_text_ struct text removed = { 0 };

		err = env_clean(&r->env.record, &removed, &left);
	}
	if (!err)
		err = record_remove(&r->env.record, &left);
	if (err && !p->words[0])
		*p = left;
	return err;
}

static int make(struct run *r, const char *kind, struct problem *p)
{
	int err = network_check(&r->env, p);

	if (!err)
		err = catch_signals(r, p);
	if (!err)
		err = open_filter(&r->env, p);
	if (!err)
		err = env_open_joins(&r->env, p);
	if (!err)
		err = env_ids_take(&r->env, p);
	if (!err)
		err = env_name(&r->env, kind, p);
	if (!err)
		err = env_cgroup_make(&r->env, p);
	if (!err)
		err = start(r, p);
	if (!err)
		serve(r, p);
	return err;
}

static struct run begin(const struct env_spec *spec)
{
	struct run r = {
		.env = { .spec = spec,
			 .record = RECORD_NONE,
			 .ids = -1,
			 .talk = -1,
			 .user = -1,
			 .log = -1,
			 .said = -1,
			 .umask = umask(MAKING_UMASK),
			 .network = NETWORK_NONE },
		.status = -1,
		.signals = -1,
		.relay = RELAY_NONE,
	};

	joins_init(&r.env.joins);
	return r;
}

static int finish(struct run *r, int err, struct problem *p)
{
	int left = undo(r, p);

	close_all(r);
	if (err)
		return ENV_EXIT_FAILED;
	if (r->failed)
		return r->failed;
	/* What could not be removed is said; that the command did not run is not. */
	if (left && r->status < 0)
		return ENV_EXIT_FAILED;
	if (r->status < 0) {
		problem_set(p, -EIO, "the environment ended before its command began");
		return ENV_EXIT_FAILED;
	}
	return exit_status(r->status);
}

int env_run(const struct env_spec *spec, struct problem *p)
{
	struct run r = begin(spec);

	return finish(&r, make(&r, "run", p), p);
}

/*
 * Its init writes it, and is not to wait for who reads it, if it is a FIFO, neither now
 * nor later: fifo(7), "a process can open for both reading and writing".
 */
static int open_log(struct env *env, struct problem *p)
{
	const char *path = env->spec->log;

	if (!path)
		return 0;
	env->log =
		open(path, O_RDWR | O_CREAT | O_APPEND | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0600);
	return env->log < 0 ? problem_set(p, -errno, "--log %s: %s", path, strerror(errno)) : 0;
}

/* The other side hangs up when the command has begun. What ended since then is no failure. */
int env_create(const struct env_spec *spec, struct problem *p)
{
	struct run r = begin(spec);
	int err;

	r.env.background = true;
	err = open_log(&r.env, p);
	if (!err)
		err = make(&r, "create", p);
	if (err || r.failed || !r.settled)
		return finish(&r, err, p);
	end_process(r.stage1, NULL);
	if (waitpid(r.init, NULL, WNOHANG) == r.init && !spec->pin) {
		r.init = r.stage1 = 0;
		err = undo(&r, p);
	}
	close_all(&r);
	return err ? ENV_EXIT_FAILED : 0;
}

int env_exec(const struct env_spec *spec, struct problem *p)
{
	struct run r = begin(spec);
	struct env_spec entered = *spec;
	int err = catch_signals(&r, p);

	r.env.spec = &entered;
	r.env.entered = true;
	if (!err)
		err = env_find(&r.env, &entered, p);
	if (!err)
		err = open_filter(&r.env, p);
	if (!err)
		err = start(&r, p);
	if (!err)
		serve(&r, p);
	return finish(&r, err, p);
}
