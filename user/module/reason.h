/* SPDX-License-Identifier: GPL-2.0 */
/* Why nsview.ko was not loaded, in words, and what to do next. */
#ifndef NSVIEW_MODULE_REASON_H
#define NSVIEW_MODULE_REASON_H

#include <stdbool.h>

#include "../problem.h"
#include "facts.h"

struct attempt {
	int err; /* -errno, of the kernel */
	const char *path; /* NULL: there is no such file */
	const char *vermagic; /* of the file, or NULL */
	bool is_signed;
	bool is_signed_here; /* with the key of this machine */
	bool is_heard; /* the kernel's log could be read */
	const char *log; /* what the kernel said meanwhile, or "" */
	struct facts facts;
};

/* -ENODEV if there is no module for this kernel, else @a->err; and words, always. */
int reason_set(const struct attempt *a, struct problem *p);

#endif
