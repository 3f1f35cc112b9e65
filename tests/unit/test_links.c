/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What rtnetlink tells of devices, as cells: numbers and words of their kind, names that
 * forge nothing, and messages that end too early, each in memory of its own size.
 */
#include "common.h"

#include <arpa/inet.h>
#include <linux/if_arp.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>

#include "host/host.h"
#include "host/link_cells.h"
#include "host/link_settings.h"
#include "host/vlan_options.h"

#define COLUMNS_OF(name, type, help) +1
/* netns to promisc, vlan_options and timers are of others. */
enum { CELLS = 0 NSVIEW_LINKS_COLUMNS(COLUMNS_OF) - 15 - 2 };

static const uint8_t mac[] = { 0x52, 0x54, 0, 0x12, 0x34, 0xff };

static void put_u8(struct netlink_request *r, uint16_t attr, uint8_t n)
{
	netlink_put(r, attr, &n, sizeof(n));
}

/* Settings of @kind in the attributes of a message; after a semicolon what moves. */
static void settings(struct text *t, const char *kind, const struct nlmsghdr *msg)
{
	_cleanup_text_ struct text timers = { 0 };
	const struct nlattr *at[2];

	text_reset(t);
	netlink_attrs(msg, sizeof(struct ifinfomsg), at, 2);
	link_settings(t, &timers, kind, at[1]);
	if (timers.len)
		text_printf(t, ";%s", text_str(&timers));
}

static void begin(struct netlink_request *r, struct nlattr **nest)
{
	netlink_request(r, RTM_NEWLINK, sizeof(struct ifinfomsg));
	*nest = netlink_nest(r, 1);
}

static void check_settings(const char *kind, struct netlink_request *r, struct nlattr *nest,
			   const char *want)
{
	_cleanup_text_ struct text t = { 0 };
	struct nlmsghdr *msg;
	size_t len;

	netlink_nest_end(r, nest);
	msg = copy_message(r, r->head.nlmsg_len);
	settings(&t, kind, msg);
	assert_string_equal(text_str(&t), want);
	free(msg);
	/* Cut anywhere it says less, and nothing is read that is not there. */
	for (len = sizeof(struct nlmsghdr) + sizeof(struct ifinfomsg); len < r->head.nlmsg_len;
	     len += 4) {
		msg = copy_message(r, len);
		settings(&t, kind, msg);
		free(msg);
	}
}

static void test_bridge(void **state)
{
	const struct ifla_bridge_id id = { { 0x80, 0x01 }, { 2, 0, 0, 0, 0, 0xab } };
	const struct br_boolopt_multi bits = { .optval = 0x81, .optmask = 0xc3 };
	const uint16_t protocol = htons(0x88a8);
	const uint64_t gc_timer = 2711;
	struct netlink_request r;
	struct nlattr *nest;

	(void)state;
	begin(&r, &nest);
	put_u8(&r, IFLA_BR_VLAN_FILTERING, 1);
	netlink_put(&r, IFLA_BR_VLAN_PROTOCOL, &protocol, sizeof(protocol));
	netlink_put(&r, IFLA_BR_ROOT_ID, &id, sizeof(id));
	netlink_put(&r, IFLA_BR_GROUP_ADDR, mac, sizeof(mac));
	netlink_put(&r, IFLA_BR_MULTI_BOOLOPT, &bits, sizeof(bits));
	netlink_put(&r, IFLA_BR_GC_TIMER, &gc_timer, sizeof(gc_timer));
	netlink_put(&r, IFLA_BR_PAD, "", 0);
	netlink_put_u32(&r, 120, 0x01020304);
	check_settings(
		"bridge", &r, nest,
		"vlan_filtering=1,vlan_protocol=802.1ad,mcast_vlan_snooping=0,"
		"no_linklocal_learn=1,root_id=8001.02:00:00:00:00:ab,"
		"group_addr=52:54:00:12:34:ff,boolopt_6=0,boolopt_7=1,120=0x04030201;gc_timer=2711");
}

/* What is known, and has another form than it should, is shown as what is not known. */
static void test_forms(void **state)
{
	struct netlink_request r;
	struct nlattr *nest;

	(void)state;
	begin(&r, &nest);
	netlink_put(&r, IFLA_BR_STP_STATE, mac, 3);
	netlink_put(&r, IFLA_BR_GROUP_ADDR, mac, 4);
	netlink_put(&r, IFLA_BR_MULTI_BOOLOPT, mac, 1);
	netlink_put(&r, IFLA_BR_PAD, "", 0);
	put_u8(&r, IFLA_BR_VLAN_FILTERING, 1);
	check_settings("bridge", &r, nest, "vlan_filtering=1,5=0x525400,20=0x52540012,46=0x52");
}

