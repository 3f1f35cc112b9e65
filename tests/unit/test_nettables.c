/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Rows of the tables devs, ports and addrs from what rtnetlink says: each is read back as the
 * module's would be, and messages end too early anywhere, in memory of their own size.
 */
#include "common.h"

#include <arpa/inet.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>

#include "host/addr_cells.h"
#include "host/dev_cells.h"
#include "host/port_cells.h"
#include "host/put.h"

#define NETNS 4026532177u

static const uint8_t mac[] = { 0x52, 0x54, 0, 0x12, 0x34, 0xff };

static void put_u8(struct netlink_request *r, uint16_t attr, uint8_t n)
{
	netlink_put(r, attr, &n, sizeof(n));
}

static void put_u16(struct netlink_request *r, uint16_t attr, uint16_t n)
{
	netlink_put(r, attr, &n, sizeof(n));
}

/* The table that @made is the rows of, read as any other; freed with read_end(). */
struct table_read {
	struct blob text;
	struct rows rows;
};

static const void *read_row(struct table_read *ret, enum table_id id, const struct text *made)
{
	_cleanup_text_ struct text whole = { 0 };
	struct problem p = { "" };

	*ret = (struct table_read){ { 0 }, { 0 } };
	put_head(&whole, &host_tables[id]);
	text_puts(&whole, text_str(made));
	if (parse(id, whole.s, whole.len, &ret->text, &ret->rows, &p))
		fail_msg("%s\n%s", p.words, text_str(made));
	return ret->rows.count ? ret->rows.data : NULL;
}

static void read_end(struct table_read *r)
{
	free(r->rows.data);
	blob_free(&r->text);
}

/* Both rows that a message makes; false: none. */
static bool cells(const struct nlmsghdr *msg, struct text *dev, struct text *port,
		  const struct vlans *vlans, struct dev_end *end)
{
	struct dev_says says;
	struct text rows = { 0 };

	text_reset(dev);
	text_reset(port);
	if (!dev_says_read(&says, msg))
		return false;
	dev_cells(&rows, NETNS, &says, end);
	if (end->nsid == 7)
		end->link_netns = 4026531840u;
	dev_cells_join(dev, &rows, end, 1);
	text_free(&rows);
	put_num(port, NETNS);
	put_num(port, says.ifindex);
	put_num(port, 2);
	port_cells(port, says.info, vlans);
	return true;
}

/* Cut anywhere it says less, in rows that are whole. */
static void cut_everywhere(const struct netlink_request *r, const struct vlans *vlans)
{
	_cleanup_text_ struct text dev = { 0 }, port = { 0 };
	struct table_read t;
	struct dev_end end;
	size_t len;

	for (len = sizeof(struct nlmsghdr); len < r->head.nlmsg_len; len++) {
		struct nlmsghdr *msg = copy_message(r, len);
		bool is_device = cells(msg, &dev, &port, vlans, &end);

		free(msg);
		if (!is_device)
			continue;
		assert_non_null(read_row(&t, TABLE_devs, &dev));
		read_end(&t);
		assert_non_null(read_row(&t, TABLE_ports, &port));
		read_end(&t);
	}
}

/* The header and name of a device; what it is a port of. */
static void begin(struct netlink_request *r, const char *name)
{
	struct ifinfomsg *link = netlink_request(r, RTM_NEWLINK, sizeof(*link));

	link->ifi_index = 5;
	link->ifi_flags = IFF_UP | IFF_RUNNING;
	netlink_put_text(r, IFLA_IFNAME, name);
}

