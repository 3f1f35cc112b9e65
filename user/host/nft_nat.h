/* SPDX-License-Identifier: GPL-2.0 */
/* The chains of nftables that translate addresses. */
#ifndef NSVIEW_NFT_NAT_H
#define NSVIEW_NFT_NAT_H

#include "host.h"

/* Rows of the table `nats` for them, in the net namespace of the descriptor @fd. 0 or -errno. */
int nftables_nat(struct gathering *g, const struct ns *ns, int fd);

#endif