static void test_vlan(void **state)
{
	const struct ifla_vlan_flags flags = { .flags = 3, .mask = ~0u };
	const struct ifla_vlan_qos_mapping maps[] = { { 0, 1 }, { 2, 7 } };
	struct netlink_request r;
	struct nlattr *nest, *qos;

	(void)state;
	begin(&r, &nest);
	netlink_put(&r, IFLA_VLAN_ID, &(uint16_t){ 5 }, sizeof(uint16_t));
	netlink_put(&r, IFLA_VLAN_FLAGS, &flags, sizeof(flags));
	qos = netlink_nest(&r, IFLA_VLAN_EGRESS_QOS);
	netlink_put(&r, IFLA_VLAN_QOS_MAPPING, &maps[0], sizeof(maps[0]));
	netlink_put(&r, IFLA_VLAN_QOS_MAPPING, &maps[1], sizeof(maps[1]));
	netlink_nest_end(&r, qos);
	check_settings("vlan", &r, nest, "id=5,flags=REORDER_HDR+GVRP,egress_qos=0:1+2:7");
}

static void test_bond(void **state)
{
	const uint32_t targets[] = { htonl(0x0a000001), htonl(0x0a000002) };
	struct netlink_request r;
	struct nlattr *nest, *inner;

	(void)state;
	begin(&r, &nest);
	put_u8(&r, IFLA_BOND_MODE, 9);
	put_u8(&r, IFLA_BOND_FAIL_OVER_MAC, 2);
	inner = netlink_nest(&r, IFLA_BOND_ARP_IP_TARGET);
	netlink_put(&r, 0, &targets[0], sizeof(targets[0]));
	netlink_put(&r, 1, &targets[1], sizeof(targets[1]));
	netlink_nest_end(&r, inner);
	inner = netlink_nest(&r, IFLA_BOND_AD_INFO);
	netlink_put(&r, IFLA_BOND_AD_INFO_PARTNER_MAC, mac, sizeof(mac));
	netlink_nest_end(&r, inner);
	check_settings("bond", &r, nest,
		       "mode=9,arp_ip_target=10.0.0.1+10.0.0.2,fail_over_mac=follow,"
		       "ad_partner_mac=52:54:00:12:34:ff");
}

/* A kind that is not in the table, and an attribute that is long. */
static void test_unknown(void **state)
{
	const uint8_t bytes[40] = { 1, 2 };
	struct netlink_request r;
	struct nlattr *nest;

	(void)state;
	begin(&r, &nest);
	netlink_put(&r, 2, bytes, sizeof(bytes));
	netlink_put(&r, 7, "", 0);
	check_settings("frobnicator", &r, nest,
		       "2=0x0102000000000000000000000000000000000000000000000000000000000000...,"
		       "7=0x");
}

static void cells(struct text *t, const struct nlmsghdr *msg)
{
	const struct nlattr *at[LINK_ATTRS];
	const struct ifinfomsg *link = netlink_header(msg, sizeof(*link));

	text_reset(t);
	assert_non_null(link);
	netlink_attrs(msg, sizeof(*link), at, LINK_ATTRS);
	link_cells(t, link, at);
}

static size_t count(const struct text *t)
{
	size_t i, n = 0;

	for (i = 0; i < t->len; i++)
		n += t->s[i] == '\t';
	return n;
}

static void test_cells(void **state)
{
	struct rtnl_link_stats64 stats = { .multicast = 7, .collisions = 3 };
	_cleanup_text_ struct text t = { 0 };
	struct netlink_request r;
	struct ifinfomsg *link = netlink_request(&r, RTM_NEWLINK, sizeof(*link));
	struct nlattr *names, *families, *inet6;
	struct nlmsghdr *msg;
	size_t len;

	(void)state;
	link->ifi_type = ARPHRD_ETHER;
	netlink_put(&r, IFLA_BROADCAST, mac, sizeof(mac));
	netlink_put_text(&r, IFLA_IFALIAS, "a\tb\033[31m");
	names = netlink_nest(&r, IFLA_PROP_LIST);
	netlink_put_text(&r, IFLA_ALT_IFNAME, "one,two");
	netlink_put_text(&r, IFLA_ALT_IFNAME, "\\x2c");
	netlink_nest_end(&r, names);
	netlink_put_u32(&r, IFLA_GROUP, 4);
	families = netlink_nest(&r, IFLA_AF_SPEC);
	inet6 = netlink_nest(&r, AF_INET6);
	put_u8(&r, IFLA_INET6_ADDR_GEN_MODE, IN6_ADDR_GEN_MODE_STABLE_PRIVACY);
	netlink_nest_end(&r, inet6);
	netlink_nest_end(&r, families);
	/* Of a kernel that counts less: no rx_nohandler. */
	netlink_put(&r, IFLA_STATS64, &stats, offsetof(struct rtnl_link_stats64, rx_nohandler));
	msg = copy_message(&r, r.head.nlmsg_len);
	cells(&t, msg);
	free(msg);
	assert_int_equal(count(&t), CELLS);
	assert_memory_equal(
		t.s,
		"ether\t52:54:00:12:34:ff\t-\ta\\x09b\\x1b[31m\tone\\x5cx2ctwo,\\x5cx5cx2c\t4\t",
		67);
	assert_non_null(strstr(t.s, "\tstable_secret\t"));
	assert_non_null(strstr(t.s, "\tmulticast=7,"));
	assert_non_null(strstr(t.s, ",collisions=3,"));
	assert_null(strstr(t.s, "nohandler"));
	for (len = sizeof(struct nlmsghdr) + sizeof(*link); len < r.head.nlmsg_len; len += 4) {
		msg = copy_message(&r, len);
		cells(&t, msg);
		free(msg);
		assert_int_equal(count(&t), CELLS);
	}
}

