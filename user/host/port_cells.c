/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which attribute of which kind of master fills which cell is a table, in the order of the
 * columns: nothing else here knows one attribute from another. What is not in it is newer,
 * and shown with its number in the column `other`.
 */
#include "port_cells.h"

#include <linux/if_bridge.h>
#include <string.h>

#include "../cleanup.h"
#include "host.h"
#include "link_settings.h"
#include "port_attrs.h"
#include "put.h"

/* Attributes with a higher number have no column. */
#define ATTRS 64
/* No attribute is longer than a few bytes; of one that is, the first are shown. */
#define BYTES_MAX 64

/* Newer than some headers. */
enum {
	BOND_PRIO = 9,
	BOND_ACTOR_PRIO = 10,
	BOND_ACTOR_CHURN = 11,
	BOND_PARTNER_CHURN = 12,
};

enum of { OF_ANY, OF_BRIDGE, OF_BOND, OF_VRF, OFS };

static const char *const of_kinds[OFS] = {
	[OF_BRIDGE] = "bridge",
	[OF_BOND] = "bond",
	[OF_VRF] = "vrf",
};

enum form {
	FORM_NONE, /* it is no cell of its own */
	FORM_NUM,
	FORM_WORD,
	FORM_SIGNED,
	FORM_MAC,
	FORM_BRIDGE_ID,
	FORM_SWITCHES,
	FORM_PVID,
	FORM_VLANS,
	FORM_UNTAGGED,
	FORM_OTHER,
};

struct port_cell {
	enum of of; /* for a port of another kind it is absent */
	uint16_t attr;
	enum form form;
	const char *const *words;
	size_t nwords;
};

/* BOND_STATE_, BOND_LINK_ and churn_state_t, as /proc/net/bonding has them. */
static const char *const bond_states[] = { "active", "backup" };
static const char *const bond_links[] = { "up", "going-down", "down", "going-back" };
static const char *const churn_states[] = { "monitoring", "churned", "none" };

#define COLUMN_OF(name, type, help) COLUMN_##name,
enum { NSVIEW_PORTS_COLUMNS(COLUMN_OF) COLUMNS };

#define IS(of, form, attr)                          \
	{                                           \
		OF_##of, attr, FORM_##form, NULL, 0 \
	}
#define NUM(of, attr) IS(of, NUM, attr)
#define WORD(of, attr, words)                                      \
	{                                                          \
		OF_##of, attr, FORM_WORD, words, ARRAY_SIZE(words) \
	}
#define BRIDGE(attr) NUM(BRIDGE, IFLA_BRPORT_##attr)
#define BOND(attr) NUM(BOND, IFLA_BOND_SLAVE_##attr)

