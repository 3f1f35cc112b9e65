/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "clean.h"

#include <errno.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "../cleanup.h"
#include "../host/enter.h"
#include "cgroup_mark.h"
#include "env.h"
#include "process.h"

/* A process that was killed is gone by then. */
#define GONE_MS 10000

static int clean_init(const struct record *r, const char *value, struct problem *p)
{
	_cleanup_close_ int init = process_open(value);
	int err;

	if (init == -ESRCH)
		return 0;
	err = init < 0 ? init : process_signal(init, SIGKILL);
	if (err && err != -ESRCH)
		return problem_set(p, err, "%s: killing its init %s: %s", r->name, value,
				   strerror(-err));
	if (!process_ended(init, GONE_MS))
		return problem_set(p, -EBUSY, "%s: its init %s does not end", r->name, value);
	return 1;
}

/* What was written down of a path last is what holds: it may be somebody else's. */
static bool is_taken_back(const struct record *r, const char *path)
{
	size_t i;

	for (i = 0; i < r->nlines; i++)
		if (!strcmp(r->lines[i].key, "not-cgroup") && !strcmp(r->lines[i].value, path))
			return true;
	return false;
}

static int clean_cgroup(const struct record *r, const char *value, struct problem *p)
{
	const char *mark = record_get(r, "mark");
	int got = is_taken_back(r, value) ? 0 : cgroup_remove_marked(value, mark ? mark : "");

	return got < 0 ? problem_set(p, got, "removing cgroup %s: %s", value, strerror(-got)) : got;
}

/* With a mark it is of use to others, and goes with the sweep; without, its maker is dead. */
static int clean_parent(const struct record *r, const char *value, struct problem *p)
{
	int got = cgroup_remove_marked(value, CGROUP_PARENT);

	(void)r;
	return got < 0 ? problem_set(p, got, "removing cgroup %s: %s", value, strerror(-got)) : got;
}

static int clean_pins(const struct record *r, const char *value, struct problem *p)
{
	(void)value;
	return env_pins_remove(r->name, p);
}

struct net_there {
	const struct record *r;
	const char *bridge;
	struct problem *p;
};

static int clean_there(void *arg)
{
	struct net_there *there = arg;

	return network_clean(there->r->name, there->bridge, there->p);
}

static bool has_net_of(const struct record *r, uint64_t inum)
{
	unsigned long long found;
	size_t i;

	for (i = 0; i < r->nlines; i++)
		if (!strcmp(r->lines[i].key, "net") &&
		    sscanf(r->lines[i].value, "%*s %llu", &found) == 1 && found == inum)
			return true;
	return false;
}

/* Others that are recorded there: how many, and whether one is alive. */
static int count_others(const struct record *r, uint64_t inum, bool *alive)
{
	_cleanup_text_ struct text names = { 0 };
	struct problem p = { "" };
	int others = 0;
	const char *name;

	if (record_names(&names, &p))
		*alive = true;
	for (name = text_str(&names); *name; name += strlen(name) + 1) {
		struct record other;

		if (!strcmp(name, r->name))
			continue;
		if (!record_look(&other, name, &p) && has_net_of(&other, inum)) {
			others++;
			*alive |= record_is_alive(&other);
		}
		record_close(&other);
	}
	return others;
}

/*
 * No process is in it, and it has no name: then nothing can be done there, nor needs to be
 * if it is gone. Where something is alive that uses it, it is not; nor is it for sure if
 * this one was made in another pid namespace, whose processes are not seen.
 */
static int clean_unseen(const struct net_there *there, uint64_t inum)
{
	bool alive = record_is_alive(there->r);
	int others = count_others(there->r, inum, &alive);

	if (alive)
		return problem_set(there->p, -EXDEV,
				   "%s: its network is that of net:[%llu]: try it there",
				   there->r->name, (unsigned long long)inum);
	if (!others)
		network_forget(inum);
	return 0;
}

static int clean_net_of(uint64_t inum, struct net_there *there)
{
	_cleanup_close_ int netns = join_open_inum(inum);
	int err;

	if (netns == -ENOENT)
		return clean_unseen(there, inum);
	if (netns < 0)
		return problem_set(there->p, netns, "%s: looking for net:[%llu]: %s",
				   there->r->name, (unsigned long long)inum, strerror(-netns));
	err = ns_do(netns, CLONE_NEWNET, clean_there, there);
	if (err < 0 && !there->p->words[0])
		problem_set(there->p, err, "%s: its network, in net:[%llu]: %s", there->r->name,
			    (unsigned long long)inum, strerror(-err));
	return err;
}