static void test_dev(void **state)
{
	struct rtnl_link_stats64 stats = { .rx_bytes = 1, .tx_bytes = 5, .tx_dropped = 8 };
	_cleanup_text_ struct text dev_text = { 0 }, port_text = { 0 };
	struct netlink_request r;
	struct nlmsghdr *msg;
	const struct dev *dev;
	struct table_read t;
	struct dev_end end;
	struct nlattr *info;

	(void)state;
	begin(&r, "a\tb\n\033-");
	info = netlink_nest(&r, IFLA_LINKINFO);
	netlink_put_text(&r, IFLA_INFO_KIND, "veth");
	netlink_nest_end(&r, info);
	netlink_put(&r, IFLA_ADDRESS, mac, sizeof(mac));
	netlink_put_u32(&r, IFLA_MTU, 1400);
	put_u8(&r, IFLA_OPERSTATE, 6);
	netlink_put_u32(&r, IFLA_MASTER, 2);
	netlink_put_u32(&r, IFLA_LINK, 9);
	netlink_put_u32(&r, IFLA_LINK_NETNSID, 7);
	netlink_put(&r, IFLA_STATS64, &stats, sizeof(stats));
	msg = copy_message(&r, r.head.nlmsg_len);
	assert_true(cells(msg, &dev_text, &port_text, NULL, &end));
	free(msg);
	assert_true(end.veth && end.ifindex == 5 && end.link == 9);
	dev = read_row(&t, TABLE_devs, &dev_text);
	assert_non_null(dev);
	assert_string_equal(dev->name, "a\tb\n\033-");
	assert_string_equal(dev->kind, "veth");
	assert_string_equal(dev->mac, "52:54:00:12:34:ff");
	assert_string_equal(dev->operstate, "up");
	assert_true(dev->netns == NETNS && dev->ifindex == 5 && dev->mtu == 1400);
	assert_true(dev->flags == (IFF_UP | IFF_RUNNING) && dev->master == 2);
	assert_true(dev->link == 9 && dev->link_netns == 4026531840u);
	assert_true(dev->rx_bytes == 1 && dev->tx_bytes == 5 && dev->tx_dropped == 8);
	/* What only the kernel knows. */
	assert_null(dev->uppers);
	assert_null(dev->rx_handler);
	assert_null(dev->xmit_module);
	read_end(&t);
	cut_everywhere(&r, NULL);
}

/* An end in a namespace that is not found is none, and so is the device 0. */
static void test_ends(void **state)
{
	static const struct {
		uint32_t link, nsid;
		bool found;
	} ends[] = { { 9, 3, false }, { 0, 7, false }, { 9, 7, true } };
	_cleanup_text_ struct text dev_text = { 0 }, port_text = { 0 };
	struct netlink_request r;
	struct table_read t;
	struct dev_end end;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		const struct dev *dev;

		begin(&r, "v0");
		netlink_put_u32(&r, IFLA_LINK, ends[i].link);
		netlink_put_u32(&r, IFLA_LINK_NETNSID, ends[i].nsid);
		assert_true(cells(&r.head, &dev_text, &port_text, NULL, &end));
		dev = read_row(&t, TABLE_devs, &dev_text);
		assert_true((dev->link != NSVIEW_NONE) == ends[i].found);
		read_end(&t);
	}
}

static void test_no_device(void **state)
{
	_cleanup_text_ struct text dev = { 0 }, port = { 0 };
	struct netlink_request r;
	struct ifinfomsg *link;
	struct dev_end end;

	(void)state;
	link = netlink_request(&r, RTM_NEWLINK, sizeof(*link));
	link->ifi_index = 5;
	assert_false(cells(&r.head, &dev, &port, NULL, &end));
	begin(&r, "v0");
	r.head.nlmsg_type = RTM_DELLINK;
	assert_false(cells(&r.head, &dev, &port, NULL, &end));
	begin(&r, "v0");
	((struct ifinfomsg *)(void *)(r.bytes + sizeof(struct nlmsghdr)))->ifi_index = -1;
	assert_false(cells(&r.head, &dev, &port, NULL, &end));
}

static struct nlattr *begin_port(struct netlink_request *r, const char *kind, struct nlattr **info)
{
	begin(r, "p0");
	*info = netlink_nest(r, IFLA_LINKINFO);
	netlink_put_text(r, IFLA_INFO_SLAVE_KIND, kind);
	return netlink_nest(r, IFLA_INFO_SLAVE_DATA);
}

static const struct port *read_port(struct table_read *t, const struct netlink_request *r,
				    const struct vlans *vlans)
{
	_cleanup_text_ struct text dev = { 0 }, port = { 0 };
	struct nlmsghdr *msg = copy_message(r, r->head.nlmsg_len);
	struct dev_end end;

	assert_true(cells(msg, &dev, &port, vlans, &end));
	free(msg);
	return read_row(t, TABLE_ports, &port);
}

static void end_port(struct netlink_request *r, struct nlattr *info, struct nlattr *data)
{
	netlink_nest_end(r, data);
	netlink_nest_end(r, info);
}

