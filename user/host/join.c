/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Joining the tables: every row is looked at a fixed number of times, and
 * lists are built from the last row to the first so that they keep the
 * table's order. Nothing here is quadratic.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../cleanup.h"
#include "join.h"
#include "mates.h"
#include "mountinfo.h"
#include "table.h"

/*
 * A namespace that a task, a device or another namespace names and the table
 * does not have: it was made after the table was read, or the source has no
 * such table. Its row then says what is known: type and inum.
 */
static int add_ns(struct host *h, size_t *size, enum ns_type type, uint64_t inum, const char *known)
{
	struct ns *ns;

	if (inum == NSVIEW_NONE || host_ns(h, type, inum))
		return 0;
	if (h->n_namespaces >= *size) {
		size_t more = h->n_namespaces * 2 + 64;

		ns = reallocarray(h->namespaces, more, sizeof(*ns));
		if (!ns)
			return -ENOMEM;
		h->namespaces = ns;
		*size = more;
	}
	ns = &h->namespaces[h->n_namespaces];
	memset(ns, 0, sizeof(*ns));
#define ABSENT_NUM(name) ns->name = NSVIEW_NONE;
#define ABSENT_TEXT(name) ns->name = NULL;
#define ABSENT(name, type, help) ABSENT_##type(name)
	NSVIEW_NAMESPACES_COLUMNS(ABSENT)
	ns->kind = type;
	ns->type = ns_type_names[type];
	ns->inum = inum;
	ns->known = known;
	return map_add(&h->by_ns, type, inum, h->n_namespaces++);
}

static int index_namespaces(struct host *h)
{
	size_t i;
	int err = map_reserve(&h->by_ns, h->n_namespaces);

	for (i = 0; i < h->n_namespaces && !err; i++) {
		struct ns *ns = &h->namespaces[i];

		ns->kind = ns_type_parse(ns->type);
		if (ns->kind != NS_TYPES) /* else of a later kernel: shown, joined to nothing */
			err = map_add(&h->by_ns, ns->kind, ns->inum, i);
	}
	return err;
}

/* Most tasks live where the one before them in the table lives. */
static bool lives_like_last(const struct host *h, size_t i)
{
	const char *t = (const char *)&h->tasks[i] + TASK_LINKS_AT;

	return i && !memcmp(t, t - sizeof(*h->tasks), NS_LINKS * sizeof(uint64_t));
}

static int complete_tasks_namespaces(struct host *h, size_t *size)
{
	size_t i;
	int err = 0;

	for (i = 0; i < h->n_tasks && !err; i++) {
		const struct task *t = &h->tasks[i];
		enum ns_link link;

		if (lives_like_last(h, i))
			continue;
		for (link = 0; link < NS_LINKS && !err; link++)
			err = add_ns(h, size, ns_link_types[link], task_inum(t, link), "task");
	}
	return err;
}

/* Of the tasks only if one of them names one that is not there. */
static int complete_namespaces(struct host *h, bool tasks)
{
	const size_t listed = h->n_namespaces;
	size_t size = listed; /* rows that fit */
	uint64_t owner = NSVIEW_NONE;
	size_t i;
	int err = 0;

	if (tasks)
		err = complete_tasks_namespaces(h, &size);
	for (i = 0; i < h->n_devs && !err; i++) {
		err = add_ns(h, &size, NS_net, h->devs[i].netns, NULL);
		if (!err)
			err = add_ns(h, &size, NS_net, h->devs[i].link_netns, NULL);
	}
	for (i = 0; i < listed && !err; i++) {
		const struct ns *ns = &h->namespaces[i];

		/* Those of a container have one owner; to add a parent may move the rows. */
		if (ns->owner != owner) {
			owner = ns->owner;
			err = add_ns(h, &size, NS_user, owner, "owner");
			ns = &h->namespaces[i];
		}
		if (!err && (ns->kind == NS_pid || ns->kind == NS_user))
			err = add_ns(h, &size, ns->kind, ns->parent, "parent");
	}
	/* What only a mount keeps, no table of an older kernel has. */
	for (i = 0; i < h->n_mounts && !err; i++) {
		enum ns_type type;
		uint64_t inum;

		if (mountinfo_namespace(h->mounts[i].fstype, h->mounts[i].root, &type, &inum))
			err = add_ns(h, &size, type, inum, "mount");
	}
	for (i = 0; i < h->n_pins && !err; i++) {
		const struct pin *pin = &h->pins[i];
		enum ns_type type = pin->type ? ns_type_parse(pin->type) : NS_TYPES;

		if (type != NS_TYPES)
			err = add_ns(h, &size, type, pin->inum, NULL);
	}
	return err;
}

