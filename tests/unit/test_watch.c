/* SPDX-License-Identifier: GPL-2.0 */
/*
 * nsview watch on a terminal of its own (a pty), which must be afterwards as it was.
 */
#define _GNU_SOURCE
#include "common.h"

#include <linux/capability.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <utmp.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "text.h"

#define R "\033[7m"
#define P "\033[0m"
#define K "\033[K"
#define HEADINGS "\033[1;1H PID COMMAND"

struct session {
	pid_t pid;
	int fd, slave;
	struct text seen; /* what was written since what was waited for last */
	struct termios before;
};

enum how {
	AS_LEADER, /* of its session: who stopped it could not continue it */
	BELOW_SHELL, /* in a group of its own: what stops it stops the leader, too */
	OF_ANOTHER, /* on a terminal that it may not open */
};

/* A shell, as far as one is needed here. */
static void be_shell(void)
{
	pid_t pid = fork();
	int rc;

	if (!pid) {
		setpgid(0, 0);
		signal(SIGTTOU, SIG_IGN);
		tcsetpgrp(STDIN_FILENO, getpid());
		signal(SIGTTOU, SIG_DFL);
		return;
	}
	while (waitpid(pid, &rc, WUNTRACED) == pid) {
		if (!WIFSTOPPED(rc))
			_exit(WIFEXITED(rc) ? WEXITSTATUS(rc) : 126);
		raise(SIGSTOP);
		kill(pid, SIGCONT);
	}
	_exit(126);
}

static void begin_as(struct session *s, enum how how, int rows, int columns,
		     const char *const *args)
{
	struct winsize ws = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns };
	const char *argv[16] = { "nsview", "watch" };
	size_t n = 2;

	*s = (struct session){ 0 };
	while (*args)
		argv[n++] = *args++;
	assert_int_equal(openpty(&s->fd, &s->slave, NULL, NULL, &ws), 0);
	tcgetattr(s->slave, &s->before);
	s->pid = fork();
	if (!s->pid) {
		close(s->fd);
		setenv("LC_ALL", "C.UTF-8", 1);
		setenv("TERM", "xterm", 1);
		login_tty(dup(s->slave));
		if (how == BELOW_SHELL)
			be_shell();
		/* Root may open it all the same, unless it may not override. */
		if (how == OF_ANOTHER && (fchmod(STDOUT_FILENO, 0) ||
					  (prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE) && !getuid())))
			_exit(125);
		execv(nsview(), (char **)argv);
		_exit(127);
	}
}

static void begin(struct session *s, int rows, int columns, const char *const *args)
{
	begin_as(s, AS_LEADER, rows, columns, args);
}

static void wait_for(struct session *s, const char *words)
{
	struct pollfd fd = { s->fd, POLLIN, 0 };
	time_t until = time(NULL) + 60;
	char buffer[4096], *at;
	ssize_t n;

	while (!s->seen.s || !(at = strstr(s->seen.s, words))) {
		if (time(NULL) > until || poll(&fd, 1, 60000) != 1)
			fail_msg("waited for '%s' in '%.4000s'", words, text_str(&s->seen));
		n = read(s->fd, buffer, sizeof(buffer));
		assert_true(n > 0);
		text_add(&s->seen, buffer, (size_t)n);
	}
	at += strlen(words);
	s->seen.len -= (size_t)(at - s->seen.s);
	memmove(s->seen.s, at, s->seen.len + 1);
}

static void type(struct session *s, const char *keys)
{
	assert_true(write(s->fd, keys, strlen(keys)) == (ssize_t)strlen(keys));
}

static void end(struct session *s, int status)
{
	struct termios after;
	int rc;

	wait_for(s, "\033[?7h\033[?25h\033[?1049l");
	assert_int_equal(waitpid(s->pid, &rc, 0), s->pid);
	assert_true(WIFEXITED(rc));
	assert_int_equal(WEXITSTATUS(rc), status);
	tcgetattr(s->slave, &after);
	assert_int_equal(after.c_lflag, s->before.c_lflag);
	assert_memory_equal(after.c_cc, s->before.c_cc, sizeof(after.c_cc));
	text_free(&s->seen);
	close(s->fd);
	close(s->slave);
}

/* A table that is another one is there at once. */
static void rename_nginx(const char *to)
{
	sh("sed '3,$s/\\t[a-z]*$/\\t%s/' %s >%s/new && mv %s/new %s/tasks", to,
	   fixture("host/tasks"), scratch, scratch, scratch);
}

