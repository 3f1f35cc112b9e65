/* SPDX-License-Identifier: GPL-2.0 */
#include "net_link.h"

#include <errno.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <string.h>
#include <sys/socket.h>

#include "../cleanup.h"

static size_t size_of(unsigned char family)
{
	return family == AF_INET ? 4 : 16;
}

static void copy_text(char *to, size_t size, const struct nlattr *attr)
{
	const char *text = netlink_text(attr);

	if (text && strlen(text) < size)
		strcpy(to, text);
}

static uint32_t number(const struct nlattr *attr)
{
	return attr ? (uint32_t)netlink_num(attr) : 0;
}

/* --- looking */

struct links {
	int (*each)(const struct net_link *link, void *arg);
	void *arg;
};

static int take_link(const struct nlmsghdr *msg, void *arg)
{
	const struct nlattr *at[IFLA_MAX + 1], *info[IFLA_INFO_MAX + 1], *port[IFLA_BRPORT_MAX + 1];
	const struct ifinfomsg *head = msg ? netlink_header(msg, sizeof(*head)) : NULL;
	struct net_link link = { 0 };
	struct links *links = arg;
	const void *mac;

	if (!head || msg->nlmsg_type != RTM_NEWLINK)
		return 0;
	netlink_attrs(msg, sizeof(*head), at, ARRAY_SIZE(at));
	netlink_nested(at[IFLA_LINKINFO], info, ARRAY_SIZE(info));
	netlink_nested(info[IFLA_INFO_SLAVE_DATA], port, ARRAY_SIZE(port));
	link.index = (unsigned int)head->ifi_index;
	link.state = (unsigned char)number(port[IFLA_BRPORT_STATE]);
	link.flags = head->ifi_flags;
	link.master = number(at[IFLA_MASTER]);
	link.mtu = number(at[IFLA_MTU]);
	mac = netlink_bytes(at[IFLA_ADDRESS], MAC_SIZE);
	if (mac)
		memcpy(link.mac, mac, MAC_SIZE);
	copy_text(link.name, sizeof(link.name), at[IFLA_IFNAME]);
	copy_text(link.alias, sizeof(link.alias), at[IFLA_IFALIAS]);
	copy_text(link.kind, sizeof(link.kind), info[IFLA_INFO_KIND]);
	return links->each(&link, links->arg);
}

static int keep_link(const struct net_link *link, void *arg)
{
	*(struct net_link *)arg = *link;
	return 0;
}

int link_find(struct netlink *nl, const char *name, unsigned int index, struct net_link *ret)
{
	struct links links = { keep_link, ret };
	struct netlink_request r;
	struct ifinfomsg *head = netlink_request(&r, RTM_GETLINK, sizeof(*head));
	int err;

	*ret = (struct net_link){ 0 };
	head->ifi_index = (int)index;
	if (name)
		netlink_put_text(&r, IFLA_IFNAME, name);
	err = netlink_ask(nl, &r, take_link, &links);
	return err || ret->index ? err : -ENODEV;
}

int link_walk(struct netlink *nl, int (*each)(const struct net_link *link, void *arg), void *arg)
{
	struct links links = { each, arg };
	struct netlink_request r;

	netlink_request(&r, RTM_GETLINK, sizeof(struct ifinfomsg));
	return netlink_dump(nl, &r, take_link, &links);
}

/* --- making */

static int ask_new(struct netlink *nl, struct netlink_request *r)
{
	r->head.nlmsg_flags = NLM_F_CREATE | NLM_F_EXCL;
	return netlink_ask(nl, r, NULL, NULL);
}

static struct nlattr *begin_link(struct netlink_request *r, const char *name, const char *kind)
{
	struct nlattr *info;

	netlink_put_text(r, IFLA_IFNAME, name);
	info = netlink_nest(r, IFLA_LINKINFO);
	netlink_put_text(r, IFLA_INFO_KIND, kind);
	return info;
}

int link_make_bridge(struct netlink *nl, const char *name, const unsigned char *mac, uint32_t mtu)
{
	struct nlattr *info, *data;
	struct netlink_request r;

	netlink_request(&r, RTM_NEWLINK, sizeof(struct ifinfomsg));
	netlink_put(&r, IFLA_ADDRESS, mac, MAC_SIZE);
	netlink_put_u32(&r, IFLA_MTU, mtu);
	info = begin_link(&r, name, "bridge");
	data = netlink_nest(&r, IFLA_INFO_DATA);
	netlink_put_u32(&r, IFLA_BR_FORWARD_DELAY, 0);
	netlink_nest_end(&r, data);
	netlink_nest_end(&r, info);
	return ask_new(nl, &r);
}

