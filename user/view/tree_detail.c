/* SPDX-License-Identifier: GPL-2.0 */
/* The words of nsview tree about a namespace, a device or a task. */
#include <string.h>

#include "../cleanup.h"
#include "tree.h"
#include "words.h"

/* So many names of what is folded, where there is little room. */
#define NAMES_BRIEF 2

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

static void put_devices(struct text *t, const struct host *h, const struct ns *ns)
{
	const struct dev *dev;
	size_t n = 0;

	if (ns->kind != NS_net || !(h->tables & TABLE_BIT(devs)))
		return;
	/* There is one in each that could be looked into. */
	if (!ns->devs && host_without_module(h))
		return;
	for (dev = ns->devs; dev; dev = dev->next)
		n++;
	next(t);
	put_count(t, n, "device", "devices");
}

static void put_ns(struct text *t, const struct host *h, const struct tree_row *row)
{
	const struct ns *ns = row->head;
	const struct ns *owner;

	if (!ns) {
		text_puts(t, "tasks whose namespaces can not be seen; a zombie has let go of them");
		return;
	}
	if (words_mounted(ns))
		text_puts(t, words_mounted(ns));
	put_devices(t, h, ns);
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
	owner = ns->owner == NSVIEW_NONE ? NULL : host_ns(h, NS_user, ns->owner);
	if (!row->up_len && ns_sharing(h, owner) == SHARING_OWN) {
		text_puts(t, ", owned by ");
		words_ns(t, owner);
	}
}

/*
 * The demotion: plugged in, its frames go to the handler and not to IP. Briefly without what
 * the row above says, and what is as it should be.
 */
static void put_port(struct text *t, const struct tree_row *row, bool brief)
{
	const struct dev *dev = row->dev;
	const struct port *port = dev->port;

	next(t);
	text_puts(t, sign_arrow());
	if (port && port->port != NSVIEW_NONE) {
		text_puts(t, " port ");
		text_num(t, port->port);
	} else {
		text_puts(t, " part");
	}
	if (!brief || !port || port->port == NSVIEW_NONE) {
		text_puts(t, " of ");
		text_puts(t, dev->over->name);
	}
	if (port && port->state && (!brief || row->odd & ODD(PORT_STATE))) {
		text_puts(t, " (");
		text_puts(t, port->state);
		text_putc(t, ')');
	}
}

/* What a VLAN, a macvlan and the like are on. */
static void put_lower(struct text *t, const struct dev *dev, const struct dev *lower)
{
	next(t);
	text_puts(t, "on ");
	text_puts(t, lower->name ? lower->name : "-");
	if (!lower->net || lower->net == dev->net)
		return;
	text_puts(t, " in ");
	words_ns(t, lower->net);
}

/* Where the other end is, and if there is room whose. */
static void put_peer(struct text *t, const struct host *h, const struct dev *dev, bool brief)
{
	const struct dev *peer = dev->peer;
	struct owner o;

	next(t);
	text_puts(t, "peer ");
	text_puts(t, peer->name);
	if (!peer->net || peer->net == dev->net)
		return;
	text_puts(t, " in ");
	words_ns(t, peer->net);
	if (!brief && !peer->net->host && owner_of_ns(h, peer->net, &o) && o.kind >= OWNER_POD) {
		text_puts(t, " (");
		owner_put_name(t, &o);
		text_putc(t, ')');
	}
}

static void put_dev(struct text *t, const struct host *h, const struct tree_row *row, bool brief)
{
	const struct dev *dev = row->dev;
	const struct dev *lower = words_lower(h, dev);
	const char *state = words_state(dev);

	if (state)
		text_puts(t, state);
	if (dev->addrs) {
		if (state)
			text_putc(t, ' ');
		words_addrs(t, dev, ' ');
	}
	if (dev->over)
		put_port(t, row, brief);
	if (dev->rx_handler) {
		next(t);
		text_puts(t, brief && dev->over ? "" : "rx_handler ");
		text_puts(t, dev->rx_handler);
	}
	if (row->odd & ODD(DEAF)) {
		next(t);
		text_puts(t, "IP does not hear its address");
	}
	if (row->odd & ODD(NO_PEER)) {
		next(t);
		text_puts(t, "its peer is not in sight");
	}
	if (dev->peer)
		put_peer(t, h, dev, brief);
	if (lower && lower != dev)
		put_lower(t, dev, lower);
}

static void put_own(struct text *t, const struct host *h, const struct task *task, unsigned int but)
{
	_cleanup_text_ struct text own = { 0 };

	words_shared(&own, h, task, SHARING_OWN, but, ' ');
	if (task->root && !strcmp(task->root, "own"))
		text_puts(&own, own.len ? " root" : "root");
	if (!own.len)
		return;
	next(t);
	text_puts(t, "own ");
	text_puts(t, own.s);
}

static void put_thread(struct text *t, const struct task *task)
{
	text_puts(t, "thread of ");
	text_num(t, task->tgid);
	if (task->leader && task->leader->ns[LINK_net] &&
	    task->leader->ns[LINK_net] != task->ns[LINK_net]) {
		text_puts(t, " in ");
		words_ns(t, task->leader->ns[LINK_net]);
	}
}

