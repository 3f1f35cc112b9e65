/* SPDX-License-Identifier: GPL-2.0 */
/* What keeps a namespace alive, if one thing is to be named. */
#ifndef NSVIEW_KEEPER_H
#define NSVIEW_KEEPER_H

#include "../host/host.h"

struct keeper {
	const char *kind; /* host process thread mount fd flight socket tap; NULL: nothing in sight */
	uint64_t pid; /* the process; NSVIEW_NONE: it is none */
	uint64_t tid; /* of a thread */
	const char *comm;
	uint64_t fd;
	const char *point; /* of a mount */
	const struct ns *mnt; /* in which that is; NULL: the host's */
};

/* What one can enter it by is named before what one can not. */
struct keeper keeper_find(const struct host *h, const struct ns *ns);

/* "net:[4026532700], that only thread 12 of 11 hold is in" */
void words_kept(struct text *t, const struct host *h, const struct ns *ns);

#endif
