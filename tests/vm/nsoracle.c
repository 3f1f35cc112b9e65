// SPDX-License-Identifier: GPL-2.0
/*
 * nsoracle CGROUPFS: what the table `tasks` must say, as /proc tells it.
 *
 * First "now NANOSECONDS" (CLOCK_BOOTTIME), then the names of the columns,
 * those of the table, then a row for each process and for each thread whose
 * namespaces or cgroup differ from its leader's. Two cells differ from the
 * table's: start is in clock ticks, and comm is "?" for a kernel thread, to
 * which /proc gives a longer name than the task has. CGROUPFS is where cgroup2
 * is mounted: an id is the inode number of the folder there. Hierarchies of
 * version 1 that have controllers must be mounted somewhere.
 */
#define _GNU_SOURCE
#include "vm.h"

#include <ctype.h>
#include <dirent.h>
#include <mntent.h>
#include <time.h>

#define PF_KTHREAD 0x00200000UL

/* Names of the links, and of their columns. */
static const char *const links[] = {
	"cgroup", "ipc", "mnt", "net", "pid", "pid_for_children", "time", "time_for_children",
	"user",	  "uts",
};

/* What makes a thread a row of its own: the links, then the cgroup. */
struct place {
	unsigned long inums[ARRAY_SIZE(links)];
	unsigned long cgroup;
	char v1[256]; /* HIERARCHY:ID,... */
};

struct status {
	unsigned long ppid, uid, threads;
	char nspid[256];
};

struct stat_line {
	char state;
	unsigned long flags, start;
};

static const char *cgroupfs;
static struct stat host_root;

/* Reads a file below dir whole; length, or -1 if the task is gone. */
static ssize_t read_at(int dir, const char *name, char *buf, size_t size)
{
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
	ssize_t len = 0, got;

	if (fd < 0)
		return -1;
	while ((got = read(fd, buf + len, size - 1 - len)) > 0)
		len += got;
	close(fd);
	buf[len] = 0;
	return got < 0 ? -1 : len;
}

/* Where the hierarchy of these controllers is mounted; "" if it is not. */
static void find_v1(const char *controllers, char *path, size_t size)
{
	FILE *mounts = setmntent("/proc/self/mounts", "re");
	struct mntent *m;
	char first[64];

	*path = 0;
	snprintf(first, sizeof(first), "%.*s", (int)strcspn(controllers, ","), controllers);
	while (mounts && (m = getmntent(mounts)))
		if (!strcmp(m->mnt_type, "cgroup") && hasmntopt(m, first))
			snprintf(path, size, "%s", m->mnt_dir);
	if (mounts)
		endmntent(mounts);
}

/* A line "HIERARCHY:CONTROLLERS:PATH" as HIERARCHY:ID; lines come in any order. */
static int read_v1_line(char *line, unsigned long *hierarchy, unsigned long *id)
{
	static char last_controllers[256], last_mount[1024];
	char *controllers = strchr(line, ':') + 1, *path = strchr(controllers, ':');
	char full[8192];
	struct stat st;

	*path++ = 0;
	*hierarchy = strtoul(line, NULL, 10);
	if (!*hierarchy || !*controllers || !strncmp(controllers, "name=", 5))
		return 0;
	if (strcmp(controllers, last_controllers)) {
		find_v1(controllers, last_mount, sizeof(last_mount));
		snprintf(last_controllers, sizeof(last_controllers), "%s", controllers);
	}
	snprintf(full, sizeof(full), "%s%s", last_mount, path);
	*id = stat(full, &st) ? 0 : st.st_ino;
	return 1;
}

static void read_v1(char *text, char *to, size_t size)
{
	unsigned long hierarchies[32], ids[32], swap;
	char *line, *rest = text;
	size_t n = 0, len = 0;

	while (n < ARRAY_SIZE(ids) && (line = strsep(&rest, "\n")) && *line)
		n += read_v1_line(line, &hierarchies[n], &ids[n]);
	for (size_t i = 0; i < n; i++) {
		for (size_t j = i + 1; j < n; j++) {
			if (hierarchies[j] > hierarchies[i])
				continue;
			swap = hierarchies[i], hierarchies[i] = hierarchies[j],
			hierarchies[j] = swap;
			swap = ids[i], ids[i] = ids[j], ids[j] = swap;
		}
		len += (size_t)snprintf(to + len, size - len, "%s%lu:%lu", len ? "," : "",
					hierarchies[i], ids[i]);
	}
}

/* A task that has let go of a namespace has a link that leads nowhere. */
static void read_place(int dir, struct place *place)
{
	static char last_path[4096];
	static unsigned long last_id;
	char path[64], buf[4096], full[8192], *line, *end;
	struct stat st;

	memset(place, 0, sizeof(*place));
	for (size_t i = 0; i < ARRAY_SIZE(links); i++) {
		ssize_t len;

		snprintf(path, sizeof(path), "ns/%s", links[i]);
		len = readlinkat(dir, path, buf, sizeof(buf) - 1);
		if (len < 0)
			continue;
		buf[len] = 0;
		place->inums[i] = strtoul(strchr(buf, '[') + 1, NULL, 10);
	}
	if (read_at(dir, "cgroup", buf, sizeof(buf)) < 0)
		return;
	memcpy(full, buf, sizeof(buf));
	read_v1(full, place->v1, sizeof(place->v1));
	line = strncmp(buf, "0::", 3) ? strstr(buf, "\n0::") : buf;
	if (!line)
		return;
	line = strchr(line, '/');
	end = strchr(line, '\n');
	if (end)
		*end = 0;
	if (!last_id || strcmp(line, last_path)) {
		snprintf(full, sizeof(full), "%s%s", cgroupfs, line);
		snprintf(last_path, sizeof(last_path), "%s", line);
		last_id = stat(full, &st) ? 0 : st.st_ino;
	}
	place->cgroup = last_id;
}

