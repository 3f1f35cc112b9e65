/* SPDX-License-Identifier: GPL-2.0 */
/*
 * nsview bridge: every bridge of every network namespace, what is plugged
 * into it, and who is at the other end.
 *
 * A port is a demoted device: its rx_handler takes each frame before the IP
 * stack can, so an address on it is never heard. Such a port is marked.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../cleanup.h"
#include "find.h"
#include "view.h"
#include "words.h"

enum {
	COL_NAME,
	COL_PORT,
	COL_STATE,
	COL_RX_HANDLER,
	COL_PEER_EYES,
	COL_PROCESS,
	COL_ADDRESSES,
	COL_CGROUP,
	COL_COST,
	COL_PRIORITY,
	COL_FLAGS,
	COL_BRIDGE,
	COL_NETNS,
	COL_IFINDEX,
	COL_KIND,
	COL_MAC,
	COL_MTU,
	COL_RX_SYMBOL,
	COL_RX_MODULE,
	COL_PEER,
	COL_PEER_NETNS,
	COL_PEER_IFINDEX,
	COL_PID,
	COL_COMMAND,
	COL_ODD,
	COL_ENV,
	/* From here on all is of the port. */
	COL_PVID,
	COL_VLANS,
	COL_UNTAGGED,
	COL_PORT_ID,
	COL_ROOT_ID,
	COL_BRIDGE_ID,
	COL_DESIGNATED_PORT,
	COL_DESIGNATED_COST,
	COL_MESSAGE_AGE_TIMER,
	COL_FORWARD_DELAY_TIMER,
	COL_HOLD_TIMER,
	COL_TOPOLOGY_CHANGE_ACK,
	COL_CONFIG_PENDING,
	COL_MULTICAST_ROUTER,
	COL_MCAST_GROUPS,
	COL_MCAST_MAX_GROUPS,
	COL_EHT_HOSTS,
	COL_EHT_HOSTS_LIMIT,
	COL_GROUP_FWD_MASK,
	COL_BACKUP_PORT,
	COL_BACKUP_NHID,
	COL_MRP_RING_OPEN,
	COL_MRP_IN_OPEN,
	COL_OTHER,
	COL_BELONGS_TO,
};

#define SHOWN COLUMN_SHOWN
#define EYES (COLUMN_SHOWN | COLUMN_EYES)
#define RIGHT COLUMN_RIGHT

