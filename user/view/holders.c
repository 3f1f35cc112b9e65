/* SPDX-License-Identifier: GPL-2.0 */
#include "holders.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../cleanup.h"

const char *const holder_names[HOLDER_KINDS] = {
	[HOLDER_NAMESPACE] = "namespace", [HOLDER_KERNEL] = "kernel",
	[HOLDER_NSPROXY] = "nsproxy",	  [HOLDER_PIDS] = "pids",
	[HOLDER_CREDS] = "credentials",	  [HOLDER_TASK] = "task",
	[HOLDER_NSFS] = "nsfs",		  [HOLDER_FD] = "fd",
	[HOLDER_FLIGHT] = "flight",	  [HOLDER_MOUNT] = "mount",
	[HOLDER_SOCKET] = "socket",	  [HOLDER_TAP] = "tap",
	[HOLDER_CHILD] = "child",	  [HOLDER_OWNED] = "owned",
	[HOLDER_UNKNOWN] = "unknown",	  [HOLDER_MISSING] = "missing",
};

void holders_free(struct holders *f)
{
	free(f->all);
	f->all = NULL;
	f->count = 0;
}

struct holder *holders_add(struct holders *f, enum holder_kind kind, unsigned int depth,
			   uint64_t refs)
{
	struct holder *new;

	if (f->count == f->size) {
		size_t size = f->size * 2 + 64;

		new = reallocarray(f->all, size, sizeof(*new));
		if (!new) {
			f->failed = true;
			return NULL;
		}
		f->all = new;
		f->size = size;
	}
	new = &f->all[f->count++];
	*new = (struct holder){ .kind = kind, .depth = depth, .refs = refs };
	f->of[kind]++;
	if (refs != NSVIEW_NONE && depth)
		f->found += refs;
	return new;
}

/* Tasks that hold it otherwise than by their nsproxy, below what they hold it by. */
static void add_tasks(const struct host *h, const struct ns *ns, struct holders *f,
		      enum holder_kind kind, enum ns_link link)
{
	size_t group = f->count, i;
	uint64_t pids = 0;

	for (i = 0; i < h->n_tasks; i++) {
		const struct task *t = &h->tasks[i];
		struct holder *new;

		/* Threads are in it with their process, which says how many they are. */
		if (t->ns[link] != ns ||
		    (t->pid != t->tgid && t->leader && t->leader->ns[link] == ns))
			continue;
		if (f->count == group && !holders_add(f, kind, 1, NSVIEW_NONE))
			return;
		pids += t->pid == t->tgid && t->threads != NSVIEW_NONE ? t->threads : 1;
		new = holders_add(f, HOLDER_TASK, 2, NSVIEW_NONE);
		if (!new)
			return;
		new->task = t;
	}
	if (kind == HOLDER_PIDS && f->count > group) {
		f->all[group].refs = pids;
		f->found += pids;
	}
}

static void add_pins(const struct ns *ns, struct holders *f, enum holder_kind kind,
		     const char *word, unsigned int depth)
{
	const struct pin *pin;
	struct holder *new;

	for (pin = ns->pins; pin; pin = pin->next) {
		if (strcmp(pin->kind, word) || pin->socket != NSVIEW_NONE)
			continue;
		new = holders_add(f, kind, depth, NSVIEW_NONE);
		if (!new)
			return;
		new->pin = pin;
		new->task = pin->task;
	}
}

/* Descriptors and mounts have the inode in common, and that is one reference. */
static void add_nsfs(const struct ns *ns, struct holders *f)
{
	const size_t group = f->count;
	const struct mount *m;
	struct holder *new;

	if (!holders_add(f, HOLDER_NSFS, 1, NSVIEW_NONE))
		return;
	add_pins(ns, f, HOLDER_FD, "fd", 2);
	add_pins(ns, f, HOLDER_FLIGHT, "flight", 2);
	for (m = ns->binds; m; m = m->next_bind) {
		new = holders_add(f, HOLDER_MOUNT, 2, NSVIEW_NONE);
		if (!new)
			return;
		new->mount = m;
		new->task = m->in ? m->in->first : NULL;
	}
	if (f->count == group + 1) {
		f->count = group;
		f->of[HOLDER_NSFS]--;
		return;
	}
	f->all[group].refs = 1;
	f->found++;
}

static int compare_sockets(const void *a, const void *b)
{
	const struct pin *x = *(const struct pin *const *)a;
	const struct pin *y = *(const struct pin *const *)b;

	if (x->socket != y->socket)
		return x->socket < y->socket ? -1 : 1;
	return x->pid < y->pid ? -1 : x->pid > y->pid;
}

static int add_sockets(const struct ns *ns, struct holders *f)
{
	_cleanup_free_ const struct pin **pins = calloc(holders_count_pins(ns) + 1, sizeof(*pins));
	const struct pin *pin;
	struct holder *new;
	size_t n = 0, i;

	if (!pins)
		return -ENOMEM;
	for (pin = ns->pins; pin; pin = pin->next)
		if (pin->socket != NSVIEW_NONE)
			pins[n++] = pin;
	qsort(pins, n, sizeof(*pins), compare_sockets);
	for (i = 0; i < n; i++) {
		if (!i || pins[i]->socket != pins[i - 1]->socket) {
			new = holders_add(f, HOLDER_SOCKET, 1, 1);
			if (new)
				new->pin = pins[i];
		}
		new = holders_add(f, strcmp(pins[i]->kind, "flight") ? HOLDER_FD : HOLDER_FLIGHT, 2,
				  NSVIEW_NONE);
		if (!new)
			return -ENOMEM;
		/* Only those of the inode count as its descriptors. */
		f->of[new->kind]--;
		new->pin = pins[i];
		new->task = pins[i]->task;
	}
	return 0;
}

