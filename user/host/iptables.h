/* SPDX-License-Identifier: GPL-2.0 */
/* The table nat of the older iptables, whose rules are in x_tables and not in nftables. */
#ifndef NSVIEW_IPTABLES_H
#define NSVIEW_IPTABLES_H

#include "host.h"

/* Bytes of a table: the kernel has none that is larger (XT_MAX_TABLE_SIZE). */
#define IPTABLES_SIZE_MAX ((size_t)512 << 20)

/*
 * Rows of the table `nats` for its chains, in the net namespace of the descriptor @fd;
 * @found is whether it is there. What has no such table is not asked for it, for that
 * would make it and load modules. 0 or -errno.
 */
int iptables_nat(struct gathering *g, const struct ns *ns, int fd, bool *found);

#endif