static const struct column bridge_columns[] = {
	[COL_NAME] = { "NAME", COLUMN_TEXT, SHOWN | COLUMN_TREE, "bridge, or port below it", MADE },
	[COL_PORT] = { "PORT", COLUMN_NUM, SHOWN | RIGHT | COLUMN_SPARE_LAST, "number of the port",
		       FIELD(struct port, port) },
	[COL_STATE] = { "STATE", COLUMN_TEXT, SHOWN,
			"of a bridge: up or down; of a port: forwarding ...", MADE },
	[COL_RX_HANDLER] = { "RX_HANDLER", COLUMN_TEXT, EYES | COLUMN_SPARE,
			     "who takes its frames, before IP", MADE },
	[COL_PEER_EYES] = { "PEER_END", COLUMN_TEXT, EYES, "a bridge's netns; a veth's other end",
			    MADE },
	[COL_PROCESS] = { "PROCESS", COLUMN_TEXT, EYES | COLUMN_SPARE_LAST,
			  "a process in that netns", MADE },
	[COL_ADDRESSES] = { "ADDRESSES", COLUMN_WORDS, SHOWN | COLUMN_SPARE,
			    "its own; a port is deaf to them", MADE },
	[COL_CGROUP] = { "CGROUP", COLUMN_TEXT, COLUMN_TRUNC | COLUMN_ENDS,
			 "cgroup of that process", MADE },
	[COL_COST] = { "COST", COLUMN_NUM, RIGHT, "spanning tree path cost",
		       FIELD(struct port, cost) },
	[COL_PRIORITY] = { "PRIORITY", COLUMN_NUM, RIGHT, "spanning tree priority",
			   FIELD(struct port, priority) },
	[COL_FLAGS] = { "FLAGS", COLUMN_WORDS, 0, "what is switched on, as bridge(8) says it",
			FIELD(struct port, flags) },
	[COL_BRIDGE] = { "BRIDGE", COLUMN_TEXT, 0, "the bridge of a port", MADE },
	[COL_NETNS] = { "NETNS", COLUMN_NUM, RIGHT, "network namespace of the device",
			FIELD(struct dev, netns) },
	[COL_IFINDEX] = { "IFINDEX", COLUMN_NUM, RIGHT, "index of the device",
			  FIELD(struct dev, ifindex) },
	[COL_KIND] = { "KIND", COLUMN_TEXT, 0, "rtnl link kind", FIELD(struct dev, kind) },
	[COL_MAC] = { "MAC", COLUMN_TEXT, 0, "link-layer address", FIELD(struct dev, mac) },
	[COL_MTU] = { "MTU", COLUMN_NUM, RIGHT, "bytes", FIELD(struct dev, mtu) },
	[COL_RX_SYMBOL] = { "RX_SYMBOL", COLUMN_TEXT, 0, "function that takes its frames",
			    FIELD(struct dev, rx_handler) },
	[COL_RX_MODULE] = { "RX_MODULE", COLUMN_TEXT, 0, "module of that function",
			    FIELD(struct dev, rx_module) },
	[COL_PEER] = { "PEER", COLUMN_TEXT, 0, "name of a veth's other end",
		       FIELD(struct dev, name) },
	[COL_PEER_NETNS] = { "PEER_NETNS", COLUMN_NUM, RIGHT, "network namespace of that",
			     FIELD(struct dev, netns) },
	[COL_PEER_IFINDEX] = { "PEER_IFINDEX", COLUMN_NUM, RIGHT, "index of that",
			       FIELD(struct dev, ifindex) },
	[COL_PID] = { "PID", COLUMN_NUM, RIGHT, "lowest pid in the peer's netns",
		      FIELD(struct task, pid) },
	[COL_COMMAND] = { "COMMAND", COLUMN_TEXT, 0, "its name", FIELD(struct task, comm) },
	[COL_ENV] = { "ENV", COLUMN_TEXT, 0, "environment of nsview, by its cgroup", MADE },
	[COL_ODD] = { "ODD", COLUMN_TEXT, 0, "what deserves a second look", MADE },
	[COL_PVID] = { "PVID", COLUMN_NUM, RIGHT, "VLAN of frames that arrive without a tag",
		       FIELD(struct port, pvid) },
	[COL_VLANS] = { "VLANS", COLUMN_WORDS, 0, "VLANs it is in", FIELD(struct port, vlans) },
	[COL_UNTAGGED] = { "UNTAGGED", COLUMN_WORDS, 0, "those of them that leave it without a tag",
			   FIELD(struct port, untagged) },
	[COL_PORT_ID] = { "PORT_ID", COLUMN_NUM, RIGHT, "port id: priority and number",
			  FIELD(struct port, port_id) },
	[COL_ROOT_ID] = { "ROOT_ID", COLUMN_TEXT, 0, "root bridge: priority.address in hexadecimal",
			  FIELD(struct port, root_id) },
	[COL_BRIDGE_ID] = { "BRIDGE_ID", COLUMN_TEXT, 0, "designated bridge, likewise",
			    FIELD(struct port, bridge_id) },
	[COL_DESIGNATED_PORT] = { "DESIGNATED_PORT", COLUMN_NUM, RIGHT, "port id on that",
				  FIELD(struct port, designated_port) },
	[COL_DESIGNATED_COST] = { "DESIGNATED_COST", COLUMN_NUM, RIGHT, "path cost of that",
				  FIELD(struct port, designated_cost) },
	[COL_MESSAGE_AGE_TIMER] = { "MESSAGE_AGE_TIMER", COLUMN_NUM, RIGHT,
				    "hundredths of a second",
				    FIELD(struct port, message_age_timer) },
	[COL_FORWARD_DELAY_TIMER] = { "FORWARD_DELAY_TIMER", COLUMN_NUM, RIGHT, "likewise",
				      FIELD(struct port, forward_delay_timer) },
	[COL_HOLD_TIMER] = { "HOLD_TIMER", COLUMN_NUM, RIGHT, "likewise",
			     FIELD(struct port, hold_timer) },
	[COL_TOPOLOGY_CHANGE_ACK] = { "TOPOLOGY_CHANGE_ACK", COLUMN_NUM, RIGHT, "1 or 0",
				      FIELD(struct port, topology_change_ack) },
	[COL_CONFIG_PENDING] = { "CONFIG_PENDING", COLUMN_NUM, RIGHT, "1 or 0",
				 FIELD(struct port, config_pending) },
	[COL_MULTICAST_ROUTER] = { "MULTICAST_ROUTER", COLUMN_NUM, RIGHT,
				   "0 never, 1 learned, 2 always, 3 for now",
				   FIELD(struct port, multicast_router) },
	[COL_MCAST_GROUPS] = { "MCAST_GROUPS", COLUMN_NUM, RIGHT, "multicast groups joined at it",
			       FIELD(struct port, mcast_groups) },
	[COL_MCAST_MAX_GROUPS] = { "MCAST_MAX_GROUPS", COLUMN_NUM, RIGHT,
				   "most that may be; 0: no limit",
				   FIELD(struct port, mcast_max_groups) },
	[COL_EHT_HOSTS] = { "EHT_HOSTS", COLUMN_NUM, RIGHT, "hosts tracked at it",
			    FIELD(struct port, eht_hosts) },
	[COL_EHT_HOSTS_LIMIT] = { "EHT_HOSTS_LIMIT", COLUMN_NUM, RIGHT, "most that may be",
				  FIELD(struct port, eht_hosts_limit) },
	[COL_GROUP_FWD_MASK] = { "GROUP_FWD_MASK", COLUMN_NUM, RIGHT,
				 "link-local groups that it forwards, a bit for each",
				 FIELD(struct port, group_fwd_mask) },
	[COL_BACKUP_PORT] = { "BACKUP_PORT", COLUMN_NUM, RIGHT,
			      "ifindex of the port that takes over from it",
			      FIELD(struct port, backup_port) },
	[COL_BACKUP_NHID] = { "BACKUP_NHID", COLUMN_NUM, RIGHT, "nexthop used when it does",
			      FIELD(struct port, backup_nhid) },
	[COL_MRP_RING_OPEN] = { "MRP_RING_OPEN", COLUMN_NUM, RIGHT, "1 or 0",
				FIELD(struct port, mrp_ring_open) },
	[COL_MRP_IN_OPEN] = { "MRP_IN_OPEN", COLUMN_NUM, RIGHT, "1 or 0",
			      FIELD(struct port, mrp_in_open) },
	[COL_OTHER] = { "OTHER", COLUMN_WORDS, 0, "attributes that have no column: NUMBER=BYTES",
			FIELD(struct port, other) },
	[COL_BELONGS_TO] = { "BELONGS_TO", COLUMN_TEXT, SHOWN | COLUMN_TRUNC,
			     "container, unit ... that has a bridge, or a veth's other end", MADE },
};

