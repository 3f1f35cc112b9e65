/* SPDX-License-Identifier: GPL-2.0 */
/* What a view has printed, by lines, and which of them are as they were before. */
#ifndef NSVIEW_WATCH_FRAME_H
#define NSVIEW_WATCH_FRAME_H

#include "../text.h"

struct frame {
	struct text text; /* the lines, each ended with NUL */
	char **lines;
	size_t n;
};

/* Of a line now. Else the place of the line before that it is to be compared with. */
#define FRAME_SAME SIZE_MAX /* it was there before, wherever */
#define FRAME_NEW (SIZE_MAX - 1) /* nothing like it was */

/* Takes @text, which ends with or without a newline. 0 or -ENOMEM. */
int frame_take(struct frame *f, struct text *text);
void frame_free(struct frame *f);

/*
 * For each line of @now, in @ret, what it was in @before. Lines that came or went between
 * others do not make those new. 0 or -ENOMEM.
 */
int frame_pair(const struct frame *now, const struct frame *before, size_t *ret);

#endif
