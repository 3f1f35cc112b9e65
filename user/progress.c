/* SPDX-License-Identifier: GPL-2.0 */
#include "progress.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MS 1000000
/* Nobody wonders before; and nobody reads faster. */
#define FIRST (1000ull * MS)
#define AGAIN (100ull * MS)

static struct {
	bool on;
	bool drawn; /* the line is there */
	const char *what;
	uint64_t next; /* when it is to be drawn, in nanoseconds of CLOCK_MONOTONIC */
} state;

static uint64_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000 * MS + (uint64_t)ts.tv_nsec;
}

void progress_start(void)
{
	const char *term = getenv("TERM");

	state.on = isatty(STDERR_FILENO) && term && strcmp(term, "dumb") != 0;
	state.next = state.on ? now() + FIRST : 0;
}

void progress_about(const char *what)
{
	state.what = what;
	progress_at(0, 0);
}

void progress_at(size_t done, size_t total)
{
	uint64_t at;

	if (!state.on)
		return;
	at = now();
	if (at < state.next)
		return;
	state.next = at + AGAIN;
	state.drawn = true;
	/* Back to the beginning of the line, and what was there goes. */
	if (total)
		dprintf(STDERR_FILENO, "\r\033[K%s: %zu of %zu", state.what, done, total);
	else
		dprintf(STDERR_FILENO, "\r\033[K%s ...", state.what);
}

void progress_end(void)
{
	if (state.drawn)
		dprintf(STDERR_FILENO, "\r\033[K");
	state.drawn = false;
	if (state.on)
		state.next = now() + FIRST;
}
