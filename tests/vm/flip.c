// SPDX-License-Identifier: GPL-2.0
/*
 * flip TASKS READS TORN: does a row ever mix two states of a task?
 *
 * A child flips with setns between two sets A and B of net, uts and ipc
 * namespaces, all three at once, as fast as it can. Meanwhile the table TASKS
 * is read whole, and after each read /proc is asked for the same three links,
 * which nothing reads at one instant: that it answers with a mix of A and B
 * shows that the flips do fall into the reads. There are READS reads, and more,
 * up to ten times as many, until /proc was torn TORN times: on a busy host the
 * two do not always run at once.
 *
 * Prints "READS MISSING MIXED BOTH TORN": reads; tables without the task;
 * rows neither all A nor all B; 1 if both A and B were seen; torn answers of
 * /proc.
 */
#define _GNU_SOURCE
#include "vm.h"

#include <sys/syscall.h>

#define FLIPPED (CLONE_NEWNET | CLONE_NEWUTS | CLONE_NEWIPC)

static const char *const links[] = { "net", "uts", "ipc" };

struct set {
	pid_t holder;
	int pidfd;
	unsigned long inums[ARRAY_SIZE(links)];
};

/* 0 or 1: the inums are all those of that set; -1: they are a mix. */
static int which(const struct set sets[2], const unsigned long *inums)
{
	for (int i = 0; i < 2; i++)
		if (!memcmp(inums, sets[i].inums, sizeof(sets[i].inums)))
			return i;
	return -1;
}

static void read_links(pid_t pid, unsigned long *inums)
{
	char path[64];

	for (size_t i = 0; i < ARRAY_SIZE(links); i++) {
		snprintf(path, sizeof(path), "/proc/%d/ns/%s", pid, links[i]);
		inums[i] = inum_at(path);
	}
}

static void make_set(struct set *set)
{
	int ready[2];
	char byte;

	must(pipe(ready));
	set->holder = child();
	if (!set->holder) {
		must(unshare(FLIPPED));
		must(write(ready[1], "x", 1));
		hold_still();
	}
	must(read(ready[0], &byte, 1) == 1 ? 0 : -1);
	set->pidfd = must(syscall(SYS_pidfd_open, set->holder, 0));
	read_links(set->holder, set->inums);
}

static pid_t start_flipping(const struct set sets[2])
{
	int ready[2];
	char byte;
	pid_t pid;

	must(pipe(ready));
	pid = child();
	if (!pid) {
		must(setns(sets[0].pidfd, FLIPPED));
		must(write(ready[1], "x", 1));
		for (unsigned int i = 1;; i++)
			must(setns(sets[i & 1].pidfd, FLIPPED));
	}
	must(read(ready[0], &byte, 1) == 1 ? 0 : -1);
	return pid;
}

static char *read_table(const char *path)
{
	static char buf[1 << 20];
	int fd = must(open(path, O_RDONLY));
	size_t len = 0;
	long got;

	while ((got = must(read(fd, buf + len, sizeof(buf) - 1 - len))) > 0)
		len += got;
	must(close(fd));
	buf[len] = 0;
	return buf;
}

/* Where a column stands in the second line. */
static int column(const char *table, const char *name)
{
	const char *at = table + strcspn(table, "\n");
	size_t len = strlen(name);

	for (int i = 0; *at++; i++) {
		if (!strncmp(at, name, len) && (at[len] == '\t' || at[len] == '\n'))
			return i;
		at += strcspn(at, "\t\n");
		if (*at == '\n')
			break;
	}
	fprintf(stderr, "flip: no column %s\n", name);
	exit(1);
}

static unsigned long cell(const char *row, int number)
{
	while (number--)
		row = strchr(row, '\t') + 1;
	return strtoul(row, NULL, 10);
}

int main(int argc, char **argv)
{
	unsigned long reads, least, enough, missing = 0, mixed = 0, torn = 0, seen = 0;
	int columns[ARRAY_SIZE(links)];
	unsigned long inums[ARRAY_SIZE(links)];
	struct set sets[2];
	char name[32], start[32];
	pid_t pid;

	if (argc != 4) {
		fprintf(stderr, "usage: flip TASKS READS TORN\n");
		return 1;
	}
	least = strtoul(argv[2], NULL, 10);
	enough = strtoul(argv[3], NULL, 10);
	make_set(&sets[0]);
	make_set(&sets[1]);
	for (size_t i = 0; i < ARRAY_SIZE(links); i++) {
		snprintf(name, sizeof(name), "ns_%s", links[i]);
		columns[i] = column(read_table(argv[1]), name);
	}
	pid = start_flipping(sets);
	snprintf(start, sizeof(start), "\n%d\t", pid);
	for (reads = 0; reads < least || (torn < enough && reads < 10 * least); reads++) {
		const char *row = strstr(read_table(argv[1]), start);
		int now;

		if (!row) {
			missing++;
			continue;
		}
		for (size_t i = 0; i < ARRAY_SIZE(links); i++)
			inums[i] = cell(row + 1, columns[i]);
		now = which(sets, inums);
		if (now < 0)
			mixed++;
		else
			seen |= 1UL << now;
		read_links(pid, inums);
		torn += which(sets, inums) < 0;
	}
	printf("%lu %lu %lu %d %lu\n", reads, missing, mixed, seen == 3, torn);
	return 0;
}
