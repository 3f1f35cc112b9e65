/* SPDX-License-Identifier: GPL-2.0 */
/* The columns of nsview dev: what the kernel's table has, and what rtnetlink says besides. */
#include "dev.h"

#include <linux/if.h>

#include "../cleanup.h"
#include "words.h"

#define SHOWN COLUMN_SHOWN
#define RIGHT COLUMN_RIGHT

enum {
	COL_NAME,
	COL_IFINDEX,
	COL_NETNS,
	COL_KIND,
	COL_STATE,
	COL_MTU,
	COL_MASTER,
	COL_LINK,
	COL_ADDRESSES,
	COL_HOST,
	COL_PID,
	COL_COMMAND,
	COL_MAC,
	COL_FLAGS,
	COL_OPERSTATE,
	COL_MASTER_IFINDEX,
	COL_LINK_IFINDEX,
	COL_LINK_NETNS,
	COL_UPPERS,
	COL_RX_HANDLER,
	COL_RX_MODULE,
	COL_START_XMIT,
	COL_XMIT_MODULE,
	COL_RX_BYTES,
	COL_RX_PACKETS,
	COL_RX_ERRORS,
	COL_RX_DROPPED,
	COL_TX_BYTES,
	COL_TX_PACKETS,
	COL_TX_ERRORS,
	COL_TX_DROPPED,
	COL_PORT,
	COL_PORT_STATE,
	COL_PVID,
	COL_VLANS,
	COL_UNTAGGED,
	COL_BOND_STATE,
	COL_BOND_MII,
	COL_BOND_FAILURES,
	COL_BOND_MAC,
	COL_BOND_QUEUE,
	COL_BOND_PRIO,
	COL_AD_AGGREGATOR,
	COL_AD_ACTOR_STATE,
	COL_AD_PARTNER_STATE,
	COL_AD_PRIO,
	COL_AD_ACTOR_CHURN,
	COL_AD_PARTNER_CHURN,
	COL_VRF_TABLE,
	COL_PORT_OTHER,
	COL_DRIVER,
	COL_SETTINGS,
	COL_TYPE,
	COL_BROADCAST,
	COL_PERMADDR,
	COL_ALIAS,
	COL_ALTNAMES,
	COL_GROUP,
	COL_QDISC,
	COL_TXQLEN,
	COL_LINKMODE,
	COL_CARRIER,
	COL_CARRIER_CHANGES,
	COL_PROTO_DOWN,
	COL_PROMISC,
	COL_ALLMULTI,
	COL_MIN_MTU,
	COL_MAX_MTU,
	COL_TX_QUEUES,
	COL_RX_QUEUES,
	COL_GSO_MAX_SIZE,
	COL_GSO_MAX_SEGS,
	COL_TSO_MAX_SIZE,
	COL_TSO_MAX_SEGS,
	COL_GRO_MAX_SIZE,
	COL_GSO_IPV4_MAX_SIZE,
	COL_GRO_IPV4_MAX_SIZE,
	COL_ADDR_GEN_MODE,
	COL_PARENT_BUS,
	COL_PARENT_DEV,
	COL_PHYS_PORT_NAME,
	COL_PHYS_PORT_ID,
	COL_PHYS_SWITCH_ID,
	COL_LINK_NSID,
	COL_COUNTERS,
	COL_TIMERS,
	COL_VLAN_OPTIONS,
	COL_XDP,
	COL_TC_INGRESS,
	COL_TC_FILTERS,
	COL_TC_EGRESS,
	COL_TCX,
	COL_TCX_EGRESS,
	COL_TAPS,
};