static const struct port_cell cells[COLUMNS] = {
	[COLUMN_port] = BRIDGE(NO),
	[COLUMN_state] = WORD(BRIDGE, IFLA_BRPORT_STATE, port_states),
	[COLUMN_flags] = IS(BRIDGE, SWITCHES, 0),
	[COLUMN_cost] = BRIDGE(COST),
	[COLUMN_priority] = BRIDGE(PRIORITY),
	[COLUMN_pvid] = IS(BRIDGE, PVID, 0),
	[COLUMN_vlans] = IS(BRIDGE, VLANS, 0),
	[COLUMN_untagged] = IS(BRIDGE, UNTAGGED, 0),
	[COLUMN_port_id] = BRIDGE(ID),
	[COLUMN_root_id] = IS(BRIDGE, BRIDGE_ID, IFLA_BRPORT_ROOT_ID),
	[COLUMN_bridge_id] = IS(BRIDGE, BRIDGE_ID, IFLA_BRPORT_BRIDGE_ID),
	[COLUMN_designated_port] = BRIDGE(DESIGNATED_PORT),
	[COLUMN_designated_cost] = BRIDGE(DESIGNATED_COST),
	[COLUMN_message_age_timer] = BRIDGE(MESSAGE_AGE_TIMER),
	[COLUMN_forward_delay_timer] = BRIDGE(FORWARD_DELAY_TIMER),
	[COLUMN_hold_timer] = BRIDGE(HOLD_TIMER),
	[COLUMN_topology_change_ack] = BRIDGE(TOPOLOGY_CHANGE_ACK),
	[COLUMN_config_pending] = BRIDGE(CONFIG_PENDING),
	[COLUMN_multicast_router] = BRIDGE(MULTICAST_ROUTER),
	[COLUMN_mcast_groups] = NUM(BRIDGE, BRPORT_MCAST_GROUPS),
	[COLUMN_mcast_max_groups] = NUM(BRIDGE, BRPORT_MCAST_MAX_GROUPS),
	[COLUMN_eht_hosts] = NUM(BRIDGE, BRPORT_EHT_HOSTS),
	[COLUMN_eht_hosts_limit] = NUM(BRIDGE, BRPORT_EHT_HOSTS_LIMIT),
	[COLUMN_group_fwd_mask] = BRIDGE(GROUP_FWD_MASK),
	[COLUMN_backup_port] = BRIDGE(BACKUP_PORT),
	[COLUMN_backup_nhid] = NUM(BRIDGE, BRPORT_BACKUP_NHID),
	[COLUMN_mrp_ring_open] = BRIDGE(MRP_RING_OPEN),
	[COLUMN_mrp_in_open] = BRIDGE(MRP_IN_OPEN),
	[COLUMN_other] = IS(ANY, OTHER, 0),
	[COLUMN_bond_state] = WORD(BOND, IFLA_BOND_SLAVE_STATE, bond_states),
	[COLUMN_bond_mii] = WORD(BOND, IFLA_BOND_SLAVE_MII_STATUS, bond_links),
	[COLUMN_bond_failures] = BOND(LINK_FAILURE_COUNT),
	[COLUMN_bond_mac] = IS(BOND, MAC, IFLA_BOND_SLAVE_PERM_HWADDR),
	[COLUMN_bond_queue] = BOND(QUEUE_ID),
	[COLUMN_bond_prio] = IS(BOND, SIGNED, BOND_PRIO),
	[COLUMN_ad_aggregator] = BOND(AD_AGGREGATOR_ID),
	[COLUMN_ad_actor_state] = BOND(AD_ACTOR_OPER_PORT_STATE),
	[COLUMN_ad_partner_state] = BOND(AD_PARTNER_OPER_PORT_STATE),
	[COLUMN_ad_prio] = NUM(BOND, BOND_ACTOR_PRIO),
	[COLUMN_ad_actor_churn] = WORD(BOND, BOND_ACTOR_CHURN, churn_states),
	[COLUMN_ad_partner_churn] = WORD(BOND, BOND_PARTNER_CHURN, churn_states),
	[COLUMN_vrf_table] = NUM(VRF, IFLA_VRF_PORT_TABLE),
};

#define SWITCH(name, attr) { #name, attr },
static const struct {
	const char *name;
	uint16_t attr;
} switches[] = { PORT_SWITCHES(SWITCH) };

/* A port, as its master tells of it. */
struct port_says {
	enum of of;
	const struct nlattr *data; /* NULL: it tells nothing */
	const struct nlattr *at[ATTRS];
	const struct vlans *vlans;
};

/* A word that is newer than the list is its number. */
static void put_word(struct text *t, const struct port_cell *cell, uint64_t n)
{
	if (n < cell->nwords)
		put_text(t, cell->words[n]);
	else
		put_num(t, n);
}

static void put_signed(struct text *t, const struct nlattr *attr)
{
	const int32_t *n = netlink_bytes(attr, sizeof(*n));

	if (n)
		text_printf(t, "%d\t", *n);
	else
		put_text(t, NULL);
}

static void put_bridge_id(struct text *t, const struct nlattr *attr)
{
	const struct ifla_bridge_id *id = netlink_bytes(attr, sizeof(*id));

	if (!id) {
		put_text(t, NULL);
		return;
	}
	text_hex(t, id->prio, sizeof(id->prio), 0);
	text_putc(t, '.');
	text_hex(t, id->addr, sizeof(id->addr), 0);
	text_putc(t, '\t');
}

