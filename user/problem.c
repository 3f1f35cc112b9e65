/* SPDX-License-Identifier: GPL-2.0 */
#include "problem.h"

#include <stdarg.h>
#include <stdio.h>

int problem_set(struct problem *p, int err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(p->words, sizeof(p->words), fmt, ap);
	va_end(ap);
	return err;
}