static const struct column dev_columns[] = {
	[COL_NAME] = { "NAME", COLUMN_TEXT, SHOWN | COLUMN_TRUNC | COLUMN_BRANCHES, "its name",
		       FIELD(struct dev, name) },
	[COL_IFINDEX] = { "IFINDEX", COLUMN_NUM, SHOWN | RIGHT | COLUMN_SPARE,
			  "its index in its network namespace", FIELD(struct dev, ifindex) },
	[COL_NETNS] = { "NETNS", COLUMN_NUM, SHOWN | RIGHT, "network namespace it is in", MADE },
	[COL_KIND] = { "KIND", COLUMN_TEXT, SHOWN, "rtnl link kind; none for hardware and lo",
		       MADE },
	[COL_STATE] = { "STATE", COLUMN_TEXT, SHOWN, "up, down ...", MADE },
	[COL_MTU] = { "MTU", COLUMN_NUM, SHOWN | RIGHT | COLUMN_SPARE, "bytes",
		      FIELD(struct dev, mtu) },
	[COL_MASTER] = { "MASTER", COLUMN_TEXT, SHOWN | COLUMN_SPARE_LAST,
			 "device it is enslaved to", FIELD(struct dev, name) },
	[COL_LINK] = { "LINK", COLUMN_TEXT, SHOWN | COLUMN_SPARE, "its peer or lower device",
		       MADE },
	[COL_ADDRESSES] = { "ADDRESSES", COLUMN_WORDS, SHOWN | COLUMN_SPARE, "its IP addresses",
			    MADE },
	[COL_HOST] = { "HOST", COLUMN_BOOL, 0, "its network namespace is that of PID 1", MADE },
	[COL_PID] = { "PID", COLUMN_NUM, RIGHT, "lowest pid in that", FIELD(struct task, pid) },
	[COL_COMMAND] = { "COMMAND", COLUMN_TEXT, 0, "its name", FIELD(struct task, comm) },
	[COL_MAC] = { "MAC", COLUMN_TEXT, 0, "link-layer address", FIELD(struct dev, mac) },
	[COL_FLAGS] = { "FLAGS", COLUMN_WORDS, 0, "IFF_ flags, as ip-link(8) says them", MADE },
	[COL_OPERSTATE] = { "OPERSTATE", COLUMN_TEXT, 0,
			    "unknown notpresent down lowerlayerdown testing dormant up",
			    FIELD(struct dev, operstate) },
	[COL_MASTER_IFINDEX] = { "MASTER_IFINDEX", COLUMN_NUM, RIGHT, "index of its master",
				 FIELD(struct dev, master) },
	[COL_LINK_IFINDEX] = { "LINK_IFINDEX", COLUMN_NUM, RIGHT,
			       "index of its peer or lower device", FIELD(struct dev, link) },
	[COL_LINK_NETNS] = { "LINK_NETNS", COLUMN_NUM, RIGHT, "network namespace of that",
			     FIELD(struct dev, link_netns) },
	[COL_UPPERS] = { "UPPERS", COLUMN_WORDS, 0, "devices stacked on it: NETNS:IFINDEX",
			 FIELD(struct dev, uppers) },
	[COL_RX_HANDLER] = { "RX_HANDLER", COLUMN_TEXT, 0,
			     "function that takes its frames before IP",
			     FIELD(struct dev, rx_handler) },
	[COL_RX_MODULE] = { "RX_MODULE", COLUMN_TEXT, 0, "module of that function",
			    FIELD(struct dev, rx_module) },
	[COL_START_XMIT] = { "START_XMIT", COLUMN_TEXT, 0, "function that sends its frames",
			     FIELD(struct dev, start_xmit) },
	[COL_XMIT_MODULE] = { "XMIT_MODULE", COLUMN_TEXT, 0, "module of that function",
			      FIELD(struct dev, xmit_module) },
	[COL_RX_BYTES] = { "RX_BYTES", COLUMN_NUM, RIGHT, "bytes received",
			   FIELD(struct dev, rx_bytes) },
	[COL_RX_PACKETS] = { "RX_PACKETS", COLUMN_NUM, RIGHT, "packets received",
			     FIELD(struct dev, rx_packets) },
	[COL_RX_ERRORS] = { "RX_ERRORS", COLUMN_NUM, RIGHT, "of those, bad",
			    FIELD(struct dev, rx_errors) },
	[COL_RX_DROPPED] = { "RX_DROPPED", COLUMN_NUM, RIGHT, "packets dropped",
			     FIELD(struct dev, rx_dropped) },
	[COL_TX_BYTES] = { "TX_BYTES", COLUMN_NUM, RIGHT, "bytes sent",
			   FIELD(struct dev, tx_bytes) },
	[COL_TX_PACKETS] = { "TX_PACKETS", COLUMN_NUM, RIGHT, "packets sent",
			     FIELD(struct dev, tx_packets) },
	[COL_TX_ERRORS] = { "TX_ERRORS", COLUMN_NUM, RIGHT, "packets that could not be sent",
			    FIELD(struct dev, tx_errors) },
	[COL_TX_DROPPED] = { "TX_DROPPED", COLUMN_NUM, RIGHT, "packets dropped",
			     FIELD(struct dev, tx_dropped) },
	[COL_PORT] = { "PORT", COLUMN_NUM, RIGHT, "number of the port that it is of a bridge",
		       FIELD(struct port, port) },
	[COL_PORT_STATE] = { "PORT_STATE", COLUMN_TEXT, 0, "forwarding ... as a port of a bridge",
			     FIELD(struct port, state) },
	[COL_PVID] = { "PVID", COLUMN_NUM, RIGHT,
		       "of a port, or of a bridge itself: VLAN of frames without a tag", MADE },
	[COL_VLANS] = { "VLANS", COLUMN_WORDS, 0, "VLANs that is in", MADE },
	[COL_UNTAGGED] = { "UNTAGGED", COLUMN_WORDS, 0, "those of them that leave it without a tag",
			   MADE },
	[COL_BOND_STATE] = { "BOND_STATE", COLUMN_TEXT, 0, "in a bond: active or backup",
			     FIELD(struct port, bond_state) },
	[COL_BOND_MII] = { "BOND_MII", COLUMN_TEXT, 0, "up going-down down going-back",
			   FIELD(struct port, bond_mii) },
	[COL_BOND_FAILURES] = { "BOND_FAILURES", COLUMN_NUM, RIGHT, "times its link failed",
				FIELD(struct port, bond_failures) },
	[COL_BOND_MAC] = { "BOND_MAC", COLUMN_TEXT, 0,
			   "its own link-layer address, that the bond's replaced",
			   FIELD(struct port, bond_mac) },
	[COL_BOND_QUEUE] = { "BOND_QUEUE", COLUMN_NUM, RIGHT, "queue id",
			     FIELD(struct port, bond_queue) },
	[COL_BOND_PRIO] = { "BOND_PRIO", COLUMN_TEXT, RIGHT, "priority for becoming the active one",
			    FIELD(struct port, bond_prio) },
	[COL_AD_AGGREGATOR] = { "AD_AGGREGATOR", COLUMN_NUM, RIGHT, "LACP aggregator",
				FIELD(struct port, ad_aggregator) },
	[COL_AD_ACTOR_STATE] = { "AD_ACTOR_STATE", COLUMN_NUM, RIGHT, "LACP state, a bit for each",
				 FIELD(struct port, ad_actor_state) },
	[COL_AD_PARTNER_STATE] = { "AD_PARTNER_STATE", COLUMN_NUM, RIGHT, "that of the partner",
				   FIELD(struct port, ad_partner_state) },
	[COL_AD_PRIO] = { "AD_PRIO", COLUMN_NUM, RIGHT, "LACP priority of the port",
			  FIELD(struct port, ad_prio) },
	[COL_AD_ACTOR_CHURN] = { "AD_ACTOR_CHURN", COLUMN_TEXT, 0, "monitoring churned none",
				 FIELD(struct port, ad_actor_churn) },
	[COL_AD_PARTNER_CHURN] = { "AD_PARTNER_CHURN", COLUMN_TEXT, 0, "that of the partner",
				   FIELD(struct port, ad_partner_churn) },
	[COL_VRF_TABLE] = { "VRF_TABLE", COLUMN_NUM, RIGHT, "routing table of the vrf it is in",
			    FIELD(struct port, vrf_table) },
	[COL_PORT_OTHER] = { "PORT_OTHER", COLUMN_WORDS, 0,
			     "attributes as a port that have no column: NUMBER=BYTES",
			     FIELD(struct port, other) },
	[COL_DRIVER] = { "DRIVER", COLUMN_TEXT, 0, "its driver", FIELD(struct link, driver) },
	[COL_SETTINGS] = { "SETTINGS", COLUMN_WORDS, 0,
			   "KEY=VALUE: what its kind was told, as ip-link(8) calls it",
			   FIELD(struct link, settings) },
	[COL_TYPE] = { "TYPE", COLUMN_TEXT, 0,
		       "of its link layer: ether loopback none ..., or a number",
		       FIELD(struct link, type) },
	[COL_BROADCAST] = { "BROADCAST", COLUMN_TEXT, 0, "link-layer address of everybody",
			    FIELD(struct link, broadcast) },
	[COL_PERMADDR] = { "PERMADDR", COLUMN_TEXT, 0, "link-layer address that it was made with",
			   FIELD(struct link, permaddr) },
	[COL_ALIAS] = { "ALIAS", COLUMN_TEXT, 0, "what somebody wrote to it",
			FIELD(struct link, alias) },
	[COL_ALTNAMES] = { "ALTNAMES", COLUMN_WORDS, 0,
			   "its other names; a comma or backslash in one is written in hexadecimal",
			   FIELD(struct link, altnames) },
	[COL_GROUP] = { "GROUP", COLUMN_NUM, RIGHT, "group of devices it is in",
			FIELD(struct link, group) },
	[COL_QDISC] = { "QDISC", COLUMN_TEXT, 0, "its queueing discipline",
			FIELD(struct link, qdisc) },
	[COL_TXQLEN] = { "TXQLEN", COLUMN_NUM, RIGHT, "packets that it may have in its queue",
			 FIELD(struct link, txqlen) },
	[COL_LINKMODE] = { "LINKMODE", COLUMN_TEXT, 0, "default or dormant",
			   FIELD(struct link, linkmode) },
	[COL_CARRIER] = { "CARRIER", COLUMN_NUM, RIGHT, "1 or 0", FIELD(struct link, carrier) },
	[COL_CARRIER_CHANGES] = { "CARRIER_CHANGES", COLUMN_NUM, RIGHT, "times that came or went",
				  FIELD(struct link, carrier_changes) },
	[COL_PROTO_DOWN] = { "PROTO_DOWN", COLUMN_NUM, RIGHT, "1: held down by a protocol",
			     FIELD(struct link, proto_down) },
	[COL_PROMISC] = { "PROMISC", COLUMN_NUM, RIGHT, "how many want all frames of it",
			  FIELD(struct link, promisc) },
	[COL_ALLMULTI] = { "ALLMULTI", COLUMN_NUM, RIGHT,
			   "how many want all multicast frames of it",
			   FIELD(struct link, allmulti) },
	[COL_MIN_MTU] = { "MIN_MTU", COLUMN_NUM, RIGHT, "least it may be set to",
			  FIELD(struct link, min_mtu) },
	[COL_MAX_MTU] = { "MAX_MTU", COLUMN_NUM, RIGHT, "most", FIELD(struct link, max_mtu) },
	[COL_TX_QUEUES] = { "TX_QUEUES", COLUMN_NUM, RIGHT, "queues for sending",
			    FIELD(struct link, tx_queues) },
	[COL_RX_QUEUES] = { "RX_QUEUES", COLUMN_NUM, RIGHT, "queues for receiving",
			    FIELD(struct link, rx_queues) },
	[COL_GSO_MAX_SIZE] = { "GSO_MAX_SIZE", COLUMN_NUM, RIGHT,
			       "bytes of a packet that it is given to cut up",
			       FIELD(struct link, gso_max_size) },
	[COL_GSO_MAX_SEGS] = { "GSO_MAX_SEGS", COLUMN_NUM, RIGHT, "pieces of that",
			       FIELD(struct link, gso_max_segs) },
	[COL_TSO_MAX_SIZE] = { "TSO_MAX_SIZE", COLUMN_NUM, RIGHT,
			       "bytes that it could cut up itself",
			       FIELD(struct link, tso_max_size) },
	[COL_TSO_MAX_SEGS] = { "TSO_MAX_SEGS", COLUMN_NUM, RIGHT, "pieces of that",
			       FIELD(struct link, tso_max_segs) },
	[COL_GRO_MAX_SIZE] = { "GRO_MAX_SIZE", COLUMN_NUM, RIGHT,
			       "bytes that packets are put together to",
			       FIELD(struct link, gro_max_size) },
	[COL_GSO_IPV4_MAX_SIZE] = { "GSO_IPV4_MAX_SIZE", COLUMN_NUM, RIGHT, "GSO_MAX_SIZE for IPv4",
				    FIELD(struct link, gso_ipv4_max_size) },
	[COL_GRO_IPV4_MAX_SIZE] = { "GRO_IPV4_MAX_SIZE", COLUMN_NUM, RIGHT, "GRO_MAX_SIZE for IPv4",
				    FIELD(struct link, gro_ipv4_max_size) },
	[COL_ADDR_GEN_MODE] = { "ADDR_GEN_MODE", COLUMN_TEXT, 0,
				"how IPv6 addresses are made: eui64 none stable_secret random",
				FIELD(struct link, addr_gen_mode) },
	[COL_PARENT_BUS] = { "PARENT_BUS", COLUMN_TEXT, 0, "bus of the hardware it is for",
			     FIELD(struct link, parent_bus) },
	[COL_PARENT_DEV] = { "PARENT_DEV", COLUMN_TEXT, 0, "name of that on the bus",
			     FIELD(struct link, parent_dev) },
	[COL_PHYS_PORT_NAME] = { "PHYS_PORT_NAME", COLUMN_TEXT, 0, "what its driver calls the port",
				 FIELD(struct link, phys_port_name) },
	[COL_PHYS_PORT_ID] = { "PHYS_PORT_ID", COLUMN_TEXT, 0, "id of the port, in hexadecimal",
			       FIELD(struct link, phys_port_id) },
	[COL_PHYS_SWITCH_ID] = { "PHYS_SWITCH_ID", COLUMN_TEXT, 0,
				 "id of the switch it is a port of, likewise",
				 FIELD(struct link, phys_switch_id) },
	[COL_LINK_NSID] = { "LINK_NSID", COLUMN_NUM, RIGHT,
			    "what its network namespace calls LINK_NETNS",
			    FIELD(struct link, link_nsid) },
	[COL_COUNTERS] = { "COUNTERS", COLUMN_WORDS, 0, "KEY=VALUE: what it counts besides",
			   FIELD(struct link, counters) },
	[COL_TIMERS] = { "TIMERS", COLUMN_WORDS, 0, "KEY=VALUE: what of its kind moves by itself",
			 FIELD(struct link, timers) },
	[COL_VLAN_OPTIONS] = { "VLAN_OPTIONS", COLUMN_WORDS, 0,
			       "of a bridge or port, what it keeps for VLANs: RANGE:KEY=VALUE",
			       FIELD(struct link, vlan_options) },
	[COL_XDP] = { "XDP", COLUMN_WORDS, 0,
		      "driver, generic or hardware, and :ID of its XDP program",
		      FIELD(struct link, xdp) },
	[COL_TC_INGRESS] = { "TC_INGRESS", COLUMN_TEXT, 0,
			     "qdisc at its ingress: ingress or clsact",
			     FIELD(struct link, tc_ingress) },
	[COL_TC_FILTERS] = { "TC_FILTERS", COLUMN_NUM, RIGHT, "filters there",
			     FIELD(struct link, tc_filters) },
	[COL_TC_EGRESS] = { "TC_EGRESS", COLUMN_NUM, RIGHT, "filters at the egress of a clsact",
			    FIELD(struct link, tc_egress) },
	[COL_TCX] = { "TCX", COLUMN_NUM, RIGHT, "BPF programs attached at ingress by tcx",
		      FIELD(struct link, tcx) },
	[COL_TCX_EGRESS] = { "TCX_EGRESS", COLUMN_NUM, RIGHT, "and at egress",
			     FIELD(struct link, tcx_egress) },
	[COL_TAPS] = { "TAPS", COLUMN_NUM, RIGHT,
		       "packet sockets and others that see all of its frames",
		       FIELD(struct link, taps) },
};