bool task_is_older(const struct task *a, const struct task *b)
{
	/* /proc alone tells it in hundredths of a second, which is not told at all. */
	if (a->start == b->start || a->start == NSVIEW_NONE || b->start == NSVIEW_NONE)
		return a->pid < b->pid;
	return a->start < b->start;
}

/* A thread does so to a process, whoever was first. */
static bool gives_way(const struct task *known, bool process)
{
	return !known || (process && known->pid != known->tgid);
}

/* Processes that are alike, one after the other, and of which none comes before the first. */
struct run {
	size_t more; /* so many besides the first */
	struct task *eldest;
};

/* A process counts in the namespaces it is in, not in its children's. */
static void count_task(struct task *t, const struct run *run)
{
	enum ns_type type;

	for (type = 0; type < NS_TYPES; type++) {
		enum ns_link link = ns_type_links[type];
		struct ns *ns = t->ns[link];
		bool process = t->pid == t->tgid;

		if (!ns)
			continue;
		if (process)
			ns->nprocs += 1 + run->more;
		else if (!t->leader || t->leader->ns[link] != ns)
			ns->nthreads++;
		else
			continue; /* counted with its process */
		if (gives_way(ns->first, process) || (process && t->pid < ns->first->pid))
			ns->first = t;
		if (gives_way(ns->eldest, process) ||
		    (process && task_is_older(run->eldest, ns->eldest)))
			ns->eldest = run->eldest;
	}
}

/* A namespace may wait for its first task: unshare(2), no fork(2) yet. */
static void await_child(struct task *t, enum ns_link for_children, enum ns_link in)
{
	struct ns *ns = t->ns[for_children];

	if (ns && ns != t->ns[in] && !ns->parent_of)
		ns->parent_of = t;
}

static bool differs(const struct task *a, const struct task *b)
{
	return memcmp(a->ns, b->ns, sizeof(a->ns)) || a->cgroup_id != b->cgroup_id;
}

static int index_tasks(struct host *h)
{
	size_t i;
	int err;

	for (i = 1; i < h->n_tasks; i++)
		if (h->tasks[i].pid <= h->tasks[i - 1].pid)
			break;
	if (i >= h->n_tasks)
		return 0; /* the module's are in order, and need none */
	err = map_reserve(&h->by_pid, h->n_tasks);
	for (i = 0; i < h->n_tasks && !err; i++)
		err = map_add(&h->by_pid, h->tasks[i].pid, 0, i);
	return err;
}

/* True if all that it names is there. */
static bool link_task(const struct host *h, size_t i)
{
	struct task *t = &h->tasks[i];
	enum ns_link link;
	bool found = true;

	t->alike = lives_like_last(h, i);
	if (t->alike) {
		memcpy(t->ns, t[-1].ns, sizeof(t->ns));
		return true; /* or it was said of the last one */
	}
	for (link = 0; link < NS_LINKS; link++) {
		uint64_t inum = task_inum(t, link);

		if (inum == NSVIEW_NONE)
			t->ns[link] = NULL;
		else if (i && inum == task_inum(t - 1, link))
			t->ns[link] = t[-1].ns[link];
		else
			t->ns[link] = host_ns(h, ns_link_types[link], inum);
		found &= t->ns[link] || inum == NSVIEW_NONE;
	}
	return found;
}

