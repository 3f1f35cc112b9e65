/* SPDX-License-Identifier: GPL-2.0 */
/* The terminal that is drawn on, and how it was before. */
#ifndef NSVIEW_WATCH_TERMINAL_H
#define NSVIEW_WATCH_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <termios.h>

#include "../problem.h"

struct terminal {
	int out; /* stdout, opened again, so that writing does not wait */
	bool waits; /* it could not be opened, and is stdout itself */
	int keys; /* where keys are read from, or -1 */
	bool own; /* keys is to be closed */
	bool entered;
	bool raw; /* keys come one by one, and before is how they came */
	struct termios before;
	char pending[16]; /* of a key that is not whole yet */
	size_t npending;
};

enum key {
	KEY_NONE,
	KEY_QUIT,
	KEY_PAUSE,
	KEY_NOW,
	KEY_UP,
	KEY_DOWN,
	KEY_LEFT,
	KEY_RIGHT,
	KEY_PAGE_UP,
	KEY_PAGE_DOWN,
	KEY_HOME,
	KEY_END,
};

/* 0, or -ENOTTY with words if there is none that can be drawn on. */
int terminal_open(struct terminal *t, struct problem *p);
void terminal_close(struct terminal *t);

/* To a screen of its own, without a cursor; and back, to what was there. */
void terminal_enter(struct terminal *t);
void terminal_leave(struct terminal *t);

/*
 * Writes all of it. A terminal may be stopped (Ctrl-S), or nobody read it: 0, -EINTR if there
 * came something from @unless meanwhile, and without that -ETIMEDOUT.
 */
int terminal_write(struct terminal *t, const char *s, size_t len, int unless);

void terminal_size(const struct terminal *t, size_t *rows, size_t *columns);

/* Takes one key off the @n bytes that were read, of which it takes *ret_len. */
enum key key_parse(const char *bytes, size_t n, size_t *ret_len);
/* Reads what was typed, and calls @press for each key. False: there is nobody to type. */
bool terminal_keys(struct terminal *t, void (*press)(void *arg, enum key key), void *arg);

#endif
