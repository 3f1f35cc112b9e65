/* SPDX-License-Identifier: GPL-2.0 */
#include "link_kinds.h"

#include <linux/if_bridge.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/if_tun.h>

#include "../cleanup.h"

static const struct word protocols[] = { { ETH_P_8021Q, "802.1Q" },
					 { ETH_P_8021AD, "802.1ad" },
					 { 0, NULL } };

static const struct word vlan_flags[] = {
	{ 0x1, "REORDER_HDR" },	    { 0x2, "GVRP" }, { 0x4, "LOOSE_BINDING" }, { 0x8, "MVRP" },
	{ 0x10, "BRIDGE_BINDING" }, { 0, NULL },
};

static const struct word macvlan_modes[] = {
	{ MACVLAN_MODE_PRIVATE, "private" }, { MACVLAN_MODE_VEPA, "vepa" },
	{ MACVLAN_MODE_BRIDGE, "bridge" },   { MACVLAN_MODE_PASSTHRU, "passthru" },
	{ MACVLAN_MODE_SOURCE, "source" },   { 0, NULL },
};

static const struct word ipvlan_modes[] = {
	{ IPVLAN_MODE_L2, "l2" },
	{ IPVLAN_MODE_L3, "l3" },
	{ IPVLAN_MODE_L3S, "l3s" },
	{ 0, NULL },
};

static const struct word bond_modes[] = {
	{ 0, "balance-rr" }, { 1, "active-backup" }, { 2, "balance-xor" }, { 3, "broadcast" },
	{ 4, "802.3ad" },    { 5, "balance-tlb" },   { 6, "balance-alb" }, { 0, NULL },
};

static const struct word bond_validate[] = {
	{ 0, "none" },	 { 1, "active" },	 { 2, "backup" },	 { 3, "all" },
	{ 4, "filter" }, { 5, "filter_active" }, { 6, "filter_backup" }, { 0, NULL },
};

static const struct word bond_targets[] = { { 0, "any" }, { 1, "all" }, { 0, NULL } };

static const struct word bond_reselect[] = {
	{ 0, "always" },
	{ 1, "better" },
	{ 2, "failure" },
	{ 0, NULL },
};

static const struct word bond_macs[] = {
	{ 0, "none" },
	{ 1, "active" },
	{ 2, "follow" },
	{ 0, NULL },
};

static const struct word bond_hashes[] = {
	{ 0, "layer2" },   { 1, "layer3+4" },	 { 2, "layer2+3" }, { 3, "encap2+3" },
	{ 4, "encap3+4" }, { 5, "vlan+srcmac" }, { 0, NULL },
};

static const struct word bond_active[] = { { 0, "off" }, { 1, "on" }, { 0, NULL } };

static const struct word bond_rates[] = { { 0, "slow" }, { 1, "fast" }, { 0, NULL } };

static const struct word bond_selects[] = {
	{ 0, "stable" },
	{ 1, "bandwidth" },
	{ 2, "count" },
	{ 0, NULL },
};

static const struct word tun_types[] = { { IFF_TUN, "tun" }, { IFF_TAP, "tap" }, { 0, NULL } };

/* Bits of IFLA_BR_MULTI_BOOLOPT; linux/if_bridge.h of 6.1 ends before the last. */
enum {
	BOOLOPT_NO_LL_LEARN = 0,
	BOOLOPT_MCAST_VLAN = 1,
	BOOLOPT_MST = 2,
	BOOLOPT_LOCAL_VLAN_0 = 4,
};

/* Newer than the headers of Linux 6.1.0. */
enum { BOND_COUPLED_CONTROL = 32 };

/* In IFLA_BR_MCAST_QUERIER_STATE. */
#define QUERIER(key, attr, form)                                                                 \
	{                                                                                        \
		"bridge", "mcast_querier_" key, IFLA_BR_MCAST_QUERIER_STATE, attr, form, 0, NULL \
	}
