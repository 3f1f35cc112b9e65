/* SPDX-License-Identifier: GPL-2.0 */
/* What is left of environments whose nsview was killed: found by its marks alone. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "../cleanup.h"
#include "../text.h"
#include "env.h"
#include "lease.h"
#include "marks.h"
#include "net_mark.h"
#include "net_nat.h"
#include "state.h"

struct leftovers {
	const char *name; /* of an environment; or NULL: of each that there is no record of */
	struct text ports, bridges; /* names of devices, a line each */
	struct text *removed; /* what that was, a line each; or NULL */
};

static bool is_left(const struct leftovers *l, const char *name)
{
	return l->name ? !strcmp(name, l->name) : !record_exists(name);
}

static bool is_port(const struct leftovers *l, const struct net_link *link)
{
	char name[RECORD_NAME_SIZE];

	return !strcmp(link->kind, "veth") && net_mark_parse(link->alias, name) && is_left(l, name);
}

static int look(const struct net_link *link, void *arg)
{
	struct leftovers *l = arg;

	if (is_port(l, link))
		text_printf(&l->ports, "%s\n", link->name);
	else if (!l->name && net_bridge_is_ours(link))
		text_printf(&l->bridges, "%s\n", link->name);
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
	int removed = 0;

	while ((name = strsep(&names, "\n"))) {
		int err;

		if (!*name || link_find(&n->nl, name, 0, &link) || !is_port(l, &link))
			continue;
		err = link_delete(&n->nl, link.index);
		if (err && err != -ENODEV)
			return problem_set(p, err, "removing %s: %s", name, strerror(-err));
		removed++;
		if (l->removed)
			text_printf(l->removed, "port %s\n", name);
	}
	return removed;
}

static int remove_rules(const struct leftovers *l, struct problem *p)
{
	_cleanup_netlink_ struct netlink nl = { .netns = -1 };
	int err = netlink_open(&nl, -1, NETLINK_NETFILTER);

	/* A kernel without netfilter has none. */
	if (err)
		return 0;
	return l->name ? nat_unpublish(&nl, l->name, p) : nat_unpublish_dead(&nl, p);
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

/* With the lock: what was found of it, or -errno. */
static int clean(struct network *n, struct leftovers *l, const char *bridge, struct problem *p)
{
	int err = find(n, l, p), ports, rules;

	if (err)
		return err;
	ports = remove_ports(n, l, p);
	if (ports < 0)
		return ports;
	rules = remove_rules(l, p);
	if (rules < 0)
		return rules;
	if (rules && l->removed)
		text_printf(l->removed, "rules of published ports: %d\n", rules);
	err = bridge ? pass_by(n, bridge, p) : remove_bridges(n, l, p);
	return err ? err : ports + rules;
}

static int open_and_clean(const char *name, const char *bridge, struct text *removed,
			  struct problem *p)
{
	struct leftovers l = { .name = name, .removed = removed };
	struct network n = NETWORK_NONE;
	int err = network_open(&n, p), held = err ? err : network_lock(&n, NETWORK_UNDO_MS, p);

	if (held >= 0) {
		err = clean(&n, &l, bridge, p);
		close(held);
	}
	network_close(&n);
	text_free(&l.ports);
	text_free(&l.bridges);
	return held < 0 ? held : err;
}

int network_clean(const char *name, const char *bridge, struct problem *p)
{
	int got = open_and_clean(name, bridge, NULL, p);

	return got > 0 ? 1 : got;
}

int network_gc(struct text *removed, struct problem *p)
{
	int got = open_and_clean(NULL, NULL, removed, p);

	return got > 0 ? 0 : got;
}

/* The files in it, to be removed; and whether one is locked. */
static bool is_used(int dir, struct text *files)
{
	int again = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	_cleanup_closedir_ DIR *entries = again < 0 ? NULL : fdopendir(again);
	bool used = !entries;
	struct dirent *e;

	if (!entries && again >= 0)
		close(again);
	while (!used && (e = readdir(entries))) {
		_cleanup_close_ int fd = -1;

		if (*e->d_name == '.')
			continue;
		text_printf(files, "%s\n", e->d_name);
		if (!strcmp(e->d_name, NETWORK_LOCK))
			fd = openat(dir, e->d_name, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
		else
			fd = lease_open(dir, e->d_name);
		if (!strcmp(e->d_name, NETWORK_LOCK))
			used = fd < 0 || flock(fd, LOCK_EX | LOCK_NB) < 0;
		else
			used = fd < 0 || !lease_is_last(fd);
	}
	return used || files->failed;
}

void network_forget(uint64_t inum)
{
	_cleanup_text_ struct text files = { 0 };
	_cleanup_close_ int dir = -1;
	char path[64], *names, *name;

	snprintf(path, sizeof(path), STATE_DIR "/net-%llu", (unsigned long long)inum);
	dir = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (dir < 0 || is_used(dir, &files))
		return;
	names = files.s;
	while ((name = strsep(&names, "\n")))
		if (*name)
			unlinkat(dir, name, 0);
	rmdir(path);
}
