/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "frame.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../cleanup.h"

/* So far it is looked for a line that begins as one that is new. */
#define LOOK 64

int frame_take(struct frame *f, struct text *text)
{
	char *at, *end;
	size_t n = 0;

	*f = (struct frame){ .text = *text };
	*text = (struct text){ 0 };
	if (!f->text.len)
		return f->text.failed ? -ENOMEM : 0;
	end = f->text.s + f->text.len;
	for (at = f->text.s; at < end; at++)
		n += *at == '\n';
	f->lines = calloc(n + 1, sizeof(*f->lines));
	if (!f->lines || f->text.failed)
		return -ENOMEM;
	for (at = f->text.s; at < end; at += strlen(at) + 1) {
		f->lines[f->n++] = at;
		*strchrnul(at, '\n') = '\0';
		/* What has a NUL in it is no text: a line ends there. */
		if (f->n > n)
			break;
	}
	return 0;
}

void frame_free(struct frame *f)
{
	free(f->lines);
	text_free(&f->text);
	*f = (struct frame){ 0 };
}

static int by_words(const void *a, const void *b, void *lines)
{
	char *const *l = lines;
	size_t x = *(const size_t *)a, y = *(const size_t *)b;
	int order = strcmp(l[x], l[y]);

	return order ? order : x < y ? -1 : x > y;
}

/* The first of @sorted that is not less than @line. */
static size_t lower(const struct frame *f, const size_t *sorted, const char *line)
{
	size_t low = 0, high = f->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(f->lines[sorted[middle]], line) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The first word of a line, without the branches and colours before it. */
static const char *head(const char *line, size_t *len)
{
	while (*line && !((*line >= '0' && *line <= '9') || (*line >= 'A' && *line <= 'Z') ||
			  (*line >= 'a' && *line <= 'z') || *line == '/')) {
		if (*line == '\033')
			while (*line && *line != 'm')
				line++;
		line += *line != '\0';
	}
	*len = strcspn(line, " \033");
	return line;
}

static bool begins_alike(const char *a, const char *b)
{
	size_t m, n;
	const char *x = head(a, &m), *y = head(b, &n);

	return m && m == n && !memcmp(x, y, m);
}

/* The lines that are the same, each once; @ret_left are those of @before that are not. */
static size_t pair_same(const struct frame *now, const struct frame *before, size_t *sorted,
			size_t *taken, size_t *ret, size_t *ret_left)
{
	size_t i, n = 0;

	for (i = 0; i < before->n; i++)
		sorted[i] = i;
	qsort_r(sorted, before->n, sizeof(*sorted), by_words, before->lines);
	/* taken[first of those that are equal]: how many of them are. */
	for (i = 0; i < now->n; i++) {
		size_t first = lower(before, sorted, now->lines[i]), at;

		ret[i] = FRAME_NEW;
		if (first == before->n)
			continue;
		at = first + taken[first];
		if (at < before->n && !strcmp(before->lines[sorted[at]], now->lines[i])) {
			taken[first]++;
			ret[i] = FRAME_SAME;
		}
	}
	memset(ret_left, 0, before->n * sizeof(*ret_left));
	for (i = 0; i < before->n; i++) {
		size_t j;

		for (j = 0; j < taken[i]; j++)
			ret_left[sorted[i + j]] = 1;
	}
	for (i = 0; i < before->n; i++)
		if (!ret_left[i])
			ret_left[n++] = i;
	return n;
}

int frame_pair(const struct frame *now, const struct frame *before, size_t *ret)
{
	_cleanup_free_ size_t *work = calloc(3 * before->n + 1, sizeof(*work));
	size_t *left, nleft, next = 0, i, j;

	if (!work)
		return -ENOMEM;
	left = work + 2 * before->n;
	nleft = pair_same(now, before, work, work + before->n, ret, left);
	for (i = 0; i < now->n; i++) {
		if (ret[i] != FRAME_NEW)
			continue;
		for (j = next; j < nleft && j < next + LOOK; j++)
			if (begins_alike(now->lines[i], before->lines[left[j]]))
				break;
		if (j < nleft && j < next + LOOK) {
			ret[i] = left[j];
			next = j + 1;
		}
	}
	return 0;
}