static bool link_tasks(struct host *h)
{
	bool found = true;
	size_t i;

	for (i = 0; i < h->n_tasks; i++)
		found &= link_task(h, i);
	return found;
}

/* The namespaces of tasks, and such that others name. They have their place in memory then. */
static int join_namespaces(struct host *h)
{
	const uintptr_t rows = (uintptr_t)h->namespaces;
	const bool found = link_tasks(h);
	int err = complete_namespaces(h, !found);

	if (!err && (!found || rows != (uintptr_t)h->namespaces))
		link_tasks(h);
	return err;
}

/* From the task @i on. */
static struct run run_of(const struct host *h, size_t i)
{
	struct task *t = &h->tasks[i];
	struct run run = { 0, t };

	if (t->pid != t->tgid)
		return run;
	for (i++; i < h->n_tasks && h->tasks[i].pid == h->tasks[i].tgid &&
		  h->tasks[i].pid > t->pid && h->tasks[i].alike;
	     i++, run.more++)
		if (task_is_older(&h->tasks[i], run.eldest))
			run.eldest = &h->tasks[i];
	return run;
}

static void join_tasks(struct host *h)
{
	struct run run;
	size_t i, at;

	for (i = 0; i < h->n_tasks; i++) {
		struct task *t = &h->tasks[i];

		t->kernel = t->kthread == 1;
		if (i && t->cgroup_id == t[-1].cgroup_id) {
			t->cgroup = t[-1].cgroup;
			continue;
		}
		at = map_find(&h->by_cgroup, 0, t->cgroup_id);
		t->cgroup = at == MAP_NONE ? NULL : &h->cgroups[at];
	}
	for (i = 0; i < h->n_tasks; i += 1 + run.more) {
		struct task *t = &h->tasks[i];

		if (t->pid != t->tgid)
			t->leader = host_task(h, t->tgid);
		if (t->leader && differs(t, t->leader))
			t->leader->strays++;
		run = run_of(h, i);
		count_task(t, &run);
		await_child(t, LINK_pid_for_children, LINK_pid);
		await_child(t, LINK_time_for_children, LINK_time);
	}
}

static void mark_host(struct host *h)
{
	enum ns_type type;

	h->init = host_task(h, 1);
	if (!h->init)
		return;
	for (type = 0; type < NS_TYPES; type++)
		if (h->init->ns[ns_type_links[type]])
			h->init->ns[ns_type_links[type]]->host = true;
}

static void compare_with_init(const struct task *init, struct task *t)
{
	enum ns_type type;

	for (type = 0; type < NS_TYPES; type++) {
		const enum ns_link link = ns_type_links[type];

		if (!t->ns[link] || !init->ns[link])
			continue;
		t->known |= 1u << type;
		t->shared |= (unsigned int)t->ns[link]->host << type;
	}
}

/* Views ask it of a task more than once. */
static void compare_tasks_with_init(struct host *h)
{
	size_t i;

	for (i = 0; i < h->n_tasks && h->init; i++) {
		struct task *t = &h->tasks[i];

		if (t->alike) {
			t->known = t[-1].known;
			t->shared = t[-1].shared;
		} else {
			compare_with_init(h->init, t);
		}
	}
}

/*
 * The other end of a veth: the device that its link names, if that names it
 * in turn. Without the second half a pair that is being taken apart, or a
 * number that was used again, would make a wrong answer.
 */
static struct dev *find_peer(const struct host *h, const struct dev *dev)
{
	uint64_t netns = dev->link_netns == NSVIEW_NONE ? dev->netns : dev->link_netns;
	struct dev *peer;

