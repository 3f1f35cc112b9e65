/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define SELF "/proc/self/exe"

void child_init(struct child *c)
{
	*c = (struct child){ .pipes = { -1, -1 } };
}

static void close_pipe(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* Not to return: what it can not do, it says as any other view would. */
static void run(const int *ends, char *const *argv, pid_t parent)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	/* Nobody reads what it prints once the parent was killed. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EXIT_FAILURE);
	if (dup2(ends[CHILD_OUT], STDOUT_FILENO) >= 0 && dup2(ends[CHILD_ERR], STDERR_FILENO) >= 0)
		execv(SELF, argv);
	dprintf(STDERR_FILENO, "%s: %s\n", SELF, strerror(errno));
	_exit(EXIT_FAILURE);
}

static int start(struct child *c, char *const *argv, size_t columns)
{
	int out[2] = { -1, -1 }, err[2] = { -1, -1 };
	pid_t self = getpid();
	char number[24];
	int error = 0;

	snprintf(number, sizeof(number), "%zu", columns);
	if (setenv("COLUMNS", number, 1) || pipe2(out, O_CLOEXEC | O_NONBLOCK) ||
	    pipe2(err, O_CLOEXEC | O_NONBLOCK))
		error = -errno;
	if (!error) {
		/* Only this side may not wait. */
		fcntl(out[1], F_SETFL, 0);
		fcntl(err[1], F_SETFL, 0);
		c->pid = fork();
		if (!c->pid)
			run((int[]){ out[1], err[1] }, argv, self);
		if (c->pid < 0) {
			error = -errno;
			c->pid = 0;
		}
	}
	close_pipe(&out[1]);
	close_pipe(&err[1]);
	c->pipes[CHILD_OUT] = out[0];
	c->pipes[CHILD_ERR] = err[0];
	return error;
}

int child_start(struct child *c, char *const *argv, size_t columns, struct problem *p)
{
	int err;

	child_free(c);
	err = start(c, argv, columns);
	if (err) {
		child_free(c);
		return problem_set(p, err, "to run %s: %s", argv[1], strerror(-err));
	}
	return 0;
}

static void read_pipe(int *fd, struct text *t)
{
	char buffer[16384];
	ssize_t n;

	while ((n = read(*fd, buffer, sizeof(buffer))) > 0)
		if (t->len < CHILD_TEXT_MAX)
			text_add(t, buffer, (size_t)n);
	if (!n || (errno != EAGAIN && errno != EINTR))
		close_pipe(fd);
}

static void reap(struct child *c)
{
	int status = 0;

	while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR)
		;
	c->pid = 0;
	c->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

bool child_read(struct child *c)
{
	size_t i;

	for (i = 0; i < CHILD_PIPES; i++)
		if (c->pipes[i] >= 0)
			read_pipe(&c->pipes[i], &c->texts[i]);
	if (c->pipes[CHILD_OUT] >= 0 || c->pipes[CHILD_ERR] >= 0)
		return false;
	reap(c);
	return true;
}

void child_end(struct child *c)
{
	if (!c->pid)
		return;
	kill(c->pid, SIGKILL);
	reap(c);
}

void child_free(struct child *c)
{
	size_t i;

	child_end(c);
	for (i = 0; i < CHILD_PIPES; i++) {
		close_pipe(&c->pipes[i]);
		text_free(&c->texts[i]);
	}
}
