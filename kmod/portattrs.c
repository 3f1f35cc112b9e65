// SPDX-License-Identifier: GPL-2.0
/*
 * Which attribute of which kind of master fills which column of `ports`.
 *
 * That is a table, in the order of the columns: nothing else here knows one
 * attribute from another. A newer kernel's attributes are not in it; they are
 * printed with their number in the column `other`.
 */
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/kernel.h>
#include <linux/rtnetlink.h>
#include <linux/string.h>

#include "bytes.h"
#include "compat.h"
#include "portattrs.h"
#include "schema.h"
#include "table.h"

#define PORT_COLUMN_(name, type, what) COLUMN_##name,
enum { NSVIEW_PORTS_COLUMNS(PORT_COLUMN_) NR_COLUMNS };

struct port_cell {
	enum port_of of;
	u16 attr;
	void (*show)(const struct port_says *says, const struct port_cell *cell, struct row *row);
	const char *const *words;
	unsigned int nr_words;
};

static const char *const of_kinds[] = {
	[PORT_OF_BRIDGE] = "bridge",
	[PORT_OF_BOND] = "bond",
	[PORT_OF_VRF] = "vrf",
};

/* Switches of a bridge's port and what bridge(8) calls them; each is a u8. */
#define PORT_FLAGS(X)                                               \
	X(IFLA_BRPORT_MODE, "hairpin")                              \
	X(IFLA_BRPORT_GUARD, "guard")                               \
	X(IFLA_BRPORT_PROTECT, "root_block")                        \
	X(IFLA_BRPORT_FAST_LEAVE, "fastleave")                      \
	X(IFLA_BRPORT_LEARNING, "learning")                         \
	X(IFLA_BRPORT_UNICAST_FLOOD, "flood")                       \
	X(IFLA_BRPORT_MCAST_FLOOD, "mcast_flood")                   \
	X(IFLA_BRPORT_BCAST_FLOOD, "bcast_flood")                   \
	X(IFLA_BRPORT_MCAST_TO_UCAST, "mcast_to_unicast")           \
	X(IFLA_BRPORT_PROXYARP, "proxy_arp")                        \
	X(IFLA_BRPORT_PROXYARP_WIFI, "proxy_arp_wifi")              \
	X(IFLA_BRPORT_NEIGH_SUPPRESS, "neigh_suppress")             \
	X(NSVIEW_BRPORT_NEIGH_VLAN_SUPPRESS, "neigh_vlan_suppress") \
	X(NSVIEW_BRPORT_NEIGH_FORWARD_GRAT, "neigh_forward_grat")   \
	X(IFLA_BRPORT_VLAN_TUNNEL, "vlan_tunnel")                   \
	X(IFLA_BRPORT_ISOLATED, "isolated")                         \
	X(NSVIEW_BRPORT_LOCKED, "locked")                           \
	X(NSVIEW_BRPORT_MAB, "mab")

#define FLAG_ATTR_(attr, name) attr,
#define FLAG_NAME_(attr, name) name,
static const int flag_attrs[] = { PORT_FLAGS(FLAG_ATTR_) };
static const char *const flag_names[] = { PORT_FLAGS(FLAG_NAME_) };
static_assert(ARRAY_SIZE(flag_attrs) <= 32);

/* The order is that of BR_STATE_* in linux/if_bridge.h. */
static const char *const stp_states[] = {
	"disabled", "listening", "learning", "forwarding", "blocking",
};

/* BOND_STATE_*, BOND_LINK_* and churn_state_t, in the words of /proc/net/bonding. */
static const char *const bond_states[] = { "active", "backup" };
static const char *const bond_links[] = { "up", "going-down", "down", "going-back" };
static const char *const churn_states[] = { "monitoring", "churned", "none" };

static bool attr_num(const struct nlattr *attr, u64 *num)
{
	switch (attr ? nla_len(attr) : 0) {
	case sizeof(u8):
		*num = nla_get_u8(attr);
		return true;
	case sizeof(u16):
		*num = nla_get_u16(attr);
		return true;
	case sizeof(u32):
		*num = nla_get_u32(attr);
		return true;
	case sizeof(u64):
		*num = nla_get_u64(attr);
		return true;
	default:
		return false;
	}
}

