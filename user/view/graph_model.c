/* SPDX-License-Identifier: GPL-2.0 */
/* Boxes, nodes and edges of a host. Each row of its tables is looked at a few times. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../cleanup.h"
#include "graph.h"
#include "tree.h"
#include "words.h"

/* A task, where it is and whose. */
struct placed {
	const struct task *task;
	size_t box;
	struct owner owner;
};

static int compare_numbers(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

static int compare_bytes(const char *a, size_t a_len, const char *b, size_t b_len)
{
	int order = memcmp(a, b, a_len < b_len ? a_len : b_len);

	return order ? order : compare_numbers(a_len, b_len);
}

static int compare_paths(const struct task *a, const struct task *b)
{
	const char *x = words_cgroup(a), *y = words_cgroup(b);

	if (x && y)
		return strcmp(x, y);
	return compare_numbers(a->cgroup_id, b->cgroup_id);
}

static int compare_owners(const struct placed *a, const struct placed *b)
{
	const struct owner *x = &a->owner, *y = &b->owner;
	int order = compare_numbers(y->kind, x->kind); /* containers before services */

	if (order)
		return order;
	if (x->kind == OWNER_NONE)
		return compare_paths(a->task, b->task);
	order = compare_bytes(x->id, x->id_len, y->id, y->id_len);
	if (!order)
		order = strcmp(x->maker ? x->maker : "", y->maker ? y->maker : "");
	if (!order)
		order = compare_numbers(x->monitor, y->monitor);
	/* Who may make cgroups may call them like those of somebody else. */
	return order ? order : compare_bytes(x->path, x->path_len, y->path, y->path_len);
}

static int compare_groups(const struct placed *a, const struct placed *b)
{
	int order = compare_numbers(a->box, b->box);

	if (!order)
		order = compare_numbers(!a->task->kernel, !b->task->kernel);
	return order || a->task->kernel ? order : compare_owners(a, b);
}

static int compare_placed(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;
	int order = compare_groups(x, y);

	return order ? order : compare_numbers(x->task->pid, y->task->pid);
}

/* The host's first. */
static int compare_boxes(const void *a, const void *b)
{
	const struct ns *x = ((const struct graph_box *)a)->ns;
	const struct ns *y = ((const struct graph_box *)b)->ns;

	if (x->host != y->host)
		return x->host ? -1 : 1;
	return compare_numbers(x->inum, y->inum);
}

/* A box for each net namespace, and the last for tasks that are in none. */
static int make_boxes(struct graph *g)
{
	const struct host *h = g->host;
	size_t i;

	g->boxes = calloc(h->n_namespaces + 1, sizeof(*g->boxes));
	g->box_of = calloc(h->n_namespaces + 1, sizeof(*g->box_of));
	if (!g->boxes || !g->box_of)
		return -ENOMEM;
	for (i = 0; i < h->n_namespaces; i++)
		if (h->namespaces[i].kind == NS_net)
			g->boxes[g->nboxes++].ns = &h->namespaces[i];
	qsort(g->boxes, g->nboxes, sizeof(*g->boxes), compare_boxes);
	for (i = 0; i < g->nboxes; i++) {
		g->box_of[g->boxes[i].ns - h->namespaces] = i;
		g->boxes[i].stack = GRAPH_NONE;
	}
	g->boxes[g->nboxes++].stack = GRAPH_NONE;
	return 0;
}

static size_t box_of(const struct graph *g, const struct ns *net)
{
	return net ? g->box_of[net - g->host->namespaces] : g->nboxes - 1;
}

static void look_at_task(struct graph *g, struct graph_box *box, const struct placed *p)
{
	if (!box->ntasks++ || (box->owner.kind == OWNER_NONE && !p->task->kernel))
		box->owner = p->owner;
	if (p->task->kernel)
		return;
	box->shared |= task_types(g->host, p->task, SHARING_HOST);
	box->own |= task_types(g->host, p->task, SHARING_OWN);
}

static struct placed *place_tasks(struct graph *g)
{
	const struct host *h = g->host;
	struct placed *placed = calloc(h->n_tasks + 1, sizeof(*placed));
	size_t i;

	g->tasks = calloc(h->n_tasks + 1, sizeof(*g->tasks));
	if (!placed || !g->tasks) {
		free(placed);
		return NULL;
	}
	for (i = 0; i < h->n_tasks; i++) {
		placed[i].task = &h->tasks[i];
		placed[i].box = box_of(g, h->tasks[i].ns[LINK_net]);
		owner_of_task(h, &h->tasks[i], &placed[i].owner);
	}
	qsort(placed, h->n_tasks, sizeof(*placed), compare_placed);
	for (i = 0; i < h->n_tasks; i++) {
		struct graph_box *box = &g->boxes[placed[i].box];

		g->tasks[i] = placed[i].task;
		if (!box->ntasks)
			box->tasks = g->tasks + i;
		look_at_task(g, box, &placed[i]);
	}
	return placed;
}

static struct graph_node *add_node(struct graph *g, enum graph_kind kind, size_t box)
{
	struct graph_node *node = &g->nodes[g->nnodes++];

	*node = (struct graph_node){
		.kind = kind,
		.box = box,
		.stack = GRAPH_NONE,
		.first = GRAPH_NONE,
		.next = GRAPH_NONE,
		.drawn = true,
	};
	g->boxes[box].count++;
	return node;
}

static void look_at_group(const struct graph *g, struct graph_node *node)
{
	size_t i;

	for (i = 0; i < node->ntasks; i++) {
		node->shared |= task_types(g->host, node->tasks[i], SHARING_HOST);
		node->own |= task_types(g->host, node->tasks[i], SHARING_OWN);
	}
}

static void add_groups(struct graph *g, size_t box, const struct placed *placed)
{
	size_t n = g->boxes[box].ntasks, groups = 0, i, j;
	size_t first = n ? (size_t)(g->boxes[box].tasks - g->tasks) : 0;

	for (i = 0; i < n; i = j) {
		struct graph_node *node = add_node(g, GRAPH_TASKS, box);

		for (j = i + 1; j < n; j++)
			if (compare_groups(&placed[first + i], &placed[first + j]))
				break;
		node->tasks = g->tasks + first + i;
		node->ntasks = j - i;
		look_at_group(g, node);
		groups++;
	}
	/* Of a container the box itself says what its only group would. */
	g->boxes[box].only = GRAPH_NONE;
	if (groups != 1 || !g->boxes[box].ns || g->boxes[box].ns->host)
		return;
	g->boxes[box].only = g->nnodes - 1;
	g->nodes[g->nnodes - 1].drawn = false;
}

/* At most as many groups as tasks; and stacks as many as there may be nodes and boxes. */
static int make_nodes(struct graph *g)
{
	const struct host *h = g->host;
	struct placed *placed = place_tasks(g);
	size_t i;

	g->size = 2 * (h->n_devs + h->n_tasks + g->nboxes) + 1;
	g->nodes = calloc(g->size, sizeof(*g->nodes));
	g->node_of = calloc(h->n_devs + 1, sizeof(*g->node_of));
	if (!placed || !g->nodes || !g->node_of) {
		free(placed);
		return -ENOMEM;
	}
	for (i = 0; i < g->nboxes; i++) {
		struct graph_box *box = &g->boxes[i];
		const struct dev *dev = box->ns ? box->ns->devs : NULL;

		box->first = g->nnodes;
		for (; dev; dev = dev->next) {
			g->node_of[dev - h->devs] = g->nnodes;
			add_node(g, GRAPH_DEV, i)->dev = dev;
			box->ndevs++;
		}
		add_groups(g, i, placed);
	}
	free(placed);
	return 0;
}

static void add_edge(struct graph *g, enum graph_wire wire, const struct dev *from,
		     const struct dev *to)
{
	if (from == to || !from->net || !to->net)
		return;
	g->edges[g->nedges++] = (struct graph_edge){
		wire,
		g->node_of[from - g->host->devs],
		g->node_of[to - g->host->devs],
	};
}

static int make_edges(struct graph *g)
{
	const struct host *h = g->host;
	size_t i;

	g->edges = calloc(3 * h->n_devs + 1, sizeof(*g->edges));
	if (!g->edges)
		return -ENOMEM;
	for (i = 0; i < h->n_devs; i++) {
		const struct dev *dev = &h->devs[i];

		if (dev->over)
			add_edge(g, WIRE_PORT, dev, dev->over);
		if (dev->peer && dev < dev->peer)
			add_edge(g, WIRE_PEER, dev, dev->peer);
		if (words_lower(h, dev))
			add_edge(g, WIRE_LOWER, dev, words_lower(h, dev));
	}
	return 0;
}

/* lo is everywhere: it is drawn only where something hangs on it. */
static void hide_loopbacks(struct graph *g)
{
	size_t i;

	for (i = 0; i < g->nnodes; i++)
		if (g->nodes[i].kind == GRAPH_DEV &&
		    !strcmp(words_kind(g->nodes[i].dev), "loopback"))
			g->nodes[i].drawn = false;
	for (i = 0; i < g->nedges; i++)
		g->nodes[g->edges[i].from].drawn = g->nodes[g->edges[i].to].drawn = true;
}

int graph_make(struct graph *g, const struct host *h)
{
	int err;

	*g = (struct graph){ .host = h };
	err = make_boxes(g);
	if (!err)
		err = make_nodes(g);
	if (!err)
		err = make_edges(g);
	if (!err)
		hide_loopbacks(g);
	if (!err && !g->boxes[g->nboxes - 1].ntasks)
		g->nboxes--; /* nobody is nowhere */
	return err;
}

void graph_free(struct graph *g)
{
	free(g->boxes);
	free(g->box_of);
	free(g->nodes);
	free(g->node_of);
	free(g->edges);
	free((void *)g->tasks);
	*g = (struct graph){ 0 };
}
