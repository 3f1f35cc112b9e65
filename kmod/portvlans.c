// SPDX-License-Identifier: GPL-2.0
/*
 * The VLANs of a bridge's port, as the bridge tells them: an attribute for a
 * VLAN or two for a range, in ascending order; a range ends where the flags
 * change.
 */
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/netlink.h>

#include "compat.h"
#include "portattrs.h"
#include "table.h"

/* The VLANs of one attribute or, for a range, of two in a row. */
struct vlan_range {
	u16 flags; /* BRIDGE_VLAN_INFO_PVID and _UNTAGGED */
	u16 first;
	u16 last;
};

/* The next range at or after *attr, in ascending order; false if that was all. */
static bool vlan_next(const struct nlattr **attr, int *rem, struct vlan_range *range)
{
	const struct bridge_vlan_info *info;
	bool begun = false;

	for (; nla_ok(*attr, *rem); *attr = nla_next(*attr, rem)) {
		if (nla_type(*attr) != IFLA_BRIDGE_VLAN_INFO || nla_len(*attr) != sizeof(*info))
			continue;
		info = nla_data(*attr);
		if (!begun)
			range->first = info->vid;
		range->last = info->vid;
		range->flags = info->flags;
		begun = info->flags & BRIDGE_VLAN_INFO_RANGE_BEGIN;
		if (begun)
			continue;
		*attr = nla_next(*attr, rem);
		return true;
	}
	return false;
}

void port_pvid_show(const struct port_says *says, struct row *row)
{
	const struct nlattr *attr = says->vlans;
	int rem = says->vlans_len;
	struct vlan_range range;

	while (vlan_next(&attr, &rem, &range))
		if (range.flags & BRIDGE_VLAN_INFO_PVID)
			return cell_num(row, range.first);
	cell_none(row);
}

static void range_show(const struct vlan_range *range, bool goes_on, struct row *row)
{
	if (goes_on)
		cell_join(row);
	if (range->first == range->last)
		cell_num(row, range->first);
	else
		cell_printf(row, "%u-%u", range->first, range->last);
}

/* Ranges that are neighbours but for a flag that is not asked for are one. */
void port_vlans_show(const struct port_says *says, u16 flags, struct row *row)
{
	const struct nlattr *attr = says->vlans;
	int rem = says->vlans_len;
	struct vlan_range range, all = {};
	bool goes_on = false;

	if (says->vlans_unknown)
		return cell_word(row, "?");
	while (vlan_next(&attr, &rem, &range)) {
		if ((range.flags & flags) != flags)
			continue;
		if (all.last && all.last + 1 == range.first) {
			all.last = range.last;
			continue;
		}
		if (all.last) {
			range_show(&all, goes_on, row);
			goes_on = true;
		}
		all = range;
	}
	if (all.last)
		range_show(&all, goes_on, row);
	else
		cell_none(row);
}