static const struct {
	uint64_t bit;
	const char *word;
} flag_words[] = {
	{ IFF_UP, "UP" },
	{ IFF_BROADCAST, "BROADCAST" },
	{ IFF_DEBUG, "DEBUG" },
	{ IFF_LOOPBACK, "LOOPBACK" },
	{ IFF_POINTOPOINT, "POINTOPOINT" },
	{ IFF_NOTRAILERS, "NOTRAILERS" },
	{ IFF_RUNNING, "RUNNING" },
	{ IFF_NOARP, "NOARP" },
	{ IFF_PROMISC, "PROMISC" },
	{ IFF_ALLMULTI, "ALLMULTI" },
	{ IFF_MASTER, "MASTER" },
	{ IFF_SLAVE, "SLAVE" },
	{ IFF_MULTICAST, "MULTICAST" },
	{ IFF_PORTSEL, "PORTSEL" },
	{ IFF_AUTOMEDIA, "AUTOMEDIA" },
	{ IFF_DYNAMIC, "DYNAMIC" },
	{ IFF_LOWER_UP, "LOWER_UP" },
	{ IFF_DORMANT, "DORMANT" },
	{ IFF_ECHO, "ECHO" },
};

static void fill_flags(const struct dev *dev, struct cell *c)
{
	size_t i;

	if (dev->flags == NSVIEW_NONE)
		return;
	for (i = 0; i < ARRAY_SIZE(flag_words); i++) {
		if (!(dev->flags & flag_words[i].bit))
			continue;
		if (c->made.len)
			text_putc(&c->made, ',');
		text_puts(&c->made, flag_words[i].word);
	}
	cell_made(c);
}