	if (!dev->kind || strcmp(dev->kind, "veth") || dev->link == NSVIEW_NONE)
		return NULL;
	peer = host_dev(h, netns, dev->link);
	if (!peer || peer == dev || !peer->kind || strcmp(peer->kind, "veth") ||
	    peer->link != dev->ifindex)
		return NULL;
	if ((peer->link_netns == NSVIEW_NONE ? peer->netns : peer->link_netns) != dev->netns)
		return NULL;
	return peer;
}

static void join_devs(struct host *h)
{
	size_t i;

	for (i = h->n_devs; i-- > 0;) {
		struct dev *dev = &h->devs[i];

		dev->net = host_ns(h, NS_net, dev->netns);
		if (dev->net) {
			dev->next = dev->net->devs;
			dev->net->devs = dev;
		}
		if (dev->master != NSVIEW_NONE)
			dev->over = host_dev(h, dev->netns, dev->master);
		if (dev->over) {
			dev->next_port = dev->over->ports;
			dev->over->ports = dev;
		}
		dev->peer = find_peer(h, dev);
	}
	for (i = h->n_addrs; i-- > 0;) {
		struct addr *addr = &h->addrs[i];
		struct dev *dev = host_dev(h, addr->netns, addr->ifindex);

		if (dev) {
			addr->next = dev->addrs;
			dev->addrs = addr;
		}
	}
	for (i = h->n_ports; i-- > 0;) {
		struct port *port = &h->ports[i];
		struct dev *dev = host_dev(h, port->netns, port->ifindex);

		if (dev && dev->master == port->master)
			dev->port = port;
	}
}

bool join_misses_mounted(const struct host *h)
{
	enum ns_type type;
	uint64_t inum;
	size_t i;

	for (i = 0; i < h->n_mounts; i++)
		if (mountinfo_namespace(h->mounts[i].fstype, h->mounts[i].root, &type, &inum) &&
		    !host_ns(h, type, inum))
			return true;
	return false;
}

/* What joining found out follows the columns, and each of these is eight bytes. */
static void forget_joins(struct host *h, const struct table *t)
{
	char *rows = *(char **)((char *)h + t->rows_at);
	size_t count = *(size_t *)((char *)h + t->count_at);
	size_t columns = t->ncolumns * sizeof(uint64_t);
	size_t i;

	for (i = 0; i < count; i++)
		memset(rows + i * t->row_size + columns, 0, t->row_size - columns);
}

void unjoin(struct host *h)
{
	enum table_id id;

	for (id = 0; id < TABLES; id++)
		forget_joins(h, &host_tables[id]);
	map_free(&h->by_pid);
	map_free(&h->by_ns);
	map_free(&h->by_cgroup);
	map_free(&h->by_dev);
	mates_free(h->mates);
	h->mates = NULL;
	h->init = NULL;
}

int host_join(struct host *h)
{
	size_t i;
	int err;

	h->without_module = host_is_partial(h, "devs");
	err = index_namespaces(h);
	if (!err)
		err = index_tasks(h);
	if (!err)
		err = map_reserve(&h->by_cgroup, h->n_cgroups);
	for (i = 0; i < h->n_cgroups && !err; i++)
		err = map_add(&h->by_cgroup, h->cgroups[i].hierarchy, h->cgroups[i].id, i);
	if (!err)
		err = map_reserve(&h->by_dev, h->n_devs);
	for (i = 0; i < h->n_devs && !err; i++)
		err = map_add(&h->by_dev, h->devs[i].netns, h->devs[i].ifindex, i);
	if (!err)
		err = join_namespaces(h);
	if (err)
		return err;

	if (!h->mates)
		h->mates = mates_new();
	if (!h->mates)
		return -ENOMEM;
	join_tasks(h);
	mark_host(h);
	compare_tasks_with_init(h);
	join_devs(h);
	err = join_pins(h);
	return err ? err : join_hooks(h);
}
