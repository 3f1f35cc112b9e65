/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Sequences of ECMA-48 and xterm, which all of today's terminals have: what a library
 * would look up for them is more than is drawn here.
 */
#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "../cleanup.h"

#define OUT "/proc/self/fd/1"
/* A terminal that takes nothing for so many milliseconds is not there. */
#define PATIENCE 1000
/* And one that takes something takes as many bytes, as a rule. */
#define SOME 256

/* The other screen; no cursor; lines are cut and not broken. */
#define ENTER "\033[?1049h\033[?25l\033[?7l\033[H\033[2J"
#define LEAVE "\033[?7h\033[?25h\033[?1049l"

int terminal_open(struct terminal *t, struct problem *p)
{
	const char *term = getenv("TERM");

	*t = (struct terminal){ .out = -1, .keys = STDIN_FILENO };
	if (!isatty(STDOUT_FILENO))
		return problem_set(p, -ENOTTY, "stdout is not a terminal, and it is drawn on one");
	if (term && !strcmp(term, "dumb"))
		return problem_set(p, -ENOTTY, "a terminal of type %s can not be drawn on", term);
	if (!isatty(t->keys)) {
		t->keys = open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC);
		t->own = t->keys >= 0;
	}
	/* Opened again: not to wait is then a flag of ours alone. */
	t->out = open(OUT, O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	/* After su(1) the terminal is still another user's, who alone may open it. */
	t->waits = t->out < 0;
	if (t->waits)
		t->out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	if (t->out < 0)
		return problem_set(p, -errno, "the terminal: %s", strerror(errno));
	return 0;
}

void terminal_close(struct terminal *t)
{
	terminal_leave(t);
	if (t->own)
		close(t->keys);
	if (t->out >= 0)
		close(t->out);
}

/* As write(2), and not for long where a write waits. */
static ssize_t write_some(const struct terminal *t, const char *s, size_t len)
{
	struct pollfd fd = { t->out, POLLOUT, 0 };

	if (t->waits && !poll(&fd, 1, 0)) {
		errno = EAGAIN;
		return -1;
	}
	return write(t->out, s, t->waits && len > SOME ? SOME : len);
}

int terminal_write(struct terminal *t, const char *s, size_t len, int unless)
{
	struct pollfd fds[] = { { t->out, POLLOUT, 0 }, { unless, POLLIN, 0 } };

	while (len) {
		ssize_t n = write_some(t, s, len);

		if (n >= 0) {
			s += n;
			len -= (size_t)n;
		} else if (errno != EINTR && errno != EAGAIN) {
			return -errno;
		} else if (!poll(fds, ARRAY_SIZE(fds), unless < 0 ? PATIENCE : -1)) {
			return -ETIMEDOUT;
		} else if (fds[1].revents) {
			return -EINTR;
		}
	}
	return 0;
}

void terminal_enter(struct terminal *t)
{
	struct termios raw;

	if (t->entered)
		return;
	if (t->keys >= 0 && !tcgetattr(t->keys, &t->before)) {
		raw = t->before;
		raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
		raw.c_cc[VMIN] = 1;
		raw.c_cc[VTIME] = 0;
		t->raw = !tcsetattr(t->keys, TCSANOW, &raw);
	}
	terminal_write(t, ENTER, strlen(ENTER), -1);
	t->entered = true;
}

void terminal_leave(struct terminal *t)
{
	if (!t->entered)
		return;
	terminal_write(t, LEAVE, strlen(LEAVE), -1);
	if (t->raw)
		tcsetattr(t->keys, TCSANOW, &t->before);
	t->raw = false;
	t->entered = false;
}

void terminal_size(const struct terminal *t, size_t *rows, size_t *columns)
{
	struct winsize ws = { 0 };

	if (ioctl(t->out, TIOCGWINSZ, &ws) || !ws.ws_row || !ws.ws_col)
		ws = (struct winsize){ .ws_row = 24, .ws_col = 80 };
	*rows = ws.ws_row;
	*columns = ws.ws_col;
}

static const struct {
	const char *bytes;
	enum key key;
} keys[] = {
	{ "q", KEY_QUIT },
	{ "Q", KEY_QUIT },
	{ " ", KEY_PAUSE },
	{ "r", KEY_NOW },
	{ "\n", KEY_NOW },
	{ "\r", KEY_NOW },
	{ "k", KEY_UP },
	{ "j", KEY_DOWN },
	{ "h", KEY_LEFT },
	{ "l", KEY_RIGHT },
	{ "g", KEY_HOME },
	{ "G", KEY_END },
	{ "\033[A", KEY_UP },
	{ "\033OA", KEY_UP },
	{ "\033[B", KEY_DOWN },
	{ "\033OB", KEY_DOWN },
	{ "\033[C", KEY_RIGHT },
	{ "\033OC", KEY_RIGHT },
	{ "\033[D", KEY_LEFT },
	{ "\033OD", KEY_LEFT },
	{ "\033[5~", KEY_PAGE_UP },
	{ "\033[6~", KEY_PAGE_DOWN },
	{ "\033[H", KEY_HOME },
	{ "\033OH", KEY_HOME },
	{ "\033[1~", KEY_HOME },
	{ "\033[F", KEY_END },
	{ "\033OF", KEY_END },
	{ "\033[4~", KEY_END },
};

/* The length of "ESC [ parameters final" or "ESC O final"; 0: it is not whole. */
static size_t sequence_len(const char *bytes, size_t n)
{
	size_t len = 2;

	if (n < 2)
		return 0;
	if (bytes[1] != '[' && bytes[1] != 'O')
		return 1;
	while (len < n && bytes[len] >= 0x20 && bytes[len] <= 0x3f)
		len++;
	return len < n ? len + 1 : 0;
}

enum key key_parse(const char *bytes, size_t n, size_t *ret_len)
{
	size_t len = *bytes == '\033' ? sequence_len(bytes, n) : 1, i;

	*ret_len = len;
	for (i = 0; i < ARRAY_SIZE(keys) && len; i++)
		if (strlen(keys[i].bytes) == len && !memcmp(keys[i].bytes, bytes, len))
			return keys[i].key;
	return KEY_NONE;
}

bool terminal_keys(struct terminal *t, void (*press)(void *arg, enum key key), void *arg)
{
	size_t at = 0, len;
	ssize_t n;

	/* A sequence that never ends is none. */
	if (t->npending == sizeof(t->pending))
		t->npending = 0;
	n = read(t->keys, t->pending + t->npending, sizeof(t->pending) - t->npending);
	if (n < 0)
		return errno == EINTR || errno == EAGAIN;
	if (!n)
		return false;
	t->npending += (size_t)n;
	while (at < t->npending) {
		enum key key = key_parse(t->pending + at, t->npending - at, &len);

		if (!len)
			break;
		if (key != KEY_NONE)
			press(arg, key);
		at += len;
	}
	t->npending -= at;
	memmove(t->pending, t->pending + at, t->npending);
	return true;
}
