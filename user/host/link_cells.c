/* SPDX-License-Identifier: GPL-2.0 */
#include "link_cells.h"

#include <linux/if.h>
#include <linux/if_arp.h>
#include <linux/if_link.h>
#include <stddef.h>
#include <string.h>

#include "../cleanup.h"
#include "host.h"
#include "link_kinds.h"
#include "link_settings.h"
#include "put.h"

/* Since Linux 6.3; older headers have none of it. */
enum { GSO_IPV4_MAX_SIZE = 63, GRO_IPV4_MAX_SIZE = 64 };

/* Of those that a device of a namespace may have; the others are numbers. */
static const struct word link_types[] = {
	{ ARPHRD_ETHER, "ether" },
	{ ARPHRD_LOOPBACK, "loopback" },
	{ ARPHRD_NONE, "none" },
	{ ARPHRD_VOID, "void" },
	{ ARPHRD_PPP, "ppp" },
	{ ARPHRD_TUNNEL, "ipip" },
	{ ARPHRD_TUNNEL6, "tunnel6" },
	{ ARPHRD_SIT, "sit" },
	{ ARPHRD_IPGRE, "gre" },
	{ ARPHRD_IP6GRE, "gre6" },
	{ ARPHRD_INFINIBAND, "infiniband" },
	{ ARPHRD_CAN, "can" },
	{ ARPHRD_NETLINK, "netlink" },
	{ 0, NULL },
};

static const struct word link_modes[] = {
	{ IF_LINK_MODE_DEFAULT, "default" },
	{ IF_LINK_MODE_DORMANT, "dormant" },
	{ 0, NULL },
};

static const struct word addr_gen_modes[] = {
	{ IN6_ADDR_GEN_MODE_EUI64, "eui64" },
	{ IN6_ADDR_GEN_MODE_NONE, "none" },
	{ IN6_ADDR_GEN_MODE_STABLE_PRIVACY, "stable_secret" },
	{ IN6_ADDR_GEN_MODE_RANDOM, "random" },
	{ 0, NULL },
};

/* What the table devs has of them is not said again. */
static const struct {
	const char *key;
	size_t offset;
} counters[] = {
#define COUNTER(key, name)                                    \
	{                                                     \
		key, offsetof(struct rtnl_link_stats64, name) \
	}
	COUNTER("multicast", multicast),
	COUNTER("rx_over_errors", rx_over_errors),
	COUNTER("rx_length_errors", rx_length_errors),
	COUNTER("rx_crc_errors", rx_crc_errors),
	COUNTER("rx_frame_errors", rx_frame_errors),
	COUNTER("rx_fifo_errors", rx_fifo_errors),
	COUNTER("rx_missed_errors", rx_missed_errors),
	COUNTER("rx_nohandler", rx_nohandler),
	COUNTER("tx_carrier_errors", tx_carrier_errors),
	COUNTER("collisions", collisions),
	COUNTER("tx_aborted_errors", tx_aborted_errors),
	COUNTER("tx_fifo_errors", tx_fifo_errors),
	COUNTER("tx_window_errors", tx_window_errors),
	COUNTER("tx_heartbeat_errors", tx_heartbeat_errors),
#undef COUNTER
};

static void put_word(struct text *t, const struct word *w, uint64_t n)
{
	while (w->word && w->n != n)
		w++;
	if (w->word || n == NSVIEW_NONE)
		put_text(t, w->word);
	else
		put_num(t, n);
}

/* What was put together, or that there is none. */
static void put_made(struct text *t, struct text *made)
{
	put_text(t, made->len ? text_str(made) : NULL);
	t->failed |= made->failed;
}

static void put_hex(struct text *t, const struct nlattr *attr)
{
	const size_t len = netlink_len(attr);

	if (len)
		text_hex(t, netlink_bytes(attr, len), len, 0);
	else
		text_putc(t, '-');
	text_putc(t, '\t');
}

