/* SPDX-License-Identifier: GPL-2.0 */
#include "netconf.h"

#include <linux/netconf.h>
#include <linux/rtnetlink.h>

#include "../cleanup.h"
#include "../netlink.h"
#include "host.h"

static const struct netconf nothing = { .forwarding = NSVIEW_NONE, .rp_filter = NSVIEW_NONE };

bool netconf_read(const struct nlmsghdr *msg, struct netconf *ret)
{
	const struct nlattr *at[NETCONFA_MAX + 1];

	if (!msg || msg->nlmsg_type != RTM_NEWNETCONF ||
	    !netlink_header(msg, sizeof(struct netconfmsg)))
		return false;
	netlink_attrs(msg, sizeof(struct netconfmsg), at, ARRAY_SIZE(at));
	*ret = (struct netconf){
		.ifindex = (int32_t)netlink_num(at[NETCONFA_IFINDEX]),
		.forwarding = netlink_num(at[NETCONFA_FORWARDING]),
		.rp_filter = netlink_num(at[NETCONFA_RP_FILTER]),
	};
	return true;
}

static int take_netconf(const struct nlmsghdr *msg, void *arg)
{
	netconf_read(msg, arg);
	return 0;
}

int netconf_ask(struct netlink *nl, int family, int32_t ifindex, struct netconf *ret)
{
	struct netlink_request r;
	struct netconfmsg *conf = netlink_request(&r, RTM_GETNETCONF, sizeof(*conf));
	int err;

	*ret = nothing;
	conf->ncm_family = (unsigned char)family;
	netlink_put_u32(&r, NETCONFA_IFINDEX, (uint32_t)ifindex);
	err = netlink_ask(nl, &r, take_netconf, ret);
	if (err)
		*ret = nothing;
	return err;
}