int link_make_veth(struct netlink *nl, const char *name, int netns, const unsigned char *mac,
		   uint32_t mtu)
{
	struct nlattr *info, *data, *peer;
	struct netlink_request r;

	netlink_request(&r, RTM_NEWLINK, sizeof(struct ifinfomsg));
	netlink_put_u32(&r, IFLA_MTU, mtu);
	info = begin_link(&r, name, "veth");
	data = netlink_nest(&r, IFLA_INFO_DATA);
	peer = netlink_nest(&r, VETH_INFO_PEER);
	netlink_extra(&r, sizeof(struct ifinfomsg));
	netlink_put_text(&r, IFLA_IFNAME, "eth0");
	netlink_put(&r, IFLA_ADDRESS, mac, MAC_SIZE);
	netlink_put_u32(&r, IFLA_MTU, mtu);
	netlink_put_u32(&r, IFLA_NET_NS_FD, (uint32_t)netns);
	netlink_nest_end(&r, peer);
	netlink_nest_end(&r, data);
	netlink_nest_end(&r, info);
	return ask_new(nl, &r);
}

static struct ifinfomsg *begin_change(struct netlink_request *r, uint16_t type, unsigned int index)
{
	struct ifinfomsg *head = netlink_request(r, type, sizeof(*head));

	head->ifi_index = (int)index;
	return head;
}

static void put_no_address(struct netlink_request *r)
{
	struct nlattr *spec = netlink_nest(r, IFLA_AF_SPEC);
	struct nlattr *inet6 = netlink_nest(r, AF_INET6);
	uint8_t mode = IN6_ADDR_GEN_MODE_NONE;

	netlink_put(r, IFLA_INET6_ADDR_GEN_MODE, &mode, sizeof(mode));
	netlink_nest_end(r, inet6);
	netlink_nest_end(r, spec);
}

/* Of a kernel without IPv6 there is nothing to silence. */
int link_mark(struct netlink *nl, unsigned int index, const char *alias, bool silent)
{
	struct netlink_request r;
	int err;

	begin_change(&r, RTM_SETLINK, index);
	netlink_put(&r, IFLA_IFALIAS, alias, strlen(alias));
	err = netlink_ask(nl, &r, NULL, NULL);
	if (err || !silent)
		return err;
	begin_change(&r, RTM_SETLINK, index);
	put_no_address(&r);
	err = netlink_ask(nl, &r, NULL, NULL);
	return err == -EAFNOSUPPORT || err == -EOPNOTSUPP ? 0 : err;
}

int link_raise(struct netlink *nl, unsigned int index, unsigned int master)
{
	struct netlink_request r;
	struct ifinfomsg *head = begin_change(&r, RTM_SETLINK, index);

	head->ifi_flags = head->ifi_change = IFF_UP;
	if (master)
		netlink_put_u32(&r, IFLA_MASTER, master);
	return netlink_ask(nl, &r, NULL, NULL);
}

int link_lower(struct netlink *nl, unsigned int index)
{
	struct netlink_request r;
	struct ifinfomsg *head = begin_change(&r, RTM_SETLINK, index);

	head->ifi_change = IFF_UP;
	return netlink_ask(nl, &r, NULL, NULL);
}

int link_delete(struct netlink *nl, unsigned int index)
{
	struct netlink_request r;

	begin_change(&r, RTM_DELLINK, index);
	return netlink_ask(nl, &r, NULL, NULL);
}

/* --- addresses */

