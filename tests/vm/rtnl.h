/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Just enough of rtnetlink to make and end links of any kind, without a
 * library that the guest may lack.
 */
#ifndef NSVIEW_TESTS_RTNL_H
#define NSVIEW_TESTS_RTNL_H

#include <errno.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct rtnl_request {
	struct nlmsghdr head;
	struct ifinfomsg link;
	char attrs[512];
};

static inline struct rtnl_request rtnl_request(int type, int flags)
{
	return (struct rtnl_request){
		.head = {
			.nlmsg_len = NLMSG_LENGTH(sizeof(struct ifinfomsg)),
			.nlmsg_type = type,
			.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags,
		},
	};
}

static inline struct rtattr *rtnl_put(struct rtnl_request *req, int type, const void *data,
				      size_t len)
{
	struct rtattr *attr = (void *)((char *)req + NLMSG_ALIGN(req->head.nlmsg_len));

	attr->rta_type = type;
	attr->rta_len = RTA_LENGTH(len);
	if (len)
		memcpy(RTA_DATA(attr), data, len);
	req->head.nlmsg_len = NLMSG_ALIGN(req->head.nlmsg_len) + RTA_ALIGN(attr->rta_len);
	return attr;
}

static inline struct rtattr *rtnl_put_text(struct rtnl_request *req, int type, const char *text)
{
	return rtnl_put(req, type, text, strlen(text) + 1);
}

/* What was put since nest was is in it. */
static inline void rtnl_end(struct rtnl_request *req, struct rtattr *nest)
{
	nest->rta_len = (char *)req + req->head.nlmsg_len - (char *)nest;
}

/* Sends it in the net namespace of the calling thread; 0 or -errno. */
static inline int rtnl_talk(struct rtnl_request *req)
{
	struct {
		struct nlmsghdr head;
		struct nlmsgerr error;
		char rest[1024];
	} reply;
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	int err = 0;

	if (fd < 0 || send(fd, req, req->head.nlmsg_len, 0) < 0 ||
	    recv(fd, &reply, sizeof(reply), 0) < 0)
		err = -errno;
	close(fd);
	return err ? err : reply.error.error;
}

/* veth needs a name for its other end and the namespace that is to be in. */
static inline int rtnl_link_add(const char *name, const char *kind, const char *peer, int peer_net)
{
	struct rtnl_request req = rtnl_request(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL);
	static const struct ifinfomsg none;
	struct rtattr *info, *data, *end;

	rtnl_put_text(&req, IFLA_IFNAME, name);
	info = rtnl_put(&req, IFLA_LINKINFO, NULL, 0);
	rtnl_put_text(&req, IFLA_INFO_KIND, kind);
	if (peer) {
		data = rtnl_put(&req, IFLA_INFO_DATA, NULL, 0);
		end = rtnl_put(&req, VETH_INFO_PEER, &none, sizeof(none));
		rtnl_put_text(&req, IFLA_IFNAME, peer);
		rtnl_put(&req, IFLA_NET_NS_FD, &peer_net, sizeof(peer_net));
		rtnl_end(&req, end);
		rtnl_end(&req, data);
	}
	rtnl_end(&req, info);
	return rtnl_talk(&req);
}

static inline int rtnl_link_add_vrf(const char *name, unsigned int table)
{
	struct rtnl_request req = rtnl_request(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL);
	struct rtattr *info, *data;

	rtnl_put_text(&req, IFLA_IFNAME, name);
	info = rtnl_put(&req, IFLA_LINKINFO, NULL, 0);
	rtnl_put_text(&req, IFLA_INFO_KIND, "vrf");
	data = rtnl_put(&req, IFLA_INFO_DATA, NULL, 0);
	rtnl_put(&req, IFLA_VRF_TABLE, &table, sizeof(table));
	rtnl_end(&req, data);
	rtnl_end(&req, info);
	return rtnl_talk(&req);
}

/* master 0 is none. */
static inline int rtnl_link_set_master(int ifindex, int master)
{
	struct rtnl_request req = rtnl_request(RTM_SETLINK, 0);

	req.link.ifi_index = ifindex;
	rtnl_put(&req, IFLA_MASTER, &master, sizeof(master));
	return rtnl_talk(&req);
}

static inline int rtnl_link_del(int ifindex)
{
	struct rtnl_request req = rtnl_request(RTM_DELLINK, 0);

	req.link.ifi_index = ifindex;
	return rtnl_talk(&req);
}

#endif
