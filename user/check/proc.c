/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's list of tasks against /proc, read as any program reads it.
 *
 * A task is the same in both views if pid and start are: /proc gives the start
 * in ticks, so the kernel's is cut down to them. What lies over /proc/PID, a
 * filesystem of another kind or another process's folder, is not that process,
 * and counts as nothing there.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../cleanup.h"
#include "check.h"
#include "procfs.h"

enum {
#define X(name, type) VALUE_##name,
	NSVIEW_NS_LINKS(X)
#undef X
		VALUE_THREADS,
	VALUES
};

static const struct attribute attributes[VALUES] = {
#define X(link, type) [VALUE_##link] = { "ns_" #link, false },
	NSVIEW_NS_LINKS(X)
#undef X
		[VALUE_THREADS] = { "threads", false },
};

/*
 * What the table does not tell although the namespace may be there: it says so in
 * info. Elsewhere "-" is that the task has none.
 */
static uint64_t kernel_value(const struct host *h, const struct task *t, enum ns_link link)
{
	uint64_t inum = task_inum(t, link);

	if (inum != NSVIEW_NONE)
		return inum;
	return link == LINK_mnt && host_is_partial(h, "namespaces.mnt") ? NSVIEW_NONE : 0;
}

static int kernel_tasks(void *ctx, struct look *look, struct problem *p)
{
	struct looking *l = ctx;
	int64_t boot_offset = proc_boot_offset();
	size_t i;
	int err, link;

	err = look_at_kernel(l, TABLE_BIT(tasks), p);
	for (i = 0; !err && i < l->host.n_tasks; i++) {
		const struct task *t = &l->host.tasks[i];
		struct sight s = {
			.key = { t->tgid, t->pid, proc_ticks(t->start, boot_offset) },
			.same = t->start,
			.name = look_text(look, t->comm),
		};

		for (link = 0; link < NS_LINKS; link++)
			s.values[link].num = kernel_value(&l->host, t, link);
		s.values[VALUE_THREADS].num = t->pid == t->tgid ? t->threads : NSVIEW_NONE;
		look_add(look, &s);
	}
	return err;
}

/*
 * 0: the link leads nowhere, as those of a zombie do. pid_for_children also
 * leads nowhere as long as that namespace has no process, so there it says
 * nothing.
 */
static uint64_t link_value(int dir, enum ns_link link, int *err)
{
	char path[32], target[64];
	const char *inum;
	ssize_t len;

	snprintf(path, sizeof(path), "ns/%s", ns_link_names[link]);
	len = readlinkat(dir, path, target, sizeof(target) - 1);
	if (len < 0 && errno == ENOENT && link != LINK_pid_for_children)
		return 0;
	if (len < 0) {
		if (errno == EACCES || errno == EPERM)
			*err = -errno;
		return NSVIEW_NONE;
	}
	target[len] = '\0';
	inum = strchr(target, '[');
	return inum ? strtoull(inum + 1, NULL, 10) : NSVIEW_NONE;
}

/* @dir is its folder. The first error of a link that may not be read. */
static int read_links(int dir, struct sight *s)
{
	int link, err = 0;

	for (link = 0; link < NS_LINKS; link++)
		s->values[link].num = link_value(dir, link, &err);
	return err;
}

static bool same_links(const struct sight *a, const struct sight *b)
{
	int link;

	for (link = 0; link < NS_LINKS; link++)
		if (a->values[link].num != b->values[link].num &&
		    a->values[link].num != NSVIEW_NONE && b->values[link].num != NSVIEW_NONE)
			return false;
	return true;
}

/*
 * The threads in the folder @dir of a process, which the table has only where
 * they differ from their leader. Their number, or NSVIEW_NONE.
 */
