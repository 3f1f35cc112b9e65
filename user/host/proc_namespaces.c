/* SPDX-License-Identifier: GPL-2.0 */
#include "proc_namespaces.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../grown.h"
#include "nsfs.h"
#include "put.h"

void proc_namespaces_note(struct proc_namespaces *n, uint64_t pid, enum ns_link link, uint64_t inum)
{
	const enum ns_type type = ns_link_types[link];
	struct proc_way *ways;

	if (inum == NSVIEW_NONE || n->failed || map_find(&n->seen, type, inum) != MAP_NONE)
		return;
	ways = grown(n->ways, n->nways, sizeof(*ways));
	if (ways)
		n->ways = ways;
	n->failed = !ways || map_add(&n->seen, type, inum, n->nways);
	if (!n->failed)
		ways[n->nways++] = (struct proc_way){ pid, inum, link };
}

static uint64_t inum_of(int fd)
{
	struct stat st;

	return fd < 0 || fstat(fd, &st) < 0 ? NSVIEW_NONE : st.st_ino;
}

/* -1 where it is gone, and another has its pid. */
static int open_way(const struct proc_way *way, int proc)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "%llu/ns/%s", (unsigned long long)way->pid,
		 ns_link_names[way->link]);
	fd = openat(proc, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || inum_of(fd) == way->inum)
		return fd;
	close(fd);
	return -1;
}

/* Of the initial one, and of what is outside of this process's own, there is none to be had. */
static int open_relative(int fd, unsigned long relation)
{
	return fd < 0 ? -1 : ioctl(fd, relation);
}

static uint64_t id_of(int fd)
{
	uint64_t id;

	return fd < 0 || ioctl(fd, NS_GET_ID, &id) < 0 ? NSVIEW_NONE : id;
}

static uint64_t creator_of(int fd)
{
	uid_t uid;

	return fd < 0 || ioctl(fd, NS_GET_OWNER_UID, &uid) < 0 ? NSVIEW_NONE : uid;
}

/* The kernel nests none deeper, of neither type, and an owner may be below each. */
#define DEPTH_MAX 80

/* What is put, and what was already. */
struct putting {
	const struct proc_namespaces *of;
	struct map done;
	struct text *t;
};

/* Once. Owners and parents may be those that processes lead into, too. */
static int put_row(struct putting *p, enum ns_type type, uint64_t inum, int fd, int parent,
		   int owner, const char *known)
{
	const bool task = map_find(&p->of->seen, type, inum) != MAP_NONE;
	int err = map_add(&p->done, type, inum, 0);

	put_text(p->t, ns_type_names[type]);
	put_num(p->t, inum);
	put_num(p->t, id_of(fd));
	put_num(p->t, inum_of(parent));
	put_num(p->t, inum_of(owner));
	put_num(p->t, type == NS_user ? creator_of(fd) : NSVIEW_NONE);
	put_text(p->t, task ? "task" : known);
	put_end(p->t);
	return err;
}

/* Closes @fd. It calls itself as deep as namespaces are nested. */
static int put_ns(struct putting *p, enum ns_type type, int fd, const char *known, int depth)
{
	const uint64_t inum = inum_of(fd);
	int owner, parent, err;

	if (fd < 0 || depth > DEPTH_MAX || map_find(&p->done, type, inum) != MAP_NONE) {
		if (fd >= 0)
			close(fd);
		return 0;
	}
	owner = open_relative(fd, NS_GET_USERNS);
	parent = open_relative(fd, NS_GET_PARENT);
	err = put_row(p, type, inum, fd, parent, owner, known);
	close(fd);
	if (err) {
		if (owner >= 0)
			close(owner);
		if (parent >= 0)
			close(parent);
		return err;
	}
	err = put_ns(p, NS_user, owner, "owner", depth + 1);
	return put_ns(p, type, parent, "parent", depth + 1) ? -ENOMEM : err;
}

static int put_way(struct putting *p, const struct proc_way *way, int proc)
{
	const enum ns_type type = ns_link_types[way->link];
	int fd;

	if (map_find(&p->done, type, way->inum) != MAP_NONE)
		return 0;
	fd = open_way(way, proc);
	return fd < 0 ? put_row(p, type, way->inum, -1, -1, -1, NULL) :
			put_ns(p, type, fd, NULL, 0);
}

int proc_namespaces_put(const struct proc_namespaces *n, int proc, struct text *t)
{
	struct putting p = { .of = n, .t = t };
	size_t i;
	int err = n->failed ? -ENOMEM : 0;

	text_puts(t, "nsview 1 namespaces\ntype\tinum\tid\tparent\towner\tcreator\tknown\n");
	for (i = 0; i < n->nways && !err; i++)
		err = put_way(&p, &n->ways[i], proc);
	map_free(&p.done);
	return err;
}

void proc_namespaces_free(struct proc_namespaces *n)
{
	map_free(&n->seen);
	free(n->ways);
	*n = (struct proc_namespaces){ 0 };
}
