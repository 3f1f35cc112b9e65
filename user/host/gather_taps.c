/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Descriptors of /dev/net/tun. Each has a socket that keeps a net namespace
 * alive, and no table of the module has it: it is no socket of sockfs.
 *
 * Descriptors belong to threads, which mostly share all of them: where one has a
 * table of its own (CLONE_FILES), or outlives its leader, that is searched too.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <linux/kcmp.h>
#include <linux/major.h>
#include <search.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "../cleanup.h"
#include "../progress.h"
#include "enter.h"
#include "put.h"

#define TUN_MINOR 200 /* linux/miscdevice.h, which is the kernel's own */

/* An open file seen, by one of its descriptors. */
struct seen {
	uint64_t net;
	uint64_t tid;
	uint64_t fd;
	uint64_t number; /* of the file, from 0 */
	char name[IFNAMSIZ];
};

/* A thread whose descriptors were looked at. */
struct thread {
	uint64_t tid;
	int *err; /* set to why they can not be compared */
};

/* Whose descriptors are looked at. */
struct table {
	uint64_t pid;
	uint64_t tid; /* pid, or a thread with a table of its own */
	int dir; /* /proc/PID/task/TID */
};

struct walk {
	struct gathering *g;
	int proc;
	void *seen; /* tree of struct seen, each another file */
	uint64_t nseen;
	void *threads; /* tree of struct thread, of one process: each with another table */
	const struct dev **tuns; /* by name; NULL: not asked for yet */
	size_t ntuns;
	int kcmp_err;
	uint64_t denied; /* the first process that may not be looked at */
	size_t ndenied;
};

/*
 * Most descriptors have no path, and need no second look. Where its node is
 * and what that is called is up to who made it.
 */
static bool is_tun(int dir, const char *name)
{
	struct statx st;
	char first;

	if (readlinkat(dir, name, &first, 1) != 1 || first != '/')
		return false;
	/* What a network filesystem remembers will do, and never waits. */
	if (statx(dir, name, AT_STATX_DONT_SYNC, STATX_TYPE, &st) < 0)
		return false;
	return S_ISCHR(st.stx_mode) && st.stx_rdev_major == MISC_MAJOR &&
	       st.stx_rdev_minor == TUN_MINOR;
}

/*
 * kcmp(2) not only tells whether two are the same, but also orders those that are not: 1 is less,
 * 2 is more. So one is found among many by a few questions. 3, or -1 with errno: it can not
 * tell, as where one of the tasks has ended; then they are taken for different.
 */
static int order(long got)
{
	return !got ? 0 : got == 1 ? -1 : 1;
}

static int compare_files(const void *va, const void *vb)
{
	const struct seen *a = va, *b = vb;
	int names;

	if (a->net != b->net)
		return a->net < b->net ? -1 : 1;
	names = strcmp(a->name, b->name);
	return names ? names :
		       order(syscall(SYS_kcmp, (pid_t)a->tid, (pid_t)b->tid, KCMP_FILE, a->fd,
				     b->fd));
}

static int compare_tables(const void *va, const void *vb)
{
	const struct thread *a = va, *b = vb;
	long got = syscall(SYS_kcmp, (pid_t)a->tid, (pid_t)b->tid, KCMP_FILES, 0, 0);

	if (got < 0 && errno != ESRCH)
		*a->err = -errno;
	return order(got);
}

/*
 * Puts a copy of @key into a tree that has none like it (tsearch(3)): 0, or 1 if there is one.
 * Sets *@ret to what is there then. -ENOMEM.
 */
static int put_new(void **tree, const void *key, size_t size,
		   int (*compare)(const void *, const void *), void **ret)
{
	void *copy = malloc(size), **at;
	bool is_new;

	if (!copy)
		return -ENOMEM;
	memcpy(copy, key, size);
	at = tsearch(copy, tree, compare);
	is_new = at && *at == copy;
	if (!is_new)
		free(copy);
	if (!at)
		return -ENOMEM;
	*ret = *at;
	return !is_new;
}

/* The number of the file that @tap has open. */
static int number_file(struct walk *w, struct seen *tap, uint64_t *ret)
{
	void *seen;
	int got;

	tap->number = w->nseen;
	got = put_new(&w->seen, tap, sizeof(*tap), compare_files, &seen);
	if (got < 0)
		return got;
	w->nseen += !got;
	*ret = ((struct seen *)seen)->number;
	return 0;
}

static void put_tap(struct text *rows, const struct table *table, const struct seen *tap,
		    uint64_t file)
{
	put_num(rows, tap->net);
	put_num(rows, table->pid);
	put_num(rows, tap->fd);
	put_text(rows, tap->name[0] ? tap->name : NULL);
	put_num(rows, file);
	put_num(rows, table->tid == table->pid ? NSVIEW_NONE : table->tid);
	put_end(rows);
}

