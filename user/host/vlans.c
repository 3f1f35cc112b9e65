/* SPDX-License-Identifier: GPL-2.0 */
#include "vlans.h"

#include <linux/if_bridge.h>

#include "host.h"

/* The range that may go on with the next one. */
struct range {
	struct text *t;
	unsigned int first, last; /* 0: none yet */
};

static void put_range(const struct range *r)
{
	if (r->last)
		text_printf(r->t, r->first == r->last ? "%s%u" : "%s%u-%u", r->t->len ? "," : "",
			    r->first, r->last);
}

/* Neighbours that the kernel tells apart by a flag that is not asked for are one range. */
static void add_range(struct range *r, unsigned int first, unsigned int last)
{
	if (!r->last || r->last + 1 != first) {
		put_range(r);
		r->first = first;
	}
	r->last = last;
}

void vlans_read(struct vlans *v, const struct nlattr *spec)
{
	struct range all = { .t = &v->all }, untagged = { .t = &v->untagged };
	const struct nlattr *attr = NULL;
	unsigned int first = 0;

	v->pvid = NSVIEW_NONE;
	text_reset(&v->all);
	text_reset(&v->untagged);
	while ((attr = netlink_next(spec, attr))) {
		const struct bridge_vlan_info *vlan = netlink_bytes(attr, sizeof(*vlan));

		if (netlink_type(attr) != IFLA_BRIDGE_VLAN_INFO || !vlan)
			continue;
		if (!first)
			first = vlan->vid;
		if (vlan->flags & BRIDGE_VLAN_INFO_RANGE_BEGIN)
			continue;
		add_range(&all, first, vlan->vid);
		if (vlan->flags & BRIDGE_VLAN_INFO_UNTAGGED)
			add_range(&untagged, first, vlan->vid);
		if (vlan->flags & BRIDGE_VLAN_INFO_PVID)
			v->pvid = vlan->vid;
		first = 0;
	}
	put_range(&all);
	put_range(&untagged);
}

void vlans_free(struct vlans *v)
{
	text_free(&v->all);
	text_free(&v->untagged);
}
