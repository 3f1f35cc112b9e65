/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What check compares of a bridge's port: a row of the table and the message of
 * rtnetlink that says the same are equal, and each thing that differs is found.
 */
#include "common.h"

#include <linux/if_bridge.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "check/port_values.h"

/* A port, as the table has it, and the message that says the same. */
static const struct port row = {
	.master = 3,
	.kind = "bridge",
	.port = 1,
	.state = "forwarding",
	.flags = "hairpin,flood,mab",
	.cost = 100,
	.priority = 32,
	.pvid = 7,
	.vlans = "1-3,7",
	.untagged = "2,7",
	.multicast_router = 1,
	.group_fwd_mask = 0,
	.backup_port = NSVIEW_NONE,
};

struct nest {
	struct nlattr head;
	char bytes[256];
};

static void nest_put(struct nest *nest, uint16_t type, const void *data, size_t len)
{
	struct nlattr *attr = (void *)((char *)nest + nest->head.nla_len);

	attr->nla_type = type;
	attr->nla_len = (uint16_t)(NLA_HDRLEN + len);
	memcpy(attr + 1, data, len);
	nest->head.nla_len = (uint16_t)(nest->head.nla_len + NLA_ALIGN(attr->nla_len));
}

static void put_nest(struct netlink_request *r, uint16_t type, const struct nest *nest)
{
	netlink_put(r, type, nest->bytes, nest->head.nla_len - NLA_HDRLEN);
}

/* @attr of the port becomes @byte; 0: nothing is changed. */
static void make_message(struct netlink_request *r, uint16_t attr, uint8_t byte)
{
	static const struct {
		uint16_t attr;
		uint8_t byte;
	} bytes[] = {
		{ IFLA_BRPORT_STATE, BR_STATE_FORWARDING },
		{ IFLA_BRPORT_PRIORITY, 32 },
		{ IFLA_BRPORT_COST, 100 },
		{ IFLA_BRPORT_MODE, 1 },
		{ IFLA_BRPORT_LEARNING, 0 },
		{ IFLA_BRPORT_UNICAST_FLOOD, 1 },
		{ IFLA_BRPORT_NO, 1 },
		{ IFLA_BRPORT_MULTICAST_ROUTER, 1 },
		{ IFLA_BRPORT_GROUP_FWD_MASK, 0 },
		{ 40, 1 }, /* mab */
	};
	static const struct bridge_vlan_info vlans[] = {
		{ 0, 1 },
		{ BRIDGE_VLAN_INFO_UNTAGGED, 2 },
		{ BRIDGE_VLAN_INFO_RANGE_BEGIN, 3 },
		{ BRIDGE_VLAN_INFO_RANGE_END, 3 },
		{ BRIDGE_VLAN_INFO_PVID | BRIDGE_VLAN_INFO_UNTAGGED, 7 },
	};
	struct nest port = { .head.nla_len = NLA_HDRLEN }, spec = port;
	size_t i;

	netlink_request(r, RTM_NEWLINK, sizeof(struct ifinfomsg));
	netlink_put_u32(r, IFLA_MASTER, 3);
	for (i = 0; i < sizeof(bytes) / sizeof(*bytes); i++)
		nest_put(&port, bytes[i].attr, attr == bytes[i].attr ? &byte : &bytes[i].byte, 1);
	put_nest(r, IFLA_PROTINFO | NLA_F_NESTED, &port);
	for (i = 0; i < sizeof(vlans) / sizeof(*vlans); i++)
		nest_put(&spec, IFLA_BRIDGE_VLAN_INFO, &vlans[i], sizeof(*vlans));
	put_nest(r, IFLA_AF_SPEC, &spec);
}

static bool is_known(size_t i, const union value *v)
{
	return port_attributes[i].text ? v[i].text != NULL : v[i].num != NSVIEW_NONE;
}

static bool is_equal(size_t i, const union value *x, const union value *y)
{
	return port_attributes[i].text ? !strcmp(x[i].text, y[i].text) : x[i].num == y[i].num;
}

