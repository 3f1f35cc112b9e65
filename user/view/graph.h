/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The parts of nsview graph: what is to be drawn (graph_model.c), how much of it
 * (graph_limit.c), what folds (graph_fold.c) and into what (graph_stack.c), where it goes
 * (graph_place.c), its words (graph_words.c, graph_facts.c), the picture made of all that
 * (graph_picture.c), and the same as rows (graph_rows.c).
 */
#ifndef NSVIEW_GRAPH_H
#define NSVIEW_GRAPH_H

#include "../render/picture.h"
#include "owner.h"
#include "view.h"

#define GRAPH_NONE SIZE_MAX

/* Of more nodes than this the first, and one for those that are like them. */
#define GRAPH_NODES_MAX 150

enum graph_kind {
	GRAPH_DEV,
	GRAPH_TASKS, /* those of one owner or cgroup in a box */
	GRAPH_STACK, /* nodes or whole boxes that are alike, folded */
};

struct graph_node {
	enum graph_kind kind;
	size_t box; /* GRAPH_NONE: a stack of boxes */
	const struct dev *dev;
	const struct task **tasks;
	size_t ntasks;
	unsigned int shared; /* bits of the types that one of them shares with the host */
	unsigned int own; /* and those that one does not */
	size_t stack; /* the node it is folded into, or GRAPH_NONE */
	/* A stack: the first and the number of those in it. */
	size_t first;
	size_t count;
	size_t next; /* in the same stack */
	bool mixed; /* a stack of what is not alike */
	bool drawn; /* a node of its own: lo and what a box itself tells are not */
	bool gone; /* as that of a box */
};

/* A net namespace and what is in it. */
struct graph_box {
	const struct ns *ns; /* NULL: of tasks that are in none */
	size_t first; /* its nodes follow one another: devices, then tasks */
	size_t count;
	size_t ndevs;
	const struct task **tasks;
	size_t ntasks;
	struct owner owner; /* of its first process */
	size_t only; /* node of its tasks where all are of one owner or cgroup, or GRAPH_NONE */
	unsigned int shared; /* bits of the types that a process in it shares with the host */
	unsigned int own; /* and does not */
	bool wanted; /* it was asked for */
	bool gone; /* others were, and it has nothing to do with them */
	size_t stack; /* the node it is folded into, or GRAPH_NONE */
	size_t next; /* in the same stack */
};

enum graph_wire {
	WIRE_PORT, /* a device and its master */
	WIRE_PEER, /* the two ends of a veth */
	WIRE_LOWER, /* what is on top of a device: vlan, macvlan ... */
	WIRES
};

struct graph_edge {
	enum graph_wire wire;
	size_t from; /* nodes: the port, one end, the upper device */
	size_t to; /* its master, the other end, the lower device */
};

struct graph {
	const struct host *host;
	struct graph_box *boxes;
	size_t nboxes;
	struct graph_node *nodes;
	size_t nnodes; /* of boxes; then stacks */
	size_t nstacks;
	size_t size; /* nodes that fit */
	struct graph_edge *edges;
	size_t nedges;
	const struct task **tasks; /* of all boxes */
	size_t *box_of; /* of each namespace of the host */
	size_t *node_of; /* of each of its devices */
	bool failed;
};

/* All there is, nothing folded. 0 or -ENOMEM; graph_free() in any case. */
int graph_make(struct graph *g, const struct host *h);
void graph_free(struct graph *g);

/* Leaves only @nets and what they are wired to; before folding. 0 or -ENOMEM. */
int graph_limit(struct graph *g, const struct ns *const *nets, size_t n);

/* Folds what is alike where there is more than an eye takes in. 0 or -ENOMEM. */
int graph_fold(struct graph *g);

/* A new stack in a box, or of boxes where that is GRAPH_NONE; g->failed if there is no room. */
size_t graph_stack_add(struct graph *g, size_t box);
/* A node of its box, or a box, goes in front of what is in @stack. */
void graph_stack_node(struct graph *g, size_t stack, size_t i);
void graph_stack_box(struct graph *g, size_t stack, size_t i);
/* Nodes and stacks that are drawn, and boxes in which there would be none. */
size_t graph_count(const struct graph *g);
/* Leaves at most GRAPH_NODES_MAX, or what must stay: the rest goes into stacks. */
void graph_cut(struct graph *g);
/* The node that is drawn for node @i: itself, or a stack. */
size_t graph_shown(const struct graph *g, size_t i);

/*
 * Which side of the host's box each place is at, -1 left, 1 right, 0 the host, and in
 * @far how many wires away; places are the boxes, and then the stacks.
 */
int graph_place(const struct graph *g, int *side, size_t *far);
size_t graph_place_of(const struct graph *g, size_t node);

/* What is to be drawn as a picture. 0 or -ENOMEM; ends with picture_free(). */
int graph_picture(const struct graph *g, struct picture *p);

/* Names that nothing else in the picture has: "net:[4026531840]", and "/2" for its device. */
void graph_box_id(struct text *t, const struct graph_box *box);
void graph_node_id(struct text *t, const struct graph *g, size_t i);

/* What people call it; for a namespace its owner, "host", or the namespace. */
void graph_box_name(struct text *t, const struct graph *g, const struct graph_box *box);
void graph_node_name(struct text *t, const struct graph *g, size_t i);

/* What is odd about it, in words. False if nothing is. */
bool graph_box_odd(struct text *t, const struct graph *g, const struct graph_box *box);
bool graph_node_odd(struct text *t, const struct graph *g, const struct graph_node *node);
/* Whether nothing gets through a wire, and the words for it. */
bool graph_edge_cut(struct text *t, const struct graph *g, const struct graph_edge *e);

/* The lines below its name, and all there is to know. */
void graph_box_label(struct picture *p, struct picture_lines *ret, const struct graph *g,
		     const struct graph_box *box);
void graph_node_label(struct picture *p, struct picture_lines *ret, const struct graph *g,
		      const struct graph_node *node);
void graph_box_facts(struct picture *p, struct picture_lines *ret, const struct graph *g,
		     const struct graph_box *box);
void graph_node_facts(struct picture *p, struct picture_lines *ret, const struct graph *g,
		      const struct graph_node *node);

/* "10.7.0.2/24" */
void graph_address(struct text *t, const struct addr *addr);

#endif
