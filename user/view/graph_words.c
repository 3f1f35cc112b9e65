/* SPDX-License-Identifier: GPL-2.0 */
/* What things in the picture are called, what is odd about them, and the label of each. */
#include <string.h>

#include "graph.h"
#include "tree.h"
#include "words.h"

/* Commands and addresses that a label has; facts have them all. */
#define LABEL_COMMANDS 3
#define LABEL_ADDRESSES 2
#define LABEL_MEMBERS 2

/* The picture is for a browser: it has this in any locale. */
#define TIMES "\u00d7"

void graph_box_id(struct text *t, const struct graph_box *box)
{
	if (box->ns && box->ns->inum != NSVIEW_NONE)
		words_ns(t, box->ns);
	else
		text_puts(t, "net:[-]");
}

void graph_node_id(struct text *t, const struct graph *g, size_t i)
{
	const struct graph_node *node = &g->nodes[i];

	if (node->box != GRAPH_NONE) {
		graph_box_id(t, &g->boxes[node->box]);
		text_putc(t, '/');
	}
	if (node->kind == GRAPH_STACK)
		text_printf(t, "more%zu", i - (g->nnodes - g->nstacks));
	else
		text_num(t, node->dev ? node->dev->ifindex : node->tasks[0]->pid);
	if (node->kind == GRAPH_TASKS)
		text_puts(t, "-tasks");
}

static void put_group_name(struct text *t, const struct graph *g, const struct graph_node *node)
{
	const struct task *first = node->tasks[0];
	struct owner owner;

	if (first->kernel)
		text_puts(t, "kernel threads");
	else if (owner_of_task(g->host, first, &owner))
		owner_put_name(t, &owner);
	else if (words_cgroup(first))
		text_printf(t, "cgroup %s", words_cgroup(first));
	else
		text_puts(t, first->comm ? first->comm : "processes");
}

/* Whether people call it something else than by its number. */
static bool is_named(const struct graph *g, const struct graph_box *box)
{
	const char *path = box->only == GRAPH_NONE ? NULL :
						     words_cgroup(g->nodes[box->only].tasks[0]);

	/* From inside of a container it is PID 1's, and nobody knows whether the host's. */
	if (box->ns && box->ns->host)
		return ns_sharing(g->host, box->ns) == SHARING_HOST;
	return box->ns && (box->owner.kind >= OWNER_UNIT || words_mounted(box->ns) ||
			   (path && strcmp(path, "/")));
}

void graph_box_name(struct text *t, const struct graph *g, const struct graph_box *box)
{
	if (!box->ns)
		text_puts(t, "net namespace not seen");
	else if (!is_named(g, box))
		graph_box_id(t, box);
	else if (box->ns->host)
		text_puts(t, "host");
	else if (box->owner.kind >= OWNER_UNIT)
		owner_put_name(t, &box->owner);
	else if (words_mounted(box->ns))
		text_puts(t, words_mounted(box->ns));
	else
		put_group_name(t, g, &g->nodes[box->only]);
}

static const char *kind_of(const struct graph *g, const struct graph_node *node)
{
	struct owner owner;

	if (node->dev)
		return words_kind(node->dev);
	return owner_of_task(g->host, node->tasks[0], &owner) ? owner_kinds[owner.kind] : "cgroup";
}

void graph_node_name(struct text *t, const struct graph *g, size_t i)
{
	const struct graph_node *node = &g->nodes[i];

	if (node->kind == GRAPH_TASKS)
		put_group_name(t, g, node);
	else if (node->kind == GRAPH_DEV)
		text_puts(t, node->dev->name ? node->dev->name : "-");
	else if (node->box == GRAPH_NONE)
		text_printf(t, TIMES " %zu %s", node->count, node->mixed ? "others" : "more");
	else if (node->mixed)
		text_printf(t, "others " TIMES " %zu", node->count);
	else
		text_printf(t, "%s " TIMES " %zu", kind_of(g, &g->nodes[node->first]), node->count);
}

#define STRAYS "has threads in other namespaces"

static bool any_strays(const struct task *const *tasks, size_t n)
{
	size_t i;

	for (i = 0; i < n && !tasks[i]->strays; i++)
		;
	return i < n;
}

static void next(struct text *t, size_t from)
{
	if (t->len > from)
		text_puts(t, ", ");
}

bool graph_box_odd(struct text *t, const struct graph *g, const struct graph_box *box)
{
	unsigned int half = box->shared & box->own;
	size_t len = t->len;

	if (!box->ns)
		return false;
	/* Without that table only those are known that somebody is in. */
	if (!box->ns->nprocs && (host_knows_namespaces(g->host) || box->ns->nthreads))
		text_puts(t, box->ns->nthreads ? "only threads of others are in it" :
						 "no process is in it");
	if (!box->ns->host && half && g->host->init) {
		next(t, len);
		text_puts(t, "half inside: some share");
		words_types(t, half, ' ');
	}
	if (!box->ns->host && any_strays(box->tasks, box->ntasks)) {
		next(t, len);
		text_puts(t, STRAYS);
	}
	return t->len > len;
}

