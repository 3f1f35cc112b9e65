/* SPDX-License-Identifier: GPL-2.0 */
/* Graphviz lays a picture out, as a program: whoever draws none need not have it. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../cleanup.h"
#include "picture.h"

extern char **environ;

/* Files in memory, not pipes: neither side can wait for the other. */
struct dot_files {
	int in;
	int out;
	int err;
};

static void close_files(struct dot_files *f)
{
	cleanup_closep(&f->in);
	cleanup_closep(&f->out);
	cleanup_closep(&f->err);
}

static int write_all(int fd, const char *s, size_t len)
{
	while (len) {
		ssize_t n = write(fd, s, len);

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0) {
			s += n;
			len -= (size_t)n;
		}
	}
	return lseek(fd, 0, SEEK_SET) < 0 ? -errno : 0;
}

static int read_all(int fd, struct text *ret)
{
	char buffer[65536];
	ssize_t n;

	if (lseek(fd, 0, SEEK_SET) < 0)
		return -errno;
	while ((n = read(fd, buffer, sizeof(buffer))) > 0)
		text_add(ret, buffer, (size_t)n);
	if (n < 0)
		return -errno;
	return ret->failed ? -ENOMEM : 0;
}

static int open_files(struct dot_files *f, const struct text *dot)
{
	f->in = memfd_create("nsview-dot", MFD_CLOEXEC);
	f->out = memfd_create("nsview-svg", MFD_CLOEXEC);
	f->err = memfd_create("nsview-errors", MFD_CLOEXEC);
	if (f->in < 0 || f->out < 0 || f->err < 0)
		return -errno;
	return write_all(f->in, text_str(dot), dot->len);
}

/* 0 and the status it ended with. */
static int run_dot(const struct dot_files *f, int *status)
{
	char *argv[] = { (char *)"dot", (char *)"-Tsvg", NULL };
	posix_spawn_file_actions_t actions;
	pid_t pid;
	int err;

	err = posix_spawn_file_actions_init(&actions);
	if (err)
		return -err;
	err = posix_spawn_file_actions_adddup2(&actions, f->in, STDIN_FILENO);
	if (!err)
		err = posix_spawn_file_actions_adddup2(&actions, f->out, STDOUT_FILENO);
	if (!err)
		err = posix_spawn_file_actions_adddup2(&actions, f->err, STDERR_FILENO);
	if (!err)
		err = posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	while (!err && waitpid(pid, status, 0) < 0)
		err = errno == EINTR ? 0 : errno;
	return -err;
}

/* In the words of dot, the first line of them. */
static int fail(const struct dot_files *f, int status, struct problem *p)
{
	_cleanup_text_ struct text said = { 0 };
	int len;

	read_all(f->err, &said);
	len = (int)strcspn(text_str(&said), "\n");
	if (WIFSIGNALED(status))
		return problem_set(p, -EPIPE, "Graphviz's dot was ended by signal %d, %s",
				   WTERMSIG(status), strsignal(WTERMSIG(status)));
	return problem_set(p, -EPIPE, "Graphviz's dot ended with %d%s%.*s", WEXITSTATUS(status),
			   len ? ": " : ", without a word", len, text_str(&said));
}

/* What it wrote is a picture, and the whole of it: it may have ended with 0 all the same. */
static int check(const struct dot_files *f, const struct text *svg, struct problem *p)
{
	static const char last[] = "</svg>";
	_cleanup_text_ struct text said = { 0 };
	const char *why = "what Graphviz's dot wrote is no SVG", *s = text_str(svg);
	size_t len = svg->len;
	int words;

	while (len && strchr(" \n\r\t", s[len - 1]))
		len--;
	if (!len)
		why = "Graphviz's dot wrote nothing";
	else if (strstr(s, "<svg"))
		why = "what Graphviz's dot wrote is cut off";
	if (len >= strlen(last) && strstr(s, "<svg") &&
	    !memcmp(s + len - strlen(last), last, strlen(last)))
		return 0;
	read_all(f->err, &said);
	words = (int)strcspn(text_str(&said), "\n");
	return problem_set(p, -EPROTO, "%s%s%.*s", why, words ? ": " : "", words, text_str(&said));
}

int picture_svg(const struct picture *picture, struct text *ret, struct problem *p)
{
	CLEANUP(close_files) struct dot_files files = { -1, -1, -1 };
	_cleanup_text_ struct text dot = { 0 };
	int status, err;

	picture_dot(picture, &dot);
	err = dot.failed ? -ENOMEM : open_files(&files, &dot);
	if (err)
		return problem_set(p, err, "a picture: %s", strerror(-err));
	err = run_dot(&files, &status);
	if (err == -ENOENT)
		return problem_set(p, err,
				   "Graphviz lays the picture out, and there is no 'dot' "
				   "here: install graphviz, or take --format dot");
	if (err)
		return problem_set(p, err, "dot: %s", strerror(-err));
	if (status)
		return fail(&files, status, p);
	err = read_all(files.out, ret);
	return err ? problem_set(p, err, "from dot: %s", strerror(-err)) : check(&files, ret, p);
}
