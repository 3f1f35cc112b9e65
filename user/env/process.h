/* SPDX-License-Identifier: GPL-2.0 */
/* Which process: a pid alone may be another's by now. */
#ifndef NSVIEW_ENV_PROCESS_H
#define NSVIEW_ENV_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* When it started, in ticks since boot. 0 or -errno. */
int process_start(pid_t pid, uint64_t *start);

/* "PID START". 0 or -errno. */
int process_print(char *text, size_t size, pid_t pid);

/* A pidfd of who is so written; -ESRCH if that one has ended. */
int process_open(const char *text);

/* Whether that signal asks who gets it to end. */
bool process_signal_ends(int sig);

/* 0 or -errno. */
int process_signal(int pidfd, int sig);

/* Whether it has ended, which is waited for so long at most; a negative one: for ever. */
bool process_ended(int pidfd, int wait_ms);

/*
 * The arguments are where everybody can read them who sees the process, and tell of the
 * host: of these nothing is to be seen any more, for nobody needs them.
 */
void process_keep_args(int argc, char **argv);
void process_forget_args(void);

#endif