static void put_dev_odd(struct text *t, const struct host *h, const struct dev *dev)
{
	unsigned int odd = tree_odd_dev(h, dev);
	size_t from = t->len;

	if (odd & ODD(PORT_STATE))
		text_puts(t, dev->port->state);
	if (odd & ODD(PORT_DOWN)) {
		next(t, from);
		text_puts(t, words_state(dev));
	}
	if (odd & ODD(DEAF)) {
		next(t, from);
		text_puts(t, "IP does not hear its address");
	}
	if (odd & ODD(NO_PEER)) {
		next(t, from);
		text_puts(t, "its peer is not in sight");
	}
}

/* A box in a stack speaks for what is in it: that is not drawn. */
static bool member_odd(struct text *t, const struct graph *g, bool boxes, size_t i)
{
	const struct graph_box *box = &g->boxes[i];
	size_t j;

	if (!boxes)
		return graph_node_odd(t, g, &g->nodes[i]);
	if (graph_box_odd(t, g, box))
		return true;
	for (j = box->first; j < box->first + box->count; j++)
		if (g->nodes[j].drawn && graph_node_odd(t, g, &g->nodes[j]))
			return true;
	return false;
}

/* What all in it have, or how many are odd. */
static bool stack_odd(struct text *t, const struct graph *g, const struct graph_node *stack)
{
	_cleanup_text_ struct text first = { 0 }, one = { 0 };
	bool boxes = stack->box == GRAPH_NONE, same = true;
	size_t i, n, odd = 0;

	for (i = stack->first, n = 0; n < stack->count; n++) {
		text_reset(&one);
		odd += member_odd(n ? &one : &first, g, boxes, i);
		same &= !n || !strcmp(text_str(&first), text_str(&one));
		i = boxes ? g->boxes[i].next : g->nodes[i].next;
	}
	t->failed |= first.failed || one.failed;
	if (odd && same)
		text_puts(t, text_str(&first));
	else if (odd)
		text_printf(t, "%zu of these %s odd", odd, odd == 1 ? "is" : "are");
	return odd;
}

bool graph_node_odd(struct text *t, const struct graph *g, const struct graph_node *node)
{
	size_t len = t->len;

	if (node->kind == GRAPH_STACK)
		return stack_odd(t, g, node);
	if (node->dev)
		put_dev_odd(t, g->host, node->dev);
	else
		text_puts(t, any_strays(node->tasks, node->ntasks) ? STRAYS : "");
	return t->len > len;
}

static bool is_down(const struct graph_node *node)
{
	const char *state = words_state(node->dev);

	return state && (!strcmp(state, "down") || !strcmp(state, "lowerlayerdown") ||
			 !strcmp(state, "notpresent"));
}

bool graph_edge_cut(struct text *t, const struct graph *g, const struct graph_edge *e)
{
	const struct graph_node *from = &g->nodes[e->from], *to = &g->nodes[e->to];
	const struct port *port = e->wire == WIRE_PORT ? from->dev->port : NULL;

	if (is_down(from) || is_down(to))
		text_puts(t, "down");
	else if (port && port->state && strcmp(port->state, "forwarding"))
		text_puts(t, port->state);
	else
		return false;
	return true;
}

static void put_count(struct text *t, uint64_t n, const char *one, const char *many)
{
	text_num(t, n);
	text_putc(t, ' ');
	text_puts(t, n == 1 ? one : many);
}

/* "nginx × 3, sh", of the first few. */
static void put_commands(struct text *t, const struct task *const *tasks, size_t n)
{
	struct {
		const char *comm;
		size_t count;
	} seen[LABEL_COMMANDS];
	size_t i, j, nseen = 0;
	bool more = false;

	for (i = 0; i < n; i++) {
		const char *comm = tasks[i]->comm ? tasks[i]->comm : "-";

		for (j = 0; j < nseen && strcmp(seen[j].comm, comm); j++)
			;
		if (j == LABEL_COMMANDS) {
			more = true;
			continue;
		}
		seen[j].comm = comm;
		seen[j].count = j == nseen ? 1 : seen[j].count + 1;
		nseen += j == nseen;
	}
	for (j = 0; j < nseen; j++) {
		text_printf(t, "%s%s", j ? ", " : "", seen[j].comm);
		if (seen[j].count > 1)
			text_printf(t, " " TIMES " %zu", seen[j].count);
	}
	text_puts(t, more ? " \u2026" : "");
}

static void put_sharing(struct text *t, unsigned int shared, unsigned int own)
{
	unsigned int all = shared | own;

	if (!shared) {
		text_puts(t, "shares nothing with the host");
	} else if (__builtin_popcount(shared) > __builtin_popcount(all) / 2 && shared != all) {
		text_puts(t, "shares all but");
		words_types(t, all & ~shared, ' ');
	} else {
		text_puts(t, "shares");
		words_types(t, shared, ' ');
	}
}

