/* SPDX-License-Identifier: GPL-2.0 */
/* What both writers for eyes need: the one that draws, and the one of whole lines. */
#ifndef NSVIEW_HUMAN_H
#define NSVIEW_HUMAN_H

#include "out.h"

/* A table without branches whose lines may be as long as they are. */
extern const struct renderer render_lines;

#define HUMAN_RESET "\033[0m"

/* What switches a colour on and HUMAN_RESET have so many bytes at most. */
#define HUMAN_COLORS_MAX 16

/* What switches a colour on; NULL: @mark has none. */
const char *human_color(enum mark mark);

/* What eyes see of a cell, safe for a terminal. */
void human_words(struct text *t, enum column_type type, const struct cell *c);

#endif
