/* SPDX-License-Identifier: GPL-2.0 */
/* Packets from one device to another: a setting of the host that can not be marked. */
#ifndef NSVIEW_ENV_NET_FORWARD_H
#define NSVIEW_ENV_NET_FORWARD_H

#include <stdbool.h>

#include "../netlink.h"
#include "../problem.h"

/* A setting below /proc/sys of the caller's net namespace. 0 or -errno. */
int setting_write(const char *path, const char *value);

/* Where it is off; what was before is kept in @file. @ip6: IPv6, too. */
int forward_on(struct netlink *nl, int file, bool ip6, struct problem *p);
/* Puts back what is in @file, where it was not changed by others since, and empties it. */
int forward_restore(int file, struct problem *p);

/* Warns of what others have in netfilter that would swallow what goes over @bridge. */
void forward_look(struct netlink *nl, const char *bridge);

#endif
