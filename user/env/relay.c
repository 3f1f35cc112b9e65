/* SPDX-License-Identifier: GPL-2.0 */
#include "relay.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

/* What is waited for at the end. */
#define LAST_MS 200
/* And as long as there is more to come, for who writes and writes is not heard to the end. */
#define ALL_MS 5000

void relay_resize(const struct relay *r)
{
	struct winsize size;

	if (!ioctl(STDIN_FILENO, TIOCGWINSZ, &size))
		ioctl(r->console, TIOCSWINSZ, &size);
}

int relay_begin(struct relay *r, int console)
{
	struct termios raw;

	if (console < 0)
		return -EBADF;
	r->console = console;
	/* Of a command that closes all it has, and opens /dev/tty later, it is not the end. */
	r->slave = ioctl(console, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (r->slave < 0)
		return -errno;
	fcntl(console, F_SETFL, O_NONBLOCK);
	relay_resize(r);
	if (tcgetattr(STDIN_FILENO, &r->before) < 0)
		return 0;
	raw = r->before;
	cfmakeraw(&raw);
	r->raw = !tcsetattr(STDIN_FILENO, TCSANOW, &raw);
	return 0;
}

static bool is_empty(const struct relay_way *way)
{
	return way->from == way->to;
}

void relay_watch(const struct relay *r, struct pollfd *fds)
{
	bool on = r->console >= 0;

	/* A way is read when it is empty, and written when it is not. */
	fds[0] = (struct pollfd){ on && is_empty(&r->in) && !r->in.over ? STDIN_FILENO : -1, POLLIN,
				  0 };
	fds[1] = (struct pollfd){ on && !is_empty(&r->in) ? r->console : -1, POLLOUT, 0 };
	fds[2] = (struct pollfd){ on && is_empty(&r->out) && !r->out.over ? r->console : -1, POLLIN,
				  0 };
	fds[3] = (struct pollfd){ on && !is_empty(&r->out) ? STDOUT_FILENO : -1, POLLOUT, 0 };
}

static void take_in(struct relay_way *way, int fd)
{
	ssize_t len = read(fd, way->bytes, sizeof(way->bytes));

	if (len > 0) {
		way->from = 0;
		way->to = (size_t)len;
	} else if (!len || (errno != EAGAIN && errno != EINTR)) {
		way->over = true; /* EIO: nobody has the other end, nor do we any more */
	}
}

static void put_out(struct relay_way *way, int fd)
{
	ssize_t len = write(fd, way->bytes + way->from, way->to - way->from);

	if (len > 0)
		way->from += (size_t)len;
	else if (errno != EAGAIN && errno != EINTR)
		way->from = way->to;
}

void relay_move(struct relay *r, const struct pollfd *fds)
{
	if (fds[0].fd >= 0 && fds[0].revents)
		take_in(&r->in, STDIN_FILENO);
	if (fds[1].fd >= 0 && fds[1].revents)
		put_out(&r->in, r->console);
	if (fds[2].fd >= 0 && fds[2].revents)
		take_in(&r->out, r->console);
	if (fds[3].fd >= 0 && fds[3].revents)
		put_out(&r->out, STDOUT_FILENO);
}

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

void relay_end(struct relay *r)
{
	int64_t end = now_ms() + ALL_MS;

	if (r->console < 0)
		return;
	/* From here on there is an end to what can be read. */
	if (r->slave >= 0)
		close(r->slave);
	r->slave = -1;
	while (!r->out.over && now_ms() < end) {
		struct pollfd fds[RELAY_FDS];

		relay_watch(r, fds);
		fds[0].fd = fds[1].fd = -1;
		if (poll(fds, RELAY_FDS, LAST_MS) <= 0)
			break;
		relay_move(r, fds);
	}
	if (r->raw)
		tcsetattr(STDIN_FILENO, TCSANOW, &r->before);
	close(r->console);
	r->console = -1;
}
