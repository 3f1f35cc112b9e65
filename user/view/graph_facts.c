/* SPDX-License-Identifier: GPL-2.0 */
/* All there is to know about a box or node of the picture, a line for each fact. */
#include <stdlib.h>
#include <string.h>

#include "../cleanup.h"
#include "graph.h"
#include "tree.h"
#include "words.h"

/* Where facts go. */
struct facts {
	struct picture *picture;
	struct picture_lines *lines;
};

static void fact(const struct facts *f, const char *key, const char *words)
{
	picture_line(f->picture, f->lines, key, words, MARK_NONE);
}

static void fact_num(const struct facts *f, const char *key, uint64_t n)
{
	char words[24];

	if (n == NSVIEW_NONE)
		return;
	snprintf(words, sizeof(words), "%llu", (unsigned long long)n);
	fact(f, key, words);
}

/* What was put together in @t, and then it is empty again. */
static void fact_made(const struct facts *f, const char *key, struct text *t, enum mark mark)
{
	f->picture->failed |= t->failed;
	picture_line(f->picture, f->lines, key, text_str(t), mark);
	text_reset(t);
}

static void owner_facts(const struct facts *f, const struct owner *owner)
{
	_cleanup_text_ struct text t = { 0 };

	if (owner->kind == OWNER_NONE)
		return;
	text_puts(&t, owner->maker ? owner->maker : "");
	text_puts(&t, owner->maker ? " " : "");
	text_puts(&t, owner_kinds[owner->kind]);
	fact_made(f, "belongs to", &t, MARK_NONE);
	owner_put_id(&t, owner);
	fact_made(f, "id", &t, MARK_NONE);
	if (owner->pod)
		owner_put_pod(&t, owner);
	fact_made(f, "pod", &t, MARK_NONE);
}

static void sharing_facts(const struct facts *f, unsigned int shared, unsigned int own)
{
	_cleanup_text_ struct text t = { 0 };

	words_types(&t, shared, ' ');
	fact_made(f, "shared with the host", &t, MARK_HOST);
	words_types(&t, own, ' ');
	fact_made(f, "own namespaces", &t, MARK_NONE);
}

static int compare_commands(const void *a, const void *b)
{
	const struct task *x = *(const struct task *const *)a;
	const struct task *y = *(const struct task *const *)b;
	int order = strcmp(x->comm ? x->comm : "", y->comm ? y->comm : "");

	return order ? order : (x->pid > y->pid) - (x->pid < y->pid);
}

/* "nginx: 2101 2102": a line for each command. */
static void task_facts(const struct facts *f, const struct task *const *tasks, size_t n)
{
	_cleanup_free_ const struct task **sorted = calloc(n + 1, sizeof(*sorted));
	_cleanup_text_ struct text t = { 0 };
	const char *last = NULL;
	size_t i;

	if (!sorted) {
		f->picture->failed = true;
		return;
	}
	for (i = 0; i < n; i++)
		sorted[i] = tasks[i];
	qsort(sorted, n, sizeof(*sorted), compare_commands);
	for (i = 0; i < n; i++) {
		const struct task *task = sorted[i];
		const char *comm = !task->comm ? "-" : *task->comm ? task->comm : "\"\"";

		if (!last || strcmp(last, comm)) {
			fact_made(f, "process", &t, MARK_NONE);
			text_printf(&t, "%s:", comm);
		}
		last = comm;
		text_printf(&t, " %llu", (unsigned long long)task->pid);
		if (task->pid != task->tgid)
			text_printf(&t, " (thread of %llu)", (unsigned long long)task->tgid);
	}
	fact_made(f, "process", &t, MARK_NONE);
}

static void put_dev(struct text *t, const struct dev *dev)
{
	text_printf(t, "%s: %s", dev->name ? dev->name : "-", words_kind(dev));
	if (words_state(dev))
		text_printf(t, ", %s", words_state(dev));
	if (dev->addrs) {
		text_putc(t, ' ');
		words_addrs(t, dev, ' ');
	}
	if (dev->peer && dev->peer->net) {
		text_printf(t, ", peer %s in ", dev->peer->name ? dev->peer->name : "-");
		words_ns(t, dev->peer->net);
	}
}

static int compare_cgroups(const void *a, const void *b)
{
	const struct cgroup *x = *(const struct cgroup *const *)a;
	const struct cgroup *y = *(const struct cgroup *const *)b;
	int order = strcmp(x->path ? x->path : "", y->path ? y->path : "");

	return order ? order : (x->id > y->id) - (x->id < y->id);
}

/* Each cgroup once. */
static void cgroup_facts(const struct facts *f, const struct task *const *tasks, size_t n)
{
	_cleanup_free_ const struct cgroup **sorted = calloc(n + 1, sizeof(*sorted));
	size_t i, ncgroups = 0;

	if (!sorted) {
		f->picture->failed = true;
		return;
	}
	for (i = 0; i < n; i++)
		if (tasks[i]->cgroup)
			sorted[ncgroups++] = tasks[i]->cgroup;
	qsort(sorted, ncgroups, sizeof(*sorted), compare_cgroups);
	for (i = 0; i < ncgroups; i++)
		if (!i || sorted[i] != sorted[i - 1])
			fact(f, "cgroup", sorted[i]->path);
}

