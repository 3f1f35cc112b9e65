/* SPDX-License-Identifier: GPL-2.0 */
/* Dumps of devices and ports in one net namespace. */
#ifndef NSVIEW_CHECK_NETS_H
#define NSVIEW_CHECK_NETS_H

#include "../netlink.h"
#include "check.h"

struct net_dump {
	struct look *look;
	size_t from; /* sights that were there before */
	uint64_t inum; /* of the namespace */
	uint64_t id; /* of it too, 0 where the kernel tells none */
};

/* The id of a net namespace in the kernel's tables, 0 if it has none. */
uint64_t net_id(const struct host *h, uint64_t inum);

/* Dumps what RTM_GETLINK gives for @family. @each gets a struct net_dump. 0 or -errno. */
int net_dump(int fd, const struct ns *ns, struct look *look, unsigned char family, uint32_t filter,
	     netlink_each each);

/* All of it comes again. */
void net_dump_again(struct net_dump *dump);

/* The object of a difference: @what, device or port, by its net namespace, ifindex and name. */
void put_net_object(struct text *row, const struct difference *d, const char *what);

/* Devices and ports have the same reasons. */
void explain_netlink(void *ctx, const struct difference *d, struct text *reason);

#endif
