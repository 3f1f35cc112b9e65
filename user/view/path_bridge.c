/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A frame in a bridge, in the order of br_handle_frame() and, after the hooks,
 * br_handle_frame_finish(): reserved groups, the port's state, the prerouting
 * hooks, the VLAN, learning, the decision, and then copies out and up.
 */
#include <net/if.h>
#include <stdio.h>
#include <string.h>

#include "../cleanup.h"
#include "path.h"
#include "words.h"

struct visit {
	struct way *w;
	struct frame *f;
	const struct dev *port;
	const struct dev *bridge;
	unsigned int depth;
	uint64_t vid; /* the VLAN it is in, while it is in the bridge; 0: none */
	const char *vlan_state; /* of the port in that VLAN; NULL: none, or not known */
	bool passed; /* handed back: on to the IP stack of the port itself */
};

static bool has_flag(const struct visit *v, const char *flag)
{
	return v->port->port && path_in_words(v->port->port->flags, flag);
}

static bool is_on(const struct dev *bridge, const char *key)
{
	uint64_t n = path_setting(bridge, key);

	return n != NSVIEW_NONE && n;
}

bool path_bridge_is_ad(const struct dev *bridge)
{
	return path_setting_is(bridge, "vlan_protocol", "802.1ad");
}

static struct step step_of(const struct visit *v, const char *stage, const char *verdict)
{
	return (struct step){ .stage = stage, .verdict = verdict, .dev = v->port };
}

/*
 * br_recalculate_fwd_mask(): between VLANs of 802.1ad the groups of the bridges of customers are
 * ordinary ones, but not the one that the bridge has itself.
 */
static uint64_t required_mask(const struct dev *bridge)
{
	uint64_t mask = 0xb801;
	unsigned int i;
	char own[18];

	if (!is_on(bridge, "vlan_filtering") || !path_bridge_is_ad(bridge))
		return 0;
	for (i = 0; i < 16; i++) {
		snprintf(own, sizeof(own), "01:80:c2:00:00:%02x", i);
		if (path_setting_is(bridge, "group_addr", own))
			mask &= ~(1ull << i);
	}
	return mask;
}

/* 01:80:c2:00:00:0X are not forwarded, unless one says so. */
static bool reserved_group(struct visit *v)
{
	uint64_t required = required_mask(v->bridge),
		 mask = path_setting(v->bridge, "group_fwd_mask");
	uint64_t own = v->port->port ? v->port->port->group_fwd_mask : NSVIEW_NONE;
	struct step step = step_of(v, "group", "pass");
	unsigned int last = v->f->last;

	if (v->f->kind != DST_MULTICAST || strncmp(v->f->dst, "01:80:c2:00:00:0", 16))
		return true;
	if (last == 1) {
		step.verdict = "drop";
		path_say(v->w, v->depth, step, "a pause frame goes no further");
		return false;
	}
	mask = (mask == NSVIEW_NONE || !last ? 0 : mask) | (own == NSVIEW_NONE ? 0 : own) |
	       required;
	if (mask & 1u << last || (!last && !is_on(v->bridge, "stp_state"))) {
		path_say(v->w, v->depth, step, "a reserved group, that this bridge forwards: %s",
			 required & 1u << last ? "its VLANs are of 802.1ad" :
			 mask & 1u << last     ? "group_fwd_mask" :
						 "it has no STP of its own");
		return true;
	}
	step.verdict = "up";
	path_say(v->w, v->depth, step,
		 "a reserved group stays on its link: the frame is for %s itself", v->port->name);
	v->passed = true;
	if (last && last != 0xe)
		path_bridge_hooks(v->w, v->f, v->bridge, "input", v->depth);
	return false;
}

