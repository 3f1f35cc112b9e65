/* SPDX-License-Identifier: GPL-2.0 */
/* Arrays that grow by one. */
#ifndef NSVIEW_GROWN_H
#define NSVIEW_GROWN_H

#include <stdlib.h>

/*
 * @array, of @count of @size bytes each, with room for one more: it doubles at each power of
 * two, and has been given no other room than by this. NULL if there is no memory; then @array
 * is as it was.
 */
static inline void *grown(void *array, size_t count, size_t size)
{
	if (count & (count - 1))
		return array;
	return reallocarray(array, count ? 2 * count : 1, size);
}

#endif
