/* SPDX-License-Identifier: GPL-2.0 */
/* Mounts: the tree of each mount namespace, and which namespaces are kept by one. */
#include <errno.h>
#include <string.h>

#include "join.h"
#include "mountinfo.h"

static int index_mounts(const struct host *h, struct map *by_id)
{
	size_t i;
	int err = 0;

	for (i = 0; i < h->n_mounts && !err; i++)
		err = map_add(by_id, h->mounts[i].ns_mnt, h->mounts[i].id, i);
	return err;
}

static struct mount *find_mount(const struct host *h, const struct map *by_id, uint64_t ns_mnt,
				uint64_t id)
{
	size_t at = map_find(by_id, ns_mnt, id);

	return at == MAP_NONE ? NULL : &h->mounts[at];
}

/* Those of the host have the names that people know. */
static int rank(const struct mount *m)
{
	return m->in && m->in->host ? 2 : !!m->point;
}

/* Before what is there already: of two that are alike the first in the table is named. */
static void add_bind(struct ns *ns, struct mount *m)
{
	m->next_bind = ns->binds;
	ns->binds = m;
	if (!ns->mounted || rank(m) >= rank(ns->mounted))
		ns->mounted = m;
}

static void join_mount(const struct host *h, const struct map *by_id, struct mount *m)
{
	enum ns_type type;
	uint64_t inum;

	m->in = host_ns(h, NS_mnt, m->ns_mnt);
	if (m->in) {
		m->next = m->in->mount_list;
		m->in->mount_list = m;
	}
	if (mountinfo_namespace(m->fstype, m->root, &type, &inum))
		m->of = host_ns(h, type, inum);
	if (m->of)
		add_bind(m->of, m);
	/* The lowest mount of a namespace is on itself. */
	if (m->parent != m->id)
		m->up = find_mount(h, by_id, m->ns_mnt, m->parent);
	if (m->up) {
		m->sibling = m->up->first;
		m->up->first = m;
	}
}

/* The kernel's order says nothing of where the root is. */
static void put_root_first(struct ns *ns)
{
	struct mount **at, *root;

	for (at = &ns->mount_list; (root = *at); at = &root->next)
		if (!root->up && !strcmp(root->point, "/"))
			break;
	if (!root)
		return;
	*at = root->next;
	root->next = ns->mount_list;
	ns->mount_list = root;
}

static void join_roots(struct host *h)
{
	size_t i;

	for (i = 0; i < h->n_roots; i++) {
		struct task *t = host_task(h, h->roots[i].pid);

		if (t)
			t->root_dir = &h->roots[i];
	}
}

int join_mounts(struct host *h)
{
	struct map by_id = { 0 };
	size_t i;
	int err = index_mounts(h, &by_id);

	for (i = h->n_mounts; !err && i-- > 0;)
		join_mount(h, &by_id, &h->mounts[i]);
	map_free(&by_id);
	for (i = 0; i < h->n_namespaces; i++)
		if (h->namespaces[i].mount_list)
			put_root_first(&h->namespaces[i]);
	join_roots(h);
	return err;
}