static void test_watch(void **state)
{
	struct winsize ws = { .ws_row = 5, .ws_col = 30 };
	struct session s;

	(void)state;
	sh("cp %s/* %s", fixture("host"), scratch);
	rename_nginx("aaa");
	begin(&s, 10, 60,
	      (const char *[]){ "-i", "0.1", "ps", "-o", "PID,COMMAND", "-f", scratch, NULL });
	wait_for(&s, "\033[?1049h\033[?25l");
	wait_for(&s, "\033[1;1H");
	wait_for(&s, "aaa");
	wait_for(&s, "every 0.1 s  nsview ps -o PID");
	rename_nginx("bbb");
	wait_for(&s, R "bbb" P);
	/* For one look. */
	wait_for(&s, "1 bbb");
	type(&s, " ");
	wait_for(&s, "paused");
	type(&s, "\033[B");
	wait_for(&s, HEADINGS K "\033[2;1H   2 bbb" K);
	wait_for(&s, "2-9 of 27");
	type(&s, "\033[6~");
	wait_for(&s, HEADINGS K);
	wait_for(&s, "10-17 of 27");
	type(&s, "G");
	wait_for(&s, HEADINGS K);
	wait_for(&s, "20-27 of 27");
	type(&s, "\033[6~g");
	wait_for(&s, "1-8 of 27");
	type(&s, "\033[C");
	wait_for(&s, "\033[1;1HMAND" K);
	type(&s, "g");
	/* Another size: it is looked again, as wide as that. */
	assert_int_equal(ioctl(s.fd, TIOCSWINSZ, &ws), 0);
	wait_for(&s, "1-3 of 27");
	/* One that is not paused, and what goes wrong in between is said. */
	sh("mv %s/tasks %s/away", scratch, scratch);
	type(&s, " ");
	wait_for(&s, "exit 1");
	sh("mv %s/away %s/tasks", scratch, scratch);
	wait_for(&s, "1-3 of 27");
	type(&s, "q");
	end(&s, 0);
}

/* What has no headings begins with a line as any other; how many lines move. */
static const struct {
	const char *options[3];
	const char *lines;
} bare[] = {
	{ { "ps", "-n" }, "1-9 of 27" },
	{ { "ps", "-J" }, "1-9 of 35" },
	{ { "ps", "-r" }, "1-8 of 27" },
	{ { "ps", "-rn" }, "1-9 of 27" },
	{ { "ps", "-H" }, "1-8 of 28" },
	{ { "graph" }, "1-9 of 51" },
	{ { "graph", "-o", "NAME" }, "1-8 of 41" },
};

static void test_headings(void **state)
{
	struct session s;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(bare); i++) {
		const char *const *o = bare[i].options;

		begin(&s, 10, 300,
		      (const char *[]){ o[0], "-f", fixture("host"), o[1], o[2], NULL });
		wait_for(&s, bare[i].lines);
		type(&s, "q");
		end(&s, 0);
	}
}

static void test_signals(void **state)
{
	static const int signals[] = { SIGTERM, SIGHUP, SIGQUIT };
	struct session s;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(signals); i++) {
		begin(&s, 10, 60, (const char *[]){ "ns", "-f", fixture("host"), NULL });
		wait_for(&s, "of ");
		kill(s.pid, signals[i]);
		end(&s, 128 + signals[i]);
	}
	/* Ctrl-C is the terminal's. */
	begin(&s, 10, 60, (const char *[]){ "ns", "-f", fixture("host"), NULL });
	wait_for(&s, "of ");
	type(&s, "\003");
	end(&s, 128 + SIGINT);
}

/* Stopped it gives the terminal back, and takes it again when it goes on. */
static void test_stop(void **state)
{
	struct session s;
	struct termios now;
	int rc;

	(void)state;
	begin_as(&s, BELOW_SHELL, 10, 60, (const char *[]){ "ns", "-f", fixture("host"), NULL });
	wait_for(&s, "of ");
	type(&s, "\032");
	wait_for(&s, "\033[?1049l");
	assert_int_equal(waitpid(s.pid, &rc, WUNTRACED), s.pid);
	assert_true(WIFSTOPPED(rc));
	tcgetattr(s.slave, &now);
	assert_int_equal(now.c_lflag, s.before.c_lflag);
	kill(s.pid, SIGCONT);
	wait_for(&s, "\033[?1049h");
	wait_for(&s, "of ");
	type(&s, "q");
	end(&s, 0);
}

