// SPDX-License-Identifier: GPL-2.0
/*
 * lieport.so: preloaded into a program, changes what rtnetlink answers about a
 * bridge's port, as a rootkit in user space would. $LIEPORT is
 *
 *   NAME ATTR BYTE     the first byte of that attribute in IFLA_PROTINFO
 *   NAME vlan VID VID  the first VLAN's number becomes the second
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

struct lie {
	char name[16];
	unsigned int attr, byte; /* attr 0: none */
	unsigned int from, to;
};

static int read_lie(struct lie *lie)
{
	const char *words = getenv("LIEPORT");

	memset(lie, 0, sizeof(*lie));
	return words && (sscanf(words, "%15s vlan %u %u", lie->name, &lie->from, &lie->to) == 3 ||
			 sscanf(words, "%15s %u %u", lie->name, &lie->attr, &lie->byte) == 3);
}

static void in_protinfo(const struct lie *lie, struct rtattr *nest)
{
	int len = RTA_PAYLOAD(nest);
	struct rtattr *attr;

	for (attr = RTA_DATA(nest); RTA_OK(attr, len); attr = RTA_NEXT(attr, len))
		if (lie->attr && (attr->rta_type & NLA_TYPE_MASK) == lie->attr)
			*(unsigned char *)RTA_DATA(attr) = lie->byte;
}

static void in_vlans(const struct lie *lie, struct rtattr *nest)
{
	int len = RTA_PAYLOAD(nest);
	struct rtattr *attr;

	for (attr = RTA_DATA(nest); RTA_OK(attr, len); attr = RTA_NEXT(attr, len)) {
		struct bridge_vlan_info *vlan = RTA_DATA(attr);

		if (lie->from && attr->rta_type == IFLA_BRIDGE_VLAN_INFO && vlan->vid == lie->from)
			vlan->vid = lie->to;
	}
}

static void falsify(const struct lie *lie, struct nlmsghdr *msg)
{
	struct ifinfomsg *head = NLMSG_DATA(msg);
	int len = IFLA_PAYLOAD(msg), left = len;
	struct rtattr *attr;

	if (msg->nlmsg_type != RTM_NEWLINK || head->ifi_family != AF_BRIDGE)
		return;
	for (attr = IFLA_RTA(head); RTA_OK(attr, left); attr = RTA_NEXT(attr, left))
		if (attr->rta_type == IFLA_IFNAME && strcmp(RTA_DATA(attr), lie->name))
			return;
	for (attr = IFLA_RTA(head); RTA_OK(attr, len); attr = RTA_NEXT(attr, len)) {
		if ((attr->rta_type & NLA_TYPE_MASK) == IFLA_PROTINFO)
			in_protinfo(lie, attr);
		if ((attr->rta_type & NLA_TYPE_MASK) == IFLA_AF_SPEC)
			in_vlans(lie, attr);
	}
}

ssize_t recvmsg(int fd, struct msghdr *msg, int flags)
{
	ssize_t (*next)(int, struct msghdr *, int) = dlsym(RTLD_NEXT, "recvmsg");
	ssize_t len = next(fd, msg, flags);
	const struct sockaddr_nl *from = msg->msg_name;
	struct nlmsghdr *at;
	struct lie lie;
	unsigned int left;

	if (len <= 0 || !from || msg->msg_namelen != sizeof(*from) ||
	    from->nl_family != AF_NETLINK || (size_t)len > msg->msg_iov[0].iov_len ||
	    !read_lie(&lie))
		return len;
	left = len;
	for (at = msg->msg_iov[0].iov_base; NLMSG_OK(at, left); at = NLMSG_NEXT(at, left))
		falsify(&lie, at);
	return len;
}
