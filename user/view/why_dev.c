/* SPDX-License-Identifier: GPL-2.0 */
/*
 * nsview why DEVICE: who holds it, and why another master is refused.
 *
 * A device has room for one rx_handler: the function that gets each frame
 * before the IP stack does. Bridges, bonds, teams, macvlans, ipvlans, macsecs
 * and others all want it, and who comes second is told that the device is
 * busy, and not by whom. Only the kernel knows the function; which device it
 * is there for is told by what is stacked on this one, in whatever namespace.
 */
#include "why_dev.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../cleanup.h"

static const struct role roles[] = {
	{ "br_handle_frame", "bridge", { "bridge" }, "bridge port" },
	{ "br_handle_frame_dummy", "bridge", { "bridge" }, "bridge port" },
	{ "bond_handle_frame", "bonding", { "bond" }, "bond slave" },
	{ "team_handle_frame", "team", { "team" }, "team port" },
	{ "macvlan_handle_frame", "macvlan", { "macvlan", "macvtap" }, "macvlan lower" },
	{ "ipvlan_handle_frame", "ipvlan", { "ipvlan", "ipvtap" }, "ipvlan lower" },
	{ "macsec_handle_frame", "macsec", { "macsec" }, "macsec lower" },
	{ "netdev_frame_hook", "openvswitch", { "openvswitch" }, "openvswitch vport" },
	{ "hsr_handle_frame", "hsr", { "hsr" }, "hsr slave" },
	{ "rmnet_rx_handler", "rmnet", { "rmnet" }, "rmnet lower" },
	{ "virt_wifi_rx_handler", "virt_wifi", { "virt_wifi" }, "virt_wifi lower" },
	{ "netvsc_vf_handle_frame", "hv_netvsc", { NULL }, "netvsc slave" },
	{ "net_failover_handle_frame", "net_failover", { NULL }, "failover slave" },
	{ "tap_handle_frame", "tap", { NULL }, "tap" },
};

/* Kinds that stand on the device that they call their link, and may do so from another namespace. */
static const char *const stacked_kinds[] = {
	"macvlan", "macvtap", "ipvlan", "ipvtap", "macsec", "vlan", "rmnet", "virt_wifi",
};

bool dev_is(const struct dev *dev, const char *kind)
{
	return dev && dev->kind && kind && !strcmp(dev->kind, kind);
}

static bool is_equal(const char *a, const char *b)
{
	return a && b && !strcmp(a, b);
}

/* A function of that name in another module is another function. */
static const struct role *role_of(const struct dev *dev)
{
	size_t i;

	for (i = 0; dev->rx_handler && i < ARRAY_SIZE(roles); i++) {
		if (strcmp(roles[i].handler, dev->rx_handler))
			continue;
		if (!dev->rx_module || !strcmp(roles[i].module, dev->rx_module))
			return &roles[i];
	}
	return NULL;
}

/* By kind; or it sends with the module that receives, which no two drivers share. */
static bool is_behind(const struct held *held, const struct dev *upper)
{
	size_t i;

	if (!upper || !held->dev->rx_handler)
		return false;
	for (i = 0; held->role && i < ROLE_KINDS_MAX; i++)
		if (dev_is(upper, held->role->kinds[i]))
			return true;
	return is_equal(upper->xmit_module, held->dev->rx_module);
}

static void add_upper(const struct host *h, struct held *held, uint64_t netns, uint64_t ifindex)
{
	struct upper *u = &held->uppers[held->nuppers++];
	const struct dev *master = held->dev->over;

	u->netns = netns;
	u->ifindex = ifindex;
	u->dev = host_dev(h, netns, ifindex);
	u->master = u->dev && u->dev == master;
	u->behind = is_behind(held, u->dev);
	held->nbehind += u->behind;
	held->nunseen += !u->dev;
}

/* NETNS:IFINDEX by commas. What is not that, in a saved file, is passed over. */
static void read_uppers(const struct host *h, struct held *held, const char *at)
{
	uint64_t netns, ifindex;
	char *end;

	while (*at) {
		netns = strtoull(at, &end, 10);
		if (*end == ':') {
			ifindex = strtoull(end + 1, &end, 10);
			add_upper(h, held, netns, ifindex);
		}
		at = end + strcspn(end, ",");
		at += *at == ',';
	}
}

/*
 * Without such a list: whose link it is. A veth calls its peer so, and a tunnel
 * the device its packets leave by: they are no holders.
 */
static bool is_stacked(const struct dev *upper, const struct dev *dev)
{
	size_t i;

	if (upper->link != dev->ifindex || upper->link_netns != dev->netns)
		return false;
	for (i = 0; i < ARRAY_SIZE(stacked_kinds); i++)
		if (dev_is(upper, stacked_kinds[i]))
			return true;
	return false;
}

static size_t count_uppers(const char *list)
{
	size_t n = 1;

	for (; *list; list++)
		n += *list == ',';
	return n;
}

int held_find(const struct host *h, const struct dev *dev, struct held *ret)
{
	size_t i, most = dev->uppers ? count_uppers(dev->uppers) : h->n_devs;

	*ret = (struct held){
		.dev = dev,
		.role = role_of(dev),
		.seen = !host_without_module(h),
	};
	ret->uppers = calloc(most + 1, sizeof(*ret->uppers));
	if (!ret->uppers)
		return -ENOMEM;
	if (dev->uppers) {
		read_uppers(h, ret, dev->uppers);
		return 0;
	}
	if (dev->over)
		add_upper(h, ret, dev->over->netns, dev->over->ifindex);
	for (i = 0; i < h->n_devs; i++)
		if (is_stacked(&h->devs[i], dev))
			add_upper(h, ret, h->devs[i].netns, h->devs[i].ifindex);
	return 0;
}

void held_free(struct held *held)
{
	free(held->uppers);
}

/* The master is said first: it decides what ip(8) may do. */
static void show_uppers(const struct held *held, enum why_what what, unsigned int depth,
			struct out *out)
{
	struct why_row row = { .what = what, .held = held };
	bool behind = what == WHY_HOLDER;
	int turn;
	size_t i;

	for (turn = 0; turn < 2; turn++) {
		for (i = 0; i < held->nuppers; i++) {
			row.upper = &held->uppers[i];
			if (row.upper->behind == behind && row.upper->master == !turn)
				out_row(out, depth, &row);
		}
	}
}

int why_dev(const struct host *h, const struct dev *dev, struct out *out, struct problem *p)
{
	struct verdict verdicts[WHY_ACTIONS];
	struct why_row row = { .what = WHY_DEVICE };
	struct held held;
	size_t i;

	if (held_find(h, dev, &held))
		return problem_set(p, -ENOMEM, "out of memory");
	row.held = &held;
	out_row(out, 0, &row);
	if (dev->rx_handler) {
		row.what = WHY_HANDLER;
		out_row(out, 1, &row);
		show_uppers(&held, WHY_HOLDER, 2, out);
	}
	show_uppers(&held, WHY_UPPER, 1, out);
	why_rules(h, &held, verdicts);
	row.what = WHY_VERDICT;
	for (i = 0; i < WHY_ACTIONS; i++) {
		row.verdict = &verdicts[i];
		out_row(out, 1, &row);
	}
	held_free(&held);
	return 0;
}