static void test_bridge_port(void **state)
{
	const struct ifla_bridge_id id = { { 0x80, 0 }, { 2, 0, 0, 0, 0, 0xab } };
	const struct bridge_vlan_info vlan = { .vid = 10, .flags = BRIDGE_VLAN_INFO_PVID };
	struct vlans vlans = { 0 };
	struct netlink_request r, bridge;
	struct nlattr *info, *data;
	const struct port *port;
	struct table_read t;

	(void)state;
	netlink_request(&bridge, RTM_NEWLINK, sizeof(struct ifinfomsg));
	data = netlink_nest(&bridge, IFLA_AF_SPEC);
	netlink_put(&bridge, IFLA_BRIDGE_VLAN_INFO, &vlan, sizeof(vlan));
	netlink_nest_end(&bridge, data);
	vlans_read(&vlans, data);

	data = begin_port(&r, "bridge", &info);
	put_u8(&r, IFLA_BRPORT_STATE, BR_STATE_FORWARDING);
	put_u16(&r, IFLA_BRPORT_NO, 1);
	put_u16(&r, IFLA_BRPORT_ID, 0x8001);
	netlink_put_u32(&r, IFLA_BRPORT_COST, 2);
	put_u8(&r, IFLA_BRPORT_LEARNING, 1);
	put_u8(&r, IFLA_BRPORT_MODE, 1);
	put_u8(&r, IFLA_BRPORT_GUARD, 0);
	netlink_put(&r, IFLA_BRPORT_ROOT_ID, &id, sizeof(id));
	netlink_put(&r, IFLA_BRPORT_PAD, "", 0);
	netlink_put_u32(&r, 63, 0x04030201);
	netlink_put_u32(&r, 200, 0x01);
	end_port(&r, info, data);
	port = read_port(&t, &r, &vlans);
	assert_string_equal(port->kind, "bridge");
	assert_string_equal(port->state, "forwarding");
	assert_string_equal(port->flags, "hairpin,learning");
	assert_string_equal(port->root_id, "8000.0200000000ab");
	assert_string_equal(port->other, "63=01020304,200=01000000");
	assert_string_equal(port->vlans, "10");
	assert_true(port->port == 1 && port->port_id == 0x8001 && port->cost == 2);
	assert_true(port->pvid == 10 && port->priority == NSVIEW_NONE);
	assert_null(port->untagged);
	assert_null(port->bond_state);
	assert_true(port->vrf_table == NSVIEW_NONE);
	read_end(&t);
	/* A bridge that did not tell of VLANs has not said that there are none. */
	port = read_port(&t, &r, NULL);
	assert_string_equal(port->vlans, "?");
	read_end(&t);
	cut_everywhere(&r, &vlans);
	vlans_free(&vlans);
}

/* The same numbers mean something else, or nothing, of another kind of master. */
static void test_other_ports(void **state)
{
	struct netlink_request r;
	struct nlattr *info, *data;
	const struct port *port;
	struct table_read t;

	(void)state;
	data = begin_port(&r, "bond", &info);
	put_u8(&r, IFLA_BOND_SLAVE_STATE, 1);
	put_u8(&r, IFLA_BOND_SLAVE_MII_STATUS, 9);
	netlink_put(&r, IFLA_BOND_SLAVE_PERM_HWADDR, mac, sizeof(mac));
	netlink_put_u32(&r, 9, (uint32_t)-3);
	end_port(&r, info, data);
	port = read_port(&t, &r, NULL);
	assert_string_equal(port->bond_state, "backup");
	assert_string_equal(port->bond_mii, "9");
	assert_string_equal(port->bond_mac, "52:54:00:12:34:ff");
	assert_string_equal(port->bond_prio, "-3");
	assert_null(port->state);
	assert_null(port->flags);
	assert_null(port->vlans);
	read_end(&t);
	cut_everywhere(&r, NULL);

	data = begin_port(&r, "vrf", &info);
	netlink_put_u32(&r, IFLA_VRF_PORT_TABLE, 77);
	end_port(&r, info, data);
	port = read_port(&t, &r, NULL);
	assert_true(port->vrf_table == 77);
	read_end(&t);

	data = begin_port(&r, "frobnicator", &info);
	netlink_put_u32(&r, 1, 1);
	end_port(&r, info, data);
	port = read_port(&t, &r, NULL);
	assert_string_equal(port->kind, "frobnicator");
	assert_null(port->state);
	assert_null(port->other);
	read_end(&t);
}