static void num_show(const struct port_says *says, const struct port_cell *cell, struct row *row)
{
	u64 num;

	if (attr_num(says->attrs[cell->attr], &num))
		cell_num(row, num);
	else
		cell_none(row);
}

/* A word that is newer than this list is its number. */
static void word_show(const struct port_says *says, const struct port_cell *cell, struct row *row)
{
	u64 num;

	if (attr_num(says->attrs[cell->attr], &num) && num < cell->nr_words)
		cell_word(row, cell->words[num]);
	else
		num_show(says, cell, row);
}

static void signed_show(const struct port_says *says, const struct port_cell *cell, struct row *row)
{
	const struct nlattr *attr = says->attrs[cell->attr];

	if (attr && nla_len(attr) == sizeof(s32))
		cell_signed(row, nla_get_s32(attr));
	else
		cell_none(row);
}

static void mac_show(const struct port_says *says, const struct port_cell *cell, struct row *row)
{
	const struct nlattr *attr = says->attrs[cell->attr];

	if (attr && nla_len(attr) > 0)
		cell_bytes(row, nla_data(attr), nla_len(attr), ':');
	else
		cell_none(row);
}

static void bridge_id_show(const struct port_says *says, const struct port_cell *cell,
			   struct row *row)
{
	const struct nlattr *attr = says->attrs[cell->attr];
	const struct ifla_bridge_id *id;

	if (!attr || nla_len(attr) != sizeof(*id))
		return cell_none(row);
	id = nla_data(attr);
	cell_bytes(row, id->prio, sizeof(id->prio), '\0');
	cell_go_on(row, '.');
	cell_bytes(row, id->addr, sizeof(id->addr), '\0');
}

static void flags_show(const struct port_says *says, const struct port_cell *cell, struct row *row)
{
	u32 flags = 0, i;

	for (i = 0; i < ARRAY_SIZE(flag_attrs); i++) {
		const struct nlattr *attr = says->attrs[flag_attrs[i]];

		if (attr && nla_len(attr) == sizeof(u8) && nla_get_u8(attr))
			flags |= BIT(i);
	}
	cell_bits(row, flags, flag_names, ARRAY_SIZE(flag_names));
}

static void pvid_show(const struct port_says *says, const struct port_cell *cell, struct row *row)
{
	port_pvid_show(says, row);
}

static void vlans_show(const struct port_says *says, const struct port_cell *cell, struct row *row)
{
	port_vlans_show(says, 0, row);
}

static void untagged_show(const struct port_says *says, const struct port_cell *cell,
			  struct row *row)
{
	port_vlans_show(says, BRIDGE_VLAN_INFO_UNTAGGED, row);
}

static void other_show(const struct port_says *says, const struct port_cell *cell, struct row *row);

#define NUM(of, attr)              \
	{                          \
		of, attr, num_show \
	}
#define WORD(of, attr, words)                                 \
	{                                                     \
		of, attr, word_show, words, ARRAY_SIZE(words) \
	}

