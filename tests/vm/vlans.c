// SPDX-License-Identifier: GPL-2.0
/*
 * vlans PORT untagged|tunnels: puts a port of a bridge into all 4094 VLANs. With
 * untagged no two neighbours are alike; with tunnels each VLAN has one.
 * bridge(8) takes minutes for that.
 */
#include "rtnl.h"

#include <linux/if_bridge.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>

static struct {
	struct nlmsghdr head;
	struct ifinfomsg link;
	char attrs[1 << 16];
} req;

static struct rtattr *put(int type, const void *data, int len)
{
	struct rtattr *attr = (void *)((char *)&req + NLMSG_ALIGN(req.head.nlmsg_len));

	attr->rta_type = type;
	attr->rta_len = RTA_LENGTH(len);
	memcpy(RTA_DATA(attr), data, len);
	req.head.nlmsg_len = NLMSG_ALIGN(req.head.nlmsg_len) + RTA_ALIGN(attr->rta_len);
	return attr;
}

static void end(struct rtattr *nest)
{
	nest->rta_len = (char *)&req + req.head.nlmsg_len - (char *)nest;
}

static struct rtattr *begin(int ifindex)
{
	req.head = (struct nlmsghdr){
		.nlmsg_len = NLMSG_LENGTH(sizeof(req.link)),
		.nlmsg_type = RTM_SETLINK,
		.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK,
	};
	req.link = (struct ifinfomsg){ .ifi_family = AF_BRIDGE, .ifi_index = ifindex };
	return put(IFLA_AF_SPEC, "", 0);
}

static void send_all(struct rtattr *nest)
{
	int err;

	end(nest);
	err = rtnl_talk((void *)&req);
	if (err) {
		fprintf(stderr, "vlans: rtnetlink: %s\n", strerror(-err));
		exit(1);
	}
}

int main(int argc, char **argv)
{
	int ifindex = argc == 3 ? (int)if_nametoindex(argv[1]) : 0;
	int untagged = argc == 3 && !strcmp(argv[2], "untagged");
	struct rtattr *nest, *tunnel;

	if (!ifindex) {
		fprintf(stderr, "usage: vlans PORT untagged|tunnels\n");
		return 2;
	}
	nest = begin(ifindex);
	for (int vid = 1; vid <= 4094; vid++) {
		struct bridge_vlan_info info = { .vid = vid };

		if (untagged && vid % 2)
			info.flags = BRIDGE_VLAN_INFO_UNTAGGED;
		put(IFLA_BRIDGE_VLAN_INFO, &info, sizeof(info));
	}
	send_all(nest);
	if (untagged)
		return 0;

	/* No two neighbours have tunnels that are neighbours. */
	nest = begin(ifindex);
	for (unsigned short vid = 1; vid <= 4094; vid++) {
		unsigned int id = 2 * vid;

		tunnel = put(IFLA_BRIDGE_VLAN_TUNNEL_INFO, "", 0);
		put(IFLA_BRIDGE_VLAN_TUNNEL_ID, &id, sizeof(id));
		put(IFLA_BRIDGE_VLAN_TUNNEL_VID, &vid, sizeof(vid));
		end(tunnel);
		if (vid % 1024 == 0) {
			send_all(nest);
			nest = begin(ifindex);
		}
	}
	send_all(nest);
	return 0;
}
