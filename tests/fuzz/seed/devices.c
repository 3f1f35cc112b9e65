/* SPDX-License-Identifier: GPL-2.0 */
/* What rtnetlink says of devices. */
#include "seed.h"

#include <linux/ethtool.h>
#include <linux/if_arp.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include "cleanup.h"
#include "host/link_kinds.h"

static struct ifinfomsg *begin_link(struct netlink_request *r, int index, const char *name)
{
	struct ifinfomsg *link = netlink_request(r, RTM_NEWLINK, sizeof(*link));

	link->ifi_index = index;
	link->ifi_type = ARPHRD_ETHER;
	netlink_put_text(r, IFLA_IFNAME, name);
	return link;
}

static void put_device(void)
{
	static const uint8_t mac[6] = { 2, 0, 0, 0, 0, 1 };
	struct rtnl_link_stats64 stats = { .multicast = 7 };
	struct netlink_request r;
	struct nlattr *nest, *inner;
	uint16_t attr;

	begin_link(&r, 2, "eth0");
	netlink_put(&r, IFLA_BROADCAST, mac, sizeof(mac));
	netlink_put(&r, IFLA_PERM_ADDRESS, mac, sizeof(mac));
	netlink_put(&r, IFLA_ADDRESS, mac, sizeof(mac));
	netlink_put_text(&r, IFLA_IFALIAS, "nsview web 00000000");
	netlink_put_text(&r, IFLA_QDISC, "noqueue");
	for (attr = IFLA_TXQLEN; attr < IFLA_MAX; attr++)
		if (attr == IFLA_CARRIER || attr == IFLA_GROUP || attr == IFLA_PROMISCUITY ||
		    attr == IFLA_MIN_MTU || attr == IFLA_TXQLEN || attr == IFLA_NUM_TX_QUEUES)
			netlink_put_u32(&r, attr, 1);
	netlink_put(&r, IFLA_STATS64, &stats, sizeof(stats));
	netlink_put(&r, IFLA_PHYS_PORT_ID, mac, sizeof(mac));
	nest = netlink_nest(&r, IFLA_PROP_LIST);
	netlink_put_text(&r, IFLA_ALT_IFNAME, "one,two");
	netlink_put_text(&r, IFLA_ALT_IFNAME, "three");
	netlink_nest_end(&r, nest);
	nest = netlink_nest(&r, IFLA_XDP);
	seed_number(&r, IFLA_XDP_ATTACHED, XDP_ATTACHED_SKB, 1);
	netlink_put_u32(&r, IFLA_XDP_SKB_PROG_ID, 9);
	netlink_nest_end(&r, nest);
	nest = netlink_nest(&r, IFLA_AF_SPEC);
	inner = netlink_nest(&r, AF_INET6);
	seed_number(&r, IFLA_INET6_ADDR_GEN_MODE, IN6_ADDR_GEN_MODE_NONE, 1);
	netlink_nest_end(&r, inner);
	netlink_nest_end(&r, nest);
	seed_message(&r);
}

static void put_setting(struct netlink_request *r, const struct setting *s)
{
	static const size_t sizes[] = {
		[FORM_NUM] = 4,	  [FORM_NET16] = 2, [FORM_NET32] = 4,	  [FORM_BIT] = 8,
		[FORM_FLAGS] = 8, [FORM_MAC] = 6,   [FORM_BRIDGE] = 8,	  [FORM_ADDRESS] = 4,
		[FORM_RANGE] = 4, [FORM_QOS] = 12,  [FORM_ADDRESSES] = 8, [FORM_PAD] = 0,
	};
	/* For those with others in them: one, of 4 or 8 bytes. */
	struct nlattr inner[4] = {
		{ .nla_len = s->form == FORM_QOS ? 12 : 8, .nla_type = 1 },
	};

	netlink_put(r, s->attr, inner, sizes[s->form]);
}

/* A device of each kind, with everything that it can be told. */
static void put_kinds(void)
{
	struct nlattr *info = NULL, *data = NULL;
	struct netlink_request r;
	size_t i;

	for (i = 0; i < link_nkinds; i++) {
		const struct setting *s = &link_kinds[i];

		if (!i || strcmp(s[-1].kind, s->kind)) {
			begin_link(&r, 3, "br0");
			info = netlink_nest(&r, IFLA_LINKINFO);
			netlink_put_text(&r, IFLA_INFO_KIND, s->kind);
			data = netlink_nest(&r, IFLA_INFO_DATA);
		}
		if (r.head.nlmsg_len < sizeof(r) - 64)
			put_setting(&r, s);
		if (i + 1 == link_nkinds || strcmp(s[1].kind, s->kind)) {
			netlink_nest_end(&r, data);
			netlink_nest_end(&r, info);
			seed_message(&r);
		}
	}
}

