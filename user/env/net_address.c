/* SPDX-License-Identifier: GPL-2.0 */
/* Which address an environment has: one of its bridge's, that nobody else has. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "../cleanup.h"
#include "env.h"
#include "lease.h"
#include "net.h"
#include "net_mark.h"

/*
 * Of somebody who is gone: it has no record any more, in which its published ports are
 * kept, too, nor its device. Of that name there is only who asks, or there was.
 */
static bool is_left(struct env *env, const char *record)
{
	char name[LEASE_RECORD], device[LEASE_RECORD];
	struct net_link link;
	int err;

	if (sscanf(record, "%63s %63s", name, device) != 2 || strlen(device) >= IFNAMSIZ)
		return true;
	if (!strcmp(name, env->name))
		return true;
	if (record_exists(name))
		return false;
	err = link_find(&env->network.nl, device, 0, &link);
	return err == -ENODEV || (!err && !net_mark_is(link.alias, name));
}

/* 0, -EAGAIN if somebody has it, or another -errno. */
static int take_number(struct env *env, uint32_t number)
{
	struct network *n = &env->network;
	char record[LEASE_RECORD];
	int err = lease_take(n->users, number);

	if (err)
		return err;
	lease_read(n->users, number, record);
	if (!is_left(env, record)) {
		lease_unlock(n->users, number);
		return -EAGAIN;
	}
	snprintf(record, sizeof(record), "%s %s", env->name, n->port.name);
	n->number = number;
	return lease_write(n->users, number, record);
}

static int take_asked(struct env *env, struct problem *p)
{
	struct network *n = &env->network;
	const char *text = env->spec->ip;
	uint32_t number = pool_number(&n->pool, text);
	char record[LEASE_RECORD];
	int err;

	/* The one by IPv4 that goes with it nobody has said to be free. */
	if (!n->is_ours && strchr(text, ':'))
		return problem_set(p, -EINVAL, "--ip %s: %s is not nsview's: one by IPv4", text,
				   n->bridge.name);
	if (!number || pool_is_gateway(&n->pool, number))
		return problem_set(p, -EINVAL, "--ip %s: it is not one of those of %s", text,
				   n->bridge.name);
	err = take_number(env, number);
	if (err && err != -EAGAIN)
		return problem_set(p, err, "--ip %s: %s", text, strerror(-err));
	if (!err)
		return 0;
	lease_read(n->users, number, record);
	record[strcspn(record, " ")] = '\0';
	return problem_set(p, -EADDRINUSE, "--ip %s: environment %s has it", text, record);
}

static void put_address(struct text *lines, const struct address *prefix, uint32_t number)
{
	struct address a = pool_address(prefix, number);
	char text[INET6_ADDRSTRLEN];

	if (inet_ntop(a.family, a.bytes, text, sizeof(text)))
		record_put(lines, "address", text);
}

static int take_any(struct env *env, struct problem *p)
{
	struct network *n = &env->network;
	uint32_t size = pool_size(&n->pool), tried;
	/* Where to begin to look: mostly it is free, and the same each time. */
	uint32_t at = (uint32_t)(stable_hash("address", env->name) % size);
	int err = -EAGAIN;

	for (tried = 0; tried < size && err == -EAGAIN; tried++, at = (at + 1) % size)
		if (at && !pool_is_gateway(&n->pool, at))
			err = take_number(env, at);
	return err ? problem_set(p, err, "an address on %s: %s", n->bridge.name,
				 err == -EAGAIN ? "all are taken" : strerror(-err)) :
		     0;
}

/* On a bridge of others, who may have the addresses of a whole site, none is guessed. */
static int take(struct env *env, struct problem *p)
{
	struct network *n = &env->network;

	if (env->spec->ip)
		return take_asked(env, p);
	if (n->is_ours)
		return take_any(env, p);
	return problem_set(p, -EINVAL,
			   "%s is not nsview's: which address there is free, only you know: --ip",
			   n->bridge.name);
}

int net_address_take(struct env *env, int netns, struct problem *p)
{
	struct network *n = &env->network;
	_cleanup_text_ struct text lines = { 0 };
	int err = take(env, p);

	(void)netns;
	if (err)
		return err;
	put_address(&lines, &n->pool.ip, n->number);
	if (n->pool.ip6.family)
		put_address(&lines, &n->pool.ip6, n->number);
	return record_write(&env->record, &lines, p);
}

int net_address_give_back(struct env *env, struct problem *p)
{
	struct network *n = &env->network;

	(void)p;
	if (n->number)
		lease_give_back(n->users, n->number);
	n->number = 0;
	return 0;
}
