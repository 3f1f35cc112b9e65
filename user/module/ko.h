/* SPDX-License-Identifier: GPL-2.0 */
/* nsview.ko as a file, by libkmod: where it is, what it was built for, in and out. */
#ifndef NSVIEW_MODULE_KO_H
#define NSVIEW_MODULE_KO_H

#include <stdbool.h>

#include "../problem.h"

struct ko_library;

struct ko {
	struct ko_library *lib;
	char *path; /* NULL: it is in no file */
	char *vermagic; /* what it was built for: a release and more; NULL: not said */
	bool is_signed;
	char *sig_key; /* the number of the certificate it is signed with: 6F:0A:...; or NULL */
};

/*
 * The one of the running kernel's /lib/modules or, if that is not NULL, @file. 0 and @ko,
 * which ends with ko_close(); -ENOENT without words if there is none in /lib/modules; or
 * -errno and words.
 */
int ko_open(struct ko *ko, const char *file, struct problem *p);
void ko_close(struct ko *ko);

/* What the kernel says: 0 or -errno. With the options that modprobe.d has, unless @file was. */
int ko_insert(struct ko *ko);

/* The loaded one. -EAGAIN and -EBUSY: it is in use. -errno, and words for what is not the kernel's. */
int ko_remove(struct problem *p);

#endif
