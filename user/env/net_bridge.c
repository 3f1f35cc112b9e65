/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What environments share: the bridge, its rules, and forwarding. The first who needs
 * them makes them, the last one removes them. Who uses them is told by locks on files
 * (lease.h) and by ports of the bridge: an environment may outlive the nsview that
 * made it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../cleanup.h"
#include "env.h"
#include "lease.h"
#include "marks.h"
#include "net_forward.h"
#include "net_mark.h"
#include "net_nat.h"

#define FORWARD "forward"

static void bridge_mac(const char *name, unsigned char *mac)
{
	uint64_t hash = stable_hash("bridge", name);
	int i;

	/* Of those that anybody may give. */
	mac[0] = 0x02;
	for (i = 1; i < MAC_SIZE; i++, hash >>= 8)
		mac[i] = (unsigned char)hash;
}

bool net_bridge_is_ours(const struct net_link *link)
{
	unsigned char mac[MAC_SIZE];

	if (strcmp(link->kind, "bridge"))
		return false;
	bridge_mac(link->name, mac);
	return !strcmp(link->alias, MARK_BRIDGE) ||
	       (!*link->alias && !memcmp(link->mac, mac, sizeof(mac)));
}

const char *net_bridge_name(const struct env_spec *s)
{
	return s->bridge ? s->bridge : ENV_BRIDGE;
}

/* --- making */

static int is_default(const struct net_route *route, void *arg)
{
	if (route->to.bits || !route->device)
		return 0;
	*(unsigned int *)arg = route->device;
	return 1;
}

/* Of the way out, so that what is sent fits there, too. */
static uint32_t choose_mtu(struct netlink *nl)
{
	struct net_link way_out;
	unsigned int device = 0;

	if (route_walk(nl, AF_INET, is_default, &device) != 1 ||
	    link_find(nl, NULL, device, &way_out) || way_out.mtu < 1280 || way_out.mtu > 65535)
		return 1500;
	return way_out.mtu;
}

static int find_or_make(struct network *n, const char *name, struct problem *p)
{
	unsigned char mac[MAC_SIZE];
	int err = link_find(&n->nl, name, 0, &n->bridge);

	if (err == -ENODEV) {
		bridge_mac(name, mac);
		err = link_make_bridge(&n->nl, name, mac, choose_mtu(&n->nl));
		if (!err)
			err = link_find(&n->nl, name, 0, &n->bridge);
	}
	return err ? problem_set(p, err, "making bridge %s: %s%s", name, strerror(-err),
				 err == -EOPNOTSUPP ? " (this kernel has no bridges)" : "") :
		     0;
}

static int add_addresses(struct network *n, bool first, struct problem *p)
{
	const char *name = n->bridge.name;
	int err = pool_choose(&n->nl, name, first, &n->pool, p);

	if (err)
		return err;
	err = address_add(&n->nl, n->bridge.index, &n->pool.ip, true);
	if (err)
		return problem_set(p, err, "an address for %s: %s", name, strerror(-err));
	/* A host may do without IPv6. */
	if (address_add(&n->nl, n->bridge.index, &n->pool.ip6, true))
		n->pool.ip6.family = 0;
	return 0;
}

/* One of ours, to the end: who began it may have been killed. */
static int complete(struct network *n, bool first, struct problem *p)
{
	const struct net_link *b = &n->bridge;
	char path[64];
	int err = 0;

	if (!*b->alias)
		err = link_mark(&n->nl, b->index, MARK_BRIDGE, false);
	if (err)
		return problem_set(p, err, "marking %s: %s", b->name, strerror(-err));
	/* What environments send is not to tell the host its routes: fails without IPv6. */
	snprintf(path, sizeof(path), "net/ipv6/conf/%s/accept_ra", b->name);
	if (!(b->flags & IFF_UP))
		setting_write(path, "0");
	if (!n->pool.ip.family)
		err = add_addresses(n, first, p);
	if (err || b->flags & IFF_UP)
		return err;
	err = link_raise(&n->nl, b->index, 0);
	return err ? problem_set(p, err, "%s: %s", b->name, strerror(-err)) : 0;
}