/* The namespace and the device, from a copy of the descriptor. */
static int ask_tap(const struct table *table, struct seen *tap)
{
	_cleanup_close_ int tun = table->tid == table->pid ? fd_of_process(table->pid, tap->fd) :
							     fd_of_thread(table->tid, tap->fd);
	_cleanup_close_ int net = tun < 0 ? tun : ns_of_socket(tun);
	struct ifreq ifr = { 0 };
	struct stat st;

	if (net < 0)
		return net;
	if (fstat(net, &st) < 0)
		return -errno;
	/* One that is attached to nothing keeps the namespace all the same. */
	if (!ioctl(tun, TUNGETIFF, &ifr))
		snprintf(tap->name, sizeof(tap->name), "%s", ifr.ifr_name);
	tap->net = st.st_ino;
	return 0;
}

/* "iff:	tap0": what it is attached to. */
static int read_fdinfo(const struct table *table, struct seen *tap)
{
	static const char key[] = "iff:\t";
	_cleanup_fclose_ FILE *file = NULL;
	char path[64], line[256];
	int fd;

	snprintf(path, sizeof(path), "fdinfo/%llu", (unsigned long long)tap->fd);
	fd = openat(table->dir, path, O_RDONLY | O_CLOEXEC);
	file = fd < 0 ? NULL : fdopen(fd, "r");
	if (!file)
		return -errno;
	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		if (!strncmp(line, key, strlen(key)))
			snprintf(tap->name, sizeof(tap->name), "%.15s", line + strlen(key));
	}
	return 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp((*(const struct dev *const *)a)->name, (*(const struct dev *const *)b)->name);
}

static int is_called(const void *name, const void *dev)
{
	return strcmp(name, (*(const struct dev *const *)dev)->name);
}

/* One tap may have a million descriptors, and a machine thousands of devices. */
static int find_tuns(struct walk *w)
{
	const struct host *h = w->g->host;
	size_t i;

	if (w->tuns)
		return 0;
	w->tuns = calloc(h->n_devs + 1, sizeof(*w->tuns));
	if (!w->tuns)
		return -ENOMEM;
	for (i = 0; i < h->n_devs; i++)
		if (h->devs[i].kind && !strcmp(h->devs[i].kind, "tun"))
			w->tuns[w->ntuns++] = &h->devs[i];
	qsort(w->tuns, w->ntuns, sizeof(*w->tuns), by_name);
	return 0;
}

/*
 * Older kernels give nobody a thread's own descriptor, but tell the name of its
 * device. If there is one of that name only, it is that.
 */
static int guess_tap(struct walk *w, const struct table *table, struct seen *tap)
{
	const struct dev **at;
	int err = read_fdinfo(table, tap);

	if (!err)
		err = find_tuns(w);
	if (err)
		return err;
	at = bsearch(tap->name, w->tuns, w->ntuns, sizeof(*w->tuns), is_called);
	if (!at || (at > w->tuns && !by_name(at - 1, at)) ||
	    (at + 1 < w->tuns + w->ntuns && !by_name(at, at + 1)))
		return -EOPNOTSUPP;
	tap->net = (*at)->netns;
	return 0;
}

static int take_tap(struct walk *w, const struct table *table, uint64_t fd)
{
	struct seen tap = { .tid = table->tid, .fd = fd };
	uint64_t file;
	int err = ask_tap(table, &tap);

	if (err == -EINVAL && table->tid != table->pid)
		err = guess_tap(w, table, &tap);
	if (!err)
		err = number_file(w, &tap, &file);
	if (!err)
		put_tap(&w->g->rows, table, &tap, file);
	return err;
}

static bool is_gone(int err)
{
	return err == -ESRCH || err == -ENOENT || err == -EBADF;
}

/* Who may look at little is told once, and not of each. */
static void deny(struct walk *w, uint64_t pid)
{
	if (!w->ndenied)
		w->denied = pid;
	w->ndenied++;
}

static void say_denied(struct walk *w)
{
	char more[48] = "";

	if (w->ndenied > 1)
		snprintf(more, sizeof(more), " and of %zu more", w->ndenied - 1);
	if (w->ndenied)
		missed(w->g, -EACCES, "descriptors of process %llu%s",
		       (unsigned long long)w->denied, more);
}

static void miss(struct walk *w, const struct table *table, int err, const char *name)
{
	char thread[48] = "";

	if (!err || is_gone(err))
		return;
	if (table->tid != table->pid)
		snprintf(thread, sizeof(thread), "thread %llu of ", (unsigned long long)table->tid);
	missed(w->g, err, "%s%s of %sprocess %llu", name ? "descriptor " : "descriptors",
	       name ? name : "", thread, (unsigned long long)table->pid);
}

