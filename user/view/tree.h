/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The parts of nsview tree. What the branches are is found in tree_nodes.c and
 * tree_cgroups.c, limited to what was asked for in tree_ask.c, and drawn in tree_draw.c,
 * which has the devices drawn by tree_devs.c and the tasks, that tree_who.c has put in
 * order, by tree_tasks.c. What looks alike is said by
 * tree_look.c, what is odd by tree_odd.c. The words are in tree_cells.c, tree_name.c and
 * tree_detail.c.
 */
#ifndef NSVIEW_TREE_H
#define NSVIEW_TREE_H

#include "fold.h"
#include "owner.h"
#include "view.h"

/* A task, whose it is, and where it hangs. */
struct tree_task {
	const struct task *task;
	const struct owner *owner; /* NULL: nobody's in sight */
	const char *path; /* of its cgroup, or of the one in v1 that tells the owner; or NULL */
	unsigned int lacks; /* types of namespace: its environment's, but of it the host's */
	bool asked; /* for, by its pid: it is like no other */
};

/* What tasks hang on: a namespace, or a cgroup. */
struct tree_node {
	const struct ns *ns; /* NULL: a cgroup; or tasks that are in none */
	const char *path; /* of the cgroup, as far as path_len; or NULL */
	size_t path_len;
	size_t up_len; /* as far as the node above has it */
	const struct tree_task *tasks;
	size_t ntasks;
	size_t total; /* with those that were not asked for */
	size_t parent, first, next; /* nodes; NO_NODE: none */
	unsigned int depth;
	size_t end; /* behind its last child, where they are in order */
	unsigned int height; /* of what is below it */
	size_t look; /* where in the looks */
	size_t more; /* so many nodes that are like it are not drawn: those from next on */
	bool hidden; /* it is one of such */
	bool named; /* it was asked for: it is like no other */
};

#define NO_NODE SIZE_MAX

struct tree {
	const struct host *host;
	struct out *out;
	enum ns_type group; /* by what the nodes are */
	bool fold;
	bool brief; /* an owner with one cgroup is one line */
	struct tree_task *tasks; /* by node, owner, cgroup and pid */
	struct owner *owners; /* of cgroups, by their place in the table */
	struct owner *more_owners; /* of tasks, where cgroups in v1 tell */
	const struct tree_task **alike; /* room for those of one cgroup */
	bool *drawn; /* for each device of the host */
	struct tree_node *nodes; /* once in order, each followed by what is below it */
	size_t nnodes;
	struct text looks;
	int err; /* the first error */
};

enum tree_kind {
	TREE_NETNS,
	TREE_NS, /* of another type */
	TREE_DEV,
	TREE_OWNER,
	TREE_CGROUP,
	TREE_TASK,
	TREE_KTHREADS, /* kernel threads, folded */
	TREE_MORE, /* like the row before, folded */
};

/* What is worth a second look. */
enum tree_odd {
	ODD_DEAF, /* a port with an address that IP does not hear */
	ODD_PORT_STATE, /* a port that does not forward */
	ODD_PORT_DOWN,
	ODD_NO_PEER, /* a veth whose other end is not in sight */
	ODD_EMPTY, /* a namespace without a process */
	ODD_STRAYS, /* a process with threads in other namespaces */
	ODD_HALF, /* a process in part of what its environment has */
	ODDS
};

#define ODD(name) (1u << ODD_##name)

struct tree_row {
	enum tree_kind kind;
	enum tree_kind of; /* TREE_MORE: what is folded */
	enum ns_type type; /* TREE_NETNS, TREE_NS: of which */
	const struct ns *head; /* likewise; NULL: of tasks that are in none */
	const struct ns *ns; /* net namespace, or NULL */
	const struct dev *dev;
	const struct task *task; /* of an owner or cgroup: one of its tasks */
	const struct owner *owner;
	const char *path; /* of an owner or cgroup, as far as path_len; or NULL */
	size_t path_len;
	size_t up_len; /* what of it the row above says */
	size_t count; /* tasks in it, or what is folded into it */
	unsigned int odd; /* ODD() */
	unsigned int lacks; /* of a task */
	unsigned int but; /* types of namespace that what is above says */
	const struct fold_item *folded; /* what is, as many as there are or TREE_NAMES */
	const struct tree_task *const *folded_tasks; /* or those */
};

/* Of what is folded so many names may be told. */
#define TREE_NAMES 6

extern const struct sheet tree_sheet;

extern const struct sheet tree_as_sheet;
/* The processes as the pid namespace o->as sees them (tree_as.c). */
int tree_as(const struct host *h, const struct options *o, struct out *out, struct problem *p);

/* Whose each task is, and what it lacks; and their order. 0 or -ENOMEM. */
int tree_who(struct tree *tr);
/* Whether both are drawn below one owner, or one cgroup that is nobody's. */
bool tree_one_group(const struct tree_task *a, const struct tree_task *b);
/* Paths so that each is followed by what is below it. */
int tree_compare_paths(const char *a, size_t a_len, const char *b, size_t b_len);
/* The host's namespace first, none last. */
int tree_compare_ns(const struct ns *a, const struct ns *b);

/* The nodes, in no order, with their parents. 0 or -ENOMEM. */
int tree_namespaces(struct tree *tr);
int tree_cgroups(struct tree *tr);

/* What @ns is below in the tree, or NULL. */
struct ns *tree_parent(const struct host *h, const struct ns *ns);

/* Leaves the parts that @o asks for, if it does. 0, or -errno with words. */
int tree_ask(struct tree *tr, const struct options *o, struct problem *p);

/* Puts the nodes in order and draws them. 0 or -ENOMEM. */
int tree_draw(struct tree *tr);
void tree_draw_devs(struct tree *tr, const struct ns *ns, unsigned int depth);
/* By owner and cgroup, or those of one cgroup. */
void tree_draw_tasks(struct tree *tr, const struct tree_task *tasks, size_t n, unsigned int depth);
void tree_draw_cgroup(struct tree *tr, const struct tree_task *tasks, size_t n, unsigned int depth);

/* Adds what a thing looks like. A device: with its addresses, or how many it has. */
void tree_look_dev(const struct tree *tr, struct text *t, const struct dev *dev, bool whole);
void tree_look_group(const struct tree *tr, struct text *t, const struct tree_task *tasks,
		     size_t n);
/* All of a node but what is below it. */
void tree_look_node(const struct tree *tr, struct text *t, const struct tree_node *node);

extern const char *const tree_odd_words[ODDS];
unsigned int tree_odd_dev(const struct host *h, const struct dev *dev);
unsigned int tree_odd_node(const struct tree *tr, const struct tree_node *node);
unsigned int tree_odd_task(const struct tree_task *t);

void tree_name(const struct tree_row *row, struct cell *c);
void tree_what(const struct host *h, const struct tree_row *row, struct cell *c);
void tree_detail(const struct host *h, const struct tree_row *row, struct cell *c);

/*
 * For want_names of struct view. Names of owners may be in the hierarchies of version 1, if
 * there are any. Those of /run/netns are mounts: to read these is to enter all namespaces,
 * which is for root.
 */
unsigned int tree_want_names(const struct options *o, const struct host *h);

#endif
