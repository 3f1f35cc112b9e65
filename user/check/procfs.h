/* SPDX-License-Identifier: GPL-2.0 */
/* What /proc says of a task, and why it may say nothing. */
#ifndef NSVIEW_CHECK_PROCFS_H
#define NSVIEW_CHECK_PROCFS_H

#include <stdbool.h>
#include <stdint.h>

#include "../text.h"

/* Of /proc/PID/stat (proc_pid_stat(5)). */
struct proc_stat {
	uint64_t pid;
	uint64_t threads;
	uint64_t start; /* ticks since boot, in the time namespace of who reads */
	char comm[64];
};

/* @dir is the folder of a task. 0 or -errno. */
int proc_read_stat(int dir, struct proc_stat *ret);

/* The start in stat of a task that the kernel says started at @start, in ns. */
uint64_t proc_ticks(uint64_t start, int64_t boot_offset);

/* ns between boot as this process's time namespace has it and as the host has it. */
int64_t proc_boot_offset(void);

bool is_procfs(int fd);

/* Whether this process has a capability in its user namespace. */
bool may(unsigned int capability);

/* Whether the folder @path is that of the task @pid. */
bool proc_has(const char *path, uint64_t pid);

/* Why /proc has no folder @path of the task @pid, which the kernel has. */
void proc_explain_absent(const char *path, uint64_t pid, struct text *reason);
/* Why what is in @path may not be the task's. */
void proc_explain_value(const char *path, struct text *reason);

#endif
