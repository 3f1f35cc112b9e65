/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a net namespace calls another one. A number of that kind means nothing anywhere
 * else, and the kernel tells of a descriptor which number it has, but not the reverse.
 */
#ifndef NSVIEW_NSID_H
#define NSVIEW_NSID_H

#include "../netlink.h"

/*
 * The number that the net namespace in which @nl asks has for that of the descriptor
 * @netns; NSVIEW_NONE: it has none, or cannot be asked for.
 */
uint64_t nsid_ask(struct netlink *nl, int netns);

#endif
