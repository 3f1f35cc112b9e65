/* SPDX-License-Identifier: GPL-2.0 */
#include "nsid.h"

#include <linux/net_namespace.h>
#include <linux/rtnetlink.h>

#include "../cleanup.h"
#include "host.h"

static int take_nsid(const struct nlmsghdr *msg, void *arg)
{
	const struct nlattr *at[NETNSA_MAX + 1];
	int32_t *nsid = arg;

	if (!msg || msg->nlmsg_type != RTM_NEWNSID)
		return 0;
	netlink_attrs(msg, sizeof(struct rtgenmsg), at, ARRAY_SIZE(at));
	*nsid = (int32_t)netlink_num(at[NETNSA_NSID]);
	return 0;
}

uint64_t nsid_ask(struct netlink *nl, int netns)
{
	struct netlink_request r;
	int32_t nsid = NETNSA_NSID_NOT_ASSIGNED;

	netlink_request(&r, RTM_GETNSID, sizeof(struct rtgenmsg));
	netlink_put_u32(&r, NETNSA_FD, (uint32_t)netns);
	if (netlink_ask(nl, &r, take_nsid, &nsid) || nsid < 0)
		return NSVIEW_NONE;
	return (uint64_t)nsid;
}