enum { NAMES = 450, NAME_LEN = 127 };

/* As many names as a message has room for, of what is longest when it is written down. */
static struct nlmsghdr *with_names(void)
{
	const size_t one = NLA_ALIGN(NLA_HDRLEN + NAME_LEN + 1);
	const size_t head = NLMSG_LENGTH(sizeof(struct ifinfomsg));
	const size_t size = head + NLA_HDRLEN + NAMES * one;
	struct nlattr nest = { (uint16_t)(NLA_HDRLEN + NAMES * one), IFLA_PROP_LIST };
	struct nlattr name = { NLA_HDRLEN + NAME_LEN + 1, IFLA_ALT_IFNAME };
	struct nlmsghdr *msg = calloc(1, size);
	char *at = (char *)msg + head;
	size_t i;

	assert_non_null(msg);
	msg->nlmsg_len = (uint32_t)size;
	memcpy(at, &nest, sizeof(nest));
	at += sizeof(nest);
	for (i = 0; i < NAMES; i++, at += one) {
		memcpy(at, &name, sizeof(name));
		memset(at + sizeof(name), ',', NAME_LEN);
	}
	return msg;
}

/* Whoever has a net namespace of their own may give them: the table must stay readable. */
static void test_many_names(void **state)
{
	_cleanup_text_ struct text t = { 0 }, table = { 0 };
	struct nlmsghdr *msg = with_names();
	struct problem p = { "" };
	const char *names;
	struct rows rows;
	struct blob b;
	int i;

	(void)state;
	cells(&t, msg);
	free(msg);
	for (names = t.s, i = 0; i < 4; i++)
		names = strchr(names, '\t') + 1;
	assert_int_equal(strcspn(names, "\t"), NAMES * (7 * NAME_LEN + 1) - 1);
	text_printf(&table, "nsview 1 links\nnetns\tifindex\taltnames\n1\t2\t%.*s\n",
		    (int)strcspn(names, "\t"), names);
	if (parse(TABLE_links, table.s, table.len, &b, &rows, &p))
		fail_msg("%s", p.words);
	assert_int_equal(rows.count, 1);
	free(rows.data);
	blob_free(&b);
}

static void put_entry(struct netlink_request *r, uint16_t vid, uint16_t last, uint8_t state)
{
	const struct bridge_vlan_info vlan = { .vid = vid };
	struct nlattr *entry = netlink_nest(r, BRIDGE_VLANDB_ENTRY);

	netlink_put(r, BRIDGE_VLANDB_ENTRY_INFO, &vlan, sizeof(vlan));
	if (last)
		netlink_put(r, BRIDGE_VLANDB_ENTRY_RANGE, &last, sizeof(last));
	put_u8(r, BRIDGE_VLANDB_ENTRY_STATE, state);
	netlink_nest_end(r, entry);
}

static void test_vlan_options(void **state)
{
	_cleanup_text_ struct text t = { 0 };
	struct netlink_request r;
	struct br_vlan_msg *vlan;
	struct nlmsghdr *msg;
	size_t len;

	(void)state;
	vlan_options_ask(&r);
	r.head.nlmsg_type = RTM_NEWVLAN;
	vlan = (struct br_vlan_msg *)(&r.head + 1);
	vlan->ifindex = 9;
	put_entry(&r, 1, 0, BR_STATE_FORWARDING);
	put_entry(&r, 10, 12, BR_STATE_BLOCKING);
	put_entry(&r, 20, 20, 77);
	msg = copy_message(&r, r.head.nlmsg_len);
	assert_int_equal(vlan_options_ifindex(msg), 9);
	vlan_options_read(&t, msg);
	assert_string_equal(text_str(&t), "1:state=forwarding,10-12:state=blocking,20:state=77");
	free(msg);
	for (len = sizeof(struct nlmsghdr); len < r.head.nlmsg_len; len += 4) {
		msg = copy_message(&r, len);
		text_reset(&t);
		if (vlan_options_ifindex(msg))
			vlan_options_read(&t, msg);
		free(msg);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bridge),	     cmocka_unit_test(test_forms),
		cmocka_unit_test(test_vlan),	     cmocka_unit_test(test_bond),
		cmocka_unit_test(test_unknown),	     cmocka_unit_test(test_cells),
		cmocka_unit_test(test_vlan_options), cmocka_unit_test(test_many_names),
	};

	return cmocka_run_group_tests_name("links", tests, NULL, NULL);
}
