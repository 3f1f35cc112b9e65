/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "pager.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "replace.h"

/* What a shell exits with if there is no such command, or it can not be run. */
#define NOT_FOUND 127
#define NOT_RUN 126

static const char *pager_command(void)
{
	const char *command = getenv("NSVIEW_PAGER");

	if (!command)
		command = getenv("PAGER");
	if (!command)
		command = "less";
	return *command && strcmp(command, "cat") != 0 ? command : NULL;
}

bool pager_is_wanted(void)
{
	const char *term = getenv("TERM");

	return isatty(STDOUT_FILENO) && term && strcmp(term, "dumb") != 0 && pager_command();
}

static size_t count_lines(const char *text, size_t len)
{
	const char *end = text + len;
	size_t n = 0;

	while ((text = memchr(text, '\n', (size_t)(end - text)))) {
		text++;
		n++;
	}
	return n;
}

static bool is_long(const char *text, size_t len)
{
	struct winsize ws = { 0 };

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &ws) || !ws.ws_row)
		return false;
	/* One line is the shell's. */
	return count_lines(text, len) >= ws.ws_row;
}

/*
 * less is to show colours, to cut long lines, which -u makes, and to leave what it showed.
 * Who may only run this tool as root is not to get a shell from it.
 */
static void exec_pager(int from)
{
	dup2(from, STDIN_FILENO);
	setenv("LESS", "RSX", 0);
	if (getenv("SUDO_UID"))
		setenv("LESSSECURE", "1", 1);
	execl("/bin/sh", "sh", "-c", pager_command(), (char *)NULL);
	_exit(NOT_FOUND);
}

/* Its exit status, or -errno; who leaves it by a signal from the terminal has read enough. */
static int wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	return WTERMSIG(status) == SIGINT || WTERMSIG(status) == SIGPIPE ? 0 : -ECHILD;
}

/* Its exit status, or -errno. */
static int page(const char *text, size_t len)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, intr, pipe_, quit;
	int fds[2], err, status;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC) < 0)
		return -errno;
	pid = fork();
	if (!pid)
		exec_pager(fds[0]);
	close(fds[0]);
	if (pid < 0) {
		close(fds[1]);
		return -errno;
	}
	/* ^C is the pager's, and who leaves it has read enough. */
	sigaction(SIGINT, &ignore, &intr);
	sigaction(SIGQUIT, &ignore, &quit);
	sigaction(SIGPIPE, &ignore, &pipe_);
	err = write_all(fds[1], text, len);
	close(fds[1]);
	status = wait_for(pid);
	sigaction(SIGPIPE, &pipe_, NULL);
	sigaction(SIGQUIT, &quit, NULL);
	sigaction(SIGINT, &intr, NULL);
	return err && err != -EPIPE ? err : status;
}

int pager_write(const char *text, size_t len)
{
	int status = NOT_FOUND;

	if (pager_is_wanted() && is_long(text, len))
		status = page(text, len);
	if (status < 0)
		return status;
	return status == NOT_FOUND || status == NOT_RUN ? write_all(STDOUT_FILENO, text, len) : 0;
}
