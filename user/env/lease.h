/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A file of records, each of which is somebody's as long as it is locked. A lock is of
 * the open file (F_OFD_SETLK in fcntl(2)): who dies gives back what it had. The first
 * record is everybody's who uses the file.
 */
#ifndef NSVIEW_ENV_LEASE_H
#define NSVIEW_ENV_LEASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "marks.h"

/* A descriptor, of which the first record is used; or -errno. */
int lease_open(int dir, const char *name);
/* Whether nobody else uses it; then nobody can begin to until it is closed. */
bool lease_is_last(int file);

/* Takes a record: 0, -EAGAIN if somebody has it, or another -errno. */
int lease_take(int file, uint32_t record);
/* What was written in it last; that may be somebody's who is gone. */
void lease_read(int file, uint32_t record, char ret[LEASE_RECORD]);
int lease_write(int file, uint32_t record, const char *text);
void lease_unlock(int file, uint32_t record);
/* Empties it, too. */
void lease_give_back(int file, uint32_t record);

#endif
