/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the kernel asks of a device that is wanted: the checks of each driver, in
 * its order, as far as they look at that device and not at what is to be put on
 * it. The same in Linux 5.10 to 7.2 where nothing else is said.
 */
#include "why_rules.h"

#include <errno.h>
#include <net/if.h>
#include <string.h>

const struct upper *first_behind(const struct held *held)
{
	size_t i;

	for (i = 0; i < held->nuppers; i++)
		if (held->uppers[i].behind)
			return &held->uppers[i];
	return NULL;
}

bool dev_has_flag(const struct dev *dev, uint64_t flag)
{
	return dev->flags != NSVIEW_NONE && dev->flags & flag;
}

/* lo is no Ethernet device and has a mac as long as if it were. */
static bool is_ether(const struct dev *dev)
{
	static const char six[] = "00:00:00:00:00:00";

	return dev->mac && strlen(dev->mac) == sizeof(six) - 1 && !dev_has_flag(dev, IFF_LOOPBACK);
}

static bool if_not_ether(const struct found *f)
{
	return !is_ether(f->dev);
}

/* All zero, as a bridge's is that has lost its last port; or that of a group. */
static bool if_bad_mac(const struct found *f)
{
	return !strcmp(f->dev->mac, "00:00:00:00:00:00") || strchr("13579bdf", f->dev->mac[1]);
}

static bool if_loopback(const struct found *f)
{
	return dev_has_flag(f->dev, IFF_LOOPBACK);
}

static bool if_bridge(const struct found *f)
{
	return dev_is(f->dev, "bridge");
}

static bool if_vrf(const struct found *f)
{
	return dev_is(f->dev, "vrf");
}

/* IFF_NO_RX_HANDLER */
static bool if_no_handler(const struct found *f)
{
	return if_vrf(f) || dev_is(f->dev, "ipvlan") || dev_is(f->dev, "ipvtap");
}

/* NETIF_F_VLAN_CHALLENGED */
static bool if_no_vlan(const struct found *f)
{
	return if_no_handler(f) || if_loopback(f);
}

static bool if_busy(const struct found *f)
{
	return f->handler;
}

/* Without the module no handler is seen: there may be one. */
static bool if_not_seen(const struct found *f)
{
	return !f->seen;
}

static bool if_up(const struct found *f)
{
	return f->up;
}

/* A vlan does not go up before what it is on. */
static bool if_lower_down(const struct found *f)
{
	return dev_is(f->dev, "vlan") && f->lower && !dev_has_flag(f->lower, IFF_UP);
}

static bool if_macsec(const struct found *f)
{
	return dev_is(f->dev, "macsec");
}

/* Only one macvlan is on a device, and in passthru mode it has taken over its address. */
static bool if_passthru(const struct found *f)
{
	const struct upper *upper = first_behind(f->held);

	return f->shared && f->held->nbehind == 1 && upper->dev && upper->dev->mac && f->dev->mac &&
	       !strcmp(upper->dev->mac, f->dev->mac);
}

#define BAD_MAC "its link-layer address is not a valid one"
#define NOT_ETHER "it is no Ethernet device"
#define NO_HANDLER "no rx_handler may be set on a device of its kind"
#define NOT_SEEN "without nsview.ko no rx_handler is seen that would refuse it"

const struct action why_actions[WHY_ACTIONS] = {
	{
		.name = "master bridge", /* br_add_if() */
		.master = true,
		.rules = {
			{ if_not_ether, EINVAL, NOT_ETHER },
			{ if_bad_mac, EINVAL, BAD_MAC },
			{ if_bridge, ELOOP, "a bridge can not be put into a bridge" },
			{ if_busy, EBUSY, NULL },
			{ if_no_handler, EINVAL, NO_HANDLER },
			{ if_not_seen, DEPENDS, NOT_SEEN },
		},
	},
	{
		.name = "master bond", /* bond_enslave() */
		.master = true,
		.rules = {
			{ if_busy, EBUSY, NULL },
			{ if_up, EPERM, "it is up, and must be down" },
			{ if_no_handler, 0, NO_HANDLER },
			{ if_lower_down, ENETDOWN, "the device that it is a vlan of is down" },
			{ if_not_ether, DEPENDS, NOT_ETHER ": it hangs on the bond's other slaves" },
			{ if_bad_mac, DEPENDS, BAD_MAC ": it hangs on whether the bond must take it over" },
			{ if_macsec, DEPENDS, "it hangs on the MTU of the bond, which it must take over" },
			{ if_not_seen, DEPENDS, NOT_SEEN },
		},
	},
	{
		.name = "master team", /* team_port_add() */
		.master = true,
		.rules = {
			{ if_loopback, EINVAL, "it is a loopback device" },
			{ if_busy, EBUSY, NULL },
			{ if_up, EBUSY, "it is up, and must be down" },
			{ if_no_handler, 0, NO_HANDLER },
			{ if_lower_down, ENETDOWN, "the device that it is a vlan of is down" },
			{ if_not_ether, DEPENDS, NOT_ETHER ": it hangs on the team's other ports" },
			{ if_macsec, DEPENDS, "it hangs on the MTU of the team, which it must take over" },
			{ if_not_seen, DEPENDS, NOT_SEEN },
		},
	},
	{
		.name = "master vrf", /* vrf_add_slave(): it wants no handler */
		.master = true,
		.rules = {
			{ if_vrf, EINVAL, "a vrf can not be put into a vrf" },
			{ if_loopback, EOPNOTSUPP, "it is a loopback device" },
		},
	},
	{
		.name = "add macvlan", /* macvlan_common_newlink() */
		.shares = { "macvlan", "macvtap" },
		.beside = "it is put beside it",
		.siblings = true,
		.rules = {
			{ if_not_ether, EINVAL, NOT_ETHER },
			{ if_busy, EBUSY, NULL },
			{ if_no_handler, EINVAL, NO_HANDLER },
			{ if_passthru, DEPENDS, WHY_PASSTHRU },
			{ if_not_seen, DEPENDS, NOT_SEEN },
		},
	},
	{
		.name = "add ipvlan", /* ipvlan_link_new() */
		.shares = { "ipvlan", "ipvtap" },
		.beside = "it is put beside it",
		.siblings = true,
		.rules = {
			{ if_not_ether, EINVAL, NOT_ETHER },
			{ if_busy, EBUSY, NULL },
			{ if_no_handler, EINVAL, NO_HANDLER },
			{ if_not_seen, DEPENDS, NOT_SEEN },
		},
	},
	{
		.name = "add macsec", /* macsec_newlink() */
		.shares = { "macsec" },
		.beside = "it is put beside it, if its SCI is another one",
		.rules = {
			{ if_not_ether, EINVAL, NOT_ETHER },
			{ if_busy, EBUSY, NULL },
			{ if_no_handler, EINVAL, NO_HANDLER },
			{ if_not_seen, DEPENDS, NOT_SEEN },
		},
	},
	{
		.name = "add vlan", /* vlan_check_real_dev(): it needs no handler */
		.rules = {
			{ if_no_vlan, EOPNOTSUPP, "a device of its kind takes no VLANs" },
			{ if_not_ether, DEPENDS, NOT_ETHER ": newer kernels refuse it, with EOPNOTSUPP" },
		},
	},
};
