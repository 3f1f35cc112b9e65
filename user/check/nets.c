/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "nets.h"

#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#ifndef SO_NETNS_COOKIE
#define SO_NETNS_COOKIE 71 /* since Linux 5.14 */
#endif

uint64_t net_id(const struct host *h, uint64_t inum)
{
	const struct ns *ns = host_ns(h, NS_net, inum);

	return ns && ns->id != NSVIEW_NONE ? ns->id : 0;
}

void net_dump_again(struct net_dump *dump)
{
	dump->look->n = dump->from;
}

int net_dump(int fd, const struct ns *ns, struct look *look, unsigned char family, uint32_t filter,
	     netlink_each each)
{
	struct net_dump dump = { .look = look, .from = look->n, .inum = ns->inum };
	_cleanup_netlink_ struct netlink n = { 0 };
	struct netlink_request request;
	struct ifinfomsg *head;
	socklen_t len = sizeof(dump.id);
	int err = netlink_open(&n, fd, NETLINK_ROUTE);

	if (err)
		return err;
	if (getsockopt(mnl_socket_get_fd(n.socket), SOL_SOCKET, SO_NETNS_COOKIE, &dump.id, &len))
		dump.id = 0;
	head = netlink_request(&request, RTM_GETLINK, sizeof(*head));
	head->ifi_family = family;
	netlink_put_u32(&request, IFLA_EXT_MASK, filter);
	err = netlink_dump(&n, &request, each, &dump);
	if (err)
		net_dump_again(&dump);
	return err;
}
