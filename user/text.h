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
#include <string.h>

struct text {
	char *s; /* ends with NUL; NULL as long as nothing was added */
	size_t len;
	size_t size;
	bool failed;
};

/* For text_reserve(), whose memory is too small. */
char *text_grow(struct text *t, size_t more);

/*
 * Where the next @more bytes go, for who fills them himself; then text_filled() says where
 * they end. NULL, and the text has failed: there is no memory.
 */
static inline char *text_reserve(struct text *t, size_t more)
{
	return t->size - t->len > more ? t->s + t->len : text_grow(t, more);
}

static inline void text_filled(struct text *t, char *end)
{
	*end = '\0';
	t->len = (size_t)(end - t->s);
}

void text_add(struct text *t, const char *s, size_t len);

static inline void text_puts(struct text *t, const char *s)
{
	text_add(t, s, strlen(s));
}

static inline void text_putc(struct text *t, char c)
{
	char *at = text_reserve(t, 1);

	if (!at)
		return;
	*at = c;
	text_filled(t, at + 1);
}

void text_num(struct text *t, uint64_t n);
void text_printf(struct text *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* An item of a list by commas: one in it becomes \x2c, and \ becomes \x5c. */
void text_put_item(struct text *t, const char *s);

/* Two hexadecimal digits for each of @len bytes; @sep is between bytes, or nothing if it is 0. */
void text_hex(struct text *t, const void *bytes, size_t len, char sep);

/* The most digits a number has. */
#define TEXT_DIGITS_MAX 20

/*
 * Digits of @n to @at, where as many bytes are overwritten at most. Returns the end of the
 * digits, where no NUL is.
 */
char *text_digits(char *at, uint64_t n);

/* Takes away what is after its first @len bytes. */
static inline void text_cut(struct text *t, size_t len)
{
	if (len >= t->len)
		return;
	t->len = len;
	t->s[len] = '\0';
}

/* Empties it and keeps its memory. */
static inline void text_reset(struct text *t)
{
	text_cut(t, 0);
}

void text_free(struct text *t);

/* What is in it; never NULL. */
static inline const char *text_str(const struct text *t)
{
	return t->s ? t->s : "";
}

#define _cleanup_text_ __attribute__((cleanup(text_free)))

#endif