/* How many values of @port the message tells differently; the last of them is *which. */
static size_t count_lies(const struct port *port, const struct netlink_request *r, size_t *which)
{
	union value told[CHECK_VALUES_MAX], said[CHECK_VALUES_MAX];
	struct look look = { 0 };
	size_t i, n = 0;

	port_values_of_row(&look, port, told);
	assert_true(port_values_of_message(&look, &r->head, said));
	for (i = 0; i < PORT_VALUES; i++) {
		if (!is_known(i, told) || !is_known(i, said) || is_equal(i, told, said))
			continue;
		*which = i;
		n++;
	}
	assert_false(look.failed);
	look_free(&look);
	return n;
}

static void test_equal_but_one(void **state)
{
	struct netlink_request r;
	size_t which;

	(void)state;
	make_message(&r, 0, 0);
	assert_int_equal(count_lies(&row, &r, &which), 0);
	make_message(&r, IFLA_BRPORT_LEARNING, 1);
	assert_int_equal(count_lies(&row, &r, &which), 1);
	assert_string_equal(port_attributes[which].name, "learning");
	make_message(&r, IFLA_BRPORT_MODE, 0);
	assert_int_equal(count_lies(&row, &r, &which), 1);
	assert_string_equal(port_attributes[which].name, "hairpin");
	make_message(&r, 40, 0);
	assert_int_equal(count_lies(&row, &r, &which), 1);
	assert_string_equal(port_attributes[which].name, "mab");
	make_message(&r, IFLA_BRPORT_GROUP_FWD_MASK, 64);
	assert_int_equal(count_lies(&row, &r, &which), 1);
	assert_string_equal(port_attributes[which].name, "group_fwd_mask");
}

/* What a port of the table has, one by one, is not what the message says. */
static void test_row(void **state)
{
	static const struct port bare = { .master = 4, .port = NSVIEW_NONE };
	struct netlink_request r;
	struct port port = row;
	size_t which;

	(void)state;
	make_message(&r, 0, 0);
	/* Nothing else is known of it. */
	assert_int_equal(count_lies(&bare, &r, &which), 1);
	assert_int_equal(which, PORT_master);
	port.vlans = "1-3";
	assert_int_equal(count_lies(&port, &r, &which), 1);
	assert_int_equal(which, PORT_vlans);
	port = row;
	port.untagged = NULL;
	assert_int_equal(count_lies(&port, &r, &which), 1);
	assert_int_equal(which, PORT_untagged);
	port = row;
	port.pvid = NSVIEW_NONE;
	assert_int_equal(count_lies(&port, &r, &which), 1);
	assert_int_equal(which, PORT_pvid);
	port.vlans = port.untagged = "?";
	assert_int_equal(count_lies(&port, &r, &which), 0);
	/* A module that does not know mab by its name. */
	port = row;
	port.flags = "hairpin,flood";
	assert_int_equal(count_lies(&port, &r, &which), 1);
	port.other = "39=00,40=01";
	assert_int_equal(count_lies(&port, &r, &which), 0);
	port.other = "140=01,4=01";
	assert_int_equal(count_lies(&port, &r, &which), 1);
}

static void test_message(void **state)
{
	union value values[CHECK_VALUES_MAX];
	struct netlink_request r;
	struct look look = { 0 };

	(void)state;
	/* A driver tells of its own switch: no master, no state. */
	netlink_request(&r, RTM_NEWLINK, sizeof(struct ifinfomsg));
	netlink_put_u32(&r, IFLA_MTU, 1500);
	assert_false(port_values_of_message(&look, &r.head, values));
	/* In no VLAN. */
	make_message(&r, 0, 0);
	netlink_put(&r, IFLA_AF_SPEC, "", 0);
	assert_true(port_values_of_message(&look, &r.head, values));
	assert_string_equal(values[PORT_vlans].text, "none");
	assert_true(values[PORT_pvid].num == 0);
	look_free(&look);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_equal_but_one),
		cmocka_unit_test(test_row),
		cmocka_unit_test(test_message),
	};

	return cmocka_run_group_tests_name("port_values", tests, NULL, NULL);
}
