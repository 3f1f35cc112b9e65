/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What keeps a namespace alive, in the units that the kernel counts: one
 * reference for each nsproxy whoever shares it, one for the inode that all its
 * descriptors and mounts have in common, one for each socket however many
 * descriptors that has.
 */
#ifndef NSVIEW_HOLDERS_H
#define NSVIEW_HOLDERS_H

#include "../host/host.h"

enum holder_kind {
	HOLDER_NAMESPACE, /* the one that is asked about */
	HOLDER_KERNEL, /* the kernel itself: it is an initial one */
	HOLDER_NSPROXY,
	HOLDER_PIDS, /* pid: the pids of the tasks in it */
	HOLDER_CREDS, /* user: the credentials of the tasks in it */
	HOLDER_TASK,
	HOLDER_NSFS, /* its inode in nsfs */
	HOLDER_FD,
	HOLDER_FLIGHT,
	HOLDER_MOUNT,
	HOLDER_SOCKET,
	HOLDER_TAP,
	HOLDER_CHILD,
	HOLDER_OWNED,
	HOLDER_UNKNOWN, /* references of a kind that nobody can find */
	HOLDER_MISSING, /* references that might have been found */
	HOLDER_KINDS,
};

extern const char *const holder_names[HOLDER_KINDS];

struct holder {
	enum holder_kind kind;
	unsigned int depth;
	uint64_t refs; /* that it is; NSVIEW_NONE: part of what it is listed below */
	const struct task *task;
	const struct pin *pin;
	const struct tap *tap;
	const struct mount *mount;
	const struct ns *ns;
	const char *token; /* of an nsproxy */
};

struct holders {
	struct holder *all; /* each followed by those that are part of it */
	size_t count;
	size_t size;
	bool failed; /* out of memory */
	bool initial;
	bool uncounted; /* an initial one, to which the kernel counts no references */
	bool unread; /* what is in flight could not all be read */
	uint64_t held; /* as the kernel counts; NSVIEW_NONE: not known */
	uint64_t found;
	size_t of[HOLDER_KINDS]; /* how many of each */
};

/* A pointer to it lasts until the next call; NULL when out of memory. */
struct holder *holders_add(struct holders *f, enum holder_kind kind, unsigned int depth,
			   uint64_t refs);
/* Those that an nsproxy is the reason for: 0 or -ENOMEM. */
int holders_add_nsproxies(const struct host *h, const struct ns *ns, struct holders *f);

/* How many pins it has. */
static inline size_t holders_count_pins(const struct ns *ns)
{
	const struct pin *pin;
	size_t n = 0;

	for (pin = ns->pins; pin; pin = pin->next)
		n++;
	return n;
}

/* 0 or -ENOMEM. holders_free() in either case. */
int holders_find(const struct host *h, const struct ns *ns, struct holders *ret);
void holders_free(struct holders *f);

#endif