/* Where it is, if that is elsewhere. */
static void fill_link(const struct host *h, const struct dev *dev, struct cell *c)
{
	const struct dev *link = host_dev(h, dev->link_netns, dev->link);

	if (!link || link == dev)
		return;
	cell_text(c, link->name);
	if (link->net == dev->net || !link->net)
		return;
	text_puts(&c->made_eyes, link->name);
	text_puts(&c->made_eyes, " in ");
	words_ns(&c->made_eyes, link->net);
	c->eyes = text_str(&c->made_eyes);
	c->brief = link->name;
}

static void fill_addresses(const struct host *h, const struct dev *dev, struct cell *c)
{
	if (!(h->tables & TABLE_BIT(addrs)))
		return;
	if (words_addrs(&c->made, dev, ',')) {
		words_addrs(&c->made_eyes, dev, ' ');
		c->eyes = text_str(&c->made_eyes);
		c->mark = words_deaf(dev) ? MARK_ODD : MARK_NONE;
	} else {
		c->eyes = "-";
	}
	cell_made(c);
}

static void fill_netns(const struct host *h, const struct dev *dev, bool host, struct cell *c)
{
	const enum sharing s = dev->net ? ns_sharing(h, dev->net) : SHARING_UNKNOWN;

	if (host && s != SHARING_UNKNOWN)
		cell_bool(c, s == SHARING_HOST);
	else if (!host)
		cell_num(c, dev->netns);
	c->mark = s == SHARING_HOST ? MARK_HOST : MARK_NONE;
}

