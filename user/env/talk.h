/* SPDX-License-Identifier: GPL-2.0 */
/* What the processes that make an environment say to each other. */
#ifndef NSVIEW_ENV_TALK_H
#define NSVIEW_ENV_TALK_H

#include <sys/types.h>

#include "../problem.h"

enum talk_kind {
	TALK_MAP, /* the ids of stage 1's user namespace are to be mapped; the answer is TALK_GO */
	TALK_INIT, /* number: init's pid */
	TALK_MOUNT, /* number: which; the answer is TALK_GO with it */
	TALK_CONSOLE, /* with the master of its terminal */
	TALK_READY, /* all is made; the answer is TALK_GO */
	TALK_GO,
	TALK_FAILED, /* number: -errno; words */
	TALK_NOT_RUN, /* the command: likewise */
	TALK_ENDED, /* number: how the command ended, as wait(2) has it */
};

struct talk {
	enum talk_kind kind;
	int number;
	pid_t from; /* who said it, as the kernel tells nsview's side */
	struct problem problem;
};

/* nsview's side, and the other's. 0 or -errno. */
int talk_pair(int pair[2]);

/* With a descriptor, or -1. 0 or -errno. */
int talk_send(int sock, enum talk_kind kind, int number, int fd);
int talk_fail(int sock, enum talk_kind kind, int err, const struct problem *p);

/* @fd is -1 if none came; -EPIPE if nobody is there any more. */
int talk_receive(int sock, struct talk *talk, int *fd);

/* Says @kind and waits for TALK_GO. What the other side says that failed is @p's. */
int talk_ask(int sock, enum talk_kind kind, int number, int *fd, struct problem *p);

#endif
