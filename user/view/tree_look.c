/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What things look like, without what only tells them apart: two that look the same are
 * drawn once. Whatever makes one odd is part of its look.
 */
#include <string.h>

#include "../cleanup.h"
#include "tree.h"
#include "words.h"

/* A saved file may claim masters in a circle. */
#define DEPTH_MAX 8

static void put_flag(struct text *t, uint64_t n)
{
	char *at = text_reserve(t, TEXT_DIGITS_MAX + 1);

	if (!at)
		return;
	at = text_digits(at, n);
	*at++ = ' ';
	text_filled(t, at);
}

/*
 * All that were given, or how many of each family: none, one, or some. A link-local one of
 * IPv6 is made from what tells a device from others anyway.
 */
static void look_addrs(struct text *t, const struct dev *dev, bool whole)
{
	const struct addr *addr;
	size_t n[2] = { 0 };

	for (addr = dev->addrs; addr; addr = addr->next) {
		n[addr->family && !strcmp(addr->family, "inet6")]++;
		if (!whole || !words_is_given(addr))
			continue;
		fold_put_name(t, addr->address);
		put_flag(t, addr->prefix);
	}
	put_flag(t, n[0] > 1 ? 2 : n[0]);
	put_flag(t, n[1] > 1 ? 2 : n[1]);
}

static unsigned int peer_place(const struct dev *dev)
{
	if (!dev->peer || !dev->peer->net)
		return 0;
	if (dev->peer->net == dev->net)
		return 1;
	return dev->peer->net->host ? 2 : 3;
}

static void look_dev(const struct tree *tr, struct text *t, const struct dev *dev, bool whole,
		     unsigned int depth)
{
	_cleanup_fold_ struct fold ports = { 0 };
	const struct dev *port;

	fold_put_name(t, words_kind(dev));
	fold_put_name(t, words_state(dev));
	fold_put_name(t, dev->rx_handler);
	fold_put_name(t, dev->over && dev->port ? dev->port->state : NULL);
	put_flag(t, dev->over != NULL);
	put_flag(t, peer_place(dev));
	put_flag(t, tree_odd_dev(tr->host, dev));
	look_addrs(t, dev, whole);
	for (port = depth < DEPTH_MAX ? dev->ports : NULL; port; port = port->next_port) {
		fold_begin(&ports, port, 0);
		look_dev(tr, &ports.looks, port, whole, depth + 1);
		fold_end(&ports);
	}
	if (fold_put(t, &ports))
		t->failed = true;
}

void tree_look_dev(const struct tree *tr, struct text *t, const struct dev *dev, bool whole)
{
	look_dev(tr, t, dev, whole, 0);
}

/* Which of the host's namespaces, and not which other ones. */
static void look_task(const struct tree *tr, struct text *t, const struct tree_task *task)
{
	const struct task *x = task->task;

	fold_put_name(t, x->comm);
	fold_put_name(t, x->root);
	fold_put_name(t, task->owner ? task->path + task->owner->path_len : NULL);
	put_flag(t, x->kernel);
	put_flag(t, x->pid != x->tgid);
	put_flag(t, x->state && *x->state == 'Z');
	put_flag(t, task_types(tr->host, x, SHARING_HOST));
	put_flag(t, task_types(tr->host, x, SHARING_OWN));
	put_flag(t, tree_odd_task(task));
	put_flag(t, task->lacks);
	put_flag(t, task->asked ? x->pid : 0);
}

static void look_tasks(const struct tree *tr, struct text *t, const struct tree_task *tasks,
		       size_t n)
{
	_cleanup_fold_ struct fold all = { 0 };
	size_t i;

	for (i = 0; i < n; i++) {
		fold_begin(&all, &tasks[i], 0);
		look_task(tr, &all.looks, &tasks[i]);
		fold_end(&all);
	}
	if (fold_put(t, &all))
		t->failed = true;
}

static void look_owner(struct text *t, const struct owner *o)
{
	put_flag(t, o ? o->kind : OWNER_NONE);
	put_flag(t, o ? o->monitor : 0);
	fold_put_name(t, o ? o->maker : NULL);
	put_flag(t, o && o->user);
}

void tree_look_group(const struct tree *tr, struct text *t, const struct tree_task *tasks, size_t n)
{
	look_owner(t, tasks[0].owner);
	look_tasks(tr, t, tasks, n);
}

static void look_ns(const struct tree *tr, struct text *t, const struct tree_node *node)
{
	const struct ns *ns = node->ns;
	_cleanup_fold_ struct fold all = { 0 };
	const struct dev *dev;
	size_t i, j;

	fold_put_name(t, ns->type);
	put_flag(t, tree_odd_node(tr, node));
	put_flag(t, ns->owner != NSVIEW_NONE &&
			    ns_sharing(tr->host, host_ns(tr->host, NS_user, ns->owner)) ==
				    SHARING_OWN);
	put_flag(t, ns->nthreads > 0);
	for (dev = ns->devs; dev; dev = dev->next) {
		if (dev->over)
			continue;
		fold_begin(&all, dev, 0);
		tree_look_dev(tr, &all.looks, dev, false);
		fold_end(&all);
	}
	for (i = 0; i < node->ntasks; i = j) {
		for (j = i + 1;
		     j < node->ntasks && tree_one_group(&node->tasks[i], &node->tasks[j]); j++)
			;
		fold_begin(&all, &node->tasks[i], 0);
		tree_look_group(tr, &all.looks, &node->tasks[i], j - i);
		fold_end(&all);
	}
	if (fold_put(t, &all))
		t->failed = true;
}

void tree_look_node(const struct tree *tr, struct text *t, const struct tree_node *node)
{
	if (node->ns) {
		look_ns(tr, t, node);
		return;
	}
	look_owner(t, node->ntasks ? node->tasks[0].owner : NULL);
	look_tasks(tr, t, node->tasks, node->ntasks);
}
