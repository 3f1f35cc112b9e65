/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What comes over netlink is taken apart only as far as it is whole. Each message
 * stands in memory of its own size, so that a byte too far is noticed.
 */
#include "common.h"

#include <errno.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "netlink.h"

#define SEQ 7

struct seen {
	int messages;
	uint64_t mtu;
	char name[32];
	int nested;
	int end_with;
};

static int look(const struct nlmsghdr *msg, void *arg)
{
	const struct nlattr *at[IFLA_MAX + 1], *info[IFLA_INFO_MAX + 1], *attr = NULL;
	struct seen *seen = arg;

	seen->messages++;
	if (!netlink_header(msg, sizeof(struct ifinfomsg)))
		return seen->end_with;
	netlink_attrs(msg, sizeof(struct ifinfomsg), at, IFLA_MAX + 1);
	seen->mtu = netlink_num(at[IFLA_MTU]);
	snprintf(seen->name, sizeof(seen->name), "%s",
		 netlink_text(at[IFLA_IFNAME]) ? netlink_text(at[IFLA_IFNAME]) : "-");
	netlink_nested(at[IFLA_LINKINFO], info, IFLA_INFO_MAX + 1);
	while ((attr = netlink_next(at[IFLA_LINKINFO], attr)))
		seen->nested += 1 + (netlink_type(attr) == IFLA_INFO_KIND);
	return seen->end_with;
}

/* A link with a name, an MTU and a nest. */
static void make(struct netlink_request *r)
{
	struct {
		struct nlattr head;
		char kind[8];
	} nest = { { .nla_len = 4 + 7, .nla_type = IFLA_INFO_KIND }, "bridge" };

	netlink_request(r, RTM_NEWLINK, sizeof(struct ifinfomsg));
	r->head.nlmsg_seq = SEQ;
	netlink_put(r, IFLA_IFNAME, "br0", 4);
	netlink_put_u32(r, IFLA_MTU, 1500);
	netlink_put(r, IFLA_LINKINFO, &nest, sizeof(nest));
}

static int walk(const void *data, size_t len, bool dump, struct seen *seen)
{
	char *copy = malloc(len ? len : 1);
	int err;

	assert_non_null(copy);
	memcpy(copy, data, len);
	err = netlink_walk(copy, len, SEQ, dump, look, seen);
	free(copy);
	return err;
}

static void test_whole(void **state)
{
	struct seen seen = { 0 };
	struct netlink_request r;

	(void)state;
	make(&r);
	assert_int_equal(walk(&r, r.head.nlmsg_len, true, &seen), 0);
	assert_int_equal(seen.messages, 1);
	assert_int_equal(seen.mtu, 1500);
	assert_string_equal(seen.name, "br0");
	assert_int_equal(seen.nested, 2);
	assert_int_equal(walk(&r, r.head.nlmsg_len, false, &seen), 1);
}

/* At every length, and with every length that a message or attribute may claim. */
static void test_cut(void **state)
{
	static const uint32_t lengths[] = { 0x7fffffff, 0x80000000, 0x80000010, 0xfffffff0 };
	struct netlink_request r;
	struct seen seen = { 0 };
	size_t len, at;

	(void)state;
	make(&r);
	for (len = 0; len < r.head.nlmsg_len; len++) {
		int err = walk(&r, len, true, &seen);

		assert_int_equal(err, len < 4 ? 0 : -EBADMSG);
	}
	assert_int_equal(seen.messages, 0);
	for (at = sizeof(struct nlmsghdr); at + 2 <= r.head.nlmsg_len; at += 2) {
		static const uint16_t lies[] = { 0, 1, 3, 4, 5, 0x7fff, 0x8000, 0xffff };
		size_t i;

		for (i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
			struct netlink_request bad = r;

			memcpy(bad.bytes + at, &lies[i], sizeof(lies[i]));
			walk(&bad, bad.head.nlmsg_len, true, &seen);
		}
	}
	for (at = 0; at < sizeof(lengths) / sizeof(lengths[0]); at++) {
		struct netlink_request bad = r;

		bad.head.nlmsg_len = lengths[at];
		assert_int_equal(walk(&bad, r.head.nlmsg_len, true, &seen), -EBADMSG);
	}
	for (len = 0; len < sizeof(struct nlmsghdr) + 40; len++) {
		struct netlink_request bad = r;

		bad.head.nlmsg_len = (uint32_t)len;
		walk(&bad, r.head.nlmsg_len, true, &seen);
	}
}

