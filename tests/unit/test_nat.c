/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Chains and rules of NAT, of which who owns a net namespace may make as many as they
 * like. The linker puts the functions __wrap_* before those that ask a kernel (unit.mk).
 */
#include "common.h"

#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter_ipv4.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "env/nft.h"
#include "host/gathered.h"
#include "host/nat_rules.h"
#include "host/nft_nat.h"

int __wrap_netlink_open(struct netlink *n, int netns, int bus);
int __wrap_netlink_dump(struct netlink *n, struct netlink_request *r, netlink_each each, void *arg);
int __real_strcmp(const char *a, const char *b);
int __wrap_strcmp(const char *a, const char *b);

/* What there is: as if it had been written so. */
static struct nft kernel;
static size_t compared;

int __wrap_strcmp(const char *a, const char *b)
{
	compared++;
	return __real_strcmp(a, b);
}

int __wrap_netlink_open(struct netlink *n, int netns, int bus)
{
	*n = (struct netlink){ .netns = netns, .bus = bus };
	return 0;
}

int __wrap_netlink_dump(struct netlink *n, struct netlink_request *r, netlink_each each, void *arg)
{
	const char *at = kernel.batch.bytes.s, *end = at + kernel.batch.bytes.len;
	/* Each NFT_MSG_GET is one more than its NFT_MSG_NEW. */
	const uint16_t type = (uint16_t)(r->head.nlmsg_type - 1);
	int err = 0;

	(void)n;
	while (at < end && !err) {
		const struct nlmsghdr *msg = (const void *)at;

		if (msg->nlmsg_type == type)
			err = each(msg, arg);
		at += NLMSG_ALIGN(msg->nlmsg_len);
	}
	return err;
}

static const char *chain_name(size_t n)
{
	static char name[32];

	snprintf(name, sizeof(name), "c%zu", n);
	return name;
}

/* A chain that is called, @chains others, and @rules that jump to the last of these. */
static void make_chains(size_t chains, size_t rules)
{
	size_t i;

	nft_begin(&kernel, "t");
	nft_add_chain(&kernel, "post", "nat", NF_INET_POST_ROUTING, NF_IP_PRI_NAT_SRC);
	for (i = 0; i < chains; i++)
		nft_add_chain(&kernel, chain_name(i), NULL, 0, 0);
	for (i = 0; i < rules; i++) {
		nft_rule_begin(&kernel, "post");
		nft_jump(&kernel, chain_name(chains - 1));
		nft_rule_end(&kernel, "", false);
	}
	nft_rule_begin(&kernel, chain_name(chains - 1));
	nft_masquerade(&kernel);
	nft_rule_end(&kernel, "", false);
	assert_false(kernel.batch.bytes.failed);
}

/* A chain is not looked for among all of them for each rule. */
static void test_chains_are_found(void **state)
{
	enum { CHAINS = 2000, RULES = 4000 };
	struct ns ns = { .inum = 7 };
	struct gathering g = { 0 };
	const char *at;
	size_t rows = 0;

	(void)state;
	make_chains(CHAINS, RULES);
	compared = 0;
	assert_int_equal(nftables_nat(&g, &ns, -1), 0);
	assert_in_range(compared, 1, 40 * (CHAINS + RULES));
	for (at = text_str(&g.rows); (at = strstr(at, "\tmasquerade\t")); at++)
		rows++;
	assert_int_equal(rows, RULES);
	text_free(&g.rows);
	nft_free(&kernel);
}

static void test_names(void **state)
{
	static const char *const families[] = { "ip", "ip6", "inet" };
	struct nat_rules rules = { 0 };
	struct nat_index index;
	size_t i;

	(void)state;
	assert_int_equal(nat_index_make(&index, &rules), 0);
	assert_true(nat_index_find(&index, families[0], "t0", "c0") == NAT_NONE);
	nat_index_free(&index);
	for (i = 0; i < 600; i++) {
		char table[] = { 't', (char)('0' + i % 2), '\0' };

		assert_int_equal(nat_add_chain(&rules,
					       (struct nat_chain){
						       .family = families[i % 3],
						       .table = table,
						       .name = (char *)chain_name(i / 6),
					       }),
				 0);
	}
	assert_int_equal(nat_add_chain(&rules, (struct nat_chain){ .family = families[0],
								   .name = (char *)"older" }),
			 0);
	assert_int_equal(nat_index_make(&index, &rules), 0);
	for (i = 0; i < 600; i++)
		assert_true(nat_index_find(&index, families[i % 3], i % 2 ? "t1" : "t0",
					   chain_name(i / 6)) == i);
	assert_true(nat_index_find(&index, families[0], "t0", "c100") == NAT_NONE);
	assert_true(nat_index_find(&index, families[0], "t2", "c1") == NAT_NONE);
	assert_true(nat_index_find(&index, families[0], "", "older") == NAT_NONE);
	nat_index_free(&index);
	nat_free(&rules);
}

/* What is too much is not kept, and that is said of each chain that is called. */
static void test_too_many(void **state)
{
	struct nat_rules rules = { 0 };
	struct text rows = { 0 };
	size_t i;

	(void)state;
	assert_int_equal(nat_add_chain(&rules, (struct nat_chain){ .family = "ip",
								   .hook = "input",
								   .name = (char *)"INPUT" }),
			 0);
	for (i = 0; i < NAT_KEPT_MAX + 2; i++) {
		struct nat_rule rule = { .number = NSVIEW_NONE, .jump = NAT_NONE };

		if (i >= NAT_KEPT_MAX)
			text_puts(&rule.how, "masquerade");
		assert_int_equal(nat_add_rule(&rules, 0, &rule), 0);
	}
	assert_int_equal(rules.nrules, NAT_KEPT_MAX);
	assert_int_equal(nat_put(&rows, 7, &rules), -E2BIG);
	assert_non_null(strstr(text_str(&rows), "more rules than are read"));
	assert_ptr_equal(strchr(rows.s, '\n'), rows.s + rows.len - 1);
	text_free(&rows);
	nat_free(&rules);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_chains_are_found),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_too_many),
	};

	return cmocka_run_group_tests_name("nat", tests, NULL, NULL);
}