static bool port_state(struct visit *v)
{
	const char *state = v->port->port ? v->port->port->state : NULL;
	struct step step = step_of(v, "state", "pass");

	if (is_on(v->bridge, "mst")) {
		step.likely = true;
		path_say(v->w, v->depth, step, "%s keeps a state for each VLAN (MST)",
			 v->bridge->name);
		return true;
	}
	if (!state) {
		step.likely = true;
		path_say(v->w, v->depth, step, "the port's state is not known here");
		return true;
	}
	if (strcmp(state, "forwarding") && strcmp(state, "learning"))
		step.verdict = "drop";
	path_say(v->w, v->depth, step, "port %s of %s is %s", v->port->name, v->bridge->name,
		 state);
	return step.verdict[0] == 'p';
}

static bool hooks(struct visit *v)
{
	path_bridge_hooks(v->w, v->f, v->bridge, "prerouting", v->depth);
	return true;
}

/* A port that forwards may do less in one VLAN; with MST no other state counts. */
static bool vlan_state(struct visit *v)
{
	const char *own = v->port->port->state, *state = path_vlan_state(v->port, v->vid);
	struct step step = step_of(v, "state", "drop");

	if (!is_on(v->bridge, "mst") && (!own || strcmp(own, "forwarding")))
		return true;
	v->vlan_state = state;
	if (!state || !strcmp(state, "forwarding") || !strcmp(state, "learning"))
		return true;
	path_say(v->w, v->depth, step, "port %s is %s in VLAN %llu", v->port->name, state,
		 (unsigned long long)v->vid);
	return false;
}

/* A tag that is not of the bridge's protocol is none to it: the bridge's comes before it. */
static bool put_behind(struct visit *v)
{
	if (!v->f->vlan || v->f->is_ad == path_bridge_is_ad(v->bridge))
		return false;
	v->f->inner = v->f->vlan;
	v->f->vlan = 0;
	return true;
}

/* br_handle_ingress_vlan_tunnel(): what came by a tunnel has the VLAN that its id stands for. */
static bool by_tunnel(struct visit *v)
{
	struct step step = step_of(v, "vlan", "pass");
	uint64_t pvid = v->port->port->pvid;

	step.likely = true;
	if (pvid == NSVIEW_NONE) {
		step.verdict = NULL;
		path_say(v->w, v->depth, step,
			 "the id of the tunnel that it came by says which VLAN it is in: "
			 "--vlan follows it there");
		return false;
	}
	v->vid = pvid;
	path_say(v->w, v->depth, step,
		 "the id of the tunnel that it came by says which VLAN it is in (--vlan follows it "
		 "there), or it is in the port's pvid: VLAN %llu, as what follows",
		 (unsigned long long)pvid);
	return vlan_state(v);
}

/* br_allowed_ingress() */
static bool vlan(struct visit *v)
{
	const struct port *port = v->port->port;
	uint64_t on = path_setting(v->bridge, "vlan_filtering");
	struct step step = step_of(v, "vlan", "pass");
	bool is_foreign;

	v->vid = 0;
	if (on == 0)
		return true;
	if (on == NSVIEW_NONE || !port) {
		step.likely = true;
		path_say(v->w, v->depth, step, "whether %s filters VLANs is not known here",
			 v->bridge->name);
		return true;
	}
	if (!v->f->vlan && has_flag(v, "vlan_tunnel"))
		return by_tunnel(v);
	is_foreign = put_behind(v);
	if (!v->f->vlan && port->pvid == NSVIEW_NONE) {
		step.verdict = "drop";
		path_say(v->w, v->depth, step,
			 "%s filters VLANs, and port %s has none for a frame without a tag%s",
			 v->bridge->name, v->port->name, is_foreign ? " of its protocol" : "");
		return false;
	}
	v->vid = v->f->vlan ? v->f->vlan : port->pvid;
	if (!path_in_ranges(port->vlans, v->vid)) {
		step.verdict = "drop";
		path_say(v->w, v->depth, step, "%s filters VLANs, and port %s is not in VLAN %llu",
			 v->bridge->name, v->port->name, (unsigned long long)v->vid);
		return false;
	}
	path_say(v->w, v->depth, step, "%s VLAN %llu, which port %s is in",
		 v->f->vlan ? "the tag says" :
		 is_foreign ? "the tag is of another protocol, so by the port's pvid it is in" :
			      "no tag, so by the port's pvid it is in",
		 (unsigned long long)v->vid, v->port->name);
	return vlan_state(v);
}