static const char *odd(const struct dev *dev)
{
	if (words_deaf(dev))
		return "a port with an address: the IP stack does not hear it";
	return NULL;
}

static void put_end(struct text *t, const struct dev *dev, const char *in)
{
	const struct ns *ns = dev->net;

	if (words_is_port(dev)) {
		ns = dev->peer->net == dev->net ? NULL : dev->peer->net;
		text_puts(t, dev->peer->name);
		if (ns)
			text_putc(t, ' ');
	}
	if (ns) {
		text_puts(t, in);
		words_ns(t, ns);
	}
}

static void fill_peer(const struct dev *dev, struct cell *c)
{
	if (words_is_port(dev) ? !dev->peer : !dev->net)
		return;
	put_end(&c->made, dev, "in ");
	put_end(&c->made_brief, dev, "");
	c->brief = text_str(&c->made_brief);
	cell_made(c);
}

static void fill_process(const struct host *h, const struct dev *dev, struct cell *c)
{
	const struct task *t = words_owner(dev->peer);

	if (!words_is_port(dev) && ns_sharing(h, dev->net) == SHARING_HOST) {
		cell_text(c, "host");
		c->mark = MARK_HOST;
		return;
	}
	if (!t && dev->peer) {
		c->eyes = "(no process)";
		c->mark = MARK_ODD;
	}
	if (!t)
		return;
	text_num(&c->made, t->pid);
	text_putc(&c->made, ' ');
	text_puts(&c->made, t->comm ? t->comm : "-");
	cell_made(c);
}