/* With nobody who could continue it, it is not stopped. */
static void test_stop_leader(void **state)
{
	struct session s;

	(void)state;
	begin(&s, 10, 60, (const char *[]){ "ns", "-f", fixture("host"), NULL });
	wait_for(&s, "of ");
	type(&s, "\032");
	wait_for(&s, "\033[?1049l");
	wait_for(&s, "\033[?1049h");
	wait_for(&s, "of ");
	type(&s, "q");
	end(&s, 0);
}

/* As after su(1): drawn on all the same, and what is stuck does not keep it. */
static void test_another(void **state)
{
	struct session s;
	int rc;

	(void)state;
	begin_as(&s, OF_ANOTHER, 10, 60, (const char *[]){ "ns", "-f", fixture("host"), NULL });
	wait_for(&s, "of ");
	type(&s, "q");
	end(&s, 0);
	begin_as(&s, OF_ANOTHER, 10, 60,
		 (const char *[]){ "-i", "0.1", "ns", "-f", fixture("host"), NULL });
	wait_for(&s, "of ");
	assert_int_equal(tcflow(s.slave, TCOOFF), 0);
	kill(s.pid, SIGTERM);
	assert_int_equal(waitpid(s.pid, &rc, 0), s.pid);
	assert_true(WIFEXITED(rc));
	assert_int_equal(WEXITSTATUS(rc), 128 + SIGTERM);
	text_free(&s.seen);
	close(s.fd);
	close(s.slave);
}

/* A terminal that takes nothing (Ctrl-S) keeps it from drawing, and not from ending. */
static void test_stuck(void **state)
{
	struct session s;
	int rc;

	(void)state;
	begin(&s, 10, 60, (const char *[]){ "-i", "0.1", "ns", "-f", fixture("host"), NULL });
	wait_for(&s, "of ");
	assert_int_equal(tcflow(s.slave, TCOOFF), 0);
	kill(s.pid, SIGTERM);
	assert_int_equal(waitpid(s.pid, &rc, 0), s.pid);
	assert_true(WIFEXITED(rc));
	assert_int_equal(WEXITSTATUS(rc), 128 + SIGTERM);
	text_free(&s.seen);
	close(s.fd);
	close(s.slave);
}

/* What never works ends it, with the view's own words and status. */
static void test_never(void **state)
{
	struct session s;

	(void)state;
	begin(&s, 10, 60, (const char *[]){ "ps", "99999", "-f", fixture("host"), NULL });
	wait_for(&s, "\033[?1049l");
	wait_for(&s, "nsview ps: no process 99999");
	text_add(&s.seen, "\033[?7h\033[?25h\033[?1049l", 20); /* it was seen */
	end(&s, 1);
}

static const struct command_line lines[] = {
	{ "watch", 1, "nsview watch: stdout is not a terminal" },
	{ "watch -i", 1, "nsview watch: -i needs an argument of watch" },
	{ "watch -i 1 -Zx", 1, "nsview watch: '-Zx' is not an option of watch" },
	{ "watch -i 0", 1, "'0' is not a number of seconds from 0.1 to 86400" },
	{ "watch -i 0.01", 1, "is not a number of seconds" },
	{ "watch -i 1e3", 1, "is not a number of seconds" },
	{ "watch -i 86401", 1, "is not a number of seconds" },
	{ "watch -i 99999999999999999999999999", 1, "is not a number of seconds" },
	{ "watch -i -1", 1, "is not a number of seconds" },
	{ "watch -J tree", 1, "'-J' is not an option of watch; those of a view follow it" },
	{ "watch rm", 1, "'rm' is no view" },
	{ "watch watch", 1, "'watch' is no view" },
	{ "watch nosuch", 1, "'nosuch' is not a verb" },
};

static void test_lines(void **state)
{
	(void)state;
	check_command_lines(lines, ARRAY_SIZE(lines));
}

int main(void)
{
	const struct CMUnitTest tests[] = {

		cmocka_unit_test(test_watch),	 cmocka_unit_test(test_signals),
		cmocka_unit_test(test_stop),	 cmocka_unit_test(test_stop_leader),
		cmocka_unit_test(test_another),	 cmocka_unit_test(test_never),
		cmocka_unit_test(test_stuck),	 cmocka_unit_test(test_lines),
		cmocka_unit_test(test_headings),
	};

	return cmocka_run_group_tests_name("watch", tests, make_scratch, remove_scratch);
}
