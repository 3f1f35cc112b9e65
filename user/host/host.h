/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The model: the tables of one host, joined.
 *
 * A row is a struct whose first fields are the columns of its table, as
 * schema.h lists them; what follows is what joining found out. Rows and their
 * texts live until host_free().
 */
#ifndef NSVIEW_HOST_H
#define NSVIEW_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../kmod/schema.h"
#include "../problem.h"
#include "blob.h"
#include "gathered.h"
#include "map.h"
#include "snapshot.h"

/* An absent number. An absent text is NULL. */
#define NSVIEW_NONE UINT64_MAX

#define ROW_TYPE_NUM uint64_t
#define ROW_TYPE_TEXT const char *
#define ROW_FIELD(name, type, help) ROW_TYPE_##type name;

enum ns_type {
#define X(name) NS_##name,
	NSVIEW_NS_TYPES(X) NS_TYPES,
#undef X
};

enum ns_link {
#define X(name, type) LINK_##name,
	NSVIEW_NS_LINKS(X) NS_LINKS,
#undef X
};

struct info {
	NSVIEW_INFO_COLUMNS(ROW_FIELD)
};

struct task {
	NSVIEW_TASKS_COLUMNS(ROW_FIELD)
	struct ns *ns[NS_LINKS]; /* NULL: it has let go of it, or not known */
	struct cgroup *cgroup; /* NULL: no such row */
	struct task *leader; /* of a thread; NULL if it is a process */
	size_t strays; /* its threads that are in other namespaces */
	bool kernel; /* a kernel thread */
	bool alike; /* it is in the namespaces of the task before it in the table */
	unsigned int known; /* ask task_types(): those of which it and PID 1 have a namespace */
	unsigned int shared; /* and of these those of which it is the same */
	struct member *members; /* its cgroups in v1 hierarchies */
	struct root *root_dir; /* NULL: not gathered */
};

struct owner;

struct ns {
	NSVIEW_NAMESPACES_COLUMNS(ROW_FIELD)
	enum ns_type kind;
	bool host; /* PID 1 is in it; ask ns_sharing() */
	uint64_t nprocs; /* processes in it */
	uint64_t nthreads; /* threads in it whose leader is not */
	struct task *first; /* lowest pid in it: of a process if there is one */
	struct task *eldest; /* started first in it: of a process if there is one */
	struct task *parent_of; /* pid and time: a task whose next child will be in it */
	struct dev *devs; /* net: its devices in the table's order */
	struct pin *pins; /* what keeps it alive besides tasks */
	struct pin *keeper; /* of those the one to be named: a descriptor before a socket */
	struct tap *taps; /* net: tap descriptors that do */
	struct mount *binds; /* mounts of its nsfs inode, in any mount namespace */
	struct mount *mounted; /* of those the one to be named: the host's before others */
	struct hook *hooks; /* net: netfilter hooks */
	struct net *net; /* net: what it does as a whole; NULL: not gathered */
	struct mount *mount_list; /* mnt: its mounts; the first is its root */
};

struct pin {
	NSVIEW_PINS_COLUMNS(ROW_FIELD)
	struct ns *ns; /* that it keeps */
	struct ns *by; /* that keeps it */
	struct task *task; /* NULL: no such row */
	struct pin *next; /* of the same namespace */
};

struct cgroup {
	NSVIEW_CGROUPS_COLUMNS(ROW_FIELD)
	struct limit *limits; /* those of one cgroup follow one another */
	size_t nlimits;
	struct owner *owner; /* whose it is, once a view has asked (view/owner.h); of malloc(3) */
};

struct dev {
	NSVIEW_DEVS_COLUMNS(ROW_FIELD)
	struct ns *net;
	struct dev *next; /* in the same namespace */
	struct dev *over; /* its master */
	struct dev *ports; /* devices it is the master of */
	struct dev *next_port; /* of the same master */
	struct dev *peer; /* the other end of a veth */
	struct port *port; /* what its master says about it */
	struct addr *addrs;
	struct link *more; /* what rtnetlink says besides; NULL: not gathered */
	struct fdb *fdb; /* of a bridge: its forwarding entries */
	struct hook *hooks; /* of family netdev */
	struct tap *taps; /* tap descriptors that are attached to it */
};

struct addr {
	NSVIEW_ADDRS_COLUMNS(ROW_FIELD)
	struct addr *next; /* of the same device */
};

struct port {
	NSVIEW_PORTS_COLUMNS(ROW_FIELD)
};

struct hook {
	NSVIEW_HOOKS_COLUMNS(ROW_FIELD)
	struct hook *next; /* of the same net namespace, in the table's order */
	struct hook *next_of_dev; /* of the same device */
};

