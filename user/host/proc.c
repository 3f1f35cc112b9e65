/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The source without a module: tables made from /proc, in the same grammar,
 * read by the same parser.
 *
 * It knows processes and not threads, takes each value at another moment, and
 * sees no namespace that no process or mount leads into, but for owners and
 * parents of those (proc_namespaces.h). What only the kernel knows is "-".
 * Devices, ports and addresses are rtnetlink's (net_tables.h).
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <mntent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "../cleanup.h"
#include "../text.h"
#include "host.h"
#include "net_tables.h"
#include "proc_namespaces.h"
#include "put.h"
#include "source.h"

#define PROC "/proc"
/* PROC_PID_INIT_INO: the initial pid namespace of every kernel. */
#define INIT_PID_NS 4026531836u

struct proc_source {
	struct source base;
	int dir;
	int cgroupfs; /* the v2 hierarchy, or -1 */
	struct text cgroups; /* rows found while tasks were read */
	struct map seen; /* ids of those */
	struct proc_namespaces namespaces; /* found likewise */
	uint64_t first_hidden; /* of those processes that do not show where they are */
	struct net_tables nets; /* made at once, when the first of them is asked for */
	bool has_nets;
};

static char *read_text(int dir, const char *pid, const char *name)
{
	_cleanup_blob_ struct blob b = { 0 };
	char path[NAME_MAX + 16];

	snprintf(path, sizeof(path), "%s/%s", pid, name);
	return source_read_at(dir, path, &b) ? NULL : steal(b.data);
}

/* The word at place @n, from 0, of the line of status that begins with @key. */
static const char *status_word(const char *status, const char *key, int n, size_t *len)
{
	const char *line = status ? strstr(status, key) : NULL;
	const char *s;

	if (!line)
		return NULL;
	s = line + strlen(key);
	for (; n >= 0; n--) {
		s += strspn(s, " \t");
		*len = strcspn(s, " \t\n");
		if (!*len)
			return NULL;
		s += *len;
	}
	return s - *len;
}

static void put_word(struct text *t, const char *status, const char *key, int n)
{
	size_t len;
	const char *word = status_word(status, key, n, &len);

	if (word)
		put_bytes(t, word, len);
	else
		put_text(t, NULL);
}

/* NSpid lists the pid in each namespace, the reader's own first. */
static void put_nspid(struct text *t, const char *status)
{
	const char *word;
	size_t len;
	int n;

	for (n = 1; (word = status_word(status, "\nNSpid:", n, &len)); n++) {
		if (n > 1)
			text_putc(t, ',');
		text_add(t, word, len);
	}
	text_puts(t, n == 1 ? "-\t" : "\t");
}

/* The inum in "net:[4026531840]"; else errno says why. */
static uint64_t read_link(int dir, const char *pid, enum ns_link link)
{
	char path[NAME_MAX + 32], target[64];
	const char *inum;
	ssize_t len;

	snprintf(path, sizeof(path), "%s/ns/%s", pid, ns_link_names[link]);
	len = readlinkat(dir, path, target, sizeof(target) - 1);
	/* Some stable kernels refuse by nothing to read and no error. */
	if (!len)
		errno = EACCES;
	if (len <= 0)
		return NSVIEW_NONE;
	target[len] = '\0';
	inum = strchr(target, '[');
	return inum ? strtoull(inum + 1, NULL, 10) : NSVIEW_NONE;
}

/* The id of the v2 cgroup in @text, noting its row when it is seen first. */
static uint64_t cgroup_id(struct proc_source *src, const char *text)
{
	_cleanup_text_ struct text path = { 0 };
	const char *line = text ? strstr(text, "0::/") : NULL;
	struct stat st;

	if (!line || src->cgroupfs < 0 || (line != text && line[-1] != '\n'))
		return NSVIEW_NONE;
	line += strlen("0::");
	text_puts(&path, ".");
	text_add(&path, line, strcspn(line, "\n"));
	if (path.failed || fstatat(src->cgroupfs, path.s, &st, 0) < 0)
		return NSVIEW_NONE;
	if (map_find(&src->seen, st.st_ino, 0) == MAP_NONE &&
	    !map_add(&src->seen, st.st_ino, 0, 0)) {
		put_num(&src->cgroups, 0);
		put_num(&src->cgroups, st.st_ino);
		put_text(&src->cgroups, path.s + 1);
		put_end(&src->cgroups);
	}
	return st.st_ino;
}

