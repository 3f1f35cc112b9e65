/* SPDX-License-Identifier: GPL-2.0 */
/* Namespaces that are there already, and becoming a member of them (setns(2)). */
#ifndef NSVIEW_ENV_JOIN_H
#define NSVIEW_ENV_JOIN_H

#include <stdbool.h>
#include <sys/types.h>

#include "../host/host.h"
#include "../problem.h"
#include "record.h"

/* A descriptor of each, or -1. */
struct joins {
	int fds[NS_TYPES];
};

void joins_init(struct joins *j);
void joins_close(struct joins *j);

/*
 * The one of that type that @from is: a path, a pid, the name of an environment, or for a
 * net namespace :NSID, as ip-netns(8) lists them.
 */
int joins_open(struct joins *j, enum ns_type type, const char *from, struct problem *p);

/* Of the net namespace that has that nsid in the caller's, a descriptor; or -errno. */
int join_open_nsid(const char *digits);
/* The one of that inode number, if a process is in it or it has a name; or -ENOENT. */
int join_open_inum(uint64_t inum);

/*
 * All of an environment that are not those of the calling process: its init's, or if that
 * has ended its pinned ones. Then there is no pid namespace among them: where PID 1 has
 * ended, no other process can begin.
 */
int joins_open_all(struct joins *j, const struct record *r, struct problem *p);

/*
 * All but the user namespace, or that one. Who is root of the host joins others first, as
 * long as it has its rights over all of them; who is not has rights only in its own.
 */
int joins_enter(const struct joins *j, bool user, struct problem *p);

#endif