/* A bridge is in VLANs of its own, as a port is that leads to the host. */
static void fill_vlans(const struct dev *dev, size_t column, struct cell *c)
{
	const struct port *port = dev->port;
	const struct link *bridge = words_is_bridge(dev) ? dev->more : NULL;

	if (!port && !bridge)
		return;
	switch (column) {
	case COL_PVID:
		cell_num(c, port ? port->pvid : bridge->pvid);
		break;
	case COL_VLANS:
		cell_text(c, port ? port->vlans : bridge->vlans);
		break;
	case COL_UNTAGGED:
		cell_text(c, port ? port->untagged : bridge->untagged);
		break;
	}
}

/* Whose field a column shows. */
static const void *dev_base(const void *row, size_t column)
{
	const struct dev *dev = row;

	if (column >= COL_DRIVER)
		return dev->more;
	if (column >= COL_PORT)
		return dev->port;
	if (column == COL_MASTER)
		return dev->over;
	if (column == COL_PID || column == COL_COMMAND)
		return words_owner(dev);
	return dev;
}

static void dev_fill(const struct host *h, const void *row, size_t column, struct cell *c)
{
	const struct dev *dev = row;

	switch (column) {
	case COL_NETNS:
	case COL_HOST:
		fill_netns(h, dev, column == COL_HOST, c);
		break;
	case COL_KIND:
		cell_text(c, dev->kind);
		c->eyes = words_kind(dev);
		break;
	case COL_STATE:
		cell_text(c, words_state(dev));
		break;
	case COL_LINK:
		fill_link(h, dev, c);
		break;
	case COL_ADDRESSES:
		fill_addresses(h, dev, c);
		break;
	case COL_FLAGS:
		fill_flags(dev, c);
		break;
	case COL_PVID:
	case COL_VLANS:
	case COL_UNTAGGED:
		fill_vlans(dev, column, c);
		break;
	}
}

const struct sheet dev_sheet = {
	.view = "dev",
	.array = "devices",
	.columns = dev_columns,
	.ncolumns = ARRAY_SIZE(dev_columns),
	.base = dev_base,
	.fill = dev_fill,
};