static void fill_belongs_to(const struct host *h, const struct dev *dev, struct cell *c)
{
	cell_owner(c, h, dev && dev->net && !dev->net->host ? dev->net->eldest : NULL);
}

static void fill_state(const struct dev *dev, struct cell *c)
{
	if (!words_is_port(dev)) {
		cell_text(c, words_state(dev));
		return;
	}
	cell_text(c, dev->port ? dev->port->state : NULL);
	if (c->there && strcmp(c->text, "forwarding"))
		c->mark = MARK_ODD;
}

static void fill_addresses(const struct host *h, const struct dev *dev, struct cell *c)
{
	if (!(h->tables & TABLE_BIT(addrs)))
		return;
	if (words_addrs(&c->made, dev, ',')) {
		words_addrs(&c->made_eyes, dev, ' ');
		if (odd(dev)) {
			text_puts(&c->made_eyes, " (deaf)");
			c->mark = MARK_ODD;
		}
		c->eyes = text_str(&c->made_eyes);
	} else {
		c->eyes = "-";
	}
	cell_made(c);
}

/* Whose field a column shows. */
static const void *bridge_base(const void *row, size_t column)
{
	const struct dev *dev = row;

	if (column >= COL_PVID)
		return dev->port;
	switch (column) {
	case COL_PORT:
	case COL_COST:
	case COL_PRIORITY:
	case COL_FLAGS:
		return dev->port;
	case COL_PEER:
	case COL_PEER_NETNS:
	case COL_PEER_IFINDEX:
		return dev->peer;
	case COL_PID:
	case COL_COMMAND:
		return words_owner(dev->peer);
	default:
		return dev;
	}
}

static void bridge_fill(const struct host *h, const void *row, size_t column, struct cell *c)
{
	const struct dev *dev = row;

	switch (column) {
	case COL_NAME:
		cell_text(c, dev->name);
		/* Also where there is no room for the column that says why. */
		c->mark = odd(dev) ? MARK_ODD : words_is_port(dev) ? MARK_NONE : MARK_HEAD;
		break;
	case COL_STATE:
		fill_state(dev, c);
		break;
	case COL_RX_HANDLER:
		if (!dev->rx_handler)
			break;
		words_symbol(&c->made, dev->rx_handler, dev->rx_module);
		cell_made(c);
		c->brief = dev->rx_handler;
		break;
	case COL_PEER_EYES:
		fill_peer(dev, c);
		break;
	case COL_PROCESS:
		fill_process(h, dev, c);
		break;
	case COL_ADDRESSES:
		fill_addresses(h, dev, c);
		break;
	case COL_BRIDGE:
		cell_text(c, words_is_port(dev) ? dev->over->name : NULL);
		break;
	case COL_ODD:
		cell_text(c, odd(dev));
		break;
	case COL_ENV:
		if (words_owner(dev->peer))
			cell_environment(c, h, words_owner(dev->peer));
		break;
	case COL_BELONGS_TO:
		fill_belongs_to(h, words_is_port(dev) ? dev->peer : dev, c);
		break;
	case COL_CGROUP:
		if (words_owner(dev->peer))
			cell_cgroup(c, words_owner(dev->peer));
		break;
	}
}

static const char *const bridge_closed[] = {
	"STATE",
	"unknown,notpresent,down,lowerlayerdown,testing,dormant,up,"
	"disabled,listening,learning,forwarding,blocking",
	NULL,
};

static const struct sheet *bridge_sheet(const struct options *o)
{
	static const struct sheet sheet = {
		.view = "bridge",
		.array = "bridges",
		.columns = bridge_columns,
		.ncolumns = ARRAY_SIZE(bridge_columns),
		.nested = true,
		.base = bridge_base,
		.fill = bridge_fill,
		.closed = bridge_closed,
	};

	(void)o;
	return &sheet;
}