int address_add(struct netlink *nl, unsigned int index, const struct address *a, bool is_ours)
{
	struct netlink_request r;
	struct ifaddrmsg *head = netlink_request(&r, RTM_NEWADDR, sizeof(*head));
	size_t size = size_of(a->family);

	head->ifa_family = a->family;
	head->ifa_prefixlen = a->bits;
	head->ifa_index = index;
	head->ifa_flags = a->family == AF_INET6 && is_ours ? IFA_F_NODAD : 0;
	netlink_put(&r, IFA_LOCAL, a->bytes, size);
	netlink_put(&r, IFA_ADDRESS, a->bytes, size);
	if (a->family == AF_INET && a->bits < 31) {
		unsigned char last[4];
		unsigned int bit;

		memcpy(last, a->bytes, sizeof(last));
		for (bit = a->bits; bit < 32; bit++)
			last[bit / 8] |= (unsigned char)(0x80 >> bit % 8);
		netlink_put(&r, IFA_BROADCAST, last, sizeof(last));
	}
	return ask_new(nl, &r);
}

struct addresses {
	unsigned int index;
	int (*each)(const struct address *a, void *arg);
	void *arg;
};

static int take_address(const struct nlmsghdr *msg, void *arg)
{
	const struct nlattr *at[IFA_MAX + 1];
	const struct ifaddrmsg *head = msg ? netlink_header(msg, sizeof(*head)) : NULL;
	struct addresses *all = arg;
	struct address a = { 0 };
	const void *bytes;

	if (!head || msg->nlmsg_type != RTM_NEWADDR || head->ifa_index != all->index ||
	    head->ifa_scope != RT_SCOPE_UNIVERSE)
		return 0;
	netlink_attrs(msg, sizeof(*head), at, ARRAY_SIZE(at));
	a.family = head->ifa_family;
	a.bits = head->ifa_prefixlen;
	bytes = netlink_bytes(at[at[IFA_LOCAL] ? IFA_LOCAL : IFA_ADDRESS], size_of(a.family));
	if (!bytes)
		return 0;
	memcpy(a.bytes, bytes, size_of(a.family));
	return all->each(&a, all->arg);
}

int address_walk(struct netlink *nl, unsigned int index,
		 int (*each)(const struct address *a, void *arg), void *arg)
{
	struct addresses all = { index, each, arg };
	struct netlink_request r;
	struct ifaddrmsg *head = netlink_request(&r, RTM_GETADDR, sizeof(*head));

	head->ifa_index = index;
	return netlink_dump(nl, &r, take_address, &all);
}

/* --- routes */

int route_add_default(struct netlink *nl, unsigned int index, const struct address *gateway)
{
	struct netlink_request r;
	struct rtmsg *head = netlink_request(&r, RTM_NEWROUTE, sizeof(*head));

	head->rtm_family = gateway->family;
	head->rtm_table = RT_TABLE_MAIN;
	head->rtm_protocol = RTPROT_STATIC;
	head->rtm_scope = RT_SCOPE_UNIVERSE;
	head->rtm_type = RTN_UNICAST;
	netlink_put(&r, RTA_GATEWAY, gateway->bytes, size_of(gateway->family));
	netlink_put_u32(&r, RTA_OIF, index);
	return ask_new(nl, &r);
}

struct routes {
	int (*each)(const struct net_route *route, void *arg);
	void *arg;
};

static int take_route(const struct nlmsghdr *msg, void *arg)
{
	const struct nlattr *at[RTA_MAX + 1];
	const struct rtmsg *head = msg ? netlink_header(msg, sizeof(*head)) : NULL;
	struct routes *routes = arg;
	struct net_route route = { 0 };
	const void *bytes;

	if (!head || msg->nlmsg_type != RTM_NEWROUTE || head->rtm_flags & RTM_F_CLONED ||
	    head->rtm_type != RTN_UNICAST)
		return 0;
	netlink_attrs(msg, sizeof(*head), at, ARRAY_SIZE(at));
	route.to.family = head->rtm_family;
	route.to.bits = head->rtm_dst_len;
	route.protocol = head->rtm_protocol;
	route.device = number(at[RTA_OIF]);
	bytes = netlink_bytes(at[RTA_DST], size_of(route.to.family));
	if (bytes)
		memcpy(route.to.bytes, bytes, size_of(route.to.family));
	return routes->each(&route, routes->arg);
}

int route_walk(struct netlink *nl, unsigned char family,
	       int (*each)(const struct net_route *route, void *arg), void *arg)
{
	struct routes routes = { each, arg };
	struct netlink_request r;
	struct rtmsg *head = netlink_request(&r, RTM_GETROUTE, sizeof(*head));

	head->rtm_family = family;
	return netlink_dump(nl, &r, take_route, &routes);
}
