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
#include "map.h"

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
};

struct ns {
	NSVIEW_NAMESPACES_COLUMNS(ROW_FIELD)
	enum ns_type kind;
	bool host; /* PID 1 is in it; ask ns_sharing() */
	size_t nprocs; /* processes in it */
	size_t nthreads; /* threads in it whose leader is not */
	struct task *first; /* lowest pid in it: of a process if there is one */
	struct task *parent_of; /* pid and time: a task whose next child will be in it */
	struct dev *devs; /* net: its devices in the table's order */
};

struct cgroup {
	NSVIEW_CGROUPS_COLUMNS(ROW_FIELD)
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
};

struct addr {
	NSVIEW_ADDRS_COLUMNS(ROW_FIELD)
	struct addr *next; /* of the same device */
};

struct port {
	NSVIEW_PORTS_COLUMNS(ROW_FIELD)
};

struct pin {
	NSVIEW_PINS_COLUMNS(ROW_FIELD)
};

struct hook {
	NSVIEW_HOOKS_COLUMNS(ROW_FIELD)
};

/* The row of each table. A new table does not build without one. */
#define ROW_OF_info struct info
#define ROW_OF_tasks struct task
#define ROW_OF_namespaces struct ns
#define ROW_OF_cgroups struct cgroup
#define ROW_OF_devs struct dev
#define ROW_OF_addrs struct addr
#define ROW_OF_ports struct port
#define ROW_OF_hooks struct hook
#define ROW_OF_pins struct pin

enum table_id {
#define X(name, columns) TABLE_##name,
	NSVIEW_TABLES(X) TABLES,
#undef X
};

#define TABLE_BIT(name) (1u << TABLE_##name)

struct source;

struct host {
#define X(name, columns)     \
	ROW_OF_##name *name; \
	size_t n_##name;
	NSVIEW_TABLES(X)
#undef X
	const char *source; /* kernel, file or proc */
	unsigned int tables; /* bits of the tables that were read */
	bool complete; /* every table that was wanted is there */
	struct task *init; /* PID 1; NULL: who shares with the host is unknown */
	struct map by_pid;
	struct map by_ns; /* type and inum */
	struct map by_cgroup; /* hierarchy and id */
	struct map by_dev; /* netns and ifindex */
	struct blob text[TABLES]; /* what the rows' texts point into */
};

extern const char *const ns_type_names[NS_TYPES];
extern const char *const ns_link_names[NS_LINKS];
extern const enum ns_type ns_link_types[NS_LINKS];

/* The type called so, or NS_TYPES. */
enum ns_type ns_type_parse(const char *name);

/*
 * Reads the tables in @need and @want from @src and joins them. A table of
 * @need that is not there is an error, one of @want leaves complete false.
 */
int host_load(struct host *h, struct source *src, unsigned int need, unsigned int want,
	      struct problem *p);
void host_free(struct host *h);

/* Whether the table info says that what @key is about can not be seen whole. */
bool host_is_partial(const struct host *h, const char *key);

/* Joins rows that are in place: the second half of host_load(). */
int host_join(struct host *h);

struct task *host_task(const struct host *h, uint64_t pid);
struct ns *host_ns(const struct host *h, enum ns_type type, uint64_t inum);
struct dev *host_dev(const struct host *h, uint64_t netns, uint64_t ifindex);

/* The inum that @link of @t leads to, or NSVIEW_NONE. */
uint64_t task_inum(const struct task *t, enum ns_link link);

/* Whether PID 1 is in a namespace, and so shares it with all who are. */
enum sharing { SHARING_UNKNOWN, SHARING_HOST, SHARING_OWN };
enum sharing ns_sharing(const struct host *h, const struct ns *ns);
enum sharing task_sharing(const struct host *h, const struct task *t, enum ns_link link);

/* The link to the namespace of a type that the task itself is in. */
enum ns_link ns_type_link(enum ns_type type);

#endif
