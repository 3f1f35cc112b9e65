/* SPDX-License-Identifier: GPL-2.0 */
#include "addr_cells.h"

#include <arpa/inet.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include "../cleanup.h"
#include "put.h"

static const struct {
	unsigned char scope;
	const char *word;
} scopes[] = {
	{ RT_SCOPE_UNIVERSE, "global" }, { RT_SCOPE_SITE, "site" },	  { RT_SCOPE_LINK, "link" },
	{ RT_SCOPE_HOST, "host" },	 { RT_SCOPE_NOWHERE, "nowhere" },
};

/* A newer kernel may have it as a number of its own. */
static void put_scope(struct text *t, unsigned char scope)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(scopes) && scopes[i].scope != scope;)
		i++;
	if (i < ARRAY_SIZE(scopes))
		put_text(t, scopes[i].word);
	else
		put_num(t, scope);
}

static void put_address(struct text *t, int family, const void *bytes)
{
	char address[INET6_ADDRSTRLEN];

	put_text(t, bytes ? inet_ntop(family, bytes, address, sizeof(address)) : NULL);
}

void addr_cells(struct text *t, uint64_t netns, const struct nlmsghdr *msg)
{
	const struct ifaddrmsg *head = netlink_header(msg, sizeof(*head));
	const bool is_v4 = head && head->ifa_family == AF_INET;
	const size_t size = is_v4 ? sizeof(struct in_addr) : sizeof(struct in6_addr);
	const struct nlattr *at[IFA_MAX + 1];
	const void *local, *address;

	if (!head || msg->nlmsg_type != RTM_NEWADDR || (!is_v4 && head->ifa_family != AF_INET6))
		return;
	netlink_attrs(msg, sizeof(*head), at, ARRAY_SIZE(at));
	local = netlink_bytes(at[IFA_LOCAL], size);
	/* Of a point-to-point link it is the other end; else the same, or all there is. */
	address = netlink_bytes(at[IFA_ADDRESS], size);
	if (!local)
		local = address;
	if (!local)
		return;
	put_num(t, netns);
	put_num(t, head->ifa_index);
	put_text(t, is_v4 ? "inet" : "inet6");
	put_address(t, head->ifa_family, local);
	put_num(t, head->ifa_prefixlen);
	put_scope(t, head->ifa_scope);
	put_address(t, head->ifa_family, address && memcmp(address, local, size) ? address : NULL);
	put_text(t, is_v4 ? netlink_text(at[IFA_LABEL]) : NULL);
	put_end(t);
}
