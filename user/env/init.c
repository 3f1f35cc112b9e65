/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "init.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../cleanup.h"
#include "log.h"
#include "process.h"
#include "talk.h"

int env_console_open(int talk, int *console, struct problem *p)
{
	_cleanup_close_ int master = open("/dev/pts/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC);
	int unlock = 0, slave, err;

	if (master < 0 || ioctl(master, TIOCSPTLCK, &unlock) < 0)
		return problem_set(p, -errno, "a terminal: %s", strerror(errno));
	slave = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (slave < 0)
		return problem_set(p, -errno, "a terminal: %s", strerror(errno));
	err = talk_send(talk, TALK_CONSOLE, 0, master);
	if (err) {
		close(slave);
		return problem_set(p, err, "a terminal: %s", strerror(-err));
	}
	*console = slave;
	return 0;
}

_Noreturn static void not_run(const struct env *env, int err, const struct problem *p)
{
	talk_fail(env->talk, TALK_NOT_RUN, err, p);
	_exit(err == -ENOENT ? ENV_EXIT_NOT_FOUND : ENV_EXIT_NOT_EXECUTABLE);
}

static int take_console(int console, struct problem *p)
{
	if (setsid() < 0 ||
	    (console >= 0 && (ioctl(console, TIOCSCTTY, 0) < 0 || dup2(console, 0) < 0 ||
			      dup2(console, 1) < 0 || dup2(console, 2) < 0)))
		return problem_set(p, -errno, "its terminal: %s", strerror(errno));
	return 0;
}

static const char *const environment[] = {
	"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
	"HOME=/",
	"container=nsview",
};

static int set_environment(void)
{
	const char *term = getenv("TERM");
	char *copy = NULL;
	size_t i;

	if (term && asprintf(&copy, "TERM=%s", term) < 0)
		return -ENOMEM;
	clearenv();
	for (i = 0; i < ARRAY_SIZE(environment); i++)
		putenv((char *)environment[i]);
	if (copy)
		putenv(copy);
	return 0;
}

/* By its own links, but by no descriptor of ours in /proc: what they lead to is outside. */
static int enter_directory(const char *path)
{
	struct open_how how = { .flags = O_PATH | O_DIRECTORY | O_CLOEXEC,
				.resolve = RESOLVE_NO_MAGICLINKS };
	_cleanup_close_ int fd = (int)syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof(how));

	return fd < 0 || fchdir(fd) < 0 ? -errno : 0;
}

/*
 * Until init has nothing more that the command is not to see or use; it has no words for
 * it, but closes its end of @ready. Then it is there, or this process is to end, too.
 */
static void wait_for_init(const int ready[2], pid_t init)
{
	char none;

	/* In a pid namespace of others it would outlive init. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	close(ready[1]);
	while (read(ready[0], &none, 1) < 0 && errno == EINTR)
		;
	close(ready[0]);
	if (getppid() != init)
		_exit(ENV_EXIT_FAILED);
}

_Noreturn static void command(struct env *env, int console)
{
	const struct env_spec *s = env->spec;
	struct problem p = { "" };
	sigset_t none;
	int err;

	/* Before a filter, which may not know that call. */
	umask(env->umask);
	err = take_console(console, &p);
	/* Before any path of a root that is not trusted is followed. */
	if (!err)
		err = env_close_descriptors(env, &p);
	if (!err && s->workdir) {
		err = enter_directory(s->workdir);
		if (err)
			problem_set(&p, err, "--workdir %s: %s", s->workdir, strerror(-err));
	}
	if (!err)
		err = set_environment();
	if (!err)
		err = env_confine(env, &p);
	if (err) {
		talk_fail(env->talk, TALK_FAILED, err, &p);
		_exit(ENV_EXIT_FAILED);
	}
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	execvp(s->argv[0], s->argv);
	err = problem_set(&p, -errno, "%s: %s", s->argv[0], strerror(errno));
	not_run(env, err, &p);
}

/* Whoever ends, until the command does. Its status as wait(2) has it. */
static int reap(pid_t pid)
{
	int status, found = -1;
	pid_t got;

	while ((got = waitpid(-1, &status, WNOHANG)) > 0)
		if (got == pid)
			found = status;
	return found;
}