void graph_box_facts(struct picture *p, struct picture_lines *ret, const struct graph *g,
		     const struct graph_box *box)
{
	const struct facts f = { p, ret };
	const struct ns *user = NULL;
	_cleanup_text_ struct text t = { 0 };
	const struct dev *dev;

	graph_box_id(&t, box);
	fact_made(&f, "namespace", &t, MARK_NONE);
	if (graph_box_odd(&t, g, box))
		fact_made(&f, "odd", &t, MARK_ODD);
	if (box->ns)
		fact(&f, "mounted at", words_mounted(box->ns));
	if (box->ns && !box->ns->host)
		owner_facts(&f, &box->owner);
	if (box->ns && !box->ns->host)
		sharing_facts(&f, box->shared, box->own);
	if (box->ns && box->ns->owner != NSVIEW_NONE)
		user = host_ns(g->host, NS_user, box->ns->owner);
	if (user && !user->host) {
		words_ns(&t, user);
		fact_made(&f, "owned by", &t, MARK_NONE);
	}
	fact_num(&f, "processes", box->ntasks);
	for (dev = box->ns ? box->ns->devs : NULL; dev; dev = dev->next) {
		put_dev(&t, dev);
		fact_made(&f, "device", &t, MARK_NONE);
	}
	task_facts(&f, box->tasks, box->ntasks);
	cgroup_facts(&f, box->tasks, box->ntasks);
}

static void wire_facts(const struct facts *f, const struct graph *g, const struct dev *dev)
{
	_cleanup_text_ struct text t = { 0 };
	const struct dev *lower = words_lower(g->host, dev);

	if (dev->over) {
		if (dev->port && dev->port->port != NSVIEW_NONE)
			text_printf(&t, "%llu of ", (unsigned long long)dev->port->port);
		text_puts(&t, dev->over->name ? dev->over->name : "-");
		if (dev->port && dev->port->state)
			text_printf(&t, ", %s", dev->port->state);
		fact_made(f, "port", &t, MARK_NONE);
	}
	if (dev->rx_handler) {
		words_symbol(&t, dev->rx_handler, dev->rx_module);
		fact_made(f, "frames go to", &t, MARK_NONE);
	}
	if (dev->peer && dev->peer->net) {
		text_printf(&t, "%s in ", dev->peer->name ? dev->peer->name : "-");
		words_ns(&t, dev->peer->net);
		fact_made(f, "peer", &t, MARK_NONE);
	}
	if (lower && lower->net && lower != dev) {
		text_printf(&t, "%s in ", lower->name ? lower->name : "-");
		words_ns(&t, lower->net);
		fact_made(f, "on top of", &t, MARK_NONE);
	}
}

static void dev_facts(const struct facts *f, const struct graph *g, const struct dev *dev)
{
	_cleanup_text_ struct text t = { 0 };
	const struct addr *addr;

	fact(f, "kind", words_kind(dev));
	fact(f, "state", words_state(dev));
	for (addr = dev->addrs; addr; addr = addr->next) {
		graph_address(&t, addr);
		fact_made(f, "address", &t, MARK_NONE);
	}
	wire_facts(f, g, dev);
	if (dev->net)
		words_ns(&t, dev->net);
	fact_made(f, "namespace", &t, MARK_NONE);
	fact_num(f, "ifindex", dev->ifindex);
	fact(f, "mac", dev->mac);
	fact_num(f, "mtu", dev->mtu);
}

static void group_facts(const struct facts *f, const struct graph *g, const struct graph_node *node)
{
	const struct task *first = node->tasks[0];
	struct owner owner;

	if (!first->kernel && owner_of_task(g->host, first, &owner))
		owner_facts(f, &owner);
	sharing_facts(f, node->shared, node->own);
	fact(f, "root", first->root);
	fact_num(f, "processes", node->ntasks);
	task_facts(f, node->tasks, node->ntasks);
	if (!first->kernel)
		cgroup_facts(f, node->tasks, node->ntasks);
}

void graph_node_facts(struct picture *p, struct picture_lines *ret, const struct graph *g,
		      const struct graph_node *node)
{
	const struct facts f = { p, ret };
	_cleanup_text_ struct text t = { 0 };

	if (node->kind == GRAPH_STACK) {
		fact_num(&f, node->box == GRAPH_NONE ? "namespaces" : "members", node->count);
		return;
	}
	if (graph_node_odd(&t, g, node))
		fact_made(&f, "odd", &t, MARK_ODD);
	if (node->kind == GRAPH_DEV)
		dev_facts(&f, g, node->dev);
	else
		group_facts(&f, g, node);
}
