/* SPDX-License-Identifier: GPL-2.0 */
#include "problem.h"

#include <stdarg.h>
#include <stdio.h>

static void (*on_warning)(const char *words);

int problem_set(struct problem *p, int err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(p->words, sizeof(p->words), fmt, ap);
	va_end(ap);
	return err;
}

void problem_on_warning(void (*say)(const char *words))
{
	on_warning = say;
}

void problem_warn(const char *fmt, ...)
{
	struct problem p;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(p.words, sizeof(p.words), fmt, ap);
	va_end(ap);
	if (on_warning)
		on_warning(p.words);
}
