/* SPDX-License-Identifier: GPL-2.0 */
/* What netlink says of links, addresses, routes and rules where environments are made. */
#include "../kernel.h"
#include "../messages.h"

#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>

#include "env/net_forward.h"
#include "env/net_link.h"
#include "env/net_nat.h"
#include "problem.h"

static int see_link(const struct net_link *link, void *arg)
{
	(void)arg;
	if (strlen(link->name) >= sizeof(link->name) || strlen(link->alias) >= sizeof(link->alias))
		broken("a name without an end");
	return 0;
}

static int see_address(const struct address *a, void *arg)
{
	(void)arg;
	(void)a;
	return 0;
}

static int see_route(const struct net_route *route, void *arg)
{
	(void)arg;
	(void)route;
	return 0;
}

static void say_nothing(const char *words)
{
	(void)words;
}

static void ask(struct netlink *nl, uint8_t what)
{
	struct problem p = { "" };
	struct net_link link;

	switch (what) {
	case 'l':
		link_walk(nl, see_link, NULL);
		link_find(nl, "eth0", 0, &link);
		break;
	case 'a':
		address_walk(nl, 2, see_address, NULL);
		break;
	case 'r':
		route_walk(nl, AF_INET, see_route, NULL);
		break;
	case 'f':
		forward_look(nl, "nsview0");
		break;
	default:
		nat_unpublish(nl, "web", &p);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct netlink nl;

	if (!size)
		return 0;
	problem_on_warning(say_nothing);
	kernel_begin(input_of(data + 1, size - 1));
	if (!netlink_open(&nl, -1, NETLINK_ROUTE)) {
		ask(&nl, *data);
		netlink_close(&nl);
	}
	kernel_end();
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned int seed)
{
	return messages_mutate(data, size, max, seed, 1);
}
