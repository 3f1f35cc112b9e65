/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Places in a root that is not trusted, and mounts that are put there. Nothing is found
 * through a link, whatever the root has for /proc or /dev.
 */
#ifndef NSVIEW_ENV_PLACE_H
#define NSVIEW_ENV_PLACE_H

#include <stdbool.h>

/* @path below @root, with O_PATH and @flags. A descriptor or -errno, -ELOOP at a link. */
int place_open(int root, const char *path, unsigned int flags);

/* A mount that is nowhere yet: of a filesystem of that type, with KEY, VALUE, ... (at most two). */
int place_make(const char *type, const char *const *options, unsigned int attr);

/* Puts @mount where @place is; or at @path below @root, which is made where it can be. */
int place_put_at(int mount, int place);
int place_put(int root, const char *path, int mount, bool is_dir);

#endif
