/* SPDX-License-Identifier: GPL-2.0 */
#include "verify.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../host/source.h"

bool env_can_verify(void)
{
	struct problem p;
	struct source *src = NULL;
	int err = source_kernel(&src, &p);

	if (!err)
		source_close(src);
	return !err;
}

static int differs(struct problem *p, const char *what, const char *has, const char *wanted)
{
	return problem_set(p, -EPERM, "verify: %s %s, and was to be %s: the command did not run",
			   what, has, wanted);
}

/* Kept ones are the caller's, all others are not. */
static int verify_namespaces(const struct env *env, const struct task *init,
			     const struct task *self, struct problem *p)
{
	enum ns_link link;
	char what[64], has[64];

	for (link = 0; link < NS_LINKS; link++) {
		uint64_t inum = task_inum(init, link);
		bool kept = env->spec->share & 1u << ns_link_types[link];
		bool same = inum == task_inum(self, link);

		/* One that was joined was looked at when it was. */
		if (!kept && !env_has_own(env, ns_link_types[link]))
			continue;
		/* A kernel without that type has neither. */
		if (inum == NSVIEW_NONE && same)
			continue;
		if (inum != NSVIEW_NONE && same == kept)
			continue;
		snprintf(what, sizeof(what), "namespace %s", ns_link_names[link]);
		snprintf(has, sizeof(has), "is %llu", (unsigned long long)inum);
		return differs(p, what, inum == NSVIEW_NONE ? "is not there" : has,
			       kept ? "the caller's" : "another than the caller's");
	}
	return 0;
}

/* HIERARCHY:ID by commas, and which hierarchy it is the environment does not know. */
static bool has_id(const char *cgroups, uint64_t id)
{
	char word[32];
	size_t len = (size_t)snprintf(word, sizeof(word), ":%llu", (unsigned long long)id);
	const char *at = cgroups;

	while (at && (at = strstr(at, word))) {
		if (!at[len] || at[len] == ',')
			return true;
		at += len;
	}
	return false;
}

/* A cgroup's id is the inode number of its directory. */
static int verify_cgroups(const struct env *env, const struct task *init, struct problem *p)
{
	struct stat st;
	size_t i;

	for (i = 0; i < env->ncgroups; i++) {
		const struct env_cgroup *c = &env->cgroups[i];
		bool v2 = env->cgroup2 && !i;

		if (fstat(c->fd, &st) < 0)
			return problem_set(p, -errno, "verify: %s: %s", c->path, strerror(errno));
		/* Where the module does not see version 1, the kernel took the write. */
		if (!v2 && !init->cgroups_v1)
			continue;
		if (v2 ? init->cgroup_id != st.st_ino : !has_id(init->cgroups_v1, st.st_ino))
			return differs(p, "its cgroup", "is another", c->path);
	}
	return 0;
}

int env_verify_in(const struct host *h, const struct env *env, pid_t pid, pid_t self,
		  struct problem *p)
{
	const struct task *init = host_task(h, (uint64_t)pid);
	const struct task *caller = host_task(h, (uint64_t)self);
	int err;

	if (!init || !caller)
		return problem_set(p, -EPERM,
				   "verify: the kernel has no task %d: the command did "
				   "not run",
				   (int)(init ? self : pid));
	err = verify_namespaces(env, init, caller, p);
	if (!err)
		err = verify_cgroups(env, init, p);
	if (!err && (!init->root || strcmp(init->root, "own")))
		err = differs(p, "its root", init->root ? "is the host's" : "is not known",
			      "its own");
	return err;
}

int env_verify(const struct env *env, pid_t pid, struct problem *p)
{
	struct host h = { 0 };
	struct source *src = NULL;
	int err = source_kernel(&src, p);

	if (err)
		return err;
	err = host_load(&h, src, TABLE_BIT(tasks), 0, p);
	if (!err)
		err = env_verify_in(&h, env, pid, getpid(), p);
	host_free(&h);
	source_close(src);
	return err;
}