static void put_vlans(uint32_t master)
{
	static const struct bridge_vlan_info vlans[] = {
		{ BRIDGE_VLAN_INFO_PVID | BRIDGE_VLAN_INFO_UNTAGGED, 1 },
		{ BRIDGE_VLAN_INFO_RANGE_BEGIN, 10 },
		{ BRIDGE_VLAN_INFO_RANGE_END, 12 },
	};
	struct netlink_request r;
	struct nlattr *nest;
	size_t i;

	begin_link(&r, 3, "br0")->ifi_family = AF_BRIDGE;
	netlink_put_u32(&r, IFLA_MASTER, master);
	nest = netlink_nest(&r, IFLA_PROTINFO);
	seed_number(&r, IFLA_BRPORT_STATE, BR_STATE_FORWARDING, 1);
	for (i = IFLA_BRPORT_PRIORITY; i < IFLA_BRPORT_MAX; i++)
		seed_number(&r, (uint16_t)i, 1, i < IFLA_BRPORT_MODE ? 2 : 1);
	netlink_nest_end(&r, nest);
	nest = netlink_nest(&r, IFLA_AF_SPEC);
	for (i = 0; i < ARRAY_SIZE(vlans); i++)
		netlink_put(&r, IFLA_BRIDGE_VLAN_INFO, &vlans[i], sizeof(vlans[i]));
	netlink_nest_end(&r, nest);
	seed_message(&r);
}

static void put_vlan_options(void)
{
	const struct bridge_vlan_info vlan = { .vid = 10 };
	struct netlink_request r;
	struct br_vlan_msg *head = netlink_request(&r, RTM_NEWVLAN, sizeof(*head));
	struct nlattr *entry;

	head->ifindex = 3;
	entry = netlink_nest(&r, BRIDGE_VLANDB_ENTRY);
	netlink_put(&r, BRIDGE_VLANDB_ENTRY_INFO, &vlan, sizeof(vlan));
	seed_number(&r, BRIDGE_VLANDB_ENTRY_RANGE, 12, 2);
	seed_number(&r, BRIDGE_VLANDB_ENTRY_STATE, BR_STATE_BLOCKING, 1);
	seed_number(&r, BRIDGE_VLANDB_ENTRY_MCAST_ROUTER, 1, 1);
	netlink_nest_end(&r, entry);
	seed_message(&r);
}

static void put_tc(uint16_t type, uint32_t handle)
{
	struct netlink_request r;
	struct tcmsg *tc = netlink_request(&r, type, sizeof(*tc));

	tc->tcm_ifindex = 2;
	tc->tcm_parent = TC_H_INGRESS;
	tc->tcm_handle = handle;
	netlink_put_text(&r, TCA_KIND, "clsact");
	seed_message(&r);
}

void seed_devices(void)
{
	const struct ethtool_drvinfo info = { .driver = "veth" };
	int i;

	seed_begin("links/whole");
	put_device();
	seed_next();
	put_vlans(3);
	seed_next();
	put_vlan_options();
	seed_next();
	put_tc(RTM_NEWQDISC, TC_H_MAKE(TC_H_CLSACT, 0));
	seed_next();
	for (i = 0; i < 2; i++) {
		put_tc(RTM_NEWTFILTER, 0);
		put_tc(RTM_NEWTFILTER, 1);
		seed_next();
	}
	for (i = 0; i < 4; i++) {
		seed_put(&info, sizeof(info));
		seed_next();
	}
	seed_words("Type Device      Function\nALL           packet_rcv\n"
		   "ALL  eth0     tpacket_rcv\n0800          ip_rcv\n");
	seed_begin("links/kinds");
	put_kinds();
	seed_begin("check/devices");
	seed_words("d");
	put_device();
	put_kinds();
	seed_begin("check/ports");
	seed_words("p");
	put_vlans(3);
	put_vlans(2);
	seed_begin("net/links");
	seed_words("l");
	put_device();
	put_vlans(3);
}
