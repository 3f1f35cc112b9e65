/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Names of columns, in capitals or not. Their letters are those of ASCII, and so is their case:
 * in a locale, as in a Turkish one, I need not be the capital of i.
 */
#ifndef NSVIEW_LETTERS_H
#define NSVIEW_LETTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static inline char letter_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Whether the first @len bytes of both are, or fewer that both end with. */
static inline bool letters_begin(const char *a, const char *b, size_t len)
{
	size_t i;

	for (i = 0; i < len && a[i] && letter_lower(a[i]) == letter_lower(b[i]); i++)
		;
	return i == len || (!a[i] && !b[i]);
}

static inline bool letters_same(const char *a, const char *b)
{
	return letters_begin(a, b, strlen(a) + 1);
}

/* Whether @word is anywhere in @s. */
static inline bool letters_have(const char *s, const char *word)
{
	const size_t len = strlen(word);

	while (*s && !letters_begin(s, word, len))
		s++;
	return *s || !len;
}

#endif
