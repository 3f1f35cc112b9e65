/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The cgroups of an environment: one in version 2, where it is mounted, and one in
 * each hierarchy of version 1 that has the controller of a limit (cgroups(7), the
 * kernel's admin-guide/cgroup-v2 and cgroup-v1). They are in a cgroup `nsview` at the
 * top of the hierarchy.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <mntent.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "../cleanup.h"
#include "cgroup_mark.h"
#include "env.h"

/* --- limits */

static int memory(char *text, size_t size, const struct env_spec *s)
{
	return snprintf(text, size, "%llu", (unsigned long long)s->memory);
}

/* Without a word about swap there is none, for memory is to be all that it has. */
static int swap(char *text, size_t size, const struct env_spec *s)
{
	return snprintf(text, size, "%llu",
			(unsigned long long)(s->swap == ENV_NO_LIMIT ? 0 : s->swap));
}

static int swap_too(char *text, size_t size, const struct env_spec *s)
{
	uint64_t more = s->swap == ENV_NO_LIMIT ? 0 : s->swap;

	return snprintf(text, size, "%llu", (unsigned long long)(s->memory + more));
}

static int quota_and_period(char *text, size_t size, const struct env_spec *s)
{
	return snprintf(text, size, "%llu 100000", (unsigned long long)(s->cpus * 100));
}

static int period(char *text, size_t size, const struct env_spec *s)
{
	(void)s;
	return snprintf(text, size, "100000");
}

static int quota(char *text, size_t size, const struct env_spec *s)
{
	return snprintf(text, size, "%llu", (unsigned long long)(s->cpus * 100));
}

static int weight(char *text, size_t size, const struct env_spec *s)
{
	return snprintf(text, size, "%llu", (unsigned long long)s->cpu_weight);
}

/* 100 is 1024 there. */
static int shares(char *text, size_t size, const struct env_spec *s)
{
	uint64_t n = s->cpu_weight * 1024 / 100;

	return snprintf(text, size, "%llu", (unsigned long long)(n < 2 ? 2 : n));
}

static int pids(char *text, size_t size, const struct env_spec *s)
{
	return snprintf(text, size, "%llu", (unsigned long long)s->pids);
}

static int io_max(char *text, size_t size, const struct env_spec *s)
{
	static const char *const keys[ENV_IO_KEYS] = { "rbps", "wbps", "riops", "wiops" };
	int len = snprintf(text, size, "%u:%u", major(s->io_device), minor(s->io_device));
	size_t i;

	for (i = 0; i < ENV_IO_KEYS; i++)
		if (s->io[i] != ENV_NO_LIMIT)
			len += snprintf(text + len, size - (size_t)len, " %s=%llu", keys[i],
					(unsigned long long)s->io[i]);
	return len;
}

static int io_v1(char *text, size_t size, const struct env_spec *s, size_t i)
{
	if (s->io[i] == ENV_NO_LIMIT)
		return 0;
	return snprintf(text, size, "%u:%u %llu", major(s->io_device), minor(s->io_device),
			(unsigned long long)s->io[i]);
}

static int read_bps(char *text, size_t size, const struct env_spec *s)
{
	return io_v1(text, size, s, 0);
}

static int write_bps(char *text, size_t size, const struct env_spec *s)
{
	return io_v1(text, size, s, 1);
}

static int read_iops(char *text, size_t size, const struct env_spec *s)
{
	return io_v1(text, size, s, 2);
}

static int write_iops(char *text, size_t size, const struct env_spec *s)
{
	return io_v1(text, size, s, 3);
}

#define SETTINGS 4

struct setting {
	const char *file;
	int (*text)(char *text, size_t size, const struct env_spec *s); /* 0: it is not asked for */
	bool may_lack; /* a kernel without swap has no such file, and needs none */
};

static const struct env_limit {
	const char *option;
	size_t at; /* in struct env_spec */
	const char *controller;
	const char *controller_v1; /* NULL: the same name */
	struct setting v2[SETTINGS];
	struct setting v1[SETTINGS];
} limits[] = {
	{ "memory",
	  offsetof(struct env_spec, memory),
	  "memory",
	  NULL,
	  { { "memory.max", memory, false }, { "memory.swap.max", swap, true } },
	  { { "memory.limit_in_bytes", memory, false },
	    { "memory.memsw.limit_in_bytes", swap_too, true } } },
	{ "cpus",
	  offsetof(struct env_spec, cpus),
	  "cpu",
	  NULL,
	  { { "cpu.max", quota_and_period, false } },
	  { { "cpu.cfs_period_us", period, false }, { "cpu.cfs_quota_us", quota, false } } },
	{ "cpu-weight",
	  offsetof(struct env_spec, cpu_weight),
	  "cpu",
	  NULL,
	  { { "cpu.weight", weight, false } },
	  { { "cpu.shares", shares, false } } },
	{ "pids",
	  offsetof(struct env_spec, pids),
	  "pids",
	  NULL,
	  { { "pids.max", pids, false } },
	  { { "pids.max", pids, false } } },
	{ "io-max",
	  offsetof(struct env_spec, io_device),
	  "io",
	  "blkio",
	  { { "io.max", io_max, false } },
	  { { "blkio.throttle.read_bps_device", read_bps, false },
	    { "blkio.throttle.write_bps_device", write_bps, false },
	    { "blkio.throttle.read_iops_device", read_iops, false },
	    { "blkio.throttle.write_iops_device", write_iops, false } } },
};

static bool is_asked_for(const struct env_spec *s, const struct env_limit *l)
{
	return *(const uint64_t *)((const char *)s + l->at) != ENV_NO_LIMIT;
}

/* --- hierarchies */

static bool has_word(const char *words, const char *word, const char *delimiters)
{
	size_t len = strlen(word);

	for (words += strspn(words, delimiters); *words; words += strspn(words, delimiters)) {
		size_t n = strcspn(words, delimiters);

		if (n == len && !strncmp(words, word, n))
			return true;
		words += n;
	}
	return false;
}

/* Where a hierarchy is mounted: version 2, or with @controller the one of it. */
static bool find_mount(const char *controller, char *ret, size_t size)
{
	static const char usual[] = "/sys/fs/cgroup";
	struct statfs fs;
	struct mntent *m;
	bool found = false;
	FILE *mounts;

	/* As a rule it is there, and a host may have thousands of mounts. */
	if (!controller && !statfs(usual, &fs) && fs.f_type == CGROUP2_SUPER_MAGIC)
		return snprintf(ret, size, "%s", usual) < (int)size;
	mounts = setmntent("/proc/self/mounts", "re");
	while (mounts && !found && (m = getmntent(mounts))) {
		found = controller ? !strcmp(m->mnt_type, "cgroup") &&
					     has_word(m->mnt_opts, controller, ",") :
				     !strcmp(m->mnt_type, "cgroup2");
		if (found)
			found = snprintf(ret, size, "%s", m->mnt_dir) < (int)size;
	}
	if (mounts)
		endmntent(mounts);
	return found;
}

static int read_file(int dir, const char *name, char *ret, size_t size)
{
	_cleanup_close_ int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
	ssize_t len = fd < 0 ? -1 : read(fd, ret, size - 1);

	if (len < 0)
		return -errno;
	ret[len] = '\0';
	return 0;
}

static int write_file(int dir, const char *name, const char *text)
{
	_cleanup_close_ int fd = openat(dir, name, O_WRONLY | O_CLOEXEC);

	return fd < 0 || write(fd, text, strlen(text)) < 0 ? -errno : 0;
}

static bool has_controller(int dir, const char *controller)
{
	char controllers[256];

	return !read_file(dir, "cgroup.controllers", controllers, sizeof(controllers)) &&
	       has_word(controllers, controller, " \n");
}

/* --- making */

/*
 * The one that all of ours are in, marked so that it can be told from another's, which
 * would do as well. It goes with gc, when nothing is in it.
 */
static int enter_parent(struct env *env, int top, const char *mount, struct problem *p)
{
	char path[256];
	int fd, err;

	fd = openat(top, CGROUP_PARENT, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd >= 0 || errno != ENOENT)
		return fd < 0 ? -errno : fd;
	snprintf(path, sizeof(path), "%s/" CGROUP_PARENT, mount);
	err = record_add(&env->record, "parent", path, p);
	if (err)
		return err;
	if (mkdirat(top, CGROUP_PARENT, 0755) < 0)
		return errno == EEXIST ? -EAGAIN : -errno;
	fd = openat(top, CGROUP_PARENT, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	err = fd < 0 ? -errno : cgroup_mark(fd, CGROUP_PARENT);
	if (!err)
		return fd;
	if (fd >= 0)
		close(fd);
	unlinkat(top, CGROUP_PARENT, AT_REMOVEDIR);
	return err;
}

/* What is there already is somebody else's, which the record must not call ours. */
static int make_own(struct env *env, struct env_cgroup *c, int parent, struct problem *p)
{
	struct stat st;
	int err;

	if (!fstatat(parent, env->name, &st, AT_SYMLINK_NOFOLLOW))
		return -EEXIST;
	err = record_add(&env->record, "cgroup", c->path, p);
	if (err)
		return err;
	if (mkdirat(parent, env->name, 0755) < 0) {
		err = -errno;
		if (err == -EEXIST)
			record_add(&env->record, "not-cgroup", c->path, p);
		return err;
	}
	env->ncgroups++;
	c->fd = openat(parent, env->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return c->fd < 0 ? -errno : cgroup_mark(c->fd, env->mark);
}

static int add_to(struct env *env, struct env_cgroup *c, const char *mount, struct problem *p)
{
	_cleanup_close_ int top = open(mount, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int tries, err = -EAGAIN;

	if (top < 0)
		return -errno;
	/* Another nsview may make our parent meanwhile, and gc may remove it. */
	for (tries = 0; tries < 16 && (err == -EAGAIN || err == -ENOENT); tries++) {
		_cleanup_close_ int parent = enter_parent(env, top, mount, p);

		err = parent < 0 ? parent : make_own(env, c, parent, p);
	}
	return err;
}

/* The one at @mount. */
static int add(struct env *env, const char *mount, struct problem *p)
{
	struct env_cgroup *c = &env->cgroups[env->ncgroups];
	int err;

	if (env->ncgroups == ENV_CGROUPS_MAX ||
	    snprintf(c->path, sizeof(c->path), "%s/" CGROUP_PARENT "/%s", mount, env->name) >=
		    (int)sizeof(c->path))
		return problem_set(p, -ENAMETOOLONG, "%s: too many cgroups, or too long a path",
				   mount);
	c->fd = -1;
	err = add_to(env, c, mount, p);
	return err ? problem_set(p, err, "making cgroup %s: %s", c->path, strerror(-err)) : 0;
}

/* In the top one and in ours, so that the environment's has it. */
static int enable(const char *mount, const char *controller)
{
	_cleanup_close_ int top = open(mount, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	_cleanup_close_ int ours = -1;
	char word[32];
	int err;

	if (top < 0)
		return -errno;
	snprintf(word, sizeof(word), "+%s", controller);
	err = write_file(top, "cgroup.subtree_control", word);
	if (err)
		return err;
	ours = openat(top, CGROUP_PARENT, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return ours < 0 ? -errno : write_file(ours, "cgroup.subtree_control", word);
}

static int apply(const struct env *env, const struct env_cgroup *c, const struct env_limit *l,
		 const struct setting *settings, struct problem *p)
{
	char text[160];
	size_t i;

	for (i = 0; i < SETTINGS && settings[i].file; i++) {
		int err;

		if (!settings[i].text(text, sizeof(text), env->spec))
			continue;
		err = write_file(c->fd, settings[i].file, text);
		if (err && !(err == -ENOENT && settings[i].may_lack))
			return problem_set(p, err, "--%s: %s/%s: %s", l->option, c->path,
					   settings[i].file, strerror(-err));
	}
	return 0;
}

static struct env_cgroup *find(struct env *env, const char *mount)
{
	size_t i, len = strlen(mount);

	for (i = 0; i < env->ncgroups; i++)
		if (!strncmp(env->cgroups[i].path, mount, len) && env->cgroups[i].path[len] == '/')
			return &env->cgroups[i];
	return NULL;
}

static int limit_v1(struct env *env, const struct env_limit *l, struct problem *p)
{
	const char *controller = l->controller_v1 ? l->controller_v1 : l->controller;
	char mount[200];
	int err = 0;

	if (!find_mount(controller, mount, sizeof(mount)))
		return problem_set(p, -EOPNOTSUPP, "--%s: this host has no cgroup controller %s",
				   l->option, l->controller);
	if (!find(env, mount))
		err = add(env, mount, p);
	return err ? err : apply(env, find(env, mount), l, l->v1, p);
}

static int limit(struct env *env, const struct env_limit *l, const char *mount2, struct problem *p)
{
	_cleanup_close_ int top = -1;
	int err;

	if (env->cgroup2)
		top = open(mount2, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (top < 0 || !has_controller(top, l->controller))
		return limit_v1(env, l, p);
	if (!has_controller(env->cgroups[0].fd, l->controller)) {
		err = enable(mount2, l->controller);
		if (err)
			return problem_set(p, err, "--%s: enabling the cgroup controller %s: %s",
					   l->option, l->controller, strerror(-err));
	}
	return apply(env, &env->cgroups[0], l, l->v2, p);
}

int env_cgroup_make(struct env *env, struct problem *p)
{
	const struct env_spec *s = env->spec;
	const struct env_limit *asked = NULL;
	struct problem why;
	char mount2[200];
	size_t i;
	int err = 0;

	for (i = 0; i < ARRAY_SIZE(limits) && !asked; i++)
		asked = is_asked_for(s, &limits[i]) ? &limits[i] : NULL;
	if (find_mount(NULL, mount2, sizeof(mount2)))
		err = add(env, mount2, p);
	env->cgroup2 = env->ncgroups;
	/* Who may make none can have what needs no limit, and ends with its pid namespace. */
	if (err && !asked && geteuid() && env_has_own(env, NS_pid)) {
		err = 0;
		p->words[0] = '\0';
	}
	if (err && asked) {
		why = *p;
		problem_set(p, err, "--%s: %s", asked->option, why.words);
	}
	for (i = 0; i < ARRAY_SIZE(limits) && !err; i++)
		if (is_asked_for(s, &limits[i]))
			err = limit(env, &limits[i], mount2, p);
	if (!err && !env->ncgroups && !env_has_own(env, NS_pid))
		err = problem_set(p, -EOPNOTSUPP,
				  "without a pid namespace of its own, what it starts can not be "
				  "ended without a cgroup, which this host has not");
	return err;
}

int env_cgroup_enter(const struct env *env, pid_t pid, struct problem *p)
{
	char text[16];
	size_t i;
	int err;

	snprintf(text, sizeof(text), "%d", (int)pid);
	for (i = env->cgroup2; i < env->ncgroups; i++) {
		err = write_file(env->cgroups[i].fd, "cgroup.procs", text);
		if (err)
			return problem_set(p, err, "%s/cgroup.procs: %s", env->cgroups[i].path,
					   strerror(-err));
	}
	return 0;
}