static void test_not_ours(void **state)
{
	struct seen seen = { 0 };
	struct netlink_request r;

	(void)state;
	make(&r);
	r.head.nlmsg_seq = SEQ - 1;
	assert_int_equal(walk(&r, r.head.nlmsg_len, true, &seen), 0);
	assert_int_equal(seen.messages, 0);
}

static int control(uint16_t type, int number, size_t size)
{
	struct seen seen = { 0 };
	struct netlink_request r;
	void *head = netlink_request(&r, type, size);

	memcpy(head, &number, size < sizeof(number) ? size : sizeof(number));
	r.head.nlmsg_seq = SEQ;
	return walk(&r, r.head.nlmsg_len, true, &seen);
}

static void test_control(void **state)
{
	struct seen seen = { .end_with = 42 };
	struct netlink_request r;

	(void)state;
	assert_int_equal(control(NLMSG_DONE, 0, 4), 1);
	assert_int_equal(control(NLMSG_DONE, 0, 0), 1);
	assert_int_equal(control(NLMSG_DONE, -EPERM, 4), -EPERM);
	assert_int_equal(control(NLMSG_ERROR, 0, sizeof(struct nlmsgerr)), 1);
	assert_int_equal(control(NLMSG_ERROR, -ENODEV, sizeof(struct nlmsgerr)), -ENODEV);
	assert_int_equal(control(NLMSG_ERROR, 0, 0), -EBADMSG);
	assert_int_equal(control(NLMSG_ERROR, 5, 4), -EBADMSG);
	assert_int_equal(control(NLMSG_OVERRUN, 0, 0), -ENOBUFS);
	assert_int_equal(control(NLMSG_NOOP, 0, 0), 0);
	make(&r);
	assert_int_equal(walk(&r, r.head.nlmsg_len, true, &seen), 42);
	r.head.nlmsg_flags |= NLM_F_DUMP_INTR;
	seen.messages = 0;
	assert_int_equal(walk(&r, r.head.nlmsg_len, true, &seen), -EINTR);
	assert_int_equal(seen.messages, 0);
}

/* A number has the size of one; a text ends; what is not there is nothing. */
static void test_forms(void **state)
{
	struct netlink_request r;
	const struct nlattr *at[8];

	(void)state;
	netlink_request(&r, RTM_NEWLINK, 4);
	netlink_put(&r, 1, "abc", 3);
	netlink_put(&r, 2, "\1\0", 2);
	netlink_put(&r, 3, "", 0);
	netlink_put(&r, 4, "12345678", 8);
	netlink_attrs(&r.head, 4, at, 8);
	assert_null(netlink_text(at[1]));
	assert_true(netlink_num(at[1]) == UINT64_MAX);
	assert_int_equal(netlink_num(at[2]), 1);
	assert_true(netlink_num(at[3]) == UINT64_MAX);
	assert_null(netlink_bytes(at[4], 9));
	assert_non_null(netlink_bytes(at[4], 8));
	assert_null(at[5]);
	assert_null(netlink_text(NULL));
	assert_null(netlink_next(NULL, NULL));
	assert_true(netlink_num(NULL) == UINT64_MAX);
	assert_int_equal(netlink_len(NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),	 cmocka_unit_test(test_cut),
		cmocka_unit_test(test_not_ours), cmocka_unit_test(test_control),
		cmocka_unit_test(test_forms),
	};

	return cmocka_run_group_tests_name("netlink", tests, NULL, NULL);
}
