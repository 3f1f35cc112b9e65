/* SPDX-License-Identifier: GPL-2.0 */
/* The words of nsview tree about a namespace, a device or a task. */
#include <string.h>

#include "../cleanup.h"
#include "tree.h"
#include "words.h"

static bool is_thread(const struct task *t)
{
	return t->pid != t->tgid;
}

/* Begins the next part of a detail. */
static void next(struct text *t)
{
	if (t->len)
		text_puts(t, ", ");
}

static void put_count(struct text *t, uint64_t n, const char *one, const char *many)
{
	text_num(t, n);
	text_putc(t, ' ');
	text_puts(t, n == 1 ? one : many);
}

static void put_netns(struct text *t, const struct host *h, const struct tree_row *row,
		      struct cell *c)
{
	const struct ns *ns = row->ns;
	const struct ns *owner;

	if (!ns) {
		text_puts(t, "tasks whose namespaces can not be seen; a zombie has let go of them");
		return;
	}
	if (h->tables & TABLE_BIT(devs)) {
		const struct dev *dev;
		size_t n = 0;

		for (dev = ns->devs; dev; dev = dev->next)
			n++;
		put_count(t, n, "device", "devices");
	}
	next(t);
	if (ns->nprocs || ns->nthreads)
		put_count(t, ns->nprocs, "process", "processes");
	else
		text_puts(t, "no process is in it");
	if (ns->nthreads) {
		next(t);
		put_count(t, ns->nthreads, "thread of a process elsewhere",
			  "threads of processes elsewhere");
	}
	if (!ns->nprocs)
		c->mark = MARK_ODD;
	owner = ns->owner == NSVIEW_NONE ? NULL : host_ns(h, NS_user, ns->owner);
	if (ns_sharing(h, owner) == SHARING_OWN) {
		text_puts(t, ", owned by ");
		words_ns(t, owner);
	}
}

/* The demotion: plugged in, its frames go to the handler and not to IP. */
static void put_port(struct text *t, const struct dev *dev, struct cell *c)
{
	const struct port *port = dev->port;

	next(t);
	text_puts(t, sign_arrow());
	if (port && port->port != NSVIEW_NONE) {
		text_puts(t, " port ");
		text_num(t, port->port);
	} else {
		text_puts(t, " part");
	}
	text_puts(t, " of ");
	text_puts(t, dev->over->name);
	if (port && port->state) {
		text_puts(t, " (");
		text_puts(t, port->state);
		text_putc(t, ')');
		if (strcmp(port->state, "forwarding"))
			c->mark = MARK_ODD;
	}
}

static void put_dev(struct text *t, const struct dev *dev, struct cell *c)
{
	const char *state = words_state(dev);

	if (state)
		text_puts(t, state);
	if (dev->addrs) {
		if (state)
			text_putc(t, ' ');
		words_addrs(t, dev, ' ');
	}
	if (dev->over)
		put_port(t, dev, c);
	if (dev->rx_handler) {
		next(t);
		text_puts(t, "rx_handler ");
		text_puts(t, dev->rx_handler);
	}
	if (words_deaf(dev)) {
		text_puts(t, ", IP does not hear its address");
		c->mark = MARK_ODD;
	}
	if (dev->peer) {
		next(t);
		text_puts(t, "peer ");
		text_puts(t, dev->peer->name);
		if (dev->peer->net && dev->peer->net != dev->net) {
			text_puts(t, " in ");
			words_ns(t, dev->peer->net);
		}
	}
}

static void put_own(struct text *t, const struct host *h, const struct task *task)
{
	_cleanup_text_ struct text own = { 0 };

	/* Its netns is what the branch it hangs on is about. */
	words_shared(&own, h, task, SHARING_OWN, 1u << NS_net, ' ');
	if (task->root && !strcmp(task->root, "own"))
		text_puts(&own, own.len ? " root" : "root");
	if (!own.len)
		return;
	next(t);
	text_puts(t, "own ");
	text_puts(t, own.s);
}

static void put_task(struct text *t, const struct host *h, const struct task *task)
{
	if (is_thread(task)) {
		text_puts(t, "thread of ");
		text_num(t, task->tgid);
		if (task->leader && task->leader->ns[LINK_net] &&
		    task->leader->ns[LINK_net] != task->ns[LINK_net]) {
			text_puts(t, " in ");
			words_ns(t, task->leader->ns[LINK_net]);
		}
	}
	put_own(t, h, task);
	if (task->nsproxy) {
		next(t);
		text_puts(t, "nsproxy ");
		words_nsproxy(t, task);
	}
	if (task->strays) {
		next(t);
		put_count(t, task->strays, "thread lives elsewhere", "threads live elsewhere");
	}
	if (task->state && *task->state == 'Z') {
		next(t);
		text_puts(t, "zombie");
	}
}

void tree_detail(const struct host *h, const struct tree_row *row, struct cell *c)
{
	switch (row->kind) {
	case TREE_NETNS:
		put_netns(&c->made, h, row, c);
		break;
	case TREE_DEV:
		put_dev(&c->made, row->dev, c);
		break;
	case TREE_CGROUP:
		break;
	case TREE_TASK:
		put_task(&c->made, h, row->task);
		break;
	case TREE_MORE:
		text_puts(&c->made, "like the one above");
		c->mark = MARK_DIM;
		break;
	case TREE_KTHREADS:
		break;
	}
	cell_made(c);
}