static int compare_ports(const void *a, const void *b)
{
	const struct dev *x = *(const struct dev *const *)a;
	const struct dev *y = *(const struct dev *const *)b;
	uint64_t p = x->port ? x->port->port : NSVIEW_NONE;
	uint64_t q = y->port ? y->port->port : NSVIEW_NONE;

	if (p != q)
		return p < q ? -1 : 1;
	return x->ifindex < y->ifindex ? -1 : x->ifindex > y->ifindex;
}

/* @ports has room for every device there is; of those, @asked are shown. */
static void show_bridge(const struct host *h, const struct dev *bridge, const struct dev **ports,
			const bool *asked, struct out *out)
{
	const struct dev *port;
	size_t i, n = 0;

	for (port = bridge->ports; port; port = port->next_port)
		if (!asked || asked[bridge - h->devs] || asked[port - h->devs])
			ports[n++] = port;
	if (asked && !asked[bridge - h->devs] && !n)
		return;
	out_row(out, 0, bridge);
	qsort(ports, n, sizeof(*ports), compare_ports);
	for (i = 0; i < n; i++)
		out_row(out, 1, ports[i]);
}

/* A port, also by its other end, is shown alone; a bridge with all of its ports. */
static bool ask_for_device(const struct host *h, const struct dev *dev, bool *asked)
{
	if (!words_is_bridge(dev) && !words_is_port(dev) && dev->peer)
		dev = dev->peer;
	if (!words_is_bridge(dev) && !words_is_port(dev))
		return false;
	asked[dev - h->devs] = true;
	return true;
}

static void ask_for_netns(const struct host *h, const struct ns *net, bool *asked)
{
	const struct dev *dev;

	for (dev = net->devs; dev; dev = dev->next)
		ask_for_device(h, dev, asked);
}

static int ask_for_word(const struct host *h, const char *word, bool *asked, struct problem *p)
{
	struct dev *dev;
	struct ns *net;
	int err = find_dev_or_net(h, word, &dev, &net, p);

	if (err)
		return err;
	if (net)
		ask_for_netns(h, net, asked);
	if (net || ask_for_device(h, dev, asked))
		return 0;
	return problem_set(p, -ENOENT, "%s is no bridge, nor plugged into one", word);
}

static int ask_for(const struct host *h, const struct options *o, bool *asked, struct problem *p)
{
	size_t i;
	int err = 0;

	for (i = 0; i < o->npids && !err; i++) {
		const struct task *t = host_task(h, o->pids[i]);
		const struct ns *net;

		if (!t)
			return problem_set(p, -ESRCH, "no process %llu",
					   (unsigned long long)o->pids[i]);
		net = find_ns_of_task(h, t, NS_net, p);
		if (!net)
			return -ESRCH;
		ask_for_netns(h, net, asked);
	}
	for (i = 0; i < o->nwords && !err; i++)
		err = ask_for_word(h, o->words[i], asked, p);
	return err;
}

static int bridge_show(const struct host *h, const struct options *o, struct out *out,
		       struct problem *p)
{
	_cleanup_free_ const struct dev **ports = calloc(h->n_devs + 1, sizeof(*ports));
	_cleanup_free_ bool *asked = calloc(h->n_devs + 1, sizeof(*asked));
	bool all = !o->npids && !o->nwords;
	size_t i;
	int err;

	if (!ports || !asked)
		return problem_set(p, -ENOMEM, "out of memory");
	err = ask_for(h, o, asked, p);
	for (i = 0; i < h->n_devs && !err; i++)
		if (words_is_bridge(&h->devs[i]))
			show_bridge(h, &h->devs[i], ports, all ? NULL : asked, out);
	return err;
}

const struct view view_bridge = {
	.name = "bridge",
	.args = "[DEVICE|NETNS...]",
	.help = "Shows bridges, their ports, and who is at the other end of each",
	.takes = TAKES_PID | TAKES_WORDS | TAKES_LIST,
	.examples = { "nsview bridge -o +MAC,FLAGS", "nsview bridge -J | jq .bridges" },
	.need = TABLE_BIT(devs) | TABLE_BIT(ports),
	.want = TABLE_BIT(addrs) | TABLE_BIT(tasks) | TABLE_BIT(cgroups),
	.want_more = find_tables,
	.want_names = owner_tables,
	.facts = { "tasks", "devs", "addrs" },
	.sheet = bridge_sheet,
	.show = bridge_show,
};
