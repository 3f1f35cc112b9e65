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

#include "host/archive.h"
#include "progress.h"
#include "save.h"

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

/* A clock of our own: each look at it takes so many milliseconds. */
static unsigned long look_takes;

int clock_gettime(clockid_t id, struct timespec *ret)
{
	static unsigned long now;

	(void)id;
	now += look_takes;
	*ret = (struct timespec){ (time_t)(now / 1000), (long)(now % 1000) * 1000000 };
	return 0;
}

#define L "\r\033[K" /* to the beginning of the line, which is erased */

static int count_mounts(void)
{
	size_t done;

	progress_start();
	progress_about("mounts");
	for (done = 1; done <= 7; done++)
		progress_at(done, 7);
	progress_end();
	return 0;
}

static int save_host(void)
{
	struct problem p = { "" };
	char file[64];
	char *argv[] = { (char *)"save", (char *)"-f", (char *)fixture("host"), file, NULL };

	snprintf(file, sizeof(file), "%s/saved", scratch);
	return save((int)ARRAY_SIZE(argv) - 1, argv, &p);
}

/* What stderr, a terminal or a pipe, gets meanwhile. */
static char *watch_work(bool terminal, unsigned long takes, int (*work)(void))
{
	static char out[4096];
	int fds[2], fd;
	size_t len = 0;
	ssize_t n;
	pid_t pid;
	int rc;

	assert_int_equal(terminal ? openpty(&fds[0], &fds[1], NULL, NULL, NULL) : pipe(fds), 0);
	pid = fork();
	if (!pid) {
		dup2(fds[1], STDERR_FILENO);
		setenv("TERM", "xterm", 1);
		look_takes = takes;
		_exit(work());
	}
	fd = fds[0];
	close(fds[1]);
	/* A pty without its other end is EIO. */
	while ((n = read(fd, out + len, sizeof(out) - 1 - len)) > 0)
		len += (size_t)n;
	out[len] = '\0';
	close(fd);
	assert_int_equal(waitpid(pid, &rc, 0), pid);
	assert_int_equal(rc, 0);
	return out;
}

static void test_progress(void **state)
{
	(void)state;
	/* After a second, and the line is taken away in the end. */
	assert_string_equal(watch_work(true, 250, count_mounts),
			    L "mounts: 3 of 7" L "mounts: 4 of 7" L "mounts: 5 of 7" L
			      "mounts: 6 of 7" L "mounts: 7 of 7" L);
	assert_string_equal(watch_work(true, 190, count_mounts),
			    L "mounts: 5 of 7" L "mounts: 6 of 7" L "mounts: 7 of 7" L);
}

static void test_no_progress(void **state)
{
	(void)state;
	assert_string_equal(watch_work(true, 100, count_mounts), "");
	assert_string_equal(watch_work(false, 250, count_mounts), "");
}

/* Reading is not all that takes its time: so do packing, and the disk. */
static void test_progress_of_save(void **state)
{
	const char *out, *at;

	(void)state;
	out = watch_work(true, 500, save_host);
	at = strstr(out, L "tasks ...");
	assert_non_null(at);
	at = strstr(at, L "packing, MiB ...");
	assert_non_null(at);
	at = strstr(at, L "writing ...");
	assert_non_null(at);
	assert_string_equal(at + strlen(L "writing ..."), L);
	assert_string_equal(watch_work(true, 1, save_host), "");
	assert_string_equal(watch_work(false, 500, save_host), "");
}

static int pack_much(void)
{
	static char bytes[(5 << 20) / 2];
	struct archive_file file = { "zeros", { .s = bytes, .len = sizeof(bytes) } };
	struct text packed = { 0 };
	struct problem p = { "" };

	progress_start();
	return archive_pack(&packed, "x", &file, 1, &p);
}

static void test_progress_of_packing(void **state)
{
	(void)state;
	assert_string_equal(watch_work(true, 400, pack_much),
			    L "packing, MiB: 2 of 2" L "packing, MiB: 2 of 2");
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
		cmocka_unit_test_setup_teardown(test_progress_of_save, make_scratch,
						remove_scratch),
		cmocka_unit_test(test_progress_of_packing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