struct mount {
	NSVIEW_MOUNTS_COLUMNS(ROW_FIELD)
	struct ns *in; /* the mount namespace it is in */
	struct ns *of; /* the namespace that it is a bind mount of, or NULL */
	struct mount *next; /* in the same mount namespace */
	struct mount *next_bind; /* of the same namespace */
	struct mount *up; /* the mount it is on, or NULL */
	struct mount *first; /* mounted on it */
	struct mount *sibling; /* on the same mount */
};

struct root {
	NSVIEW_ROOTS_COLUMNS(ROW_FIELD)
};

struct tap {
	NSVIEW_TAPS_COLUMNS(ROW_FIELD)
	struct task *task;
	struct tap *next; /* of the same net namespace */
	struct tap *next_of_dev; /* of the same device */
};

struct hierarchy {
	NSVIEW_HIERARCHIES_COLUMNS(ROW_FIELD)
};

struct folder {
	NSVIEW_FOLDERS_COLUMNS(ROW_FIELD)
};

struct member {
	NSVIEW_MEMBERS_COLUMNS(ROW_FIELD)
	struct cgroup *cgroup;
	struct member *next; /* of the same task */
};

struct limit {
	NSVIEW_LIMITS_COLUMNS(ROW_FIELD)
};

struct fdb {
	NSVIEW_FDB_COLUMNS(ROW_FIELD)
	struct dev *port;
	struct fdb *next; /* of the same bridge */
};

struct link {
	NSVIEW_LINKS_COLUMNS(ROW_FIELD)
};

struct net {
	NSVIEW_NETS_COLUMNS(ROW_FIELD)
};

struct nat {
	NSVIEW_NATS_COLUMNS(ROW_FIELD)
};

struct route {
	NSVIEW_ROUTES_COLUMNS(ROW_FIELD)
};

struct creds {
	NSVIEW_CREDS_COLUMNS(ROW_FIELD)
};

struct difference_row {
	NSVIEW_DIFFERENCES_COLUMNS(ROW_FIELD)
};

/* The row of each table. A new table does not build without one. */
#define ROW_OF_info struct info
#define ROW_OF_tasks struct task
#define ROW_OF_namespaces struct ns
#define ROW_OF_cgroups struct cgroup
#define ROW_OF_devs struct dev
#define ROW_OF_addrs struct addr
#define ROW_OF_ports struct port
#define ROW_OF_pins struct pin
#define ROW_OF_hooks struct hook
#define ROW_OF_mounts struct mount
#define ROW_OF_roots struct root
#define ROW_OF_taps struct tap
#define ROW_OF_hierarchies struct hierarchy
#define ROW_OF_folders struct folder
#define ROW_OF_members struct member
#define ROW_OF_limits struct limit
#define ROW_OF_fdb struct fdb
#define ROW_OF_links struct link
#define ROW_OF_nets struct net
#define ROW_OF_nats struct nat
#define ROW_OF_routes struct route
#define ROW_OF_creds struct creds
#define ROW_OF_differences struct difference_row

/* Those of the module, then those that the tool gathers. */
#define HOST_TABLES(X)   \
	NSVIEW_TABLES(X) \
	NSVIEW_GATHERED(X)

enum table_id {
#define X(name, columns) TABLE_##name,
	HOST_TABLES(X) TABLES,
#undef X
};

#define TABLE_ID_BIT(id) (1u << (id))
#define TABLE_BIT(name) TABLE_ID_BIT(TABLE_##name)

/*
 * No table: of mounts, those of namespaces are enough. To find them takes the fewer
 * mount namespaces the fewer there are (info's namespaces.mounts). Who needs all mounts
 * asks for them first: they are not read twice.
 */
#define MOUNTS_OF_NAMESPACES TABLE_ID_BIT(TABLES)

struct mates;
struct source;

/* A packet that routes are asked for. Addresses as inet_ntop(3) writes them; NULL: not said. */
struct packet {
	const char *to;
	const char *source;
};

struct host {
#define X(name, columns)     \
	ROW_OF_##name *name; \
	size_t n_##name;
	HOST_TABLES(X)
#undef X
	struct packet packet; /* set before host_load(), which keeps it */
	const char *source; /* kernel, file or proc */
	unsigned int tables; /* bits of the tables that were read */
	size_t n_read[TABLES]; /* rows of each; what joining adds follows them */
	bool complete; /* every table that was wanted is there */
	bool without_module; /* ask host_without_module() */
	bool has_ways; /* host_join_ways() was called */
	bool few_mounts; /* mounts are to be those of namespaces, where they are gathered */
	struct task *init; /* PID 1; NULL: who shares with the host is unknown */
	struct map by_pid; /* empty if the tasks are in the order of their pids */
	struct map by_ns; /* type and inum */
	struct map by_cgroup; /* hierarchy and id */
	struct map by_dev; /* netns and ifindex */
	struct mates *mates; /* the tasks of each namespace: mates_next() */
	struct text missed; /* a line for each thing that could not be gathered */
	struct {
		size_t at, len;
	} missed_of[TABLES]; /* those of a table, in missed */
	struct snapshot about; /* of diff: what is known of it besides */
	const struct host *before; /* of diff: an earlier one, not owned; see before.h */
	struct blob text[TABLES]; /* what the rows' texts point into */
};

