/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The steps in which an environment comes to its network, and how each is undone. All
 * of it is done by nsview, which is root on the host; the environment has no rights
 * over its own devices.
 */
#define _GNU_SOURCE
#include "net.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_bridge.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../cleanup.h"
#include "../host/enter.h"
#include "env.h"
#include "lease.h"
#include "lock.h"
#include "marks.h"
#include "net_forward.h"
#include "net_mark.h"
#include "net_nat.h"
#include "state.h"

/* Names of devices are tried until one is free. */
#define TRIES 64u
/* Since the last that was heard of any device. */
#define FORWARDS_MS 5000

int network_check(const struct env *env, struct problem *p)
{
	if (env->spec->net != ENV_NET_BRIDGE || !geteuid())
		return 0;
	return problem_set(p, -EPERM,
			   "--net bridge needs root: it plugs into the network of the host; "
			   "--net none and --net host do not");
}

/* --- what is shared */

int network_lock(const struct network *n, unsigned int grace_ms, struct problem *p)
{
	int fd = openat(n->dir, NETWORK_LOCK, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	int err = fd < 0 ? -errno : lock_take(fd, LOCK_ANY_TIME, grace_ms);

	if (!err)
		return fd;
	if (fd >= 0)
		close(fd);
	return problem_set(p, err, "the network's lock: %s",
			   err == -EINTR ? "told to end while another nsview has it" :
					   strerror(-err));
}

uint64_t network_inum(void)
{
	struct stat st;

	return stat("/proc/self/ns/net", &st) ? 0 : st.st_ino;
}

int network_open(struct network *n, struct problem *p)
{
	char name[32];
	int err;

	snprintf(name, sizeof(name), "net-%llu", (unsigned long long)network_inum());
	n->dir = state_dir(name, p);
	if (n->dir < 0)
		return n->dir;
	err = netlink_open(&n->nl, -1, NETLINK_ROUTE);
	return err ? problem_set(p, err, "rtnetlink: %s", strerror(-err)) : 0;
}

void network_close(struct network *n)
{
	netlink_close(&n->nl);
	if (n->dir >= 0)
		close(n->dir);
	n->dir = -1;
}

static int note(struct env *env, struct problem *p)
{
	char what[64];

	snprintf(what, sizeof(what), "%s %llu", net_bridge_name(env->spec),
		 (unsigned long long)network_inum());
	return record_add(&env->record, "net", what, p);
}

static int join(struct env *env, int netns, struct problem *p)
{
	struct network *n = &env->network;
	_cleanup_close_ int held = -1;
	int err = network_open(n, p);

	(void)netns;
	if (err)
		return err;
	held = network_lock(n, 0, p);
	/* Not before: who did not get the lock has made nothing that would have to be looked for. */
	err = held < 0 ? held : note(env, p);
	if (!err)
		return net_join(env, p);
	/* There is nothing to undo, which would take the lock. */
	network_close(n);
	return err;
}

static int leave(struct env *env, struct problem *p)
{
	struct network *n = &env->network;
	int held, err = 0;

	if (n->dir < 0)
		return 0;
	held = network_lock(n, NETWORK_UNDO_MS, p);
	if (held < 0)
		return held;
	err = net_leave(env, p);
	close(held);
	network_close(n);
	return err;
}

/* --- the veth pair */

static int make_veth(struct env *env, int netns, struct problem *p)
{
	struct network *n = &env->network;
	uint64_t hash = stable_hash("eth0", env->name), at = hash;
	unsigned char mac[MAC_SIZE] = { 0x02 };
	char name[IFNAMSIZ];
	unsigned int i;
	int err = -EEXIST;

	for (i = 1; i < MAC_SIZE; i++)
		mac[i] = (unsigned char)(hash >> 8 * i);
	for (i = 0; i < TRIES && err == -EEXIST; i++, at += 0x9e3779b9) {
		snprintf(name, sizeof(name), "nsv%08x", (uint32_t)at);
		err = link_make_veth(&n->nl, name, netns, mac, n->bridge.mtu);
	}
	if (!err) {
		err = link_find(&n->nl, name, 0, &n->port);
		memcpy(n->port.name, name, sizeof(name));
	}
	return err ? problem_set(p, err, "a veth pair: %s%s", strerror(-err),
				 err == -EOPNOTSUPP ? " (this kernel has none)" : "") :
		     0;
}

static int plug(struct env *env, int netns, struct problem *p)
{
	struct network *n = &env->network;
	char alias[64];
	int err = make_veth(env, netns, p);

	if (err)
		return err;
	net_mark_print(alias, sizeof(alias), env->name);
	err = link_mark(&n->nl, n->port.index, alias, true);
	if (!err)
		err = link_raise(&n->nl, n->port.index, n->bridge.index);
	return err ? problem_set(p, err, "plugging %s into %s: %s", n->port.name, n->bridge.name,
				 strerror(-err)) :
		     0;
}

/*
 * Nothing comes through any more; the pair goes with the net namespace, of whose end
 * nobody needs to wait for but who leaves the bridge last (net_leave()). Its name may be
 * another's by now, if it has gone already.
 */
static int unplug(struct env *env, struct problem *p)
{
	struct network *n = &env->network;
	struct net_link now;
	int err;

	if (!n->port.index)
		return 0;
	err = link_find(&n->nl, n->port.name, 0, &now);
	if (!err && now.index == n->port.index)
		err = link_lower(&n->nl, now.index);
	n->port.index = 0;
	return err && err != -ENODEV ?
		       problem_set(p, err, "unplugging %s: %s", n->port.name, strerror(-err)) :
		       0;
}

/* --- inside */

/* What others on the bridge send is not to tell it its routes. Fails without IPv6. */
static int ignore_routers(void *arg)
{
	(void)arg;
	setting_write("net/ipv6/conf/eth0/accept_ra", "0");
	return 0;
}

static int add(const struct network *n, struct netlink *nl, unsigned int eth0,
	       const struct address *gateway)
{
	struct address a = pool_address(gateway, n->number);

	return address_add(nl, eth0, &a, n->is_ours);
}

static int configure_eth0(struct network *n, struct netlink *nl)
{
	struct net_link eth0;
	bool ip6 = n->pool.ip6.family;
	int err = link_find(nl, "eth0", 0, &eth0);

	if (!err)
		err = add(n, nl, eth0.index, &n->pool.ip);
	/* Where the host has IPv6, new net namespaces may still be set up without. */
	if (!err && ip6)
		ip6 = !add(n, nl, eth0.index, &n->pool.ip6);
	if (!err)
		err = link_raise(nl, eth0.index, 0);
	if (!err)
		err = route_add_default(nl, eth0.index, &n->pool.ip);
	if (!err && ip6)
		err = route_add_default(nl, eth0.index, &n->pool.ip6);
	return err;
}

static int configure(struct env *env, int netns, struct problem *p)
{
	_cleanup_netlink_ struct netlink nl = { .netns = -1 };
	int err = ns_do(netns, CLONE_NEWNET, ignore_routers, NULL);

	if (!err)
		err = netlink_open(&nl, netns, NETLINK_ROUTE);
	if (!err)
		err = configure_eth0(&env->network, &nl);
	return err ? problem_set(p, err, "setting up eth0: %s", strerror(-err)) : 0;
}

/*
 * A port forwards when its other end is up and the kernel has come to notice: what is sent
 * before that is lost. A bridge of others may wait half a minute for its spanning tree.
 */
static int wait_for_port(struct env *env, int netns, struct problem *p)
{
	_cleanup_netlink_ struct netlink events = { .netns = -1 };
	struct network *n = &env->network;
	struct net_link port = { 0 };
	int err;

	(void)netns;
	if (!n->is_ours)
		return 0;
	err = netlink_open(&events, -1, NETLINK_ROUTE);
	if (!err)
		err = netlink_listen(&events, RTNLGRP_LINK);
	while (!err) {
		err = link_find(&n->nl, NULL, n->port.index, &port);
		if (err || port.state == BR_STATE_FORWARDING)
			break;
		err = netlink_wait(&events, FORWARDS_MS);
	}
	return err ? problem_set(p, err, "%s, port of %s, does not forward: %s", n->port.name,
				 n->bridge.name, strerror(-err)) :
		     0;
}

/* --- ports */

/* A socket on all addresses of the host, of both families if it has both. Or -errno. */
static int bind_all(int type, uint16_t port)
{
	const struct sockaddr_in6 all6 = { .sin6_family = AF_INET6, .sin6_port = htons(port) };
	const struct sockaddr_in all = { .sin_family = AF_INET, .sin_port = htons(port) };
	int fd = socket(AF_INET6, type, 0), off = 0, err;

	if (fd >= 0) {
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
		err = bind(fd, (const void *)&all6, sizeof(all6)) < 0 ? -errno : 0;
	} else {
		fd = socket(AF_INET, type, 0);
		err = fd < 0 || bind(fd, (const void *)&all, sizeof(all)) < 0 ? -errno : 0;
	}
	if (err && fd >= 0)
		close(fd);
	return err ? err : fd;
}

/* A port that the host uses is not taken from it; and it stays ours as long as we live. */
static int hold_port(struct network *n, const struct env_port *port, struct problem *p)
{
	int fd = bind_all((port->udp ? SOCK_DGRAM : SOCK_STREAM) | SOCK_CLOEXEC, port->outside);

	if (fd < 0)
		return problem_set(
			p, fd, "--publish %u/%s: %s", port->outside, port->udp ? "udp" : "tcp",
			fd == -EADDRINUSE ? "this port of the host is taken" : strerror(-fd));
	n->held[n->nheld++] = fd;
	return 0;
}

static int publish(struct env *env, int netns, struct problem *p)
{
	_cleanup_netlink_ struct netlink nl = { .netns = -1 };
	const struct env_spec *s = env->spec;
	struct network *n = &env->network;
	_cleanup_close_ int held = -1;
	size_t i;
	int err = 0;

	(void)netns;
	if (!s->nports)
		return 0;
	n->held = calloc(s->nports, sizeof(*n->held));
	if (!n->held)
		return problem_set(p, -ENOMEM, "out of memory");
	for (i = 0; i < s->nports && !err; i++)
		err = hold_port(n, &s->ports[i], p);
	if (err)
		return err;
	held = network_lock(n, 0, p);
	if (held < 0)
		return held;
	err = netlink_open(&nl, -1, NETLINK_NETFILTER);
	if (err)
		return problem_set(p, err, "netfilter: %s", strerror(-err));
	n->published = true;
	return nat_publish(&nl, env->name, s, &n->pool, n->number, p);
}

static int unpublish(struct env *env, struct problem *p)
{
	_cleanup_netlink_ struct netlink nl = { .netns = -1 };
	struct network *n = &env->network;
	_cleanup_close_ int held = -1;
	int err = 0;

	if (n->published) {
		held = network_lock(n, NETWORK_UNDO_MS, p);
		if (held < 0)
			return held;
		err = netlink_open(&nl, -1, NETLINK_NETFILTER);
		if (!err)
			err = nat_unpublish(&nl, env->name, p);
		if (err > 0)
			err = 0;
	}
	while (n->nheld)
		close(n->held[--n->nheld]);
	free(steal(n->held));
	n->published = false;
	return err;
}

/* --- order and undo */

static const struct step {
	int (*make)(struct env *env, int netns, struct problem *p);
	/* Also of what was half made; a second time it does nothing. */
	int (*undo)(struct env *env, struct problem *p);
} steps[] = {
	{ join, leave },     { plug, unplug },	     { net_address_take, net_address_give_back },
	{ configure, NULL }, { publish, unpublish }, { wait_for_port, NULL },
};

int network_make(struct env *env, pid_t init, struct problem *p)
{
	_cleanup_close_ int netns = -1;
	struct problem left;
	char path[64];
	size_t i;
	int err = 0;

	if (env->spec->net != ENV_NET_BRIDGE)
		return 0;
	snprintf(path, sizeof(path), "/proc/%d/ns/net", (int)init);
	netns = open(path, O_RDONLY | O_CLOEXEC);
	if (netns < 0)
		return problem_set(p, -errno, "%s: %s", path, strerror(errno));
	for (i = 0; i < ARRAY_SIZE(steps) && !err; i++)
		err = steps[i].make(env, netns, p);
	if (err)
		network_undo(env, &left);
	return err;
}

int network_undo(struct env *env, struct problem *p)
{
	size_t i;
	int err = 0;

	for (i = ARRAY_SIZE(steps); i-- > 0;) {
		int got = steps[i].undo ? steps[i].undo(env, p) : 0;

		err = got ? got : err;
	}
	return err;
}