static bool only_learns(const struct visit *v)
{
	const char *state = v->vlan_state;

	if (!state && v->port->port && !is_on(v->bridge, "mst"))
		state = v->port->port->state;
	return state && !strcmp(state, "learning");
}

static bool learning(struct visit *v)
{
	struct step step = step_of(v, "learning", "pass");
	bool locked = has_flag(v, "locked");

	if (!v->port->port || !v->port->port->flags)
		return true;
	if (locked) {
		step.verdict = "decides";
		step.likely = true;
		path_say(v->w, v->depth, step,
			 "port %s is locked: a source address that no entry has here is dropped",
			 v->port->name);
	}
	step.verdict = "pass";
	step.likely = false;
	path_say(v->w, v->depth, step,
		 has_flag(v, "learning") ?
			 "the source address is learnt: %s leads to it now" :
			 "learning is off: the source address is not noted for %s",
		 v->port->name);
	if (only_learns(v)) {
		step.verdict = "drop";
		path_say(v->w, v->depth, step, "the port only learns yet");
		return false;
	}
	return true;
}

static bool is_promisc(const struct dev *dev)
{
	return dev->more && dev->more->promisc != NSVIEW_NONE && dev->more->promisc;
}

/* br_pass_frame_up(): a copy, or all there is of it, becomes the bridge's own. */
static void up(struct visit *v, struct step step, const char *why)
{
	const struct dev *bridge = v->bridge;
	const struct link *more = bridge->more;
	const char *state = path_vlan_state(bridge, v->vid);
	struct frame f = *v->f;

	step.stage = "up";
	step.verdict = "up";
	step.dev = bridge;
	if (v->vid && state && strcmp(state, "forwarding") && !is_promisc(bridge)) {
		step.verdict = "drop";
		path_say(v->w, v->depth, step, "not up: %s itself is %s in VLAN %llu", bridge->name,
			 state, (unsigned long long)v->vid);
		return;
	}
	if (v->vid && !(more && path_in_ranges(more->vlans, v->vid)) && !is_promisc(bridge)) {
		step.verdict = "drop";
		path_say(v->w, v->depth, step, "not up: %s itself is not in VLAN %llu",
			 bridge->name, (unsigned long long)v->vid);
		return;
	}
	path_say(v->w, v->depth, step, "up through %s: %s", bridge->name, why);
	if (v->vid)
		path_tag(&f, bridge, more ? more->untagged : NULL, v->vid);
	path_bridge_hooks(v->w, &f, bridge, "input", v->depth + 1);
	path_receive(v->w, f, bridge, v->depth + 1);
}

/* br_fdb_find_rcu(): one hash table for all VLANs; without filtering it is VLAN 0. */
static const struct fdb *lookup(const struct visit *v, uint64_t vid)
{
	const struct fdb *entry;

	for (entry = v->bridge->fdb; entry; entry = entry->next) {
		uint64_t of = entry->vlan == NSVIEW_NONE ? 0 : entry->vlan;

		if (of == vid && !strcmp(entry->mac, v->f->dst))
			return entry;
	}
	return NULL;
}

static bool is_local(const struct fdb *entry)
{
	return entry->state && !strcmp(entry->state, "permanent");
}

