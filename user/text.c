/* SPDX-License-Identifier: GPL-2.0 */
#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

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

/* Of 1 and more. */
static unsigned int count_digits(uint64_t n)
{
	static const uint64_t powers[] = {
		1ull,
		10ull,
		100ull,
		1000ull,
		10000ull,
		100000ull,
		1000000ull,
		10000000ull,
		100000000ull,
		1000000000ull,
		10000000000ull,
		100000000000ull,
		1000000000000ull,
		10000000000000ull,
		100000000000000ull,
		1000000000000000ull,
		10000000000000000ull,
		100000000000000000ull,
		1000000000000000000ull,
		10000000000000000000ull,
	};
	unsigned int bits = 64 - (unsigned int)__builtin_clzll(n);
	/* A bit is 0.30103 digits: this many, or one more. */
	unsigned int digits = bits * 1233 >> 12;

	return digits + (n >= powers[digits]);
}

#define TEN(d) d "0" d "1" d "2" d "3" d "4" d "5" d "6" d "7" d "8" d "9"

/* Two digits at a time: a division takes longer than all else. */
char *text_digits(char *at, uint64_t n)
{
	static const char pairs[] = TEN("0") TEN("1") TEN("2") TEN("3") TEN("4") TEN("5") TEN("6")
		TEN("7") TEN("8") TEN("9");
	char *end;

	if (n < 10) {
		*at = (char)('0' + n);
		return at + 1;
	}
	end = at + count_digits(n);
	for (at = end; n >= 100; n /= 100) {
		at -= 2;
		memcpy(at, pairs + n % 100 * 2, 2);
	}
	if (n >= 10)
		memcpy(at - 2, pairs + n * 2, 2);
	else
		at[-1] = (char)('0' + n);
	return end;
}

void text_num(struct text *t, uint64_t n)
{
	char *at = text_reserve(t, TEXT_DIGITS_MAX);

	if (at)
		text_filled(t, text_digits(at, n));
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
