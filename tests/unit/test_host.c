/* SPDX-License-Identifier: GPL-2.0 */
/* The model: what joining the tables of one host finds out. */
#include "common.h"

#include <stdlib.h>
#include <string.h>

#include "host/mates.h"

#define HOST_NET 4026531840u
#define DB_NET 4026532411u
#define THREAD_NET 4026532480u

static struct host host;

static int setup(void **state)
{
	(void)state;
	load_fixture(&host, "host");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	host_free(&host);
	return 0;
}

static void test_init(void **state)
{
	enum ns_type type;

	(void)state;
	assert_non_null(host.init);
	assert_true(host.init->pid == 1);
	for (type = 0; type < NS_TYPES; type++)
		assert_true(host.init->ns[ns_type_links[type]]->host);
	assert_false(host_ns(&host, NS_net, DB_NET)->host);
}

static void test_sharing(void **state)
{
	const struct task *nginx = host_task(&host, 2101);
	const struct task *zombie = host_task(&host, 2204);

	(void)state;
	assert_int_equal(task_sharing(&host, nginx, LINK_net), SHARING_OWN);
	assert_int_equal(task_sharing(&host, nginx, LINK_user), SHARING_HOST);
	assert_int_equal(task_sharing(&host, zombie, LINK_net), SHARING_UNKNOWN);
	assert_int_equal(task_sharing(&host, zombie, LINK_pid), SHARING_OWN);
}

static void test_cgroups(void **state)
{
	(void)state;
	assert_string_equal(host_task(&host, 2201)->cgroup->path, "/box/db");
	assert_string_equal(host_task(&host, 1)->cgroup->path, "/init.scope");
}

static void test_counts(void **state)
{
	const struct ns *net = host_ns(&host, NS_net, 4026532311u);

	(void)state;
	assert_int_equal(net->nprocs, 8);
	assert_int_equal(net->nthreads, 0);
	assert_true(net->first->pid == 2101);
	assert_null(host_ns(&host, NS_net, 4026532700u)->first);
}

/* A thread in a netns of its own: there without its process. */
static void test_thread(void **state)
{
	const struct ns *net = host_ns(&host, NS_net, THREAD_NET);
	const struct task *leader = host_task(&host, 2201);

	(void)state;
	assert_int_equal(net->nprocs, 0);
	assert_int_equal(net->nthreads, 1);
	assert_true(net->first->pid == 2203);
	assert_ptr_equal(net->first->leader, leader);
	assert_int_equal(leader->strays, 1);
	/* In what it shares with its process it is not counted again. */
	assert_int_equal(host_ns(&host, NS_user, 4026532405u)->nthreads, 0);
}

static void test_next_child(void **state)
{
	const struct ns *ns = host_ns(&host, NS_pid, 4026532600u);

	(void)state;
	assert_null(ns->first);
	assert_true(ns->parent_of->pid == 2400);
}

static void test_ports(void **state)
{
	const struct dev *port = host_dev(&host, HOST_NET, 8);
	const struct dev *bridge = host_dev(&host, HOST_NET, 4);

	(void)state;
	assert_ptr_equal(port->over, bridge);
	assert_string_equal(port->port->state, "blocking");
	assert_true(port->port->port == 3);
	assert_string_equal(port->rx_handler, "br_handle_frame");
	assert_null(bridge->over);
	assert_true(bridge->ports->ifindex == 3);
	assert_string_equal(bridge->addrs->address, "10.7.0.1");
}

static void test_peers(void **state)
{
	const struct dev *port = host_dev(&host, HOST_NET, 8);

	(void)state;
	assert_ptr_equal(port->peer, host_dev(&host, DB_NET, 2));
	assert_ptr_equal(port->peer->peer, port);
	assert_null(host_dev(&host, HOST_NET, 2)->peer);
}

/* What other tables name and namespaces does not list gets a row too. */
static void test_unlisted(void **state)
{
	struct host h;
	const struct ns *ns;

	(void)state;
	load_fixture(&h, "odd");
	ns = host_ns(&h, NS_uts, 4026539007u);
	assert_non_null(ns);
	assert_string_equal(ns->known, "task");
	assert_true(ns->refs == NSVIEW_NONE);
	assert_int_equal(ns->nprocs, 1);
	assert_non_null(host_ns(&h, NS_net, 4026539100u)); /* of a device */
	assert_non_null(host_ns(&h, NS_user, 4026539200u)); /* an owner */
	assert_non_null(host_ns(&h, NS_pid, 4026539300u)); /* a parent */
	host_free(&h);
}

