/* SPDX-License-Identifier: GPL-2.0 */
/* Things that end with the scope they are declared in. */
#ifndef NSVIEW_CLEANUP_H
#define NSVIEW_CLEANUP_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define CLEANUP(fn) __attribute__((cleanup(fn)))

static inline void cleanup_freep(void *p)
{
	free(*(void **)p);
}

static inline void cleanup_closep(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static inline void cleanup_fclosep(FILE **f)
{
	if (*f)
		fclose(*f);
}

static inline void cleanup_closedirp(DIR **d)
{
	if (*d)
		closedir(*d);
}

#define _cleanup_free_ CLEANUP(cleanup_freep)
#define _cleanup_close_ CLEANUP(cleanup_closep)
#define _cleanup_fclose_ CLEANUP(cleanup_fclosep)
#define _cleanup_closedir_ CLEANUP(cleanup_closedirp)

/* The value of @p, which its scope then no longer frees. */
#define steal(p)                             \
	({                                   \
		__typeof__(p) stolen_ = (p); \
		(p) = NULL;                  \
		stolen_;                     \
	})

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#endif
