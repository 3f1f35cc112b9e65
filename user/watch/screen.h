/* SPDX-License-Identifier: GPL-2.0 */
/* What is written to a terminal for it to show a part of a frame. */
#ifndef NSVIEW_WATCH_SCREEN_H
#define NSVIEW_WATCH_SCREEN_H

#include "frame.h"

struct window {
	size_t rows, columns; /* of the terminal; the last row says what is watched */
	size_t top, left; /* the first line, of those that move, and column that are shown */
	size_t head; /* lines that a frame begins with, and that stay if there is room */
};

/* How many rows there are for lines of @notes, and for those of the frame: that stay, that move. */
size_t screen_notes(const struct window *w, const struct frame *notes);
size_t screen_head(const struct window *w, const struct frame *notes);
size_t screen_rows(const struct window *w, const struct frame *notes);

/* How many lines of @now move. */
size_t screen_lines(const struct window *w, const struct frame *now, const struct frame *notes);

/* Keeps the window from leading where nothing is. */
void screen_bound(struct window *w, const struct frame *now, const struct frame *notes);

/*
 * Appends to @out the sequences that make a terminal show @now, below that @notes, and
 * @status. What is not as in @before is shown in reverse; NULL: nothing is. Of what is in
 * the lines only colours are sequences; a control character is shown as ?.
 * 0 or -ENOMEM.
 */
int screen_draw(struct text *out, const struct frame *now, const struct frame *before,
		const struct frame *notes, const struct window *w, const char *status);

#endif
