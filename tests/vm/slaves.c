// SPDX-License-Identifier: GPL-2.0
/*
 * slaves: what rtnetlink says of the ports in this net namespace, attribute by
 * attribute: "IFINDEX KIND NUMBER BYTES" a line, the bytes in hexadecimal. ip(8)
 * leaves out what it does not know.
 */
#include "rtnl.h"

#include <stdio.h>
#include <stdlib.h>

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static const struct rtattr *find(const struct rtattr *attr, int len, int type)
{
	for (; RTA_OK(attr, len); attr = RTA_NEXT(attr, len))
		if ((attr->rta_type & NLA_TYPE_MASK) == type)
			return attr;
	return NULL;
}

static void print_link(const struct nlmsghdr *head)
{
	const struct ifinfomsg *link = NLMSG_DATA(head);
	const struct rtattr *info, *kind, *data, *attr;
	int len;

	info = find(IFLA_RTA(link), IFLA_PAYLOAD(head), IFLA_LINKINFO);
	if (!info)
		return;
	kind = find(RTA_DATA(info), RTA_PAYLOAD(info), IFLA_INFO_SLAVE_KIND);
	data = find(RTA_DATA(info), RTA_PAYLOAD(info), IFLA_INFO_SLAVE_DATA);
	if (!kind || !data)
		return;
	len = RTA_PAYLOAD(data);
	for (attr = RTA_DATA(data); RTA_OK(attr, len); attr = RTA_NEXT(attr, len)) {
		const unsigned char *bytes = RTA_DATA(attr);

		printf("%d %s %d ", link->ifi_index, (char *)RTA_DATA(kind),
		       attr->rta_type & NLA_TYPE_MASK);
		for (size_t i = 0; i < RTA_PAYLOAD(attr); i++)
			printf("%02x", bytes[i]);
		putchar('\n');
	}
}

int main(void)
{
	struct rtnl_request req = rtnl_request(RTM_GETLINK, NLM_F_DUMP);
	static char buf[1 << 16] __attribute__((aligned(8)));
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

	if (fd < 0 || send(fd, &req, req.head.nlmsg_len, 0) < 0)
		die("asking rtnetlink");
	for (;;) {
		ssize_t got = recv(fd, buf, sizeof(buf), 0);
		const struct nlmsghdr *head = (void *)buf;

		if (got < 0)
			die("hearing rtnetlink");
		for (unsigned int len = got; NLMSG_OK(head, len); head = NLMSG_NEXT(head, len)) {
			if (head->nlmsg_type == NLMSG_DONE)
				return 0;
			if (head->nlmsg_type == NLMSG_ERROR) {
				fprintf(stderr, "slaves: rtnetlink refused\n");
				return 1;
			}
			print_link(head);
		}
	}
}