/* A bridge that says nothing has not said that all is off. */
static void test_silent_master(void **state)
{
	struct netlink_request r;
	const struct port *port;
	struct nlattr *info;
	struct table_read t;

	(void)state;
	begin(&r, "p0");
	info = netlink_nest(&r, IFLA_LINKINFO);
	netlink_put_text(&r, IFLA_INFO_SLAVE_KIND, "bridge");
	netlink_nest_end(&r, info);
	port = read_port(&t, &r, NULL);
	assert_string_equal(port->kind, "bridge");
	assert_null(port->flags);
	assert_null(port->vlans);
	read_end(&t);
}

/* What is longer than a line of a table may be is cut. */
static void test_long_attribute(void **state)
{
	const uint8_t bytes[300] = { 0xab };
	struct netlink_request r;
	struct nlattr *info, *data;
	const struct port *port;
	struct table_read t;

	(void)state;
	data = begin_port(&r, "bridge", &info);
	netlink_put(&r, 60, bytes, sizeof(bytes));
	end_port(&r, info, data);
	port = read_port(&t, &r, NULL);
	assert_int_equal(strlen(port->other), strlen("60=") + 2 * 64);
	read_end(&t);
}

static void begin_addr(struct netlink_request *r, unsigned char family)
{
	struct ifaddrmsg *addr = netlink_request(r, RTM_NEWADDR, sizeof(*addr));

	addr->ifa_family = family;
	addr->ifa_index = 5;
	addr->ifa_prefixlen = 24;
	addr->ifa_scope = RT_SCOPE_LINK;
}

static const struct addr *read_addr(struct table_read *t, const struct netlink_request *r)
{
	_cleanup_text_ struct text text = { 0 };
	struct nlmsghdr *msg;
	size_t len;

	for (len = sizeof(struct nlmsghdr); len <= r->head.nlmsg_len; len++) {
		msg = copy_message(r, len);
		text_reset(&text);
		addr_cells(&text, NETNS, msg);
		free(msg);
		if (len < r->head.nlmsg_len) {
			read_row(t, TABLE_addrs, &text);
			read_end(t);
		}
	}
	return read_row(t, TABLE_addrs, &text);
}

static void test_addrs(void **state)
{
	const uint32_t here = htonl(0x0a000001), there = htonl(0x0a000002);
	const struct in6_addr here6 = { { { 0xfe, 0x80, [15] = 1 } } };
	struct netlink_request r;
	const struct addr *addr;
	struct table_read t;

	(void)state;
	begin_addr(&r, AF_INET);
	netlink_put(&r, IFA_LOCAL, &here, sizeof(here));
	netlink_put(&r, IFA_ADDRESS, &there, sizeof(there));
	netlink_put_text(&r, IFA_LABEL, "eth0:\t1");
	addr = read_addr(&t, &r);
	assert_string_equal(addr->family, "inet");
	assert_string_equal(addr->address, "10.0.0.1");
	assert_string_equal(addr->peer, "10.0.0.2");
	assert_string_equal(addr->label, "eth0:\t1");
	assert_string_equal(addr->scope, "link");
	assert_true(addr->netns == NETNS && addr->ifindex == 5 && addr->prefix == 24);
	read_end(&t);

	begin_addr(&r, AF_INET6);
	netlink_put(&r, IFA_ADDRESS, &here6, sizeof(here6));
	addr = read_addr(&t, &r);
	assert_string_equal(addr->address, "fe80::1");
	assert_null(addr->peer);
	assert_null(addr->label);
	read_end(&t);

	/* Not of IP; and an address of IPv4's length that says it is IPv6's. */
	begin_addr(&r, AF_BRIDGE);
	netlink_put(&r, IFA_ADDRESS, &here6, sizeof(here6));
	assert_null(read_addr(&t, &r));
	read_end(&t);
	begin_addr(&r, AF_INET6);
	netlink_put(&r, IFA_ADDRESS, &here, sizeof(here));
	assert_null(read_addr(&t, &r));
	read_end(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dev),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_no_device),
		cmocka_unit_test(test_bridge_port),
		cmocka_unit_test(test_other_ports),
		cmocka_unit_test(test_silent_master),
		cmocka_unit_test(test_long_attribute),
		cmocka_unit_test(test_addrs),
	};

	return cmocka_run_group_tests_name("nettables", tests, NULL, NULL);
}