static bool is_on(const struct port_says *says, uint16_t attr)
{
	const uint64_t n = netlink_num(says->at[attr]);

	return n && n != UINT64_MAX;
}

static void put_switches(struct text *t, const struct port_says *says)
{
	const char *sep = "";
	size_t i;

	for (i = 0; i < ARRAY_SIZE(switches); i++) {
		if (!is_on(says, switches[i].attr))
			continue;
		text_printf(t, "%s%s", sep, switches[i].name);
		sep = ",";
	}
	text_putc(t, '\t');
}

/* The bridge that tells nothing is not one that has none. */
static void put_vlans(struct text *t, const struct vlans *v, bool untagged)
{
	const struct text *made;

	if (!v) {
		put_text(t, "?");
		return;
	}
	made = untagged ? &v->untagged : &v->all;
	put_text(t, made->len ? text_str(made) : NULL);
}

static bool has_column(enum of of, uint16_t attr)
{
	size_t i;

	for (i = COLUMN_port; i < COLUMNS; i++)
		if (cells[i].of == of && cells[i].attr == attr)
			return true;
	if (of != OF_BRIDGE)
		return false;
	for (i = 0; i < ARRAY_SIZE(switches); i++)
		if (switches[i].attr == attr)
			return true;
	return attr == IFLA_BRPORT_PAD;
}

static void put_other(struct text *t, const struct port_says *says)
{
	const struct nlattr *attr = NULL;
	const char *sep = "";

	while ((attr = netlink_next(says->data, attr))) {
		const size_t len = netlink_len(attr);

		if (has_column(says->of, netlink_type(attr)))
			continue;
		text_printf(t, "%s%u=", sep, netlink_type(attr));
		text_hex(t, netlink_bytes(attr, len), len < BYTES_MAX ? len : BYTES_MAX, 0);
		sep = ",";
	}
	text_puts(t, *sep ? "\t" : "-\t");
}

static void put_cell(struct text *t, const struct port_says *says, const struct port_cell *cell)
{
	const struct nlattr *attr = says->at[cell->attr];

	switch (cell->form) {
	case FORM_NUM:
		put_num(t, netlink_num(attr));
		break;
	case FORM_WORD:
		put_word(t, cell, netlink_num(attr));
		break;
	case FORM_SIGNED:
		put_signed(t, attr);
		break;
	case FORM_MAC:
		link_mac_cell(t, attr);
		break;
	case FORM_BRIDGE_ID:
		put_bridge_id(t, attr);
		break;
	case FORM_SWITCHES:
		put_switches(t, says);
		break;
	case FORM_PVID:
		put_num(t, says->vlans ? says->vlans->pvid : NSVIEW_NONE);
		break;
	case FORM_VLANS:
	case FORM_UNTAGGED:
		put_vlans(t, says->vlans, cell->form == FORM_UNTAGGED);
		break;
	case FORM_OTHER:
		put_other(t, says);
		break;
	case FORM_NONE:
		break;
	}
}

static enum of of_kind(const char *kind)
{
	enum of of = OFS;

	while (kind && --of > OF_ANY)
		if (!strcmp(kind, of_kinds[of]))
			return of;
	return OF_ANY;
}

void port_cells(struct text *t, const struct nlattr *const *info, const struct vlans *vlans)
{
	const char *kind = netlink_text(info[IFLA_INFO_SLAVE_KIND]);
	const struct nlattr *data = info[IFLA_INFO_SLAVE_DATA];
	struct port_says says = { .of = data ? of_kind(kind) : OF_ANY, .vlans = vlans };
	const struct port_cell *cell;

	/* Of another master no attribute is known by its number. */
	if (says.of != OF_ANY)
		says.data = data;
	netlink_nested(says.data, says.at, ATTRS);
	put_text(t, kind);
	for (cell = &cells[COLUMN_port]; cell < &cells[COLUMNS]; cell++)
		if (cell->of == says.of || cell->of == OF_ANY)
			put_cell(t, &says, cell);
		else
			put_text(t, NULL);
	put_end(t);
}