#define AGGREGATE(key, attr, form)                                                            \
	{                                                                                     \
		"bond", "ad_" key, IFLA_BOND_AD_INFO, IFLA_BOND_AD_INFO_##attr, form, 0, NULL \
	}

#define NUM(kind, key, attr)                          \
	{                                             \
		kind, key, attr, 0, FORM_NUM, 0, NULL \
	}
#define WORDS(kind, key, attr, words)                  \
	{                                              \
		kind, key, attr, 0, FORM_NUM, 0, words \
	}
#define AS(form, kind, key, attr)                        \
	{                                                \
		kind, key, attr, 0, FORM_##form, 0, NULL \
	}
#define BIT(kind, key, bit)                                              \
	{                                                                \
		kind, key, IFLA_BR_MULTI_BOOLOPT, 0, FORM_BIT, bit, NULL \
	}

const struct setting link_kinds[] = {
	NUM("bridge", "stp_state", IFLA_BR_STP_STATE),
	NUM("bridge", "vlan_filtering", IFLA_BR_VLAN_FILTERING),
	{ "bridge", "vlan_protocol", IFLA_BR_VLAN_PROTOCOL, 0, FORM_NET16, 0, protocols },
	NUM("bridge", "nf_call_iptables", IFLA_BR_NF_CALL_IPTABLES),
	NUM("bridge", "nf_call_ip6tables", IFLA_BR_NF_CALL_IP6TABLES),
	NUM("bridge", "nf_call_arptables", IFLA_BR_NF_CALL_ARPTABLES),
	NUM("bridge", "mcast_snooping", IFLA_BR_MCAST_SNOOPING),
	NUM("bridge", "mcast_querier", IFLA_BR_MCAST_QUERIER),
	NUM("bridge", "mcast_router", IFLA_BR_MCAST_ROUTER),
	NUM("bridge", "group_fwd_mask", IFLA_BR_GROUP_FWD_MASK),
	BIT("bridge", "mcast_vlan_snooping", BOOLOPT_MCAST_VLAN),
	BIT("bridge", "mst", BOOLOPT_MST),
	BIT("bridge", "fdb_local_vlan_0", BOOLOPT_LOCAL_VLAN_0),
	BIT("bridge", "no_linklocal_learn", BOOLOPT_NO_LL_LEARN),
	NUM("bridge", "priority", IFLA_BR_PRIORITY),
	AS(BRIDGE, "bridge", "bridge_id", IFLA_BR_BRIDGE_ID),
	AS(BRIDGE, "bridge", "root_id", IFLA_BR_ROOT_ID),
	NUM("bridge", "root_port", IFLA_BR_ROOT_PORT),
	NUM("bridge", "root_path_cost", IFLA_BR_ROOT_PATH_COST),
	NUM("bridge", "topology_change", IFLA_BR_TOPOLOGY_CHANGE),
	NUM("bridge", "topology_change_detected", IFLA_BR_TOPOLOGY_CHANGE_DETECTED),
	NUM("bridge", "forward_delay", IFLA_BR_FORWARD_DELAY),
	NUM("bridge", "hello_time", IFLA_BR_HELLO_TIME),
	NUM("bridge", "max_age", IFLA_BR_MAX_AGE),
	NUM("bridge", "ageing_time", IFLA_BR_AGEING_TIME),
	NUM("bridge", "hello_timer", IFLA_BR_HELLO_TIMER),
	NUM("bridge", "tcn_timer", IFLA_BR_TCN_TIMER),
	NUM("bridge", "topology_change_timer", IFLA_BR_TOPOLOGY_CHANGE_TIMER),
	NUM("bridge", "gc_timer", IFLA_BR_GC_TIMER),
	AS(MAC, "bridge", "group_addr", IFLA_BR_GROUP_ADDR),
	NUM("bridge", "vlan_default_pvid", IFLA_BR_VLAN_DEFAULT_PVID),
	NUM("bridge", "vlan_stats_enabled", IFLA_BR_VLAN_STATS_ENABLED),
	NUM("bridge", "vlan_stats_per_port", IFLA_BR_VLAN_STATS_PER_PORT),
	NUM("bridge", "mcast_query_use_ifaddr", IFLA_BR_MCAST_QUERY_USE_IFADDR),
	NUM("bridge", "mcast_hash_elasticity", IFLA_BR_MCAST_HASH_ELASTICITY),
	NUM("bridge", "mcast_hash_max", IFLA_BR_MCAST_HASH_MAX),
	NUM("bridge", "mcast_last_member_cnt", IFLA_BR_MCAST_LAST_MEMBER_CNT),
	NUM("bridge", "mcast_startup_query_cnt", IFLA_BR_MCAST_STARTUP_QUERY_CNT),
	NUM("bridge", "mcast_last_member_intvl", IFLA_BR_MCAST_LAST_MEMBER_INTVL),
	NUM("bridge", "mcast_membership_intvl", IFLA_BR_MCAST_MEMBERSHIP_INTVL),
	NUM("bridge", "mcast_querier_intvl", IFLA_BR_MCAST_QUERIER_INTVL),
	NUM("bridge", "mcast_query_intvl", IFLA_BR_MCAST_QUERY_INTVL),
	NUM("bridge", "mcast_query_response_intvl", IFLA_BR_MCAST_QUERY_RESPONSE_INTVL),
	NUM("bridge", "mcast_startup_query_intvl", IFLA_BR_MCAST_STARTUP_QUERY_INTVL),
	NUM("bridge", "mcast_stats_enabled", IFLA_BR_MCAST_STATS_ENABLED),
	NUM("bridge", "mcast_igmp_version", IFLA_BR_MCAST_IGMP_VERSION),
	NUM("bridge", "mcast_mld_version", IFLA_BR_MCAST_MLD_VERSION),
	QUERIER("ipv4_addr", BRIDGE_QUERIER_IP_ADDRESS, FORM_ADDRESS),
	QUERIER("ipv4_port", BRIDGE_QUERIER_IP_PORT, FORM_NUM),
	QUERIER("ipv4_other_timer", BRIDGE_QUERIER_IP_OTHER_TIMER, FORM_NUM),
	QUERIER("ipv6_addr", BRIDGE_QUERIER_IPV6_ADDRESS, FORM_ADDRESS),
	QUERIER("ipv6_port", BRIDGE_QUERIER_IPV6_PORT, FORM_NUM),
	QUERIER("ipv6_other_timer", BRIDGE_QUERIER_IPV6_OTHER_TIMER, FORM_NUM),
	AS(PAD, "bridge", "pad", IFLA_BR_PAD),
	NUM("vlan", "id", IFLA_VLAN_ID),
	{ "vlan", "protocol", IFLA_VLAN_PROTOCOL, 0, FORM_NET16, 0, protocols },
	{ "vlan", "flags", IFLA_VLAN_FLAGS, 0, FORM_FLAGS, 0, vlan_flags },
	AS(QOS, "vlan", "ingress_qos", IFLA_VLAN_INGRESS_QOS),
	AS(QOS, "vlan", "egress_qos", IFLA_VLAN_EGRESS_QOS),
	WORDS("macvlan", "mode", IFLA_MACVLAN_MODE, macvlan_modes),
	NUM("macvlan", "flags", IFLA_MACVLAN_FLAGS),
	NUM("macvlan", "macaddr_count", IFLA_MACVLAN_MACADDR_COUNT),
	NUM("macvlan", "bcqueuelen", IFLA_MACVLAN_BC_QUEUE_LEN),
	NUM("macvlan", "usedbcqueuelen", IFLA_MACVLAN_BC_QUEUE_LEN_USED),
	WORDS("macvtap", "mode", IFLA_MACVLAN_MODE, macvlan_modes),
	NUM("macvtap", "flags", IFLA_MACVLAN_FLAGS),
	NUM("macvtap", "macaddr_count", IFLA_MACVLAN_MACADDR_COUNT),
	NUM("macvtap", "bcqueuelen", IFLA_MACVLAN_BC_QUEUE_LEN),
	NUM("macvtap", "usedbcqueuelen", IFLA_MACVLAN_BC_QUEUE_LEN_USED),
	WORDS("ipvlan", "mode", IFLA_IPVLAN_MODE, ipvlan_modes),
	NUM("ipvlan", "flags", IFLA_IPVLAN_FLAGS),
	WORDS("ipvtap", "mode", IFLA_IPVLAN_MODE, ipvlan_modes),
	NUM("ipvtap", "flags", IFLA_IPVLAN_FLAGS),
	WORDS("bond", "mode", IFLA_BOND_MODE, bond_modes),
	NUM("bond", "active", IFLA_BOND_ACTIVE_SLAVE),
	NUM("bond", "primary", IFLA_BOND_PRIMARY),
	NUM("bond", "miimon", IFLA_BOND_MIIMON),
	NUM("bond", "updelay", IFLA_BOND_UPDELAY),
	NUM("bond", "downdelay", IFLA_BOND_DOWNDELAY),
	NUM("bond", "peer_notify_delay", IFLA_BOND_PEER_NOTIF_DELAY),
	NUM("bond", "use_carrier", IFLA_BOND_USE_CARRIER),
	NUM("bond", "arp_interval", IFLA_BOND_ARP_INTERVAL),
	NUM("bond", "arp_missed_max", IFLA_BOND_MISSED_MAX),
	AS(ADDRESSES, "bond", "arp_ip_target", IFLA_BOND_ARP_IP_TARGET),
	AS(ADDRESSES, "bond", "ns_ip6_target", IFLA_BOND_NS_IP6_TARGET),
	WORDS("bond", "arp_validate", IFLA_BOND_ARP_VALIDATE, bond_validate),
	WORDS("bond", "arp_all_targets", IFLA_BOND_ARP_ALL_TARGETS, bond_targets),
	WORDS("bond", "primary_reselect", IFLA_BOND_PRIMARY_RESELECT, bond_reselect),
	WORDS("bond", "fail_over_mac", IFLA_BOND_FAIL_OVER_MAC, bond_macs),
	WORDS("bond", "xmit_hash_policy", IFLA_BOND_XMIT_HASH_POLICY, bond_hashes),
	NUM("bond", "resend_igmp", IFLA_BOND_RESEND_IGMP),
	NUM("bond", "num_peer_notif", IFLA_BOND_NUM_PEER_NOTIF),
	NUM("bond", "all_slaves_active", IFLA_BOND_ALL_SLAVES_ACTIVE),
	NUM("bond", "min_links", IFLA_BOND_MIN_LINKS),
	NUM("bond", "lp_interval", IFLA_BOND_LP_INTERVAL),
	NUM("bond", "packets_per_slave", IFLA_BOND_PACKETS_PER_SLAVE),
	WORDS("bond", "ad_lacp_active", IFLA_BOND_AD_LACP_ACTIVE, bond_active),
	WORDS("bond", "ad_lacp_rate", IFLA_BOND_AD_LACP_RATE, bond_rates),
	WORDS("bond", "ad_select", IFLA_BOND_AD_SELECT, bond_selects),
	NUM("bond", "coupled_control", BOND_COUPLED_CONTROL),
	AGGREGATE("aggregator", AGGREGATOR, FORM_NUM),
	AGGREGATE("num_ports", NUM_PORTS, FORM_NUM),
	AGGREGATE("actor_key", ACTOR_KEY, FORM_NUM),
	AGGREGATE("partner_key", PARTNER_KEY, FORM_NUM),
	AGGREGATE("partner_mac", PARTNER_MAC, FORM_MAC),
	NUM("bond", "ad_actor_sys_prio", IFLA_BOND_AD_ACTOR_SYS_PRIO),
	NUM("bond", "ad_user_port_key", IFLA_BOND_AD_USER_PORT_KEY),
	AS(MAC, "bond", "ad_actor_system", IFLA_BOND_AD_ACTOR_SYSTEM),
	NUM("bond", "tlb_dynamic_lb", IFLA_BOND_TLB_DYNAMIC_LB),
	WORDS("tun", "type", IFLA_TUN_TYPE, tun_types),
	NUM("tun", "owner", IFLA_TUN_OWNER),
	NUM("tun", "group", IFLA_TUN_GROUP),
	NUM("tun", "pi", IFLA_TUN_PI),
	NUM("tun", "vnet_hdr", IFLA_TUN_VNET_HDR),
	NUM("tun", "persist", IFLA_TUN_PERSIST),
	NUM("tun", "multi_queue", IFLA_TUN_MULTI_QUEUE),
	NUM("tun", "numqueues", IFLA_TUN_NUM_QUEUES),
	NUM("tun", "numdisabled", IFLA_TUN_NUM_DISABLED_QUEUES),
	NUM("vrf", "table", IFLA_VRF_TABLE),
	NUM("vxlan", "id", IFLA_VXLAN_ID),
	NUM("vxlan", "link", IFLA_VXLAN_LINK),
	AS(ADDRESS, "vxlan", "group", IFLA_VXLAN_GROUP),
	AS(ADDRESS, "vxlan", "group6", IFLA_VXLAN_GROUP6),
	AS(ADDRESS, "vxlan", "local", IFLA_VXLAN_LOCAL),
	AS(ADDRESS, "vxlan", "local6", IFLA_VXLAN_LOCAL6),
	AS(RANGE, "vxlan", "port_range", IFLA_VXLAN_PORT_RANGE),
	AS(NET16, "vxlan", "port", IFLA_VXLAN_PORT),
	AS(NET32, "vxlan", "label", IFLA_VXLAN_LABEL),
	NUM("vxlan", "learning", IFLA_VXLAN_LEARNING),
	NUM("vxlan", "proxy", IFLA_VXLAN_PROXY),
	NUM("vxlan", "rsc", IFLA_VXLAN_RSC),
	NUM("vxlan", "l2miss", IFLA_VXLAN_L2MISS),
	NUM("vxlan", "l3miss", IFLA_VXLAN_L3MISS),
	NUM("vxlan", "external", IFLA_VXLAN_COLLECT_METADATA),
	NUM("vxlan", "tos", IFLA_VXLAN_TOS),
	NUM("vxlan", "ttl", IFLA_VXLAN_TTL),
	NUM("vxlan", "ttl_inherit", IFLA_VXLAN_TTL_INHERIT),
	NUM("vxlan", "df", IFLA_VXLAN_DF),
	NUM("vxlan", "ageing", IFLA_VXLAN_AGEING),
	NUM("vxlan", "limit", IFLA_VXLAN_LIMIT),
	NUM("vxlan", "udp_csum", IFLA_VXLAN_UDP_CSUM),
	NUM("vxlan", "udp_zero_csum6_tx", IFLA_VXLAN_UDP_ZERO_CSUM6_TX),
	NUM("vxlan", "udp_zero_csum6_rx", IFLA_VXLAN_UDP_ZERO_CSUM6_RX),
	NUM("vxlan", "remcsum_tx", IFLA_VXLAN_REMCSUM_TX),
	NUM("vxlan", "remcsum_rx", IFLA_VXLAN_REMCSUM_RX),
	NUM("geneve", "id", IFLA_GENEVE_ID),
	AS(ADDRESS, "geneve", "remote", IFLA_GENEVE_REMOTE),
	AS(ADDRESS, "geneve", "remote6", IFLA_GENEVE_REMOTE6),
	AS(NET16, "geneve", "port", IFLA_GENEVE_PORT),
	NUM("geneve", "tos", IFLA_GENEVE_TOS),
	NUM("geneve", "ttl", IFLA_GENEVE_TTL),
};

const size_t link_nkinds = ARRAY_SIZE(link_kinds);