/* A comma may be in a name, and is what is between names. */
static void put_altnames(struct text *t, const struct nlattr *nest)
{
	_cleanup_text_ struct text names = { 0 };
	const struct nlattr *attr = NULL;

	while ((attr = netlink_next(nest, attr))) {
		const char *name = netlink_text(attr);

		if (!name || netlink_type(attr) != IFLA_ALT_IFNAME)
			continue;
		if (names.len)
			text_putc(&names, ',');
		text_put_item(&names, name);
	}
	put_made(t, &names);
}

static void put_addr_gen_mode(struct text *t, const struct nlattr *spec)
{
	const struct nlattr *families[AF_MAX], *at[IFLA_INET6_MAX + 1];

	netlink_nested(spec, families, ARRAY_SIZE(families));
	netlink_nested(families[AF_INET6], at, ARRAY_SIZE(at));
	put_word(t, addr_gen_modes, netlink_num(at[IFLA_INET6_ADDR_GEN_MODE]));
}

/* A kernel that counts less has a shorter struct. */
static void put_counters(struct text *t, const struct nlattr *attr)
{
	const size_t len = netlink_len(attr), begin = t->len;
	const char *stats = netlink_bytes(attr, 0);
	uint64_t n;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(counters); i++) {
		if (counters[i].offset + sizeof(n) > len)
			continue;
		memcpy(&n, stats + counters[i].offset, sizeof(n));
		if (t->len > begin)
			text_putc(t, ',');
		text_puts(t, counters[i].key);
		text_putc(t, '=');
		text_num(t, n);
	}
	text_puts(t, t->len > begin ? "\t" : "-\t");
}

void link_cells(struct text *t, const struct ifinfomsg *link, const struct nlattr *const *at)
{
	static const uint16_t numbers[] = {
		IFLA_CARRIER,	   IFLA_CARRIER_CHANGES, IFLA_PROTO_DOWN,    IFLA_ALLMULTI,
		IFLA_MIN_MTU,	   IFLA_MAX_MTU,	 IFLA_NUM_TX_QUEUES, IFLA_NUM_RX_QUEUES,
		IFLA_GSO_MAX_SIZE, IFLA_GSO_MAX_SEGS,	 IFLA_TSO_MAX_SIZE,  IFLA_TSO_MAX_SEGS,
		IFLA_GRO_MAX_SIZE, GSO_IPV4_MAX_SIZE,	 GRO_IPV4_MAX_SIZE,
	};
	size_t i;

	put_word(t, link_types, link->ifi_type);
	link_mac_cell(t, at[IFLA_BROADCAST]);
	link_mac_cell(t, at[IFLA_PERM_ADDRESS]);
	put_text(t, netlink_text(at[IFLA_IFALIAS]));
	put_altnames(t, at[IFLA_PROP_LIST]);
	put_num(t, netlink_num(at[IFLA_GROUP]));
	put_text(t, netlink_text(at[IFLA_QDISC]));
	put_num(t, netlink_num(at[IFLA_TXQLEN]));
	put_word(t, link_modes, netlink_num(at[IFLA_LINKMODE]));
	for (i = 0; i < ARRAY_SIZE(numbers); i++)
		put_num(t, netlink_num(at[numbers[i]]));
	put_addr_gen_mode(t, at[IFLA_AF_SPEC]);
	put_text(t, netlink_text(at[IFLA_PARENT_DEV_BUS_NAME]));
	put_text(t, netlink_text(at[IFLA_PARENT_DEV_NAME]));
	put_text(t, netlink_text(at[IFLA_PHYS_PORT_NAME]));
	put_hex(t, at[IFLA_PHYS_PORT_ID]);
	put_hex(t, at[IFLA_PHYS_SWITCH_ID]);
	put_num(t, netlink_num(at[IFLA_LINK_NETNSID]));
	put_counters(t, at[IFLA_STATS64]);
}