static void unicast(struct visit *v)
{
	const struct fdb *entry = lookup(v, v->vid);
	struct step step = step_of(v, "lookup", "forward");
	bool promisc = is_promisc(v->bridge);

	if (!entry && v->vid && is_on(v->bridge, "fdb_local_vlan_0")) {
		entry = lookup(v, 0);
		if (entry && !is_local(entry))
			entry = NULL;
	}
	if (!path_has(v->w->h, TABLE_fdb) && v->bridge->mac && !strcmp(v->bridge->mac, v->f->dst)) {
		step.verdict = "up";
		v->f->is_for = FOR_HOST;
		up(v, step, "it has this address");
		return;
	}
	if (!path_has(v->w->h, TABLE_fdb)) {
		step.verdict = NULL;
		step.likely = true;
		path_say(v->w, v->depth, step, "forwarding entries are not known here");
		path_ports(v->w, v->f, v->port, NULL, v->vid, v->depth);
		return;
	}
	if (entry && is_local(entry)) {
		step.verdict = "up";
		path_say(v->w, v->depth, step, "%s is an address of %s itself", v->f->dst,
			 entry->port ? entry->port->name : v->bridge->name);
		/* br_handle_frame() marks what is for the bridge's address, no other. */
		if (v->bridge->mac && !strcmp(v->bridge->mac, v->f->dst))
			v->f->is_for = FOR_HOST;
		up(v, step, "it is the bridge's own");
		return;
	}
	if (entry) {
		step.likely = entry->state && !strcmp(entry->state, "stale");
		path_say(v->w, v->depth, step, "%s is known behind %s (%s)", v->f->dst,
			 entry->port ? entry->port->name : "a port that went",
			 entry->state ? entry->state : "?");
		if (entry->port)
			path_ports(v->w, v->f, v->port, entry->port, v->vid, v->depth);
	} else {
		step.verdict = "flood";
		path_say(v->w, v->depth, step, "no entry has %s: to every port that floods",
			 v->f->dst);
		path_ports(v->w, v->f, v->port, NULL, v->vid, v->depth);
	}
	if (promisc)
		up(v, step, "it is promiscuous, and gets a copy of everything");
}

static void multicast(struct visit *v)
{
	bool all = v->f->kind == DST_BROADCAST;
	struct step step = step_of(v, "lookup", "flood");

	step.likely = !all && path_setting(v->bridge, "mcast_snooping") != 0;
	path_say(v->w, v->depth, step, "%s%s", all ? "broadcast" : "multicast",
		 step.likely ? ": with snooping on, a group that is known goes to its listeners "
			       "only" :
			       ": to every port that floods it");
	path_ports(v->w, v->f, v->port, NULL, v->vid, v->depth);
	up(v, step, all ? "everybody is meant" : "the host may listen to the group");
}

/* What the frame is for was not said: both ways. */
static void either(struct visit *v)
{
	struct step step = step_of(v, "lookup", NULL);

	step.likely = true;
	path_say(v->w, v->depth, step,
		 "by its destination: to the port that has it, to all if none has, or up "
		 "(--dst says which)");
	path_ports(v->w, v->f, v->port, NULL, v->vid, v->depth);
	up(v, step, "if it is for the bridge, or for all");
}

static bool decision(struct visit *v)
{
	switch (v->f->kind) {
	case DST_ANY:
		either(v);
		break;
	case DST_UNICAST:
		unicast(v);
		break;
	case DST_MULTICAST:
	case DST_BROADCAST:
		multicast(v);
		break;
	}
	return true;
}

static bool (*const visits[])(struct visit *v) = {
	reserved_group, port_state, hooks, vlan, learning, decision,
};

bool path_bridge(struct way *w, struct frame *f, const struct dev *port, unsigned int depth)
{
	struct visit v = { .w = w, .f = f, .port = port, .bridge = port->over, .depth = depth };
	size_t i;

	if (!v.bridge) {
		path_say(w, depth, (struct step){ .stage = "bridge", .likely = true, .dev = port },
			 "its bridge is not known here");
		return false;
	}
	for (i = 0; i < ARRAY_SIZE(visits); i++)
		if (!visits[i](&v))
			break;
	return v.passed;
}
