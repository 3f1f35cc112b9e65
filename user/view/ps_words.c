/* SPDX-License-Identifier: GPL-2.0 */
/* What nsview ps PID says about each thing that a process holds. */
#include <stdio.h>
#include <string.h>

#include "../cleanup.h"
#include "ps.h"
#include "words.h"

/* So many who share an nsproxy are named. */
#define NAMED_MAX 6

static void put_part(struct text *t, const char *label, const char *value)
{
	if (!value)
		return;
	if (t->len)
		text_puts(t, ", ");
	text_puts(t, label);
	text_puts(t, value);
}

static void put_part_num(struct text *t, const char *label, uint64_t n)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%llu", (unsigned long long)n);
	put_part(t, label, n == NSVIEW_NONE ? NULL : digits);
}

static void put_task(struct text *t, const struct ps_row *row)
{
	const struct task *task = row->task;
	_cleanup_text_ struct text name = { 0 };
	struct owner owner;

	if (task->pid != task->tgid)
		put_part_num(t, "thread of ", task->tgid);
	if (owner_of_task(row->host, task, &owner)) {
		owner_put_name(&name, &owner);
		put_part(t, "of ", text_str(&name));
	}
	put_part(t, "state ", task->state);
	put_part_num(t, "parent ", task->ppid);
	if (task->pid == task->tgid)
		put_part_num(t, "threads ", task->threads);
}

/* Who else has it; threads that differ in nothing from their process are no rows. */
static void put_sharers(struct text *t, const struct ps_row *row)
{
	const struct host *h = row->host;
	const struct task *own = row->task;
	size_t i, n = 0;

	for (i = 0; i < h->n_tasks && own->nsproxy; i++) {
		const struct task *other = &h->tasks[i];

		if (other == own || !other->nsproxy || strcmp(other->nsproxy, own->nsproxy))
			continue;
		if (n++ >= NAMED_MAX)
			continue;
		text_puts(t, n == 1 ? "with " : ", ");
		text_num(t, other->pid);
		text_putc(t, ' ');
		text_puts(t, other->comm ? other->comm : "-");
	}
	if (n > NAMED_MAX) {
		text_puts(t, " and ");
		text_num(t, n - NAMED_MAX);
		text_puts(t, " more");
	}
}

static void put_namespace(struct text *t, const struct ns *ns)
{
	if (!ns)
		return;
	put_part(t, "host name ", ns->hostname);
	put_part_num(t, "devices ", ns->devices);
	put_part_num(t, "pids ", ns->pids);
	put_part_num(t, "level ", ns->level);
	put_part_num(t, "owned by user:", ns->owner);
	put_part_num(t, "references ", ns->refs);
}

static const struct creds *creds_of(const struct host *h, const struct task *t)
{
	size_t i;

	for (i = 0; i < h->n_creds; i++)
		if (h->creds[i].pid == t->pid)
			return &h->creds[i];
	return NULL;
}

/*
 * All that this kernel knows: what PID 1 may ever get, and what that does not, for it may have
 * been taken from it. 0: not known.
 */
static uint64_t all_capabilities(const struct host *h)
{
	const struct creds *init = h->init ? creds_of(h, h->init) : NULL;

	return init && init->bounding != NSVIEW_NONE ? words_all_capabilities(init->bounding) : 0;
}

static void put_capabilities(struct text *t, const struct host *h, const char *label, uint64_t set)
{
	_cleanup_text_ struct text words = { 0 };

	if (set == NSVIEW_NONE)
		return;
	words_capabilities(&words, set, all_capabilities(h));
	put_part(t, label, text_str(&words));
}

static void put_cred(struct text *t, const struct ps_row *row)
{
	static const char *const seccomp[] = { NULL, "seccomp strict", "seccomp filter" };
	const struct creds *c = creds_of(row->host, row->task);

	put_part_num(t, "uid ", row->task->uid);
	if (!c)
		return;
	if (c->uid != row->task->uid)
		put_part_num(t, "real uid ", c->uid);
	if (c->suid != row->task->uid)
		put_part_num(t, "saved uid ", c->suid);
	put_part_num(t, "gid ", c->gid);
	put_capabilities(t, row->host, "capabilities ", c->effective);
	if (c->permitted != c->effective)
		put_capabilities(t, row->host, "permitted ", c->permitted);
	if (c->bounding != c->permitted)
		put_capabilities(t, row->host, "bounding ", c->bounding);
	if (c->no_new_privs == 1)
		put_part(t, "", "no_new_privs");
	if (c->seccomp < ARRAY_SIZE(seccomp))
		put_part(t, "", seccomp[c->seccomp]);
}

static void put_root(struct text *t, const struct task *task)
{
	const struct root *root = task->root_dir;

	put_part(t, "root directory: ", task->root);
	if (!root)
		return;
	put_part(t, "", root->path);
	put_part_num(t, "inode ", root->inode);
	put_part(t, "on device ", root->device);
	put_part_num(t, "mount ", root->mount);
}

static void put_port(struct text *t, const struct dev *dev)
{
	if (!dev->over)
		return;
	if (dev->port && dev->port->port != NSVIEW_NONE)
		put_part_num(t, "port ", dev->port->port);
	else
		put_part(t, "", "port");
	text_puts(t, " of ");
	text_puts(t, dev->over->name);
	put_part(t, "", dev->port ? dev->port->state : NULL);
}

/* What it is, and what it is plugged into: itself, or the other end of a veth. */
static void put_dev(struct text *t, const struct dev *dev)
{
	_cleanup_text_ struct text addresses = { 0 };

	text_puts(t, words_kind(dev));
	put_part(t, "", words_state(dev));
	if (words_addrs(&addresses, dev, ' '))
		put_part(t, "", text_str(&addresses));
	put_port(t, dev);
	if (!dev->peer)
		return;
	put_part(t, "other end ", dev->peer->name);
	if (dev->peer->net && dev->peer->net != dev->net) {
		text_puts(t, " in ");
		words_ns(t, dev->peer->net);
	}
	put_port(t, dev->peer);
}

void ps_words(struct text *t, const struct ps_row *row)
{
	const struct task *task = row->task;

	switch (row->kind) {
	case PS_TASK:
		put_task(t, row);
		break;
	case PS_NSPROXY:
		put_sharers(t, row);
		break;
	case PS_LINK:
		put_namespace(t, task->ns[row->link]);
		break;
	case PS_CRED:
		put_cred(t, row);
		break;
	case PS_HIERARCHY:
		put_part(t, "", row->member ? row->member->path : words_cgroup(task));
		if (!t->len)
			put_part_num(t, "cgroup #", task->cgroup_id);
		break;
	case PS_ROOT:
		put_root(t, task);
		break;
	case PS_DEV:
		put_dev(t, row->dev);
		break;
	case PS_LEVEL:
		if (!row->ns)
			break;
		text_puts(t, "in ");
		words_ns(t, row->ns);
		break;
	case PS_PID:
	case PS_CGROUPS:
	case PS_DEVS:
	case PS_MORE:
		break;
	}
}
