/* SPDX-License-Identifier: GPL-2.0 */
/* An environment in the making, and what nsview hears from the processes in it. */
#ifndef NSVIEW_ENV_HEAR_H
#define NSVIEW_ENV_HEAR_H

#include <signal.h>

#include "env.h"
#include "relay.h"

struct run {
	struct env env;
	pid_t stage1;
	pid_t init;
	int status; /* of the command, as wait(2) has it; -1: not known */
	int failed; /* the exit status if it never ran; 0: it ran */
	bool let_go; /* the command may begin: who is not trusted may have a say since */
	bool settled; /* in the background, it is on its own */
	int network; /* 0, or -errno if it could not be made */
	struct problem no_network;
	int signals;
	struct relay relay;
	sigset_t before;
};

/*
 * The next that is said. 1 if there is no more to come; 0; or -errno, which is -EPIPE if
 * nobody is there any more.
 */
int env_hear(struct run *r, struct problem *p);

#endif
