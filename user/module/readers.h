/* SPDX-License-Identifier: GPL-2.0 */
/* Who has a table of the module open, and so keeps it from being unloaded. */
#ifndef NSVIEW_MODULE_READERS_H
#define NSVIEW_MODULE_READERS_H

#include "../text.h"

/*
 * Appends "PID (NAME) reads TABLE, ...": of all processes below @proc ("/proc") those that
 * have a file of the folder @tables open, at most a few of them by name. Nothing if there is
 * nobody, or nobody to be seen.
 */
void readers_find(struct text *t, const char *proc, const char *tables);

#endif
