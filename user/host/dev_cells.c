/* SPDX-License-Identifier: GPL-2.0 */
#include "dev_cells.h"

#include <stddef.h>
#include <string.h>

#include "../cleanup.h"
#include "host.h"
#include "link_settings.h"
#include "put.h"

/* IF_OPER_ of linux/if.h. */
static const char *const operstates[] = {
	"unknown", "notpresent", "down", "lowerlayerdown", "testing", "dormant", "up",
};

/* In the order of the columns. */
static const size_t counters[] = {
	offsetof(struct rtnl_link_stats64, rx_bytes),
	offsetof(struct rtnl_link_stats64, rx_packets),
	offsetof(struct rtnl_link_stats64, rx_errors),
	offsetof(struct rtnl_link_stats64, rx_dropped),
	offsetof(struct rtnl_link_stats64, tx_bytes),
	offsetof(struct rtnl_link_stats64, tx_packets),
	offsetof(struct rtnl_link_stats64, tx_errors),
	offsetof(struct rtnl_link_stats64, tx_dropped),
};

bool dev_says_read(struct dev_says *ret, const struct nlmsghdr *msg)
{
	ret->head = netlink_header(msg, sizeof(*ret->head));
	if (!ret->head || msg->nlmsg_type != RTM_NEWLINK || ret->head->ifi_index <= 0)
		return false;
	ret->ifindex = (uint64_t)ret->head->ifi_index;
	netlink_attrs(msg, sizeof(*ret->head), ret->at, DEV_ATTRS);
	netlink_nested(ret->at[IFLA_LINKINFO], ret->info, ARRAY_SIZE(ret->info));
	return netlink_text(ret->at[IFLA_IFNAME]);
}

static void put_operstate(struct text *t, uint64_t n)
{
	if (n < ARRAY_SIZE(operstates))
		put_text(t, operstates[n]);
	else
		put_num(t, n);
}

static void put_counter(struct text *t, const struct nlattr *attr, size_t offset)
{
	uint64_t n = NSVIEW_NONE;
	const char *stats = netlink_bytes(attr, offset + sizeof(n));

	if (stats)
		memcpy(&n, stats + offset, sizeof(n));
	put_num(t, n);
}

/* 0 is no device. */
static uint64_t index_of(const struct nlattr *attr)
{
	const uint64_t n = netlink_num(attr);

	return n ? n : NSVIEW_NONE;
}

static void read_end(struct dev_end *ret, uint64_t netns, const struct dev_says *says, size_t at)
{
	const char *kind = netlink_text(says->info[IFLA_INFO_KIND]);

	*ret = (struct dev_end){
		.netns = netns,
		.ifindex = says->ifindex,
		.link = index_of(says->at[IFLA_LINK]),
		.nsid = netlink_num(says->at[IFLA_LINK_NETNSID]),
		.link_netns = NSVIEW_NONE,
		.veth = kind && !strcmp(kind, "veth"),
		.at = at,
	};
}

void dev_cells(struct text *t, uint64_t netns, const struct dev_says *says, struct dev_end *ret)
{
	size_t i;

	put_num(t, netns);
	put_num(t, says->ifindex);
	put_text(t, netlink_text(says->at[IFLA_IFNAME]));
	put_text(t, netlink_text(says->info[IFLA_INFO_KIND]));
	put_num(t, says->head->ifi_flags);
	link_mac_cell(t, says->at[IFLA_ADDRESS]);
	put_num(t, netlink_num(says->at[IFLA_MTU]));
	put_operstate(t, netlink_num(says->at[IFLA_OPERSTATE]));
	put_num(t, index_of(says->at[IFLA_MASTER]));
	read_end(ret, netns, says, t->len);
	/* uppers, rx_handler, rx_module, start_xmit, xmit_module */
	text_puts(t, "-\t-\t-\t-\t-\t");
	for (i = 0; i < ARRAY_SIZE(counters); i++)
		put_counter(t, says->at[IFLA_STATS64], counters[i]);
	put_end(t);
}

void dev_cells_join(struct text *t, const struct text *rows, const struct dev_end *ends, size_t n)
{
	size_t i, from = 0;

	for (i = 0; i < n; i++) {
		/* A number without its namespace is another device's. */
		bool known = ends[i].link_netns != NSVIEW_NONE;

		text_add(t, text_str(rows) + from, ends[i].at - from);
		put_num(t, known ? ends[i].link : NSVIEW_NONE);
		put_num(t, ends[i].link_netns);
		from = ends[i].at;
	}
	text_add(t, text_str(rows) + from, rows->len - from);
	t->failed |= rows->failed;
}