static int make_bridge(struct network *n, const char *named, struct problem *p)
{
	const char *name = named ? named : ENV_BRIDGE;
	int err = find_or_make(n, name, p);

	if (err)
		return err;
	if (strcmp(n->bridge.kind, "bridge"))
		return problem_set(p, -EINVAL, "%s is no bridge%s%s", name,
				   *n->bridge.kind ? ", but of kind " : "", n->bridge.kind);
	n->is_ours = net_bridge_is_ours(&n->bridge);
	if (!n->is_ours && !named)
		return problem_set(p, -EEXIST,
				   "%s is there and is not nsview's: --net bridge=%s if it is to "
				   "be used",
				   name, name);
	err = pool_read(&n->nl, n->bridge.index, &n->pool);
	if (err)
		return problem_set(p, err, "addresses of %s: %s", name, strerror(-err));
	if (n->is_ours)
		return complete(n, !strcmp(name, ENV_BRIDGE), p);
	return n->pool.ip.family ? 0 :
				   problem_set(p, -EADDRNOTAVAIL,
					       "%s has no IPv4 address, whose prefix would be that "
					       "of its environments",
					       name);
}

/* A bridge of others has the rules that they want. */
static int make_rules(struct network *n, struct problem *p)
{
	_cleanup_netlink_ struct netlink nl = { .netns = -1 };
	int err = netlink_open(&nl, -1, NETLINK_NETFILTER);

	if (err)
		return problem_set(p, err, "netfilter: %s", strerror(-err));
	if (n->is_ours)
		err = nat_begin(&nl, n->bridge.name, &n->pool, p);
	if (!err && n->is_ours)
		err = forward_on(&n->nl, n->forward, n->pool.ip6.family, p);
	if (!err)
		forward_look(&nl, n->bridge.name);
	return err;
}

static int use(const struct network *n, const char *name, int *ret, struct problem *p)
{
	*ret = lease_open(n->dir, name);
	return *ret < 0 ?
		       problem_set(p, *ret, "the network's state, %s: %s", name, strerror(-*ret)) :
		       0;
}

static void pool_file(char *ret, size_t size, const char *bridge)
{
	snprintf(ret, size, POOL_FILE "%s", bridge);
}

int net_use(struct network *n, const char *bridge, struct problem *p)
{
	char file[32];
	int err = use(n, FORWARD, &n->forward, p);

	pool_file(file, sizeof(file), bridge);
	return err ? err : use(n, file, &n->users, p);
}

int net_join(struct env *env, struct problem *p)
{
	struct network *n = &env->network;
	int err = net_use(n, net_bridge_name(env->spec), p);

	if (!err)
		err = make_bridge(n, env->spec->bridge, p);
	return err ? err : make_rules(n, p);
}

/* --- removing */

/* @nl: NULL here and below for a kernel without netfilter, which has none. */
static int end_rules(struct netlink *nl, const char *bridge, struct problem *p)
{
	return nl ? nat_end(nl, bridge, p) : 0;
}

static int is_environment(const struct net_link *link, void *arg)
{
	(void)arg;
	return !strcmp(link->kind, "veth") && !strncmp(link->alias, MARK, strlen(MARK));
}

/* Unplugged by an nsview that did not wait for its end. */
static bool is_going(const struct net_link *link)
{
	char name[RECORD_NAME_SIZE];
	struct problem p = { "" };
	struct record r;
	bool alive;

	if (!is_environment(link, NULL) || link->flags & IFF_UP ||
	    !net_mark_parse(link->alias, name))
		return false;
	alive = !record_look(&r, name, &p) && record_is_alive(&r);
	record_close(&r);
	return !alive;
}

