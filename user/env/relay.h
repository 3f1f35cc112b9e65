/* SPDX-License-Identifier: GPL-2.0 */
/* Between the caller's terminal and the environment's. */
#ifndef NSVIEW_ENV_RELAY_H
#define NSVIEW_ENV_RELAY_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <termios.h>

struct relay_way {
	char bytes[4096];
	size_t from, to; /* what is still to be written */
	bool over;
};

struct relay {
	int console; /* master of the environment's; or -1 */
	int slave; /* its other end, so that somebody has it; or -1 */
	bool raw; /* the caller's is, and before says how it was */
	struct termios before;
	struct relay_way in, out;
};

#define RELAY_NONE                         \
	{                                  \
		.console = -1, .slave = -1 \
	}
#define RELAY_FDS 4

/* Takes @console, also if it fails, until relay_end(). 0 or -errno. */
int relay_begin(struct relay *r, int console);

/* What to poll(2) for, RELAY_FDS of them; and what to do then. */
void relay_watch(const struct relay *r, struct pollfd *fds);
void relay_move(struct relay *r, const struct pollfd *fds);

/* The caller's terminal has another size. */
void relay_resize(const struct relay *r);

/* The command has ended: writes what is left, and puts the caller's terminal back. */
void relay_end(struct relay *r);

#endif