/* Which net namespace it is in, where no branch says so and it is not the host's. */
static void put_net(struct text *t, const struct host *h, const struct tree_row *row)
{
	if (row->but & 1u << NS_net || ns_sharing(h, row->ns) != SHARING_OWN)
		return;
	text_puts(t, ", in ");
	words_ns(t, row->ns);
}

static void put_half(struct text *t, const struct host *h, const struct tree_row *row)
{
	_cleanup_text_ struct text types = { 0 };

	next(t);
	if (!task_types(h, row->task, SHARING_OWN)) {
		text_puts(t, "half inside: by its cgroup only");
		return;
	}
	words_types(&types, row->lacks, ' ');
	text_puts(t, "half inside: its ");
	text_puts(t, text_str(&types));
	text_puts(t, row->lacks & (row->lacks - 1) ? " are the host's" : " is the host's");
}

static void put_task(struct text *t, const struct host *h, const struct tree_row *row)
{
	const struct task *task = row->task;

	if (is_thread(task))
		put_thread(t, task);
	put_own(t, h, task, row->but);
	put_net(t, h, row);
	if (row->odd & ODD(HALF))
		put_half(t, h, row);
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

/* So much of the id of a pod, where there is little room, as tells it from others. */
#define POD_BRIEF 8

static void put_pod(struct text *t, const struct tree_row *row, bool brief)
{
	const struct owner *o = row->owner;
	_cleanup_text_ struct text pod = { 0 };

	/* Unless the row above is that pod, or in it. */
	if (!o->pod || o->kind == OWNER_POD || (size_t)(o->pod - o->path) < row->up_len)
		return;
	owner_put_pod(&pod, o);
	text_puts(t, "in pod ");
	text_add(t, text_str(&pod), brief && pod.len > POD_BRIEF ? POD_BRIEF : pod.len);
}

/* Its pod, and where the row is about a cgroup below its own which one that is. */
static void put_owner(struct text *t, const struct tree_row *row, bool brief)
{
	size_t own = row->owner->path_len + 1;

	put_pod(t, row, brief);
	if (!row->path || row->path_len <= own)
		return;
	next(t);
	text_puts(t, "in ");
	text_add(t, row->path + own, row->path_len - own);
}

/* --- what is folded */

static void put_task_names(struct text *t, const struct tree_task *task)
{
	if (task->owner)
		owner_put_name(t, task->owner);
	else
		text_puts(t, task->path ? task->path : "-");
}

static void put_cgroup_name(struct text *t, const struct tree_node *node)
{
	_cleanup_text_ struct text path = { 0 };
	struct owner o;

	text_add(&path, node->path, node->path_len);
	if (owner_of(text_str(&path), &o) && o.path_len > node->up_len)
		owner_put_name(t, &o);
	else
		text_puts(t, text_str(&path) + node->up_len);
}

static void put_node_name(struct text *t, const struct host *h, const struct tree_node *node)
{
	struct owner o;

	if (!node->ns)
		put_cgroup_name(t, node);
	else if (words_mounted(node->ns))
		text_puts(t, words_mounted(node->ns));
	else if (owner_of_ns(h, node->ns, &o) && o.kind >= OWNER_POD)
		owner_put_name(t, &o);
	else
		words_ns(t, node->ns);
}

static void put_name(struct text *t, const struct host *h, const struct tree_row *row, size_t i)
{
	switch (row->of) {
	case TREE_TASK:
		text_num(t, row->folded_tasks[i]->task->pid);
		break;
	case TREE_DEV:
		text_puts(t, ((const struct dev *)row->folded[i].what)->name);
		break;
	case TREE_OWNER:
		put_task_names(t, row->folded[i].what);
		break;
	default:
		if (row->task)
			put_task_names(t, row->folded[i].what);
		else
			put_node_name(t, h, row->folded[i].what);
		break;
	}
}

static void put_more(struct text *t, const struct host *h, const struct tree_row *row, bool brief)
{
	size_t i, most = brief ? NAMES_BRIEF : TREE_NAMES;

	text_puts(t, brief ? "alike: " : "like the one above: ");
	for (i = 0; i < row->count && i < most; i++) {
		text_puts(t, i ? ", " : "");
		put_name(t, h, row, i);
	}
	if (i < row->count) {
		text_puts(t, ", ");
		text_puts(t, sign_dots());
	}
}

void tree_detail(const struct host *h, const struct tree_row *row, struct cell *c)
{
	if (row->odd)
		c->mark = MARK_ODD;
	switch (row->kind) {
	case TREE_NETNS:
	case TREE_NS:
		put_ns(&c->made, h, row);
		break;
	case TREE_DEV:
		put_dev(&c->made, h, row, false);
		put_dev(&c->made_brief, h, row, true);
		break;
	case TREE_OWNER:
		put_owner(&c->made, row, false);
		put_owner(&c->made_brief, row, true);
		break;
	case TREE_TASK:
		put_task(&c->made, h, row);
		break;
	case TREE_MORE:
		put_more(&c->made, h, row, false);
		put_more(&c->made_brief, h, row, true);
		c->mark = MARK_DIM;
		break;
	case TREE_CGROUP:
	case TREE_KTHREADS:
		break;
	}
	cell_made(c);
	if (c->made_brief.len)
		c->brief = text_str(&c->made_brief);
}