static int compare(const void *a, const void *b)
{
	const int *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* All of the caller's that it does not need, for as long as it lives. */
static void close_all(struct env *env, int console)
{
	int kept[] = { env->talk, env->ids, env->log, env->said };
	unsigned int from = 3;

	if (console >= 0)
		close(console);
	/* Of a pipe for what is said it must not have an end itself. */
	if (!env->background || env->said >= 0)
		for (int fd = 0; fd < 3; fd++)
			close(fd);
	qsort(kept, ARRAY_SIZE(kept), sizeof(kept[0]), compare);
	for (size_t i = 0; i < ARRAY_SIZE(kept); i++) {
		if (kept[i] < 3)
			continue;
		if (kept[i] > (int)from)
			syscall(SYS_close_range, from, (unsigned int)kept[i] - 1, 0);
		from = (unsigned int)kept[i] + 1;
	}
	syscall(SYS_close_range, from, ~0u, 0);
}

/* Meanwhile what is said is moved to the log. All signals are blocked. */
static int next_signal(struct env *env, int signals)
{
	struct pollfd fds[] = { { .fd = signals, .events = POLLIN },
				{ .fd = env->said, .events = POLLIN } };
	struct signalfd_siginfo info;

	while (poll(fds, ARRAY_SIZE(fds), -1) < 0 || !fds[0].revents) {
		/* When nobody has the other end any more, nobody gets it again. */
		if (fds[1].revents && log_move(env->said, env->log) < 0) {
			close(env->said);
			fds[1].fd = env->said = -1;
		}
		fds[1].revents = 0;
	}
	return read(signals, &info, sizeof(info)) == sizeof(info) ? (int)info.ssi_signo : 0;
}

/* Passes signals on, and reaps. Without a command it is there until it is told to end. */
static int attend(struct env *env, pid_t pid)
{
	int status = -1, signals;
	sigset_t all;

	sigfillset(&all);
	signals = env->said < 0 ? -1 : signalfd(-1, &all, SFD_CLOEXEC);
	while (status < 0) {
		int sig = signals < 0 ? sigwaitinfo(&all, NULL) : next_signal(env, signals);

		if (sig == SIGCHLD)
			status = reap(pid);
		else if (sig > 0 && pid)
			kill(pid, sig);
		else if (sig == SIGTERM || sig == SIGINT)
			status = 0;
	}
	return status;
}

_Noreturn void env_init(struct env *env, int console)
{
	pid_t pid = 0, self = getpid();
	struct problem p = { "" };
	int ready[2] = { -1, -1 };
	int err, status, more;
	sigset_t all;

	/* They are waited for, not handled: they come one after the other. */
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	/* Of a pid namespace of its own it is that anyway. */
	if (self != 1)
		prctl(PR_SET_CHILD_SUBREAPER, 1);
	/* Of both processes in one go. */
	err = env_drop_bounding();
	if (err)
		problem_set(&p, err, "giving up capabilities: %s", strerror(-err));
	if (!err && *env->spec->argv)
		pid = pipe2(ready, O_CLOEXEC) < 0 ? -1 : fork();
	if (!err && !pid && *env->spec->argv) {
		wait_for_init(ready, self);
		command(env, console);
	}
	if (pid < 0)
		err = problem_set(&p, -errno, "starting the command: %s", strerror(errno));
	if (err) {
		talk_fail(env->talk, TALK_FAILED, err, &p);
		_exit(ENV_EXIT_FAILED);
	}
	/* Nobody hears how it ends; that its command has begun is heard as the end of this. */
	if (env->background) {
		close(env->talk);
		env->talk = -1;
	}
	/*
	 * No right that it does not need, and nothing of the caller's is its own any more,
	 * nor is its end of what the command waits for.
	 */
	process_forget_args();
	env_drop_capabilities();
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	close_all(env, console);
	status = attend(env, pid);
	/* What it said last; who goes on saying something after its end is not heard. */
	for (more = 0; env->said >= 0 && more < 64; more++)
		if (log_move(env->said, env->log) <= 0)
			break;
	if (!env->background)
		talk_send(env->talk, TALK_ENDED, status, -1);
	_exit(0);
}