static int compare_taps(const void *a, const void *b)
{
	const struct tap *x = *(const struct tap *const *)a;
	const struct tap *y = *(const struct tap *const *)b;

	if (x->file != y->file)
		return x->file < y->file ? -1 : 1;
	return x->pid < y->pid ? -1 : x->pid > y->pid;
}

static int add_taps(const struct host *h, const struct ns *ns, struct holders *f)
{
	_cleanup_free_ const struct tap **taps = calloc(h->n_taps + 1, sizeof(*taps));
	const struct tap *tap;
	struct holder *new;
	size_t n = 0, i;

	if (!taps)
		return -ENOMEM;
	for (tap = ns->taps; tap; tap = tap->next)
		taps[n++] = tap;
	qsort(taps, n, sizeof(*taps), compare_taps);
	for (i = 0; i < n; i++) {
		if (!i || taps[i]->file != taps[i - 1]->file) {
			new = holders_add(f, HOLDER_TAP, 1, 1);
			if (new)
				new->tap = taps[i];
		}
		new = holders_add(f, HOLDER_FD, 2, NSVIEW_NONE);
		if (!new)
			return -ENOMEM;
		f->of[HOLDER_FD]--;
		new->tap = taps[i];
		new->task = taps[i]->task;
	}
	return 0;
}

/* A user namespace is its parent's child and its property by one reference. */
static void add_family(const struct host *h, const struct ns *ns, struct holders *f)
{
	size_t i;

	for (i = 0; i < h->n_namespaces; i++) {
		const struct ns *by = &h->namespaces[i];
		struct holder *new = NULL;

		if (by->kind == ns->kind && by->parent == ns->inum)
			new = holders_add(f, HOLDER_CHILD, 1, 1);
		else if (ns->kind == NS_user && by->kind != NS_user && by->owner == ns->inum)
			new = holders_add(f, HOLDER_OWNED, 1, 1);
		if (!new)
			continue;
		new->ns = by;
		new->task = by->first;
	}
}

/* Those of the kernel's first threads, that live as long as it does. */
static bool is_initial(const struct host *h, const struct ns *ns)
{
	const struct task *kthreadd = host_task(h, 2);

	return kthreadd && kthreadd->kernel && kthreadd->ns[ns_type_links[ns->kind]] == ns;
}

/*
 * Besides the reference of its nsproxy, the kernel has one to most of them that
 * stands for itself. A newer kernel, as 7.2 is, counts none to them at all, and
 * always says 1.
 */
static void add_kernel(const struct ns *ns, struct holders *f)
{
	const unsigned int own = 1u << NS_cgroup | 1u << NS_mnt | 1u << NS_pid | 1u << NS_time |
				 1u << NS_uts;

	f->uncounted = ns->refs == 1;
	if (!f->uncounted && own & 1u << ns->kind)
		holders_add(f, HOLDER_KERNEL, 1, 1);
}

static bool is_unread(const struct host *h)
{
	size_t i;

	for (i = 0; i < h->n_pins; i++)
		if (!strcmp(h->pins[i].kind, "unread"))
			return true;
	return false;
}

static void add_rest(const struct ns *ns, struct holders *f)
{
	const bool unknowable = ns->kind == NS_pid || ns->kind == NS_user;

	if (f->uncounted || f->held == NSVIEW_NONE || f->held <= f->found)
		return;
	holders_add(f, unknowable ? HOLDER_UNKNOWN : HOLDER_MISSING, 1, NSVIEW_NONE);
	if (!f->failed)
		f->all[f->count - 1].refs = f->held - f->found;
}

int holders_find(const struct host *h, const struct ns *ns, struct holders *ret)
{
	struct holder *top;
	int err = 0;

	*ret = (struct holders){
		.held = ns->refs,
		.initial = is_initial(h, ns),
		.unread = is_unread(h),
	};
	top = holders_add(ret, HOLDER_NAMESPACE, 0, ns->refs);
	if (top)
		top->ns = ns;
	if (ret->initial)
		add_kernel(ns, ret);
	if (ns->kind != NS_user)
		err = holders_add_nsproxies(h, ns, ret);
	if (ns->kind == NS_pid)
		add_tasks(h, ns, ret, HOLDER_PIDS, LINK_pid);
	if (ns->kind == NS_user)
		add_tasks(h, ns, ret, HOLDER_CREDS, LINK_user);
	add_nsfs(ns, ret);
	if (!err)
		err = add_sockets(ns, ret);
	if (!err)
		err = add_taps(h, ns, ret);
	add_family(h, ns, ret);
	add_rest(ns, ret);
	return err || ret->failed ? -ENOMEM : 0;
}
