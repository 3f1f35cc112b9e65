// SPDX-License-Identifier: GPL-2.0
/* Cgroups of both versions. */
#define _GNU_SOURCE
#include "churn.h"

#include <sys/mount.h>
#include <sys/wait.h>

/* Where it is mounted, in a mount namespace that nobody else is in. */
#define V1_AT "/mnt"

static void write_pid(const char *dir)
{
	char path[300];
	int fd;

	snprintf(path, sizeof(path), "%s/cgroup.procs", dir);
	fd = must(open(path, O_WRONLY | O_CLOEXEC));
	must(write(fd, "0", 1));
	close(fd);
}

/* Into a new cgroup, and out of it. */
static void visit(const char *top)
{
	char dir[256];

	snprintf(dir, sizeof(dir), "%s/churn-%d\t\033", top, worker);
	must(mkdir(dir, 0755));
	write_pid(dir);
	write_pid(top);
	must(rmdir(dir));
}

void churn_cgroup(void)
{
	visit(cgroupfs);
}

static int v1_mount(const char *options)
{
	must(unshare(CLONE_NEWNS));
	must(mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL));
	return mount("none", V1_AT, "cgroup", 0, options) ? -errno : 0;
}

static void named(char options[32], int number)
{
	snprintf(options, 32, "none,name=churn%d", number);
}

/* Who has a hierarchy mounted, and by what it is told to unmount it. */
struct mounted {
	pid_t pid;
	int end;
};

/* It ends with its process, or before it. */
static void v1_end(struct mounted *m)
{
	if (!m->pid)
		return;
	/* Not by closing it: children that were made since have it as well. */
	if (below(2))
		must(kill(m->pid, SIGKILL));
	else
		must(write(m->end, "x", 1));
	must(close(m->end));
	must(waitpid(m->pid, NULL, 0));
	m->pid = 0;
}

/* It is mounted in a process of its own, until this is called again. */
static void churn_v1(const char *options, struct mounted *m)
{
	int ready[2], end[2];
	char byte;

	v1_end(m);
	must(pipe2(ready, O_CLOEXEC));
	must(pipe2(end, O_CLOEXEC));
	m->pid = child();
	if (!m->pid) {
		close(end[1]);
		errno = -v1_mount(options);
		must(errno ? -1 : 0);
		for (int i = 0; i < 5; i++)
			visit(V1_AT);
		must(write(ready[1], "x", 1));
		must(read(end[0], &byte, 1) == 1 ? 0 : -1);
		must(umount2(V1_AT, 0));
		_exit(0);
	}
	close(ready[1]);
	close(end[0]);
	m->end = end[1];
	must(read(ready[0], &byte, 1) == 1 ? 0 : -1);
	close(ready[0]);
}

/* A hierarchy without controllers. */
void churn_named(void)
{
	static struct mounted mounted;
	char options[32];

	named(options, worker);
	churn_v1(options, &mounted);
}

/* All workers have one hierarchy of it. */
void churn_freezer(void)
{
	static struct mounted mounted;

	churn_v1("freezer", &mounted);
}

int try_named(void)
{
	return v1_mount("none,name=churn");
}

int try_freezer(void)
{
	return v1_mount("freezer");
}

static bool is_there(const char *hierarchy)
{
	char line[512];
	FILE *file = fopen("/proc/self/cgroup", "re");
	bool found = false;

	must(file ? 0 : -1);
	while (!found && fgets(line, sizeof(line), file))
		found = strstr(line, hierarchy);
	fclose(file);
	return found;
}

/*
 * One that was unmounted while a removed cgroup of it was not freed yet stays
 * until it is mounted and unmounted once more.
 */
static void settle(const char *options, const char *hierarchy)
{
	int tries = 300;

	while (is_there(hierarchy)) {
		pid_t pid = child();

		if (!pid)
			_exit(v1_mount(options) ? 1 : 0);
		reap(pid);
		errno = EBUSY;
		must(tries-- ? 0 : -1);
		usleep(100000);
	}
}

void cgroups_settle(int workers)
{
	char options[32], hierarchy[32];

	settle("freezer", ":freezer:");
	settle("none,name=churn", ":name=churn:");
	for (int i = 0; i < workers; i++) {
		named(options, i);
		snprintf(hierarchy, sizeof(hierarchy), ":%s:", options + strlen("none,"));
		settle(options, hierarchy);
	}
}
