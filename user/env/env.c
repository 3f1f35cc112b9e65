/* SPDX-License-Identifier: GPL-2.0 */
/* What an environment is before anything is made of it: its name, its record, what it joins. */
#define _GNU_SOURCE
#include "env.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "../cleanup.h"
#include "cgroup_mark.h"
#include "clean.h"

/* Who looks at a record has its lock as long as that takes. */
#define LOOK_MS 200

bool env_has_own(const struct env *env, enum ns_type type)
{
	return !(env->spec->share & 1u << type) && env->joins.fds[type] < 0;
}

int env_open_joins(struct env *env, struct problem *p)
{
	size_t i;
	int err = 0;

	for (i = 0; i < NS_TYPES && !err; i++)
		if (env->spec->join[i])
			err = joins_open(&env->joins, (enum ns_type)i, env->spec->join[i], p);
	return err;
}

/* --- its record */

/* What another nsview has left by that name is in the way, and nobody's any more. */
static int take(struct env *env, struct problem *p)
{
	_cleanup_text_ struct text removed = { 0 };
	int err;

	do {
		err = record_take(&env->record, env->name, true, LOOK_MS, p);
		if (err == -EBUSY)
			return problem_set(p, err,
					   "%s: there is an environment of that name, "
					   "and an nsview that works on it",
					   env->name);
		if (err || !env->record.nlines)
			return err;
		if (record_is_wanted(&env->record)) {
			record_close(&env->record);
			return problem_set(p, -EEXIST, "%s: there is an environment of that name",
					   env->name);
		}
		err = env_clean(&env->record, &removed, p);
	} while (!err);
	/* What could not be removed stays on record; it is not this one's. */
	record_close(&env->record);
	return err;
}

static void put_number(struct text *t, const char *key, unsigned long long n)
{
	char text[24];

	snprintf(text, sizeof(text), "%llu", n);
	record_put(t, key, text);
}

static int write_head(struct env *env, const char *kind, struct problem *p)
{
	const struct env_spec *s = env->spec;
	_cleanup_text_ struct text lines = { 0 };
	_cleanup_free_ char *filter = NULL;

	record_put(&lines, "mark", env->mark);
	record_put(&lines, "kind", kind);
	put_number(&lines, "since", (unsigned long long)time(NULL));
	record_put(&lines, "root", s->rootfs ? s->rootfs : "/");
	put_number(&lines, "share", s->share);
	if (env->ids >= 0)
		put_number(&lines, "ids", env->first_id);
	if (s->pin)
		record_put(&lines, "pin", "1");
	if (s->seccomp) {
		filter = strcmp(s->seccomp, "none") ? realpath(s->seccomp, NULL) : NULL;
		record_put(&lines, "seccomp", filter ? filter : s->seccomp);
	}
	return record_write(&env->record, &lines, p);
}

int env_name(struct env *env, const char *kind, struct problem *p)
{
	uint32_t n;
	int err;

	if (env->spec->name) {
		snprintf(env->name, sizeof(env->name), "%s", env->spec->name);
	} else {
		if (getrandom(&n, sizeof(n), GRND_NONBLOCK) != sizeof(n))
			n = (uint32_t)getpid();
		snprintf(env->name, sizeof(env->name), "run-%d-%08x", (int)getpid(), n);
	}
	/* Who can not keep a record has nothing that outlives it but its cgroups. */
	if (geteuid())
		return record_mark(env->mark, env->name, p);
	/* First: the mark says where that is. */
	err = take(env, p);
	if (!err)
		err = record_mark(env->mark, env->name, p);
	return err ? err : write_head(env, kind, p);
}

/* --- one that is there */

/* Version 2 is the first; who is not of that mark is not the one that was made. */
static int find_cgroup(struct env *env, const char *path, const char *mark, struct problem *p)
{
	struct env_cgroup *c = &env->cgroups[env->ncgroups];
	char found[RECORD_MARK_SIZE];
	int err;

	if (env->ncgroups == ENV_CGROUPS_MAX)
		return problem_set(p, -E2BIG, "%s: too many cgroups", env->name);
	snprintf(c->path, sizeof(c->path), "%s", path);
	c->fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (c->fd < 0)
		return problem_set(p, -errno, "cgroup %s: %s", path, strerror(errno));
	err = cgroup_get_mark(c->fd, found, sizeof(found));
	if (err || strcmp(found, mark)) {
		close(c->fd);
		return problem_set(p, err ? err : -EEXIST, "cgroup %s: is not %s's", path,
				   env->name);
	}
	if (!env->ncgroups)
		env->cgroup2 = !faccessat(c->fd, "cgroup.controllers", F_OK, 0);
	env->ncgroups++;
	if (!record_is_alive(&env->record))
		cgroup_thaw(c->fd);
	return 0;
}

int env_find(struct env *env, struct env_spec *s, struct problem *p)
{
	const char *mark, *share;
	int err;
	size_t i;

	err = record_look(&env->record, s->name, p);
	if (err)
		return err;
	mark = record_get(&env->record, "mark");
	share = record_get(&env->record, "share");
	if (!record_get(&env->record, "ready") || !mark || !share)
		return problem_set(p, -EAGAIN, "%s: is not made yet, or what is left of one",
				   s->name);
	if (!record_is_alive(&env->record) && !record_is_pinned(&env->record))
		return problem_set(p, -ESRCH, "%s: has ended", s->name);
	snprintf(env->name, sizeof(env->name), "%s", s->name);
	s->seccomp = record_get(&env->record, "seccomp");
	/* PID 1 has ended: the command is that of another pid namespace. */
	s->share = ~0u;
	if (!record_is_alive(&env->record) && !(strtoul(share, NULL, 10) & 1u << NS_pid))
		s->share &= ~(1u << NS_pid);
	err = joins_open_all(&env->joins, &env->record, p);
	for (i = 0; i < env->record.nlines && !err; i++)
		if (!strcmp(env->record.lines[i].key, "cgroup"))
			err = find_cgroup(env, env->record.lines[i].value, mark, p);
	/* What is in a pid namespace of its own would not be found, and its ids be given away. */
	if (!err && !env->ncgroups && !record_is_alive(&env->record))
		err = problem_set(
			p, -EOPNOTSUPP,
			"%s: has ended; without a cgroup, which this host has not, what is "
			"started in it could not be ended with it",
			s->name);
	return err;
}
