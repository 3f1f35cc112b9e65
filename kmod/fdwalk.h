/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What descriptors hold of namespaces: an nsfs file its namespace, a socket its
 * network namespace, and a unix socket also what is in flight in it.
 *
 * The place of a walk is two numbers, a pid and a descriptor; nothing is held
 * between two steps. What moves from a descriptor that was not looked at yet to
 * one that was, is missed, and so is what is in flight in a socket that is
 * itself in flight.
 *
 * A table that many processes share is looked at from one of them, and a queue from one
 * descriptor of its socket: else whoever has a thousand processes with a thousand
 * descriptors of a queue with a thousand messages would have a billion looked at.
 */
#ifndef NSVIEW_FDWALK_H
#define NSVIEW_FDWALK_H

#include <linux/fdtable.h>
#include <linux/sched.h>
#include <linux/types.h>

#include "seen.h"

struct ns_common;
struct sock;

enum hold_kind {
	HOLD_FD, /* a file of nsfs */
	HOLD_SOCKET, /* a socket that counts as a reference to its namespace */
	HOLD_FLIGHT, /* either of these in the queue of the socket at fd */
	/* What is in that queue is not known, or not all: a reader kept it, or it is too much. */
	HOLD_UNREAD,
};

struct hold {
	enum hold_kind kind;
	u32 pid;
	u32 fd;
	u64 socket; /* inode number of the socket that holds it; 0: none does */
	u16 family; /* of that socket */
};

struct fdwalk {
	/*
	 * Takes what was found. @ns lasts as long as the call, which is under
	 * spinlocks; it is NULL for HOLD_UNREAD. False: there is no room for it,
	 * and the step ends.
	 */
	bool (*found)(struct fdwalk *walk, struct ns_common *ns, const struct hold *hold);

	struct seen seen; /* queues, and tables that are shared */
	u32 waited; /* times, for readers of queues */
	u32 left; /* what the steps of one section may still look at */
	u32 work; /* what may still be looked at in its queue */
	struct sock *queue; /* a unix socket to look into, referenced */
	struct hold at; /* where it is */
};

/**
 * fdwalk_begin - begin a section
 * @walk: zeroed at first, but for found()
 *
 * To be called before locks are taken, for so many steps. May sleep. 0 or -ENOMEM.
 */
#define FDWALK_STEPS 8
int fdwalk_begin(struct fdwalk *walk);

/* The walk ends, or begins anew. */
void fdwalk_end(struct fdwalk *walk);

/**
 * fdwalk_step - look at descriptors of a task
 * @walk: found() is called for what they hold
 * @t: the task; the caller is in an RCU section that found it, and holds
 *	task_lock(t)
 * @fd: the first to look at; set to the next one. If found() refused, it is the
 *	one that it refused
 *
 * Does not sleep. It ends where @walk->left does, and behind a socket whose queue is to be
 * looked into. True if there may be more, or there is such a queue. fdwalk_finish() is to be
 * called when the locks are released, and before another step.
 */
bool fdwalk_step(struct fdwalk *walk, struct task_struct *t, u32 *fd);

/*
 * Whether a task may have many descriptors. The caller is in an RCU section, and holds
 * task_lock(t).
 */
static inline bool fdwalk_is_long(const struct task_struct *t)
{
	return t->files && files_fdtable(t->files)->max_fds > NR_OPEN_DEFAULT;
}

/**
 * fdwalk_finish - look into the queue of the socket that a step came to
 * @walk: as it was for the step
 *
 * May sleep. False if found() refused: then the same step is to be made again.
 */
bool fdwalk_finish(struct fdwalk *walk);

#endif