void graph_box_label(struct picture *p, struct picture_lines *ret, const struct graph *g,
		     const struct graph_box *box)
{
	_cleanup_text_ struct text t = { 0 };
	bool named = is_named(g, box);

	if (named)
		graph_box_id(&t, box);
	if (box->ntasks) {
		text_puts(&t, named ? ", " : "");
		put_count(&t, box->ntasks, "process", "processes");
	}
	picture_line(p, ret, NULL, text_str(&t), MARK_DIM);
	text_reset(&t);
	if (box->only != GRAPH_NONE) {
		put_commands(&t, box->tasks, box->ntasks);
		picture_line(p, ret, NULL, text_str(&t), MARK_NONE);
		text_reset(&t);
	}
	if ((box->shared || box->own) && box->ns && !box->ns->host) {
		put_sharing(&t, box->shared, box->own);
		picture_line(p, ret, NULL, text_str(&t), box->shared ? MARK_HOST : MARK_NONE);
		text_reset(&t);
	}
	if (graph_box_odd(&t, g, box))
		picture_line(p, ret, NULL, text_str(&t), MARK_ODD);
}

void graph_address(struct text *t, const struct addr *addr)
{
	text_puts(t, addr->address ? addr->address : "-");
	if (addr->prefix == NSVIEW_NONE)
		return;
	text_putc(t, '/');
	text_num(t, addr->prefix);
}

static void dev_label(struct picture *p, struct picture_lines *ret, const struct dev *dev)
{
	_cleanup_text_ struct text t = { 0 };
	const struct addr *addr;
	size_t n = 0;
	const char *state = words_state(dev);
	bool usual = dev->peer && state && !strcmp(state, "up") && !dev->rx_handler;

	if (!usual || !dev->addrs) /* what its looks say already */
		text_puts(&t, words_kind(dev));
	if (t.len && state)
		text_printf(&t, ", %s", state);
	if (dev->rx_handler)
		text_printf(&t, ", %s", dev->rx_handler);
	picture_line(p, ret, NULL, text_str(&t), MARK_DIM);
	for (addr = dev->addrs; addr; addr = addr->next) {
		if (n++ >= LABEL_ADDRESSES)
			continue;
		text_reset(&t);
		graph_address(&t, addr);
		picture_line(p, ret, NULL, text_str(&t), MARK_NONE);
	}
	if (n <= LABEL_ADDRESSES)
		return;
	text_reset(&t);
	text_printf(&t, "and %zu more", n - LABEL_ADDRESSES);
	picture_line(p, ret, NULL, text_str(&t), MARK_DIM);
}

static void group_label(struct picture *p, struct picture_lines *ret, const struct graph_node *node)
{
	_cleanup_text_ struct text t = { 0 };

	if (node->tasks[0]->kernel) {
		put_count(&t, node->ntasks, "thread", "threads");
		picture_line(p, ret, NULL, text_str(&t), MARK_DIM);
		return;
	}
	put_commands(&t, node->tasks, node->ntasks);
	picture_line(p, ret, NULL, text_str(&t), MARK_NONE);
	text_reset(&t);
	if (!node->own) /* in the host's box nearly all do: nothing to tell */
		return;
	put_sharing(&t, node->shared, node->own);
	picture_line(p, ret, NULL, text_str(&t), node->shared ? MARK_HOST : MARK_NONE);
}

/* "web, db and others": whom it stands for. */
static void stack_label(struct picture *p, struct picture_lines *ret, const struct graph *g,
			const struct graph_node *stack)
{
	_cleanup_text_ struct text t = { 0 };
	size_t i = stack->first, n, tasks = 0;

	for (n = 0; n < stack->count; n++) {
		bool of_boxes = stack->box == GRAPH_NONE;

		if (n < LABEL_MEMBERS) {
			text_puts(&t, n ? ", " : "");
			if (of_boxes)
				graph_box_name(&t, g, &g->boxes[i]);
			else
				graph_node_name(&t, g, i);
		}
		tasks += of_boxes ? g->boxes[i].ntasks : g->nodes[i].ntasks;
		i = of_boxes ? g->boxes[i].next : g->nodes[i].next;
	}
	text_puts(&t, n > LABEL_MEMBERS ? " \u2026" : "");
	picture_line(p, ret, NULL, text_str(&t), MARK_NONE);
	if (!tasks)
		return;
	text_reset(&t);
	put_count(&t, tasks, "process", "processes");
	picture_line(p, ret, NULL, text_str(&t), MARK_DIM);
}

void graph_node_label(struct picture *p, struct picture_lines *ret, const struct graph *g,
		      const struct graph_node *node)
{
	_cleanup_text_ struct text t = { 0 };

	if (node->kind == GRAPH_DEV)
		dev_label(p, ret, node->dev);
	else if (node->kind == GRAPH_TASKS)
		group_label(p, ret, node);
	else
		stack_label(p, ret, g, node);
	if (graph_node_odd(&t, g, node))
		picture_line(p, ret, NULL, text_str(&t), MARK_ODD);
}