/* PF_KTHREAD of the flags, the seventh word after comm (proc(5)). */
static bool is_kthread(const char *stat)
{
	enum { PF_KTHREAD = 0x200000 };
	const char *s = strrchr(stat, ')');
	int n;

	for (n = 0; s && n < 7; n++)
		s = strchr(s + 1, ' ');
	return s && (strtoul(s + 1, NULL, 10) & PF_KTHREAD);
}

/* Comm stands between the first "(" and the last ")", and may hold both. */
static void put_comm(struct text *t, const char *stat)
{
	const char *open = strchr(stat, '(');
	const char *close = strrchr(stat, ')');

	if (open && close && open < close)
		put_bytes(t, open + 1, (size_t)(close - open) - 1);
	else
		put_text(t, NULL);
}

/* Who may not look there is told so; a zombie has none. */
static void put_links(struct proc_source *src, struct text *t, const char *pid)
{
	enum ns_link link;

	for (link = 0; link < NS_LINKS; link++) {
		uint64_t inum = read_link(src->dir, pid, link);

		if (link == LINK_net && inum == NSVIEW_NONE &&
		    (errno == EACCES || errno == EPERM) && !src->base.hidden++)
			src->first_hidden = strtoull(pid, NULL, 10);
		proc_namespaces_note(&src->namespaces, strtoull(pid, NULL, 10), link, inum);
		put_num(t, inum);
	}
}

#define TASK_COLUMNS "pid\ttgid\tppid\tuid\tstate\tthreads\tkthread\tnspid\tcgroup_id\tcomm"

static void put_task(struct proc_source *src, struct text *t, const char *pid)
{
	_cleanup_free_ char *stat = read_text(src->dir, pid, "stat");
	_cleanup_free_ char *status = read_text(src->dir, pid, "status");
	_cleanup_free_ char *cgroup = read_text(src->dir, pid, "cgroup");

	if (!stat)
		return; /* gone meanwhile */

	if (!strcmp(pid, "1"))
		src->base.hides = false;
	put_text(t, pid);
	put_text(t, pid);
	put_word(t, status, "\nPPid:", 0);
	put_word(t, status, "\nUid:", 1);
	put_word(t, status, "\nState:", 0);
	put_word(t, status, "\nThreads:", 0);
	put_num(t, is_kthread(stat));
	put_nspid(t, status);
	put_num(t, cgroup_id(src, cgroup));
	put_comm(t, stat);
	put_links(src, t, pid);
	put_end(t);
}

