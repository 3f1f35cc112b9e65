/* SPDX-License-Identifier: GPL-2.0 */
#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Makes room for @more bytes and the NUL. */
static bool text_room(struct text *t, size_t more)
{
	size_t size = t->size ? t->size : 64;
	char *s;

	if (t->size - t->len > more && t->s)
		return true;
	while (size - t->len <= more)
		size *= 2;
	s = realloc(t->s, size);
	if (!s) {
		t->failed = true;
		return false;
	}
	t->s = s;
	t->size = size;
	return true;
}

void text_add(struct text *t, const char *s, size_t len)
{
	if (!text_room(t, len))
		return;
	if (len)
		memcpy(t->s + t->len, s, len); /* s may be NULL if it has no bytes */
	t->len += len;
	t->s[t->len] = '\0';
}

void text_puts(struct text *t, const char *s)
{
	text_add(t, s, strlen(s));
}

void text_putc(struct text *t, char c)
{
	text_add(t, &c, 1);
}

void text_put_item(struct text *t, const char *s)
{
	for (; *s; s++)
		if (*s == ',' || *s == '\\')
			text_printf(t, "\\x%02x", (unsigned int)*s);
		else
			text_putc(t, *s);
}

void text_num(struct text *t, uint64_t n)
{
	char digits[20];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + n % 10);
		n /= 10;
	} while (n);
	text_add(t, digits + at, sizeof(digits) - at);
}

void text_printf(struct text *t, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0 || !text_room(t, (size_t)n))
		return;

	va_start(ap, fmt);
	vsnprintf(t->s + t->len, (size_t)n + 1, fmt, ap);
	va_end(ap);
	t->len += (size_t)n;
}

void text_cut(struct text *t, size_t len)
{
	if (len >= t->len)
		return;
	t->len = len;
	t->s[len] = '\0';
}

void text_reset(struct text *t)
{
	text_cut(t, 0);
}

void text_free(struct text *t)
{
	free(t->s);
	*t = (struct text){ 0 };
}