/* The value of a field of /proc/PID/status; "" if there is none. */
static const char *field(const char *status, const char *name)
{
	const char *at = strstr(status, name);

	return at ? at + strlen(name) : "";
}

static int read_status(int dir, struct status *status)
{
	char buf[8192], *to = status->nspid;
	const char *at;
	unsigned long real;

	if (read_at(dir, "status", buf, sizeof(buf)) <= 0)
		return -1;
	status->ppid = strtoul(field(buf, "\nPPid:"), NULL, 10);
	status->threads = strtoul(field(buf, "\nThreads:"), NULL, 10);
	if (sscanf(field(buf, "\nUid:"), "%lu %lu", &real, &status->uid) != 2)
		return -1;
	/* The first is its pid here; those below it are the nested ones. */
	for (at = field(buf, "\nNSpid:\t"); isdigit(*at); at++)
		;
	for (; *at && *at != '\n'; at++)
		if (to != status->nspid || *at != '\t')
			*to++ = *at == '\t' ? ',' : *at;
	*to = 0;
	return 0;
}

static int read_stat_line(int dir, struct stat_line *line)
{
	char buf[1024], *at;

	if (read_at(dir, "stat", buf, sizeof(buf)) <= 0)
		return -1;
	at = strrchr(buf, ')');
	return at && sscanf(at,
			    ") %c %*s %*s %*s %*s %*s %lu %*s %*s %*s %*s %*s %*s %*s %*s %*s"
			    " %*s %*s %*s %lu",
			    &line->state, &line->flags, &line->start) == 3 ?
		       0 :
		       -1;
}

static const char *root_of(int dir)
{
	struct stat st;

	if (fstatat(dir, "root", &st, 0))
		return "-";
	return st.st_dev == host_root.st_dev && st.st_ino == host_root.st_ino ? "host" : "own";
}

static void print_number(unsigned long number)
{
	if (number)
		printf("\t%lu", number);
	else
		printf("\t-");
}

static void print_row(int dir, const char *tid, const char *tgid, const struct place *place)
{
	struct stat_line line;
	struct status status;
	char comm[64];
	ssize_t len = read_at(dir, "comm", comm, sizeof(comm));

	if (len <= 0 || read_status(dir, &status) || read_stat_line(dir, &line))
		return;
	printf("%s\t%s\t%lu\t%lu\t%lu\t%c\t%lu\t%d\t%s", tid, tgid, status.ppid, line.start,
	       status.uid, line.state, status.threads, !!(line.flags & PF_KTHREAD),
	       *status.nspid ? status.nspid : "-");
	for (size_t i = 0; i < ARRAY_SIZE(links); i++)
		print_number(place->inums[i]);
	print_number(place->cgroup);
	printf("\t%s\t%s\t", *place->v1 ? place->v1 : "-", root_of(dir));
	if (line.flags & PF_KTHREAD)
		putchar('?');
	else
		print_text(stdout, comm, len - 1);
	putchar('\n');
}

static void walk_process(int proc, const char *tgid)
{
	struct place leader, place;
	struct dirent *entry;
	char path[280];
	DIR *tasks;
	int dir;

	snprintf(path, sizeof(path), "%s/task", tgid);
	dir = openat(proc, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return;
	tasks = fdopendir(dir);
	dir = openat(dirfd(tasks), tgid, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir >= 0) {
		read_place(dir, &leader);
		print_row(dir, tgid, tgid, &leader);
		close(dir);
	}
	while ((entry = readdir(tasks))) {
		if (!isdigit(*entry->d_name) || !strcmp(entry->d_name, tgid))
			continue;
		dir = openat(dirfd(tasks), entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (dir < 0)
			continue;
		read_place(dir, &place);
		if (memcmp(&place, &leader, sizeof(place)))
			print_row(dir, entry->d_name, tgid, &place);
		close(dir);
	}
	closedir(tasks);
}

int main(int argc, char **argv)
{
	struct dirent *entry;
	struct timespec now;
	DIR *proc = opendir("/proc");

	if (argc != 2 || !proc) {
		fprintf(stderr, "usage: nsoracle CGROUPFS\n");
		return 1;
	}
	cgroupfs = argv[1];
	must(stat("/proc/1/root", &host_root));
	must(clock_gettime(CLOCK_BOOTTIME, &now));
	printf("now %lld%09ld\n", (long long)now.tv_sec, now.tv_nsec);
	printf("pid\ttgid\tppid\tstart\tuid\tstate\tthreads\tkthread\tnspid");
	for (size_t i = 0; i < ARRAY_SIZE(links); i++)
		printf("\tns_%s", links[i]);
	printf("\tcgroup_id\tcgroups_v1\troot\tcomm\n");
	while ((entry = readdir(proc)))
		if (isdigit(*entry->d_name))
			walk_process(dirfd(proc), entry->d_name);
	closedir(proc);
	return 0;
}