/* A column with no attribute is printed if the master is of that kind; OTHER is of any. */
static const struct port_cell cells[NR_COLUMNS] = {
	[COLUMN_port] = NUM(PORT_OF_BRIDGE, IFLA_BRPORT_NO),
	[COLUMN_state] = WORD(PORT_OF_BRIDGE, IFLA_BRPORT_STATE, stp_states),
	[COLUMN_flags] = { PORT_OF_BRIDGE, 0, flags_show },
	[COLUMN_cost] = NUM(PORT_OF_BRIDGE, IFLA_BRPORT_COST),
	[COLUMN_priority] = NUM(PORT_OF_BRIDGE, IFLA_BRPORT_PRIORITY),
	[COLUMN_pvid] = { PORT_OF_BRIDGE, 0, pvid_show },
	[COLUMN_vlans] = { PORT_OF_BRIDGE, 0, vlans_show },
	[COLUMN_untagged] = { PORT_OF_BRIDGE, 0, untagged_show },
	[COLUMN_port_id] = NUM(PORT_OF_BRIDGE, IFLA_BRPORT_ID),
	[COLUMN_root_id] = { PORT_OF_BRIDGE, IFLA_BRPORT_ROOT_ID, bridge_id_show },
	[COLUMN_bridge_id] = { PORT_OF_BRIDGE, IFLA_BRPORT_BRIDGE_ID, bridge_id_show },
	[COLUMN_designated_port] = NUM(PORT_OF_BRIDGE, IFLA_BRPORT_DESIGNATED_PORT),
	[COLUMN_designated_cost] = NUM(PORT_OF_BRIDGE, IFLA_BRPORT_DESIGNATED_COST),
	[COLUMN_message_age_timer] = NUM(PORT_OF_BRIDGE, IFLA_BRPORT_MESSAGE_AGE_TIMER),
	[COLUMN_forward_delay_timer] = NUM(PORT_OF_BRIDGE, IFLA_BRPORT_FORWARD_DELAY_TIMER),
	[COLUMN_hold_timer] = NUM(PORT_OF_BRIDGE, IFLA_BRPORT_HOLD_TIMER),
	[COLUMN_topology_change_ack] = NUM(PORT_OF_BRIDGE, IFLA_BRPORT_TOPOLOGY_CHANGE_ACK),
	[COLUMN_config_pending] = NUM(PORT_OF_BRIDGE, IFLA_BRPORT_CONFIG_PENDING),
	[COLUMN_multicast_router] = NUM(PORT_OF_BRIDGE, IFLA_BRPORT_MULTICAST_ROUTER),
	[COLUMN_mcast_groups] = NUM(PORT_OF_BRIDGE, NSVIEW_BRPORT_MCAST_N_GROUPS),
	[COLUMN_mcast_max_groups] = NUM(PORT_OF_BRIDGE, NSVIEW_BRPORT_MCAST_MAX_GROUPS),
	[COLUMN_eht_hosts] = NUM(PORT_OF_BRIDGE, NSVIEW_BRPORT_MCAST_EHT_HOSTS_CNT),
	[COLUMN_eht_hosts_limit] = NUM(PORT_OF_BRIDGE, NSVIEW_BRPORT_MCAST_EHT_HOSTS_LIMIT),
	[COLUMN_group_fwd_mask] = NUM(PORT_OF_BRIDGE, IFLA_BRPORT_GROUP_FWD_MASK),
	[COLUMN_backup_port] = NUM(PORT_OF_BRIDGE, IFLA_BRPORT_BACKUP_PORT),
	[COLUMN_backup_nhid] = NUM(PORT_OF_BRIDGE, NSVIEW_BRPORT_BACKUP_NHID),
	[COLUMN_mrp_ring_open] = NUM(PORT_OF_BRIDGE, IFLA_BRPORT_MRP_RING_OPEN),
	[COLUMN_mrp_in_open] = NUM(PORT_OF_BRIDGE, IFLA_BRPORT_MRP_IN_OPEN),
	[COLUMN_other] = { PORT_OF_OTHER, 0, other_show },
	[COLUMN_bond_state] = WORD(PORT_OF_BOND, IFLA_BOND_SLAVE_STATE, bond_states),
	[COLUMN_bond_mii] = WORD(PORT_OF_BOND, IFLA_BOND_SLAVE_MII_STATUS, bond_links),
	[COLUMN_bond_failures] = NUM(PORT_OF_BOND, IFLA_BOND_SLAVE_LINK_FAILURE_COUNT),
	[COLUMN_bond_mac] = { PORT_OF_BOND, IFLA_BOND_SLAVE_PERM_HWADDR, mac_show },
	[COLUMN_bond_queue] = NUM(PORT_OF_BOND, IFLA_BOND_SLAVE_QUEUE_ID),
	[COLUMN_bond_prio] = { PORT_OF_BOND, NSVIEW_BOND_SLAVE_PRIO, signed_show },
	[COLUMN_ad_aggregator] = NUM(PORT_OF_BOND, IFLA_BOND_SLAVE_AD_AGGREGATOR_ID),
	[COLUMN_ad_actor_state] = NUM(PORT_OF_BOND, IFLA_BOND_SLAVE_AD_ACTOR_OPER_PORT_STATE),
	[COLUMN_ad_partner_state] = NUM(PORT_OF_BOND, IFLA_BOND_SLAVE_AD_PARTNER_OPER_PORT_STATE),
	[COLUMN_ad_prio] = NUM(PORT_OF_BOND, NSVIEW_BOND_SLAVE_ACTOR_PORT_PRIO),
	[COLUMN_ad_actor_churn] =
		WORD(PORT_OF_BOND, NSVIEW_BOND_SLAVE_AD_CHURN_ACTOR_STATE, churn_states),
	[COLUMN_ad_partner_churn] =
		WORD(PORT_OF_BOND, NSVIEW_BOND_SLAVE_AD_CHURN_PARTNER_STATE, churn_states),
	[COLUMN_vrf_table] = NUM(PORT_OF_VRF, IFLA_VRF_PORT_TABLE),
};

