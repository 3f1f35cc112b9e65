/* SPDX-License-Identifier: GPL-2.0 */
/* The alias of a port: which environment's it is, and of whose records (marks.h). */
#ifndef NSVIEW_ENV_NET_MARK_H
#define NSVIEW_ENV_NET_MARK_H

#include <stdbool.h>
#include <stddef.h>

#include "record.h"

void net_mark_print(char *ret, size_t size, const char *name);
/* Whether it is one of ours; then @name is the environment's. */
bool net_mark_parse(const char *alias, char name[RECORD_NAME_SIZE]);
/* Whether it is that environment's. */
bool net_mark_is(const char *alias, const char *name);

#endif
