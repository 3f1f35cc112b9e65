/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A text that grows.
 *
 * Running out of memory is remembered in it and not returned by each call:
 * who uses the text looks at failed once, at the end.
 */
#ifndef NSVIEW_TEXT_H
#define NSVIEW_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text {
	char *s; /* ends with NUL; NULL as long as nothing was added */
	size_t len;
	size_t size;
	bool failed;
};

void text_add(struct text *t, const char *s, size_t len);
void text_puts(struct text *t, const char *s);
void text_putc(struct text *t, char c);
void text_num(struct text *t, uint64_t n);
void text_printf(struct text *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* An item of a list by commas: one in it becomes \x2c, and \ becomes \x5c. */
void text_put_item(struct text *t, const char *s);

/* Takes away what is after its first @len bytes. */
void text_cut(struct text *t, size_t len);
/* Empties it and keeps its memory. */
void text_reset(struct text *t);
void text_free(struct text *t);

/* What is in it; never NULL. */
static inline const char *text_str(const struct text *t)
{
	return t->s ? t->s : "";
}

#define _cleanup_text_ __attribute__((cleanup(text_free)))

#endif
