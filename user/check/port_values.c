/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "port_values.h"

#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>

#include "../cleanup.h"
#include "../host/host.h"
#include "../host/vlans.h"

_Static_assert(PORT_VALUES <= CHECK_VALUES_MAX, "room in struct sight");

#define IS_NUMBER(name, attr) [PORT_##name] = { #name, false },
#define IS_TEXT(name, attr) [PORT_##name] = { #name, true },
const struct attribute port_attributes[PORT_VALUES] = {
	IS_NUMBER(master, 0) IS_TEXT(state, 0) IS_NUMBER(pvid, 0) IS_TEXT(vlans, 0)
		IS_TEXT(untagged, 0) PORT_NUMBERS(IS_NUMBER) PORT_SWITCHES(IS_TEXT)
};

#define NUMBER(name, attr) { PORT_##name, attr, offsetof(struct port, name) },
static const struct {
	size_t value;
	uint16_t attr;
	size_t at;
} numbers[] = { PORT_NUMBERS(NUMBER) };

#define SWITCH(name, attr) { PORT_##name, attr, #name },
static const struct {
	size_t value;
	uint16_t attr;
	const char *name;
} switches[] = { PORT_SWITCHES(SWITCH) };

static const char *on_off(bool on)
{
	return on ? "on" : "off";
}

static uint64_t none_is_0(uint64_t n)
{
	return n == NSVIEW_NONE ? 0 : n;
}

static const char *none_is_none(const char *s)
{
	return s && *s ? s : "none";
}

static void know_nothing(union value *values)
{
	size_t i;

	for (i = 0; i < PORT_VALUES; i++)
		if (port_attributes[i].text)
			values[i].text = NULL;
		else
			values[i].num = NSVIEW_NONE;
}

static bool in_list(const char *list, const char *word)
{
	size_t n = strlen(word), len;

	for (; list && *list; list += len + (list[len] == ',')) {
		len = strcspn(list, ",");
		if (len == n && !strncmp(list, word, n))
			return true;
	}
	return false;
}

/* A module that is older than this list has it by its number, "NUMBER=BYTES". */
static bool in_other(const char *other, uint16_t attr)
{
	while (other && *other) {
		char *end;

		if (strtoul(other, &end, 10) == attr && *end == '=')
			return true;
		other += strcspn(other, ",");
		other += *other == ',';
	}
	return false;
}

void port_values_of_row(struct look *look, const struct port *port, union value *values)
{
	size_t i;

	know_nothing(values);
	values[PORT_master].num = port->master;
	/* Without it the master told nothing about the port. */
	if (port->port == NSVIEW_NONE)
		return;
	values[PORT_state].text = look_text(look, port->state);
	for (i = 0; i < ARRAY_SIZE(numbers); i++)
		values[numbers[i].value].num =
			none_is_0(*(const uint64_t *)((const char *)port + numbers[i].at));
	for (i = 0; i < ARRAY_SIZE(switches); i++)
		if (!in_other(port->other, switches[i].attr))
			values[switches[i].value].text =
				on_off(in_list(port->flags, switches[i].name));
	/* Thousands with tunnels: what the bridge tells of them is cut off. */
	if (port->vlans && !strcmp(port->vlans, "?"))
		return;
	values[PORT_pvid].num = none_is_0(port->pvid);
	values[PORT_vlans].text = look_text(look, none_is_none(port->vlans));
	values[PORT_untagged].text = look_text(look, none_is_none(port->untagged));
}

static void read_vlans(struct look *look, const struct nlattr *spec, union value *values)
{
	struct vlans v = { 0 };

	vlans_read(&v, spec);
	values[PORT_pvid].num = none_is_0(v.pvid);
	values[PORT_vlans].text = look_text(look, none_is_none(text_str(&v.all)));
	values[PORT_untagged].text = look_text(look, none_is_none(text_str(&v.untagged)));
	look->failed |= v.all.failed || v.untagged.failed;
	vlans_free(&v);
}

bool port_values_of_message(struct look *look, const struct nlmsghdr *msg, union value *values)
{
	const struct nlattr *attr[IFLA_AF_SPEC + 1], *port[BRPORT_ATTRS];
	uint64_t state;
	size_t i;

	netlink_attrs(msg, sizeof(struct ifinfomsg), attr, ARRAY_SIZE(attr));
	netlink_nested(attr[IFLA_PROTINFO], port, ARRAY_SIZE(port));
	if (!attr[IFLA_MASTER] || !port[IFLA_BRPORT_STATE])
		return false;
	know_nothing(values);
	values[PORT_master].num = netlink_num(attr[IFLA_MASTER]);
	state = netlink_num(port[IFLA_BRPORT_STATE]);
	values[PORT_state].text = state < PORT_STATES ? port_states[state] : NULL;
	for (i = 0; i < ARRAY_SIZE(numbers); i++)
		values[numbers[i].value].num = none_is_0(netlink_num(port[numbers[i].attr]));
	for (i = 0; i < ARRAY_SIZE(switches); i++)
		values[switches[i].value].text =
			on_off(none_is_0(netlink_num(port[switches[i].attr])));
	read_vlans(look, attr[IFLA_AF_SPEC], values);
	return true;
}
