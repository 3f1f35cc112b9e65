/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The network of an environment: eth0, whose other end is a port of a bridge of the
 * host, with an address, a way out, and ports of the host that lead to it.
 */
#ifndef NSVIEW_ENV_NET_H
#define NSVIEW_ENV_NET_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "../problem.h"
#include "../text.h"
#include "net_link.h"
#include "net_pool.h"

struct env;
struct env_spec;

/* What was made of it so far; to begin with all zeros but NETWORK_NONE. */
struct network {
	int dir; /* its state; or -1: there is nothing to undo */
	int users; /* of the bridge, and their addresses; or -1 */
	int forward; /* users of all bridges; or -1 */
	struct netlink nl; /* of the host */
	bool is_ours; /* the bridge */
	struct net_link bridge;
	struct net_link port; /* the host's end; without a name: there is none */
	struct pool pool;
	uint32_t number; /* of its address; 0: it has none */
	bool published;
	int *held; /* sockets on the published ports */
	size_t nheld;
};

#define NETWORK_NONE                                                        \
	{                                                                   \
		.dir = -1, .users = -1, .forward = -1, .nl = {.netns = -1 } \
	}

/* Whether the caller may have one. Before anything is made. */
int network_check(const struct env *env, struct problem *p);

/* For the net namespace of the process @init; on failure nothing of it is left. */
int network_make(struct env *env, pid_t init, struct problem *p);
/* 0 or -errno. */
int network_undo(struct env *env, struct problem *p);

/*
 * What is left of the network of the environment @name, whose processes are gone, on the
 * bridge @bridge: its port, its published ports, and what nobody uses then. 1 if it had
 * a port or rules, 0 if not, or -errno.
 */
int network_clean(const char *name, const char *bridge, struct problem *p);
/* The same for all that carry marks of environments without a record; it says which. */
int network_gc(struct text *removed, struct problem *p);

/*
 * Removes the state of a net namespace that is gone, whose number another one may get;
 * but not if somebody uses it.
 */
void network_forget(uint64_t inum);

/* The caller's net namespace, by its inode number: that the network's state is of. */
uint64_t network_inum(void);

/* Who is told to end is not to leave what was made because others are just at work. */
#define NETWORK_UNDO_MS 2000u

/*
 * Held while what is shared changes; it ends with the descriptor. Or -errno: -EINTR if this
 * process was asked to end, and did not get it @grace_ms later.
 */
int network_lock(const struct network *n, unsigned int grace_ms, struct problem *p);
/* The state and a socket; both end with network_close(). 0 or -errno. */
int network_open(struct network *n, struct problem *p);
void network_close(struct network *n);

/* A bridge that nsview made and did not come to mark: by its MAC. */
bool net_bridge_is_ours(const struct net_link *link);

/* --- net_bridge.c: the part that is shared; with the lock on the state */

const char *net_bridge_name(const struct env_spec *s);
int net_join(struct env *env, struct problem *p);
int net_leave(struct env *env, struct problem *p);
/* Begins to use that bridge, without making anything. 0 or -errno. */
int net_use(struct network *n, const char *bridge, struct problem *p);

/* --- net_address.c: one that nobody else has, with the lock of its record */

int net_address_take(struct env *env, int netns, struct problem *p);
int net_address_give_back(struct env *env, struct problem *p);

/* --- net_resolv.c */

/* The name servers of the host, as lines to be read from a descriptor. Or -errno. */
int net_resolv_open(struct problem *p);

#endif
