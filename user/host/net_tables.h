/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The tables devs, ports and addrs, as far as rtnetlink tells them: of each net namespace
 * that there is a way into, each entered once, and one after the other.
 */
#ifndef NSVIEW_NET_TABLES_H
#define NSVIEW_NET_TABLES_H

#include "../text.h"

struct host;

struct net_tables {
	struct text devs; /* rows, in the order of the columns */
	struct text ports;
	struct text addrs;
	struct text missed; /* a line for each reason why something is not there */
};

/* Of the net namespaces of @h. 0 or -ENOMEM. */
int net_tables_make(struct net_tables *ret, const struct host *h);
void net_tables_free(struct net_tables *tables);

#endif
