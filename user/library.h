/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Libraries that only some verbs need, and that take longer to link than the others take
 * to run: their functions are looked up when the first of them is needed, dlopen(3).
 *
 *	#define FUNCTIONS(X) X(one) X(two)
 *	struct { FUNCTIONS(LIBRARY_POINTER) } lib;
 *	static const char *const names[] = { FUNCTIONS(LIBRARY_NAME) };
 */
#ifndef NSVIEW_LIBRARY_H
#define NSVIEW_LIBRARY_H

#include <stddef.h>

#include "problem.h"

#define LIBRARY_POINTER(name) __typeof__(name) *name;
#define LIBRARY_NAME(name) #name,

/*
 * Fills @functions, pointers in the order of @names. 0 and a handle for dlclose(3); or
 * -ELIBACC and words.
 */
int library_open(void **handle, const char *file, const char *const *names, size_t n,
		 void *functions, struct problem *p);

#endif
