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
	struct stat st;

	for (link = 0; link < NS_LINKS; link++) {
		uint64_t inum = task_inum(init, link);
		bool kept = env->spec->share & 1u << ns_link_types[link];
		bool same = inum == task_inum(self, link);
		int joined = env->joins.fds[ns_link_types[link]];

		snprintf(what, sizeof(what), "namespace %s", ns_link_names[link]);
		snprintf(has, sizeof(has), "is %llu", (unsigned long long)inum);
		if (joined >= 0) {
			if (fstat(joined, &st) < 0 || st.st_ino != inum)
				return differs(p, what, has, "the one that was to be joined");
			continue;
		}
		/* A kernel without that type has neither. */
		if (inum == NSVIEW_NONE && same)
			continue;
		if (inum != NSVIEW_NONE && same == kept)
			continue;
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

/* By a mount of its own, but the same directory: the module calls that the host's. */
static bool is_host_root(const struct env_spec *s)
{
	struct stat host, root;

	return s->rootfs && !s->overlay && !stat("/", &host) && !stat(s->rootfs, &root) &&
	       host.st_dev == root.st_dev && host.st_ino == root.st_ino;
}

/* The host's end: whose port it is, and who takes its frames. */
static int verify_port(const struct host *h, const struct network *n, const struct task *init,
		       const struct task *self, struct problem *p)
{
	const struct dev *port = host_dev(h, task_inum(self, LINK_net), n->port.index);
	char what[64];

	snprintf(what, sizeof(what), "port %s", n->port.name);
	if (!port)
		return differs(p, what, "is not there", "the host's end of eth0");
	if (port->master != n->bridge.index)
		return differs(p, what, "has another master", n->bridge.name);
	if (!port->rx_handler || strcmp(port->rx_handler, "br_handle_frame"))
		return differs(p, what, port->rx_handler ? port->rx_handler : "has no rx_handler",
			       "that of br_handle_frame");
	if (port->link_netns != task_inum(init, LINK_net))
		return differs(p, what, "has its other end elsewhere", "in the environment");
	if (n->is_ours &&
	    (!port->port || !port->port->state || strcmp(port->port->state, "forwarding")))
		return differs(p, what, "does not forward", "forwarding");
	return 0;
}

/* Nobody else is to take what comes in. */
static int verify_devices(const struct host *h, const struct task *init, struct problem *p)
{
	const struct ns *net = host_ns(h, NS_net, task_inum(init, LINK_net));
	const struct dev *dev;
	char what[64], has[160];

	for (dev = net ? net->devs : NULL; dev; dev = dev->next) {
		if (!dev->rx_handler)
			continue;
		snprintf(what, sizeof(what), "its device %s", dev->name);
		snprintf(has, sizeof(has), "gives its frames to %s", dev->rx_handler);
		return differs(p, what, has, "its own");
	}
	return 0;
}

static int verify_network(const struct host *h, const struct env *env, const struct task *init,
			  const struct task *self, struct problem *p)
{
	int err = 0;

	if (env->spec->net == ENV_NET_BRIDGE)
		err = verify_port(h, &env->network, init, self, p);
	if (!err && env_has_own(env, NS_net))
		err = verify_devices(h, init, p);
	return err;
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
	if (!err && !is_host_root(env->spec) && (!init->root || strcmp(init->root, "own")))
		err = differs(p, "its root", init->root ? "is the host's" : "is not known",
			      "its own");
	if (!err)
		err = verify_network(h, env, init, caller, p);
	return err;
}

/* Devices of all are read where one of its own can be wrong. */
static unsigned int needed(const struct env *env)
{
	unsigned int need = TABLE_BIT(tasks);

	if (env->spec->net == ENV_NET_BRIDGE)
		need |= TABLE_BIT(namespaces) | TABLE_BIT(devs) | TABLE_BIT(ports);
	return need;
}

int env_verify(const struct env *env, pid_t pid, struct problem *p)
{
	struct host h = { 0 };
	struct source *src = NULL;
	int err = source_kernel(&src, p);

	if (err)
		return err;
	err = host_load(&h, src, needed(env), 0, p);
	if (!err)
		err = env_verify_in(&h, env, pid, getpid(), p);
	host_free(&h);
	source_close(src);
	return err;
}
