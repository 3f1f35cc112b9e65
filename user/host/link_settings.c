/* SPDX-License-Identifier: GPL-2.0 */
#include "link_settings.h"

#include <arpa/inet.h>
#include <linux/if_bridge.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <string.h>

#include "../cleanup.h"

struct word {
	uint64_t n;
	const char *word;
};

static const struct word protocols[] = { { ETH_P_8021Q, "802.1Q" },
					 { ETH_P_8021AD, "802.1ad" },
					 { 0, NULL } };

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

/* Bits of IFLA_BR_MULTI_BOOLOPT; linux/if_bridge.h of 6.1 ends before the last. */
enum { BOOLOPT_MCAST_VLAN = 1, BOOLOPT_MST = 2, BOOLOPT_LOCAL_VLAN_0 = 4 };

static const struct setting {
	const char *kind;
	const char *key;
	uint16_t attr;
	bool swapped; /* in network order */
	int bit; /* of a struct br_boolopt_multi, from 1 */
	const struct word *words;
} settings[] = {
	{ "bridge", "stp_state", IFLA_BR_STP_STATE, 0, 0, NULL },
	{ "bridge", "vlan_filtering", IFLA_BR_VLAN_FILTERING, 0, 0, NULL },
	{ "bridge", "vlan_protocol", IFLA_BR_VLAN_PROTOCOL, 1, 0, protocols },
	{ "bridge", "nf_call_iptables", IFLA_BR_NF_CALL_IPTABLES, 0, 0, NULL },
	{ "bridge", "nf_call_ip6tables", IFLA_BR_NF_CALL_IP6TABLES, 0, 0, NULL },
	{ "bridge", "nf_call_arptables", IFLA_BR_NF_CALL_ARPTABLES, 0, 0, NULL },
	{ "bridge", "mcast_snooping", IFLA_BR_MCAST_SNOOPING, 0, 0, NULL },
	{ "bridge", "mcast_querier", IFLA_BR_MCAST_QUERIER, 0, 0, NULL },
	{ "bridge", "mcast_router", IFLA_BR_MCAST_ROUTER, 0, 0, NULL },
	{ "bridge", "group_fwd_mask", IFLA_BR_GROUP_FWD_MASK, 0, 0, NULL },
	{ "bridge", "mcast_vlan_snooping", IFLA_BR_MULTI_BOOLOPT, 0, BOOLOPT_MCAST_VLAN + 1, NULL },
	{ "bridge", "mst", IFLA_BR_MULTI_BOOLOPT, 0, BOOLOPT_MST + 1, NULL },
	{ "bridge", "fdb_local_vlan_0", IFLA_BR_MULTI_BOOLOPT, 0, BOOLOPT_LOCAL_VLAN_0 + 1, NULL },
	{ "vlan", "id", IFLA_VLAN_ID, 0, 0, NULL },
	{ "vlan", "protocol", IFLA_VLAN_PROTOCOL, 1, 0, protocols },
	{ "macvlan", "mode", IFLA_MACVLAN_MODE, 0, 0, macvlan_modes },
	{ "macvtap", "mode", IFLA_MACVLAN_MODE, 0, 0, macvlan_modes },
	{ "ipvlan", "mode", IFLA_IPVLAN_MODE, 0, 0, ipvlan_modes },
	{ "ipvtap", "mode", IFLA_IPVLAN_MODE, 0, 0, ipvlan_modes },
	{ "bond", "mode", IFLA_BOND_MODE, 0, 0, bond_modes },
	{ "bond", "active", IFLA_BOND_ACTIVE_SLAVE, 0, 0, NULL },
	{ "vrf", "table", IFLA_VRF_TABLE, 0, 0, NULL },
	{ "vxlan", "id", IFLA_VXLAN_ID, 0, 0, NULL },
};

/* More than any IFLA_BR_ or IFLA_VXLAN_ there is. */
#define ATTRS 128

static uint64_t value_of(const struct setting *s, const struct nlattr *attr)
{
	const struct br_boolopt_multi *bits;
	uint64_t n;

	if (s->bit) {
		bits = netlink_bytes(attr, sizeof(*bits));
		if (!bits || !(bits->optmask & 1u << (s->bit - 1)))
			return UINT64_MAX;
		return bits->optval >> (s->bit - 1) & 1;
	}
	n = netlink_num(attr);
	return s->swapped && n != UINT64_MAX ? ntohs((uint16_t)n) : n;
}

void link_settings(struct text *t, const char *kind, const struct nlattr *data)
{
	const struct nlattr *at[ATTRS];
	size_t i;

	netlink_nested(data, at, ATTRS);
	for (i = 0; i < ARRAY_SIZE(settings); i++) {
		const struct setting *s = &settings[i];
		const struct word *w = s->words;
		uint64_t n;

		if (strcmp(s->kind, kind) || !at[s->attr])
			continue;
		n = value_of(s, at[s->attr]);
		if (n == UINT64_MAX)
			continue;
		text_printf(t, "%s%s=", t->len ? "," : "", s->key);
		while (w && w->word && w->n != n)
			w++;
		if (w && w->word)
			text_puts(t, w->word);
		else
			text_num(t, n);
	}
}