static DIR *open_dir(int at, const char *path)
{
	int fd = openat(at, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);

	if (!dir && fd >= 0)
		close(fd);
	return dir;
}

static int walk_descriptors(struct walk *w, const struct table *table)
{
	_cleanup_closedir_ DIR *dir = open_dir(table->dir, "fd");
	struct dirent *entry;

	if (!dir)
		return -errno;
	while ((entry = readdir(dir)))
		if (entry->d_name[0] != '.' && is_tun(dirfd(dir), entry->d_name))
			miss(w, table, take_tap(w, table, strtoull(entry->d_name, NULL, 10)),
			     entry->d_name);
	return 0;
}

/*
 * 0 if @tid has descriptors that none of w->threads has, which it is one of then; 1
 * if not; or -errno.
 */
static int is_another(struct walk *w, uint64_t tid)
{
	struct thread thread = { tid, &w->kcmp_err };
	void *known;
	int got;

	w->kcmp_err = 0;
	got = put_new(&w->threads, &thread, sizeof(thread), compare_tables, &known);
	return w->kcmp_err ? w->kcmp_err : got;
}

/* 0, or -EACCES: nothing of its process may be looked at. */
static int walk_task(struct walk *w, int tasks, uint64_t pid, uint64_t tid)
{
	struct table table = { .pid = pid, .tid = tid, .dir = -1 };
	char name[24];
	int err = is_another(w, tid);

	if (err == 1)
		return 0;
	snprintf(name, sizeof(name), "%llu", (unsigned long long)tid);
	if (!err) {
		table.dir = openat(tasks, name, O_PATH | O_DIRECTORY | O_CLOEXEC);
		err = table.dir < 0 ? -errno : walk_descriptors(w, &table);
	}
	if (table.dir >= 0)
		close(table.dir);
	if (err == -EACCES || err == -EPERM)
		return -EACCES;
	miss(w, &table, err, NULL);
	return 0;
}

/* The leader first: of tables that are shared it is the one to be named. */
static int walk_process(struct walk *w, const struct task *t)
{
	_cleanup_closedir_ DIR *tasks = NULL;
	struct dirent *entry;
	char path[40];
	int err;

	snprintf(path, sizeof(path), "%llu/task", (unsigned long long)t->pid);
	tasks = open_dir(w->proc, path);
	if (!tasks)
		return -errno;
	err = walk_task(w, dirfd(tasks), t->pid, t->pid);
	while (!err && t->threads != 1 && (entry = readdir(tasks))) {
		uint64_t tid = strtoull(entry->d_name, NULL, 10);

		if (tid && tid != t->pid)
			err = walk_task(w, dirfd(tasks), t->pid, tid);
	}
	tdestroy(w->threads, free);
	w->threads = NULL;
	return err;
}

/* A number of @path, from its first byte on. False: it has none. */
static bool read_number(const char *path, unsigned long *ret)
{
	_cleanup_fclose_ FILE *file = fopen(path, "re");

	return file && fscanf(file, "%lu", ret) == 1;
}

/* Whether there is a driver of this minor. True if that can not be told. */
static bool has_driver(void)
{
	_cleanup_fclose_ FILE *file = fopen("/proc/misc", "re");
	unsigned int minor;
	char name[64];

	if (!file)
		return true;
	while (fscanf(file, "%u %63s", &minor, name) == 2)
		if (minor == TUN_MINOR)
			return true;
	return !feof(file);
}

/*
 * Whether somebody may have one open. Who has holds the driver, if that is a module: this
 * spares most hosts the walk, which looks at every descriptor of the machine.
 */
static bool may_be_open(void)
{
	unsigned long holds;

	return has_driver() && !(read_number("/sys/module/tun/refcnt", &holds) && !holds);
}

int gather_taps(struct gathering *g, struct problem *p)
{
	_cleanup_close_ int proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct walk w = { .g = g, .proc = proc };
	const struct host *h = g->host;
	size_t i;

	if (proc < 0)
		return problem_set(p, -errno, "/proc: %s", strerror(errno));
	if (!may_be_open())
		return 0;
	for (i = 0; i < h->n_tasks; i++) {
		const struct task *t = &h->tasks[i];
		int err = t->kernel || t->pid != t->tgid ? 0 : walk_process(&w, t);

		if (err == -EACCES)
			deny(&w, t->pid);
		else if (err && !is_gone(err))
			missed(g, err, "descriptors of process %llu", (unsigned long long)t->pid);
		progress_at(i + 1, h->n_tasks);
	}
	say_denied(&w);
	tdestroy(w.seen, free);
	free(w.tuns);
	return 0;
}
