/* SPDX-License-Identifier: GPL-2.0 */
/* What is left of environments whose nsview was killed: found by its marks alone. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../cleanup.h"
#include "../text.h"
#include "env.h"
#include "lease.h"
#include "marks.h"
#include "net_nat.h"

struct leftovers {
	network_is_alive is_alive;
	void *arg;
	struct text ports, bridges; /* names of devices, a line each */
};

static int look(const struct net_link *link, void *arg)
{
	struct leftovers *l = arg;

	if (net_bridge_is_ours(link))
		text_printf(&l->bridges, "%s\n", link->name);
	else if (!strcmp(link->kind, "veth") && !strncmp(link->alias, MARK, strlen(MARK)) &&
		 !l->is_alive(link->alias + strlen(MARK), l->arg))
		text_printf(&l->ports, "%s\n", link->name);
	return 0;
}

static int find(struct network *n, struct leftovers *l, struct problem *p)
{
	int err = link_walk(&n->nl, look, l);

	if (!err && (l->ports.failed || l->bridges.failed))
		err = -ENOMEM;
	return err ? problem_set(p, err, "reading devices: %s", strerror(-err)) : 0;
}

/* Names are asked for again: one may have gone by itself, and another have come. */
static int remove_ports(struct network *n, struct leftovers *l, struct problem *p)
{
	char *names = l->ports.s, *name;
	struct net_link link;
	int err = 0;

	while (!err && (name = strsep(&names, "\n"))) {
		if (!*name || link_find(&n->nl, name, 0, &link) ||
		    strncmp(link.alias, MARK, strlen(MARK)) ||
		    l->is_alive(link.alias + strlen(MARK), l->arg))
			continue;
		err = link_delete(&n->nl, link.index);
		if (err == -ENODEV)
			err = 0;
		if (err)
			problem_set(p, err, "removing %s: %s", name, strerror(-err));
	}
	return err;
}

static int remove_rules(const struct leftovers *l, struct problem *p)
{
	_cleanup_netlink_ struct netlink nl = { .netns = -1 };
	int err = netlink_open(&nl, -1, NETLINK_NETFILTER);

	/* A kernel without netfilter has none. */
	return err ? 0 : nat_unpublish_dead(&nl, l->is_alive, l->arg, p);
}

/* As one who uses that bridge and leaves: it goes if that was the last. */
static int pass_by(struct network *n, const char *bridge, struct problem *p)
{
	struct env_spec spec = { .net = ENV_NET_BRIDGE, .bridge = bridge };
	struct env env = { .spec = &spec, .network = *n };
	int err = net_use(&env.network, bridge, p), left = net_leave(&env, p);

	*n = env.network;
	return err ? err : left;
}

/* Bridges of ours, and those that there is still state of. */
static int remove_bridges(struct network *n, struct leftovers *l, struct problem *p)
{
	int fd = openat(n->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), err = 0;
	_cleanup_closedir_ DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	char *names, *name;
	struct dirent *e;

	while (dir && (e = readdir(dir)))
		if (!strncmp(e->d_name, POOL_FILE, strlen(POOL_FILE)))
			text_printf(&l->bridges, "%s\n", e->d_name + strlen(POOL_FILE));
	if (!dir && fd >= 0)
		close(fd);
	if (!dir || l->bridges.failed)
		return problem_set(p, -ENOMEM, "out of memory");
	/* One at least, for what all of them share. */
	text_puts(&l->bridges, ENV_BRIDGE);
	names = l->bridges.s;
	while (!err && (name = strsep(&names, "\n")))
		if (*name)
			err = pass_by(n, name, p);
	return err;
}

int network_gc(network_is_alive is_alive, void *arg, struct problem *p)
{
	struct leftovers l = { .is_alive = is_alive, .arg = arg };
	struct network n = NETWORK_NONE;
	int err = network_open(&n, p), held = err ? err : network_lock(&n, p);

	if (held < 0)
		err = held;
	if (!err)
		err = find(&n, &l, p);
	if (!err)
		err = remove_ports(&n, &l, p);
	if (!err)
		err = remove_rules(&l, p);
	if (!err)
		err = remove_bridges(&n, &l, p);
	if (held >= 0)
		close(held);
	network_close(&n);
	text_free(&l.ports);
	text_free(&l.bridges);
	return err;
}
