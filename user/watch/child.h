/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A view that is run once more, by a process of its own: whatever takes it long, keys
 * are heard, and what it leaks goes with it.
 */
#ifndef NSVIEW_WATCH_CHILD_H
#define NSVIEW_WATCH_CHILD_H

#include <sys/types.h>

#include "../problem.h"
#include "../text.h"

/* What a view prints that is longer is no sight for a terminal. */
#define CHILD_TEXT_MAX ((size_t)64 << 20)

enum { CHILD_OUT, CHILD_ERR, CHILD_PIPES };

struct child {
	pid_t pid; /* 0: none runs */
	int pipes[CHILD_PIPES]; /* -1: nothing more comes */
	struct text texts[CHILD_PIPES];
	int status; /* the exit status of the last one; 128 + the signal that it died of */
};

void child_init(struct child *c);
/* Runs this program with @argv, for a terminal of so many columns. 0 or -errno with words. */
int child_start(struct child *c, char *const *argv, size_t columns, struct problem *p);
/* Reads what there is. True: that was all, and it has ended. */
bool child_read(struct child *c);
void child_end(struct child *c);
/* Ends it if it runs, and frees what it has printed. */
void child_free(struct child *c);

#endif