void port_known_fill(struct port_known *known)
{
	u32 i;

	*known = (struct port_known){};
	for (i = COLUMN_port; i < NR_COLUMNS; i++)
		known->attrs[cells[i].of] |= BIT_ULL(cells[i].attr);
	for (i = 0; i < ARRAY_SIZE(flag_attrs); i++)
		known->attrs[PORT_OF_BRIDGE] |= BIT_ULL(flag_attrs[i]);
	known->attrs[PORT_OF_BRIDGE] |= BIT_ULL(IFLA_BRPORT_PAD);
}

static bool is_known(const struct port_says *says, int type)
{
	return type < PORT_ATTRS && says->known->attrs[says->of] & BIT_ULL(type);
}

/* No attribute is longer than a few bytes; of one that is, the first are shown. */
static void other_show(const struct port_says *says, const struct port_cell *cell, struct row *row)
{
	const struct nlattr *attr;
	bool goes_on = false;
	int rem;

	if (!says->has_others)
		return cell_none(row);
	nla_for_each_attr(attr, says->head, says->len, rem) {
		if (is_known(says, nla_type(attr)))
			continue;
		if (goes_on)
			cell_join(row);
		cell_printf(row, "%u=%*phN", nla_type(attr), nla_len(attr), nla_data(attr));
		goes_on = true;
	}
}

enum port_of port_of_kind(const char *kind)
{
	enum port_of of;

	for (of = PORT_OF_OTHER + 1; of < ARRAY_SIZE(of_kinds); of++)
		if (!strcmp(kind, of_kinds[of]))
			return of;
	return PORT_OF_OTHER;
}

void port_says_read(struct port_says *says, const struct port_known *known, enum port_of of,
		    const void *head, int len)
{
	const struct nlattr *attr;
	u64 found = 0;
	int rem;

	*says = (struct port_says){ .of = of, .head = head, .len = len, .known = known };
	nla_for_each_attr(attr, head, len, rem) {
		int type = nla_type(attr);

		if (type < PORT_ATTRS) {
			says->attrs[type] = attr;
			found |= BIT_ULL(type);
		} else {
			says->has_others = true;
		}
	}
	says->has_others |= found & ~known->attrs[of];
}

bool port_says_read_bridge(struct port_says *says, const struct port_known *known,
			   const void *message, int len)
{
	const struct nlattr *attr, *port = NULL, *vlans = NULL;
	int rem;

	if (len < nlmsg_msg_size(sizeof(struct ifinfomsg)))
		return false;
	nla_for_each_attr(attr, nlmsg_attrdata(message, sizeof(struct ifinfomsg)),
			  nlmsg_attrlen(message, sizeof(struct ifinfomsg)), rem) {
		if (nla_type(attr) == IFLA_PROTINFO)
			port = attr;
		else if (nla_type(attr) == IFLA_AF_SPEC)
			vlans = attr;
	}
	if (!port)
		return false;
	port_says_read(says, known, PORT_OF_BRIDGE, nla_data(port), nla_len(port));
	if (vlans) {
		says->vlans = nla_data(vlans);
		says->vlans_len = nla_len(vlans);
	}
	return true;
}

void port_says_show(const struct port_says *says, struct row *row)
{
	const struct port_cell *cell;

	for (cell = &cells[COLUMN_port]; cell < &cells[NR_COLUMNS]; cell++)
		if (cell->of == says->of || cell->of == PORT_OF_OTHER)
			cell->show(says, cell, row);
		else
			cell_none(row);
}
