/* SPDX-License-Identifier: GPL-2.0 */
/* The filter of system calls: a program that is made when nsview is built. */
#ifndef NSVIEW_ENV_FILTER_H
#define NSVIEW_ENV_FILTER_H

#include <linux/filter.h>
#include <stddef.h>

extern const struct sock_filter env_filter[];
extern const size_t env_filter_size; /* in bytes */

/* Of --seccomp FILE, opened as the caller. */
extern int env_filter_fd;

#endif
