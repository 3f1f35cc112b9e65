/* SPDX-License-Identifier: GPL-2.0 */
/* What the kernel logs while something is done: its reason, where errno has none. */
#ifndef NSVIEW_MODULE_KERNEL_LOG_H
#define NSVIEW_MODULE_KERNEL_LOG_H

#include <stdbool.h>
#include <stddef.h>

/* At the end of the log: a descriptor, or -errno where it can not be read. */
int kernel_log_open(void);

/*
 * Of what was logged since, the first line about modules that is a reason; "" if there is
 * none. @fd may be one of kernel_log_open()'s errors.
 */
void kernel_log_reason(int fd, char *ret, size_t size);

/* Whether a line is one. */
bool kernel_log_is_reason(const char *line);

#endif
