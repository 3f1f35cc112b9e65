/* SPDX-License-Identifier: GPL-2.0 */
#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "digits.h"

__attribute__((cold, noinline)) char *text_grow(struct text *t, size_t more)
{
	size_t size = t->size ? t->size : 64;
	char *s;

	while (size - t->len <= more)
		size *= 2;
	s = realloc(t->s, size);
	if (!s) {
		t->failed = true;
		return NULL;
	}
	t->s = s;
	t->size = size;
	return s + t->len;
}

void text_add(struct text *t, const char *s, size_t len)
{
	char *at = text_reserve(t, len);

	if (!at)
		return;
	if (len)
		memcpy(at, s, len); /* s may be NULL if it has no bytes */
	text_filled(t, at + len);
}

void text_put_item(struct text *t, const char *s)
{
	for (; *s; s++)
		if (*s == ',' || *s == '\\')
			text_printf(t, "\\x%02x", (unsigned int)*s);
		else
			text_putc(t, *s);
}

char *text_digits(char *at, uint64_t n)
{
	if (n >= 10)
		return put_digits(at, n);
	*at = (char)('0' + n);
	return at + 1;
}

void text_num(struct text *t, uint64_t n)
{
	char *at = text_reserve(t, TEXT_DIGITS_MAX);

	if (at)
		text_filled(t, text_digits(at, n));
}

void text_hex(struct text *t, const void *bytes, size_t len, char sep)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *byte = bytes;
	char *at = text_reserve(t, 3 * len);
	size_t i;

	if (!at)
		return;
	for (i = 0; i < len; i++) {
		if (i && sep)
			*at++ = sep;
		*at++ = digits[byte[i] >> 4];
		*at++ = digits[byte[i] & 15];
	}
	text_filled(t, at);
}

void text_printf(struct text *t, const char *fmt, ...)
{
	va_list ap;
	char *at;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	at = n < 0 ? NULL : text_reserve(t, (size_t)n);
	if (!at)
		return;

	va_start(ap, fmt);
	vsnprintf(at, (size_t)n + 1, fmt, ap);
	va_end(ap);
	t->len += (size_t)n;
}

void text_free(struct text *t)
{
	free(t->s);
	*t = (struct text){ 0 };
}