static int clean_net(const struct record *r, const char *value, struct problem *p)
{
	unsigned long long inum;
	char bridge[IFNAMSIZ];

	if (sscanf(value, "%15s %llu", bridge, &inum) != 2)
		return 0;
	if (inum == network_inum())
		return network_clean(r->name, bridge, p);
	return clean_net_of(inum, &(struct net_there){ r, bridge, p });
}

static int clean_ids(const struct record *r, const char *value, struct problem *p)
{
	const char *mark = record_get(r, "mark");

	return env_ids_remove(value, mark ? mark : "", p);
}

/*
 * What each key of a record stands for, in the order in which it must go: processes
 * before what they are in. 1 if there was something, 0 if not, or -errno.
 */
static const struct cleaner {
	const char *key;
	const char *what;
	int (*clean)(const struct record *r, const char *value, struct problem *p);
} cleaners[] = {
	{ "init", "process", clean_init },	{ "cgroup", "cgroup", clean_cgroup },
	{ "parent", "cgroup", clean_parent },	{ "pins", "pinned namespaces", clean_pins },
	{ "net", "port of bridge", clean_net }, { "ids", "ids from", clean_ids },
};

static void say(struct text *removed, const char *what, const char *which)
{
	text_printf(removed, "%s %s\n", what, which);
}

static int clean_key(const struct record *r, const struct cleaner *c, struct text *removed,
		     struct problem *p)
{
	int err = 0;
	size_t i;

	/* The latest first. */
	for (i = r->nlines; i-- > 0;) {
		int got;

		if (strcmp(r->lines[i].key, c->key))
			continue;
		got = c->clean(r, r->lines[i].value, p);
		if (got > 0)
			say(removed, c->what, r->lines[i].value);
		else if (got < 0)
			err = got;
	}
	return err;
}

int env_clean(struct record *r, struct text *removed, struct problem *p)
{
	char name[RECORD_NAME_SIZE];
	int err = record_read(r), got;
	size_t i;

	if (err)
		return problem_set(p, err, "%s: %s", r->name, strerror(-err));
	for (i = 0; i < ARRAY_SIZE(cleaners); i++) {
		got = clean_key(r, &cleaners[i], removed, p);
		if (got)
			err = got;
	}
	if (err)
		return err;
	memcpy(name, r->name, sizeof(name));
	err = record_remove(r, p);
	if (!err)
		say(removed, "environment", name);
	return err;
}

/* --- all of them */

static int clean_one(const char *name, struct text *removed, struct problem *p)
{
	struct problem why = { "" };
	struct record r;
	int err = record_take(&r, name, false, 0, &why);

	/* Who works on it, or has just removed it, needs nobody for that. */
	if (err == -EBUSY || err == -ENOENT)
		return 0;
	if (!err && !record_is_wanted(&r))
		err = env_clean(&r, removed, &why);
	record_close(&r);
	if (err)
		*p = why;
	return err;
}

static void say_cgroup(void *arg, const char *path)
{
	say(arg, "cgroup", path);
}

static int sweep_cgroups(struct text *removed, struct problem *p)
{
	(void)p;
	cgroup_sweep(say_cgroup, removed);
	return 0;
}

static int sweep_ids(struct text *removed, struct problem *p)
{
	(void)removed;
	return env_ids_sweep(p);
}

static int sweep_network(struct text *removed, struct problem *p)
{
	return network_gc(removed, p);
}

/* What is found by its mark, without a record. */
static int (*const sweepers[])(struct text *removed, struct problem *p) = {
	sweep_cgroups,
	sweep_ids,
	sweep_network,
};

int env_clean_all(struct text *removed, struct problem *p)
{
	_cleanup_text_ struct text names = { 0 };
	int err = record_names(&names, p), got;
	const char *name;
	size_t i;

	if (err)
		return err;
	for (name = text_str(&names); *name; name += strlen(name) + 1) {
		got = clean_one(name, removed, p);
		if (got)
			err = got;
	}
	for (i = 0; i < ARRAY_SIZE(sweepers); i++) {
		got = sweepers[i](removed, p);
		if (got)
			err = got;
	}
	return err;
}
