/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Sysctls of a network device by rtnetlink(7), as the kernel's inet_netconf_get_devconf() has
 * them. By name each would be looked for among those of all net namespaces: they are one folder
 * to the kernel's cache of names (proc_sys_compare()).
 */
#ifndef NSVIEW_NETCONF_H
#define NSVIEW_NETCONF_H

#include <stdbool.h>
#include <stdint.h>

struct netlink;
struct nlmsghdr;

/* NSVIEW_NONE: it is not told. */
struct netconf {
	int32_t ifindex; /* or NETCONFA_IFINDEX_ALL, or _DEFAULT */
	uint64_t forwarding;
	uint64_t rp_filter;
};

/* What @msg tells. False if it is no RTM_NEWNETCONF. */
bool netconf_read(const struct nlmsghdr *msg, struct netconf *ret);

/*
 * Those of one device, or of NETCONFA_IFINDEX_ALL, in the net namespace of @nl: 0, or -errno of
 * the kernel's answer, and nothing is told then. A device may have none of that family.
 */
int netconf_ask(struct netlink *nl, int family, int32_t ifindex, struct netconf *ret);

#endif