static int put_tasks(struct proc_source *src, struct text *t)
{
	_cleanup_closedir_ DIR *dir = NULL;
	int fd = openat(src->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct dirent *entry;

	if (fd < 0)
		return -errno;
	dir = fdopendir(fd);
	if (!dir) {
		int err = -errno;

		close(fd);
		return err;
	}
	src->base.hidden = 0;
	src->base.hides = true;
	proc_namespaces_free(&src->namespaces);
	text_puts(t, "nsview 1 tasks\n" TASK_COLUMNS);
#define X(name, type) text_puts(t, "\tns_" #name);
	NSVIEW_NS_LINKS(X)
#undef X
	text_putc(t, '\n');
	while ((errno = 0, entry = readdir(dir)))
		if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9')
			put_task(src, t, entry->d_name);
	return errno ? -errno : 0;
}

static const char info[] =
	"nsview 1 info\nkey\tvalue\tnote\n"
	"tasks\tpart\tfrom /proc: no threads, no nsproxy\n"
	"namespaces\tpart\tthose that a process or a mount leads into, and who owns or nests these\n"
	"devs\tpart\tfrom rtnetlink: of net namespaces that a process or a mount leads into; "
	"no rx_handler, and not what is stacked on a device\n";

static int proc_read(struct source *base, const char *table, struct blob *ret)
{
	struct proc_source *src = (struct proc_source *)base;
	_cleanup_text_ struct text t = { 0 };
	int err = 0;

	if (!strcmp(table, "tasks")) {
		err = put_tasks(src, &t);
	} else if (!strcmp(table, "cgroups")) {
		text_puts(&t, "nsview 1 cgroups\nhierarchy\tid\tpath\n");
		text_puts(&t, text_str(&src->cgroups));
	} else if (!strcmp(table, "namespaces")) {
		err = proc_namespaces_put(&src->namespaces, src->dir, &t);
	} else if (!strcmp(table, "info")) {
		text_puts(&t, info);
	} else {
		return -ENOENT;
	}
	if (!err && (t.failed || src->cgroups.failed))
		err = -ENOMEM;
	if (!err) {
		*ret = (struct blob){ .data = t.s, .len = t.len };
		t.s = NULL;
	}
	return err;
}

static int make_nets(struct proc_source *src, const struct host *h, struct text *missed)
{
	int err = net_tables_make(&src->nets, h);

	src->has_nets = true;
	text_puts(missed, text_str(&src->nets.missed));
	if (src->base.hidden > 1)
		text_printf(missed, "net namespaces of %zu processes: %s\n", src->base.hidden,
			    strerror(EACCES));
	else if (src->base.hidden)
		text_printf(missed, "net namespace of process %llu: %s\n",
			    (unsigned long long)src->first_hidden, strerror(EACCES));
	return err;
}

static int proc_gather(struct source *base, const char *table, struct gathering *g,
		       struct problem *p)
{
	struct proc_source *src = (struct proc_source *)base;
	struct text *const rows = !strcmp(table, "devs")  ? &src->nets.devs :
				  !strcmp(table, "ports") ? &src->nets.ports :
							    &src->nets.addrs;
	int err = src->has_nets ? 0 : make_nets(src, g->host, &g->missed);

	if (err)
		return problem_set(p, err, "%s: %s", table, strerror(-err));
	text_puts(&g->rows, text_str(rows));
	text_free(rows);
	return 0;
}

static void proc_close(struct source *base)
{
	struct proc_source *src = (struct proc_source *)base;

	close(src->dir);
	if (src->cgroupfs >= 0)
		close(src->cgroupfs);
	text_free(&src->cgroups);
	proc_namespaces_free(&src->namespaces);
	net_tables_free(&src->nets);
	map_free(&src->seen);
}

static int open_cgroupfs(void)
{
	FILE *mounts = setmntent(PROC "/self/mounts", "re");
	struct mntent *m;
	int fd = -1;

	while (mounts && fd < 0 && (m = getmntent(mounts)))
		if (!strcmp(m->mnt_type, "cgroup2"))
			fd = open(m->mnt_dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (mounts)
		endmntent(mounts);
	return fd;
}

int source_proc(struct source **ret, struct problem *p)
{
	int dir = open(PROC, O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct proc_source *src;
	struct statfs fs;

	if (dir < 0)
		return problem_set(p, -errno, "%s: %s", PROC, strerror(errno));
	/* An empty folder would be a host without a process. */
	if (fstatfs(dir, &fs) < 0 || fs.f_type != PROC_SUPER_MAGIC) {
		close(dir);
		return problem_set(p, -ENOENT, "%s: no procfs is mounted there", PROC);
	}
	src = source_new(sizeof(*src), "proc", PROC);
	if (!src) {
		close(dir);
		return problem_set(p, -ENOMEM, "out of memory");
	}
	src->dir = dir;
	src->cgroupfs = open_cgroupfs();
	src->base.no_init = read_link(dir, "self", LINK_pid) != INIT_PID_NS;
	src->base.live = true;
	src->base.read = proc_read;
	src->base.late = TABLE_BIT(devs) | TABLE_BIT(ports) | TABLE_BIT(addrs);
	src->base.gather = proc_gather;
	src->base.close = proc_close;
	*ret = &src->base;
	return 0;
}
