/* SPDX-License-Identifier: GPL-2.0 */
/* What only a terminal gets: a pager, and a line of progress. script(1) makes one. */
#define _GNU_SOURCE
#include "common.h"

#include <fcntl.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "progress.h"

/* All that nsview with @args writes to a terminal of so many @rows; the caller frees. */
static char *on_terminal(int *status, int rows, const char *environment, const char *args)
{
	char command[1024];

	snprintf(
		command, sizeof(command),
		"SHELL=/bin/sh TERM=xterm script -qec 'stty rows %d cols 80; %s %s %s' /dev/null </dev/null",
		rows, environment, nsview(), args);
	return output_of(status, command);
}

static void check_pages(int rows, const char *environment, const char *more, bool pages)
{
	char args[256], *out;
	int status;

	snprintf(args, sizeof(args), "tree -f %s %s", fixture("host"), more);
	out = on_terminal(&status, rows, environment, args);
	assert_int_equal(status, 0);
	assert_non_null(strstr(out, "kernel threads"));
	if (pages != !!strstr(out, "PAGED "))
		fail_msg("%s %s at %d rows: %.200s", environment, more, rows, out);
	free(out);
}

#define PAGER "NSVIEW_PAGER=\"sed s/^/PAGED\\ /\""

static void test_pager(void **state)
{
	(void)state;
	check_pages(10, PAGER, "", true);
	check_pages(200, PAGER, "", false);
	check_pages(10, PAGER, "--no-pager", false);
	check_pages(10, "PAGER=\"sed s/^/PAGED\\ /\"", "", true);
	check_pages(10, "NSVIEW_PAGER= PAGER=\"sed s/^/PAGED\\ /\"", "", false);
	check_pages(10, "NSVIEW_PAGER=cat PAGER=\"sed s/^/PAGED\\ /\"", "", false);
	check_pages(10, "NSVIEW_PAGER=/nonexistent/pager", "", false);
	check_pages(10, "NSVIEW_PAGER=/dev/null", "", false);
	check_pages(10, PAGER " TERM=dumb", "", false);
}

/* JSON and raw lines are for programs, on a terminal too. */
static void test_no_pager_for_programs(void **state)
{
	char args[256], *out;
	int status;

	(void)state;
	snprintf(args, sizeof(args), "tree -J -f %s", fixture("host"));
	out = on_terminal(&status, 10, PAGER, args);
	assert_int_equal(status, 0);
	assert_null(strstr(out, "PAGED "));
	free(out);
}

/* Who leaves the pager has read enough. */
static void test_pager_that_leaves(void **state)
{
	char args[256], *out;
	int status;

	(void)state;
	snprintf(args, sizeof(args), "ps -f %s", fixture("host"));
	out = on_terminal(&status, 5, "NSVIEW_PAGER=true LC_ALL=C", args);
	assert_int_equal(status, 0);
	assert_string_equal(out, "");
	free(out);
}

/* One that dies has shown nobody knows what. */
static void test_pager_that_dies(void **state)
{
	char args[256], *out;
	int status;

	(void)state;
	snprintf(args, sizeof(args), "ps -f %s", fixture("host"));
	out = on_terminal(&status, 5, "NSVIEW_PAGER=\"kill -9 \\$\\$\"", args);
	assert_int_equal(status, 1);
	assert_non_null(strstr(out, "writing: "));
	free(out);
}

/* It fits the terminal's width, though it was drawn before it was known where to. */
static void test_width(void **state)
{
	char args[256], *out, *line, *rest;
	int status;

	(void)state;
	snprintf(args, sizeof(args), "tree -f %s", fixture("host"));
	out = on_terminal(&status, 5, PAGER " LC_ALL=C NO_COLOR=1", args);
	for (line = strtok_r(out, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		assert_true(strlen(line) <= strlen("PAGED ") + 80 + 1);
	free(out);
}

static double seconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

/* Works for @long_ seconds, and says so. */
static void work(double long_)
{
	double end = seconds() + long_;
	size_t done = 0;

	progress_start();
	progress_about("mounts");
	do
		progress_at(++done % 7 + 1, 7);
	while (seconds() < end);
	progress_end();
	_exit(0);
}

/* What stderr, a terminal or a pipe, gets meanwhile. */
static char *watch_work(bool terminal, double long_)
{
	static char out[4096];
	int fds[2], fd;
	size_t len = 0;
	ssize_t n;
	pid_t pid;

	assert_int_equal(terminal ? openpty(&fds[0], &fds[1], NULL, NULL, NULL) : pipe(fds), 0);
	pid = fork();
	if (!pid) {
		dup2(fds[1], STDERR_FILENO);
		setenv("TERM", "xterm", 1);
		work(long_);
	}
	fd = fds[0];
	close(fds[1]);
	/* A pty without its other end is EIO. */
	while ((n = read(fd, out + len, sizeof(out) - 1 - len)) > 0)
		len += (size_t)n;
	out[len] = '\0';
	close(fd);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	return out;
}

static void test_progress(void **state)
{
	const char *out = watch_work(true, 1.3);

	(void)state;
	assert_memory_equal(out, "\r\033[Kmounts: ", 12);
	assert_non_null(strstr(out, " of 7"));
	/* The line is taken away in the end. */
	assert_string_equal(out + strlen(out) - 4, "\r\033[K");
}

static void test_no_progress(void **state)
{
	(void)state;
	assert_string_equal(watch_work(true, 0.2), "");
	assert_string_equal(watch_work(false, 1.3), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pager),
		cmocka_unit_test(test_no_pager_for_programs),
		cmocka_unit_test(test_pager_that_leaves),
		cmocka_unit_test(test_pager_that_dies),
		cmocka_unit_test(test_width),
		cmocka_unit_test(test_progress),
		cmocka_unit_test(test_no_progress),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
