/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Text of strangers on its way out.
 *
 * Anybody who may start a process names it, and so chooses bytes that we
 * print. Here they lose their power: over the terminal, over the reading
 * direction, over the grammar of JSON and of raw lines.
 */
#ifndef NSVIEW_SAFE_H
#define NSVIEW_SAFE_H

#include "../text.h"

/*
 * For a terminal: characters that the locale can print and that take up
 * room stay, every byte of anything else becomes \xHH. So no control
 * character of either set, no character of bidirectional text, no zero-width
 * or combining one gets through.
 */
void safe_terminal(struct text *t, const char *s);

/*
 * For a line of raw output: as safe_terminal(), and blanks and the backslash
 * become \xHH too; the empty text is "", a text that is just - is \x2d.
 */
void safe_raw(struct text *t, const char *s);

/*
 * A string of JSON, with its quotes. What safe_terminal() would not pass in
 * any locale is written \uHHHH; a byte that is no UTF-8 becomes the four
 * characters \xHH, of which JSON escapes the backslash: "\\xff".
 */
void safe_json(struct text *t, const char *s, size_t len);

/*
 * The same of a text of which nothing is to be done, and that takes SAFE_SHORT_MAX bytes at
 * most with its quotes, to @at, where they fit. The end of it; or NULL: it is not like that.
 */
#define SAFE_SHORT_MAX 24
char *safe_json_short(char *at, const char *s);

/* For what is not a terminal: what it would not pass in any locale becomes \xHH. */
void safe_visible(struct text *t, const char *s);

/*
 * The same for XML and HTML, with entities for the characters of their grammar: at most @max
 * characters, and then three dots. Never empty: "-" for that.
 */
void safe_markup(struct text *t, const char *s, size_t max);

/* The width of a safe text on a terminal; of its first @len bytes. */
size_t safe_width(const char *s);
size_t safe_width_of(const char *s, size_t len);

#endif
