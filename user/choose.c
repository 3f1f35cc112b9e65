/* SPDX-License-Identifier: GPL-2.0 */
#include "choose.h"

#include <errno.h>
#include <string.h>

#include "cleanup.h"

/* No name is longer. */
#define LETTERS_MAX 32

long choose(const char *const *names, size_t n, const char *word)
{
	long found = -EINVAL;
	size_t i;

	for (i = 0; i < n; i++) {
		if (!strcmp(names[i], word))
			return (long)i;
		if (!*word || strncmp(names[i], word, strlen(word)))
			continue;
		found = found == -EINVAL ? (long)i : -ENOTUNIQ;
	}
	return found;
}

static unsigned int least(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

/* How many letters are to be changed, added, left out or exchanged with the next one. */
static unsigned int distance(const char *a, const char *b)
{
	unsigned int rows[3][LETTERS_MAX + 1], *before = rows[0], *last = rows[1], *row = rows[2];
	size_t la = strlen(a), lb = strlen(b), i, j;

	if (la > LETTERS_MAX || lb > LETTERS_MAX)
		return LETTERS_MAX;
	for (j = 0; j <= lb; j++)
		last[j] = (unsigned int)j;
	for (i = 1; i <= la; i++) {
		unsigned int *free_row = before;

		row[0] = (unsigned int)i;
		for (j = 1; j <= lb; j++) {
			row[j] = least(least(last[j], row[j - 1]) + 1,
				       last[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = least(row[j], before[j - 2] + 1);
		}
		before = last;
		last = row;
		row = free_row;
	}
	return last[lb];
}

const char *choose_like(const char *const *names, size_t n, const char *word)
{
	/* A third of its letters: of two letters none, of "bridge" two. */
	unsigned int best = (unsigned int)(strlen(word) + 2) / 3 + 1;
	const char *found = NULL;
	size_t i;

	for (i = 0; i < n; i++) {
		unsigned int d = distance(names[i], word);

		if (d >= best)
			continue;
		best = d;
		found = names[i];
	}
	return found;
}

const char *choose_option_like(const struct option *longs, const char *word)
{
	enum { OPTIONS_MAX = 64 };
	const char *names[OPTIONS_MAX];
	_cleanup_free_ char *name = NULL;
	size_t n;

	if (word[0] != '-' || word[1] != '-')
		return NULL;
	name = strndup(word + 2, strcspn(word + 2, "="));
	for (n = 0; n < OPTIONS_MAX && longs[n].name; n++)
		names[n] = longs[n].name;
	return name ? choose_like(names, n, name) : NULL;
}
