// SPDX-License-Identifier: GPL-2.0
/* hidens.so: preloaded into a program, takes the namespace of the id $HIDENS out of listns(2). */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LISTNS 470

long syscall(long number, ...)
{
	long (*next)(long, ...) = dlsym(RTLD_NEXT, "syscall");
	const char *hidden = getenv("HIDENS");
	uint64_t *ids;
	va_list ap;
	long a[6], got, i;

	va_start(ap, number);
	for (i = 0; i < 6; i++)
		a[i] = va_arg(ap, long);
	va_end(ap);
	got = next(number, a[0], a[1], a[2], a[3], a[4], a[5]);
	if (number != LISTNS || !hidden)
		return got;
	ids = (void *)a[1];
	for (i = 0; i < got; i++) {
		if (ids[i] != strtoull(hidden, NULL, 10))
			continue;
		memmove(ids + i, ids + i + 1, (got - i - 1) * sizeof(*ids));
		return got - 1;
	}
	return got;
}