/* Ports of a bridge: one that is going, and whether there is one that stays. */
struct ports {
	const struct net_link *bridge;
	bool ours; /* the bridge; else only environments' count */
	unsigned int going;
	bool stays;
};

static int take_port(const struct net_link *link, void *arg)
{
	struct ports *ports = arg;

	if (link->master != ports->bridge->index)
		return 0;
	if (is_going(link))
		ports->going = link->index;
	else if (ports->ours || is_environment(link, NULL))
		ports->stays = true;
	return 0;
}

/* 1 if it has one that stays. Else those that are going are waited for, and 0 or -errno. */
static int end_ports(struct network *n, const struct net_link *bridge, bool ours)
{
	struct ports ports;
	int err;

	do {
		ports = (struct ports){ .bridge = bridge, .ours = ours };
		err = link_walk(&n->nl, take_port, &ports);
		if (!err && ports.stays)
			return 1;
		if (!err && ports.going)
			err = link_delete(&n->nl, ports.going);
		if (err == -ENODEV)
			err = 0;
	} while (!err && ports.going);
	return err;
}

/*
 * Only if it is ours, and nobody is plugged in. 1: it stays, and environments that use it
 * have their addresses from its pool.
 */
static int remove_device(struct network *n, struct netlink *nl, const struct net_link *bridge,
			 struct problem *p)
{
	bool ours = net_bridge_is_ours(bridge);
	int err = end_ports(n, bridge, ours);

	if (err > 0 || (!err && !ours))
		return err;
	if (!err) {
		err = end_rules(nl, bridge->name, p);
		if (err)
			return err;
		err = link_delete(&n->nl, bridge->index);
	}
	return err && err != -ENODEV ?
		       problem_set(p, err, "removing bridge %s: %s", bridge->name, strerror(-err)) :
		       0;
}

static int remove_bridge(struct network *n, struct netlink *nl, const char *name, struct problem *p)
{
	struct net_link bridge;
	int err = link_find(&n->nl, name, 0, &bridge);

	if (!err)
		return remove_device(n, nl, &bridge, p);
	if (err == -ENODEV)
		return end_rules(nl, name, p);
	return problem_set(p, err, "removing bridge %s: %s", name, strerror(-err));
}

static int remove_rest(struct network *n, struct netlink *nl, struct problem *p)
{
	int err = link_walk(&n->nl, is_environment, NULL), got;

	if (err)
		return err > 0 ? 0 : problem_set(p, err, "reading devices: %s", strerror(-err));
	err = forward_restore(n->forward, p);
	got = nl ? nat_finish(nl, p) : 0;
	if (!err && !got)
		unlinkat(n->dir, FORWARD, 0);
	return err ? err : got;
}

static int leave(struct network *n, struct netlink *nl, const char *bridge, struct problem *p)
{
	char file[32];
	int err = 0, got = 0;

	pool_file(file, sizeof(file), bridge);
	if (n->users >= 0 && lease_is_last(n->users)) {
		err = remove_bridge(n, nl, bridge, p);
		if (!err)
			unlinkat(n->dir, file, 0);
	}
	if (n->forward >= 0 && lease_is_last(n->forward))
		got = remove_rest(n, nl, p);
	return err < 0 ? err : got;
}

int net_leave(struct env *env, struct problem *p)
{
	struct network *n = &env->network;
	_cleanup_netlink_ struct netlink nl = { .netns = -1 };
	int err = netlink_open(&nl, -1, NETLINK_NETFILTER);

	if (err && err != -EPROTONOSUPPORT)
		problem_set(p, err, "netfilter: %s", strerror(-err));
	else
		err = leave(n, err ? NULL : &nl, net_bridge_name(env->spec), p);
	if (n->users >= 0)
		close(n->users);
	if (n->forward >= 0)
		close(n->forward);
	n->users = n->forward = -1;
	return err;
}
