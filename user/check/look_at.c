/* SPDX-License-Identifier: GPL-2.0 */
/* What the looks share: the kernel's tables, read again, and ways into net namespaces. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../cleanup.h"
#include "../host/enter.h"
#include "../host/put.h"
#include "../progress.h"
#include "check.h"

int look_at_kernel(struct looking *l, unsigned int tables, struct problem *p)
{
	host_free(&l->host);
	return host_load(&l->host, l->kernel, tables, 0, p);
}

int look_for_ways(struct looking *l, bool far, struct problem *p)
{
	const unsigned int near = TABLE_BIT(tasks) | TABLE_BIT(namespaces);

	host_free(&l->ways);
	return host_load(&l->ways, l->kernel, near, far ? WAYS_TABLES | TABLE_BIT(mounts) : 0, p);
}

/* A namespace that only its inode number is known of. */
static void blind_net(struct look *look, uint64_t inum, int err)
{
	look_blind(look, inum, false, err, "net:[%llu]", (unsigned long long)inum);
}

/*
 * Looks into those that are not in @seen yet. True if some could not be entered,
 * and then a longer search for ways may help.
 */
static bool look_into(struct looking *l, struct map *seen, struct look *look,
		      int (*each)(int fd, const struct ns *ns, struct look *look))
{
	bool closed = false;
	size_t i;

	for (i = 0; i < l->ways.n_namespaces; i++) {
		const struct ns *ns = &l->ways.namespaces[i];
		_cleanup_close_ int fd = -1;
		int err;

		if (ns->kind != NS_net || map_find(seen, ns->inum, 0) != MAP_NONE)
			continue;
		fd = ns_open(&l->ways, ns);
		if (fd < 0) {
			closed = true;
			continue;
		}
		err = each(fd, ns, look);
		if (err)
			blind_net(look, ns->inum, err);
		if (map_add(seen, ns->inum, 0, 0))
			look->failed = true;
		progress_at(i + 1, l->ways.n_namespaces);
	}
	return closed;
}

/* Where the kernel's tables have devices, and nobody looked. */
static void mark_unseen(const struct host *h, struct map *seen, struct look *look)
{
	size_t i;

	for (i = 0; i < h->n_devs + h->n_ports; i++) {
		uint64_t inum = i < h->n_devs ? h->devs[i].netns : h->ports[i - h->n_devs].netns;

		if (map_find(seen, inum, 0) != MAP_NONE)
			continue;
		blind_net(look, inum, -ESRCH);
		if (map_add(seen, inum, 0, 0))
			look->failed = true;
	}
}

int look_into_nets(struct looking *l, struct look *look,
		   int (*each)(int fd, const struct ns *ns, struct look *look), struct problem *p)
{
	struct map seen = { 0 };
	int err = look_for_ways(l, false, p);

	if (!err && look_into(l, &seen, look, each)) {
		err = look_for_ways(l, true, p);
		if (!err)
			look_into(l, &seen, look, each);
	}
	mark_unseen(&l->host, &seen, look);
	map_free(&seen);
	return err;
}

/* The first line of the file that makes the loader do so for every program. */
static void put_preload_file(struct text *t)
{
	_cleanup_fclose_ FILE *f = fopen("/etc/ld.so.preload", "re");
	char line[256];

	if (f && fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		text_puts(t, "; a library is loaded first, by /etc/ld.so.preload: ");
		text_puts(t, line);
	}
}

void put_preload(struct text *t)
{
	const char *name = getenv("LD_PRELOAD");

	if (name && *name) {
		text_puts(t, "; a library is loaded first: LD_PRELOAD=");
		text_puts(t, name);
	} else {
		put_preload_file(t);
	}
}

struct object object_of(const char *what)
{
	return (struct object){
		.what = what,
		.pid = NSVIEW_NONE,
		.tid = NSVIEW_NONE,
		.netns = NSVIEW_NONE,
		.ifindex = NSVIEW_NONE,
		.inum = NSVIEW_NONE,
		.id = NSVIEW_NONE,
	};
}

void put_object(struct text *row, const struct object *o)
{
	put_text(row, o->what);
	put_num(row, o->pid);
	put_num(row, o->tid);
	put_num(row, o->netns);
	put_num(row, o->ifindex);
	put_text(row, o->type);
	put_num(row, o->inum);
	put_num(row, o->id);
	put_text(row, o->name && *o->name ? o->name : NULL);
}
