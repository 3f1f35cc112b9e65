/* SPDX-License-Identifier: GPL-2.0 */
#include "keeper.h"

#include <string.h>

#include "words.h"

static void keeper_task(struct keeper *k, const struct task *t)
{
	k->kind = t->pid == t->tgid ? "process" : "thread";
	k->pid = t->tgid;
	k->tid = t->pid == t->tgid ? NSVIEW_NONE : t->pid;
	k->comm = t->comm;
}

struct keeper keeper_find(const struct host *h, const struct ns *ns)
{
	struct keeper k = { .pid = NSVIEW_NONE, .tid = NSVIEW_NONE, .fd = NSVIEW_NONE };
	const struct mount *bind = ns->mounted;
	const struct pin *pin = ns->keeper;

	if (ns->first) {
		keeper_task(&k, ns->first);
		if (ns_sharing(h, ns) == SHARING_HOST)
			k.kind = "host";
		return k;
	}
	if (bind) {
		k.kind = "mount";
		k.point = bind->point;
		k.mnt = bind->in && !bind->in->host ? bind->in : NULL;
		return k;
	}
	if (pin) {
		k.kind = pin->kind;
		k.pid = pin->pid;
		k.fd = pin->fd;
		k.comm = pin->task ? pin->task->comm : NULL;
	} else if (ns->taps) {
		k.kind = "tap";
		k.pid = ns->taps->pid;
		k.fd = ns->taps->fd;
		k.comm = ns->taps->task ? ns->taps->task->comm : NULL;
	}
	return k;
}

static void put_who(struct text *t, const struct keeper *k)
{
	text_num(t, k->pid);
	if (k->comm) {
		text_putc(t, ' ');
		text_puts(t, k->comm);
	}
}

static void put_num(struct text *t, const char *label, uint64_t n)
{
	text_puts(t, label);
	if (n == NSVIEW_NONE)
		text_putc(t, '?');
	else
		text_num(t, n);
}

static void put_kept(struct text *t, const struct keeper *k)
{
	if (!strcmp(k->kind, "process")) {
		text_puts(t, ", where ");
		put_who(t, k);
		text_puts(t, " is");
	} else if (!strcmp(k->kind, "thread")) {
		put_num(t, ", where only thread ", k->tid);
		text_puts(t, " of ");
		put_who(t, k);
		text_puts(t, " is");
	} else if (!strcmp(k->kind, "mount")) {
		text_puts(t, ", where nobody is, mounted on ");
		text_puts(t, k->point ? k->point : "?");
		if (k->mnt) {
			text_puts(t, " in ");
			words_ns(t, k->mnt);
		}
	} else {
		text_puts(t, ", where nobody is, kept by ");
		if (!strcmp(k->kind, "flight"))
			text_puts(t, "a descriptor in flight in socket ");
		put_num(t,
			!strcmp(k->kind, "fd")	   ? "descriptor " :
			!strcmp(k->kind, "flight") ? "" :
			!strcmp(k->kind, "tap")	   ? "tap descriptor " :
						     "socket ",
			k->fd);
		text_puts(t, " of ");
		put_who(t, k);
	}
}

void words_kept(struct text *t, const struct host *h, const struct ns *ns)
{
	struct keeper k = keeper_find(h, ns);

	words_ns(t, ns);
	if (!k.kind) {
		text_puts(t, ", where nobody is");
		if (h->tables & TABLE_BIT(pins))
			text_puts(t, " and which nothing in sight keeps");
	} else if (!strcmp(k.kind, "host")) {
		text_puts(t, " (host)");
	} else {
		put_kept(t, &k);
	}
}