extern const char *const ns_type_names[NS_TYPES];
extern const char *const ns_link_names[NS_LINKS];
extern const enum ns_type ns_link_types[NS_LINKS];
/* The link to the namespace of a type that the task itself is in. */
extern const enum ns_link ns_type_links[NS_TYPES];

/* The type called so, or NS_TYPES. */
enum ns_type ns_type_parse(const char *name);

/*
 * Reads the tables in @need and @want from @src and joins them. A table of
 * @need that is not there is an error, one of @want leaves complete false. What
 * could not be gathered is in missed, and leaves complete false.
 */
int host_load(struct host *h, struct source *src, unsigned int need, unsigned int want,
	      struct problem *p);
/* Gathers more for a host that is loaded. Pointers to rows from before do not last. */
int host_gather(struct host *h, struct source *src, unsigned int need, unsigned int want,
		struct problem *p);
void host_free(struct host *h);

/* Whether the table info says that what @key is about can not be seen whole. */
bool host_is_partial(const struct host *h, const char *key);

/*
 * Whether it was made without the module: there are no rx_handlers in it, and devices of
 * those net namespaces only that something leads into. It is asked of each of many rows, and
 * a saved table of info is as long as who wrote it likes: known once it is joined.
 */
static inline bool host_without_module(const struct host *h)
{
	return h->without_module;
}

/* Whether it has namespaces that no process leads into, if there are such. */
static inline bool host_knows_namespaces(const struct host *h)
{
	return h->tables & TABLE_BIT(namespaces) && !h->without_module;
}

/*
 * Joins rows that are in place: the module's, then the mounts and taps, that
 * lead into namespaces, then all else that was gathered.
 */
int host_join(struct host *h);
int host_join_ways(struct host *h);
int host_join_gathered(struct host *h);

struct task *host_task(const struct host *h, uint64_t pid);
struct ns *host_ns(const struct host *h, enum ns_type type, uint64_t inum);
struct dev *host_dev(const struct host *h, uint64_t netns, uint64_t ifindex);

/* Whether one of the devices of a net namespace is a bridge. */
bool ns_has_bridge(const struct ns *ns);

/* Whether @a started before @b. A pid does not tell: they are used again from the lowest on. */
bool task_is_older(const struct task *a, const struct task *b);

/* Where the columns of a task's links begin: they are in the links' order. */
#define TASK_LINKS_AT offsetof(struct task, ns_cgroup)
#define X(name, type)                                                          \
	_Static_assert(offsetof(struct task, ns_##name) ==                     \
			       TASK_LINKS_AT + LINK_##name * sizeof(uint64_t), \
		       "columns of links");
NSVIEW_NS_LINKS(X)
#undef X

/* The inum that @link of @t leads to, or NSVIEW_NONE. */
static inline uint64_t task_inum(const struct task *t, enum ns_link link)
{
	return ((const uint64_t *)((const char *)t + TASK_LINKS_AT))[link];
}

/* Whether PID 1 is in a namespace, and so shares it with all who are. */
enum sharing { SHARING_UNKNOWN, SHARING_HOST, SHARING_OWN };

static inline enum sharing ns_sharing(const struct host *h, const struct ns *ns)
{
	/* /proc may show PID 1 and hide where it is. */
	if (!ns || !h->init || ns->kind == NS_TYPES || !h->init->ns[ns_type_links[ns->kind]])
		return SHARING_UNKNOWN;
	return ns->host ? SHARING_HOST : SHARING_OWN;
}

static inline enum sharing task_sharing(const struct host *h, const struct task *t,
					enum ns_link link)
{
	return ns_sharing(h, t->ns[link]);
}

#define NS_TYPES_ALL ((1u << NS_TYPES) - 1)

/* The types, as bits, of those of its namespaces with which it is so. */
static inline unsigned int task_types(const struct host *h, const struct task *t,
				      enum sharing which)
{
	const unsigned int known = h->init ? t->known : 0;

	if (which == SHARING_UNKNOWN)
		return ~known & NS_TYPES_ALL;
	return known & (which == SHARING_HOST ? t->shared : ~t->shared);
}

#endif