static uint64_t read_threads(int dir, const struct sight *leader, struct look *look)
{
	_cleanup_closedir_ DIR *tasks = NULL;
	struct dirent *entry;
	uint64_t n = 0;
	int fd = openat(dir, "task", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	tasks = fd < 0 ? NULL : fdopendir(fd);
	if (!tasks) {
		if (fd >= 0)
			close(fd);
		return NSVIEW_NONE;
	}
	while ((errno = 0, entry = readdir(tasks))) {
		_cleanup_close_ int thread = -1;
		struct proc_stat stat;
		struct sight s;

		if (entry->d_name[0] < '1' || entry->d_name[0] > '9')
			continue;
		n++;
		if (strtoull(entry->d_name, NULL, 10) == leader->key[KEY_OBJECT])
			continue;
		thread = openat(fd, entry->d_name, O_PATH | O_DIRECTORY | O_CLOEXEC);
		if (thread < 0 || proc_read_stat(thread, &stat))
			continue;
		s = (struct sight){
			.key = { leader->key[KEY_SCOPE], stat.pid, stat.start },
			.same = stat.start,
			.name = look_text(look, stat.comm),
		};
		read_links(thread, &s);
		s.values[VALUE_THREADS].num = NSVIEW_NONE;
		s.optional = same_links(&s, leader);
		look_add(look, &s);
	}
	return errno ? NSVIEW_NONE : n;
}

static void read_process(int proc, const char *name, struct look *look)
{
	_cleanup_close_ int dir = openat(proc, name, O_PATH | O_DIRECTORY | O_CLOEXEC);
	uint64_t pid = strtoull(name, NULL, 10);
	struct proc_stat stat;
	struct sight s;
	int err;

	/* What hides it or lies over it is said when it is certain that it is there. */
	if (dir < 0 || !is_procfs(dir) || proc_read_stat(dir, &stat) || stat.pid != pid)
		return;
	s = (struct sight){
		.key = { pid, pid, stat.start },
		.same = stat.start,
		.name = look_text(look, stat.comm),
	};
	err = read_links(dir, &s);
	if (err)
		look_blind(look, pid, true, err, "/proc/%s/ns", name);
	s.values[VALUE_THREADS].num = stat.threads > 1 ? read_threads(dir, &s, look) : stat.threads;
	/* 0 is what stat says of a task that is being reaped. */
	if (!s.values[VALUE_THREADS].num)
		s.values[VALUE_THREADS].num = NSVIEW_NONE;
	look_add(look, &s);
}

/* Whether pids there are those of the kernel's tables, which this process is in. */
static int is_host_proc(const struct looking *l, int proc, struct problem *p)
{
	_cleanup_close_ int self = openat(proc, "self", O_PATH | O_DIRECTORY | O_CLOEXEC);
	int64_t boot_offset = proc_boot_offset();
	struct proc_stat stat;
	const struct task *t;

	if (!is_procfs(proc))
		return problem_set(p, -EOPNOTSUPP, "/proc is no procfs");
	if (self < 0 || proc_read_stat(self, &stat))
		return problem_set(
			p, -EOPNOTSUPP,
			"/proc does not have this process: it is that of another pid namespace");
	t = host_task(&l->host, stat.pid);
	if (!t || proc_ticks(t->start, boot_offset) != stat.start)
		return problem_set(p, -EOPNOTSUPP,
				   "/proc is that of another pid namespace than the initial one");
	return 0;
}

static int proc_tasks(void *ctx, struct look *look, struct problem *p)
{
	_cleanup_closedir_ DIR *proc = opendir("/proc");
	struct dirent *entry;
	int err;

	if (!proc)
		return problem_set(p, -EOPNOTSUPP, "/proc: %s", strerror(errno));
	err = is_host_proc(ctx, dirfd(proc), p);
	if (err)
		return err;
	while ((errno = 0, entry = readdir(proc)))
		if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9')
			read_process(dirfd(proc), entry->d_name, look);
	return errno ? problem_set(p, -errno, "/proc: %s", strerror(errno)) : 0;
}

static void put_task(struct text *row, const struct difference *d)
{
	const uint64_t *key = d->sight.key;
	bool thread = key[KEY_SCOPE] != key[KEY_OBJECT];
	struct object o = object_of(thread ? "thread" : "process");

	o.pid = key[KEY_SCOPE];
	if (thread)
		o.tid = key[KEY_OBJECT];
	o.name = d->name;
	put_object(row, &o);
}

static void explain_task(void *ctx, const struct difference *d, struct text *reason)
{
	uint64_t tgid = d->sight.key[KEY_SCOPE], pid = d->sight.key[KEY_OBJECT];
	char path[64];

	(void)ctx;
	snprintf(path, sizeof(path), "/proc/%llu", (unsigned long long)tgid);
	if (pid != tgid && proc_has(path, tgid))
		snprintf(path, sizeof(path), "/proc/%llu/task/%llu", (unsigned long long)tgid,
			 (unsigned long long)pid);
	else
		pid = tgid;
	if (!d->kernel)
		text_puts(reason, "the kernel's list has no task of this pid and start");
	else if (d->attribute)
		proc_explain_value(path, reason);
	else
		proc_explain_absent(path, pid, reason);
}

const struct comparison compare_tasks = {
	.what = "processes",
	.other_name = "/proc",
	.attributes = attributes,
	.nattributes = VALUES,
	.kernel = kernel_tasks,
	.other = proc_tasks,
	.put_object = put_task,
	.explain = explain_task,
};