/* Half a veth pair is no pair, and masters in a circle are no end of a walk. */
static void test_odd_devices(void **state)
{
	struct host h;

	(void)state;
	load_fixture(&h, "odd");
	assert_null(host_dev(&h, 4026531840u, 7)->peer);
	assert_ptr_equal(host_dev(&h, 4026531840u, 8)->over, host_dev(&h, 4026531840u, 9));
	assert_ptr_equal(host_dev(&h, 4026531840u, 9)->over, host_dev(&h, 4026531840u, 8));
	assert_null(host_dev(&h, 4026531840u, 10)->over);
	host_free(&h);
}

/* Of each type: as who looks at all tasks finds them. */
static void test_mates(void **state)
{
	size_t i, j, n = 0;

	(void)state;
	for (i = 0; i < host.n_namespaces; i++) {
		const struct ns *ns = &host.namespaces[i];
		const struct task *t = NULL;

		for (j = 0; j < host.n_tasks; j++) {
			if (host.tasks[j].ns[ns_type_links[ns->kind]] != ns)
				continue;
			t = mates_next(&host, ns, t);
			assert_ptr_equal(t, &host.tasks[j]);
			n++;
		}
		assert_null(mates_next(&host, ns, t));
	}
	assert_true(n > host.n_tasks);
}

static void test_info(void **state)
{
	(void)state;
	assert_true(host_is_partial(&host, "namespaces"));
	assert_false(host_is_partial(&host, "namespaces.mnt"));
	assert_false(host_is_partial(&host, "tasks"));
	assert_true(host.complete);
}

static void test_map(void **state)
{
	struct map m = { 0 };
	uint64_t i;

	(void)state;
	assert_true(map_find(&m, 1, 2) == MAP_NONE);
	for (i = 0; i < 5000; i++)
		assert_int_equal(map_add(&m, i % 7, i, i), 0);
	assert_int_equal(map_add(&m, 3 % 7, 3, 99), 0); /* the first stays */
	for (i = 0; i < 5000; i++)
		assert_true(map_find(&m, i % 7, i) == i);
	assert_true(map_find(&m, 6, 3) == MAP_NONE);
	map_free(&m);
}

/* The most slots in a row that are in use: no search looks at more, and one. */
static size_t longest_run(const struct map *m)
{
	size_t i, run = 0, longest = 0;

	/* Twice around, for one that goes over the end. */
	for (i = 0; i < 2 * m->size; i++) {
		run = m->slots[i & (m->size - 1)].index ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	return longest;
}

/* Numbers that were chosen to land together, by who knows how they are mixed. */
static void test_map_of_an_enemy(void **state)
{
	enum { KEYS = 1 << 14 };
	/* The inverse of the multiplier, by which neighbouring slots are chosen. */
	const uint64_t inverse = 0xf1de83e19937733dull, step = 0xd6e8feb86659fd93ull;
	int how;

	(void)state;
	for (how = 0; how < 6; how++) {
		struct map m = { 0 };
		uint64_t i;

		for (i = 0; i < KEYS; i++) {
			const uint64_t y = inverse * i;
			const uint64_t keys[][2] = {
				{ i, -i * step }, /* the same sum */
				{ 0, y ^ y >> 29 ^ y >> 58 }, /* a sum for each, one slot */
				{ 1, i << 50 },
				{ i << 50, 1 },
				{ (i & 127) << 57, (i >> 7) << 57 },
				{ i, i },
			};

			assert_int_equal(map_add(&m, keys[how][0], keys[how][1], i), 0);
		}
		assert_int_equal(m.used, KEYS);
		assert_in_range(longest_run(&m), 1, KEYS / 16);
		map_free(&m);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_init),	 cmocka_unit_test(test_sharing),
		cmocka_unit_test(test_cgroups),	 cmocka_unit_test(test_counts),
		cmocka_unit_test(test_thread),	 cmocka_unit_test(test_next_child),
		cmocka_unit_test(test_ports),	 cmocka_unit_test(test_peers),
		cmocka_unit_test(test_unlisted), cmocka_unit_test(test_odd_devices),
		cmocka_unit_test(test_mates),	 cmocka_unit_test(test_info),
		cmocka_unit_test(test_map),	 cmocka_unit_test(test_map_of_an_enemy),
	};

	return cmocka_run_group_tests_name("host", tests, setup, teardown);
}
