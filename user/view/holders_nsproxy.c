/* SPDX-License-Identifier: GPL-2.0 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../cleanup.h"
#include "holders.h"

/* An nsproxy seen at a task. */
struct sighting {
	const char *token;
	const struct task *task;
	const struct pin *pin;
	uint64_t pid;
	uint64_t refs; /* from that nsproxy to the namespace */
};

static int compare_sightings(const void *a, const void *b)
{
	const struct sighting *x = a, *y = b;
	int order = strcmp(x->token, y->token);

	if (order)
		return order;
	return x->pid < y->pid ? -1 : x->pid > y->pid;
}

/*
 * The references that the nsproxy of @t has to @ns. A task is in its pid
 * namespace by its pid and in its user namespace by its credentials; the nsproxy
 * has the pid namespace of its children, and the two time namespaces each.
 */
static uint64_t nsproxy_refs(const struct task *t, const struct ns *ns)
{
	uint64_t refs = 0;
	enum ns_link link;

	for (link = 0; link < NS_LINKS; link++)
		if (link != LINK_pid && link != LINK_user && t->ns[link] == ns)
			refs++;
	return refs;
}

static size_t see_tasks(const struct host *h, const struct ns *ns, struct sighting *seen)
{
	size_t n = 0, i;

	for (i = 0; i < h->n_tasks; i++) {
		const struct task *t = &h->tasks[i];
		uint64_t refs = t->nsproxy ? nsproxy_refs(t, ns) : 0;

		if (refs)
			seen[n++] = (struct sighting){ t->nsproxy, t, NULL, t->pid, refs };
	}
	return n;
}

/* Threads that tasks has no row for: their nsproxy is another, what it says is not. */
static size_t see_pins(const struct ns *ns, struct sighting *seen)
{
	const struct pin *pin;
	size_t n = 0;

	for (pin = ns->pins; pin; pin = pin->next) {
		uint64_t refs = pin->task ? nsproxy_refs(pin->task, ns) : 0;

		if (pin->nsproxy)
			seen[n++] = (struct sighting){ pin->nsproxy, pin->task, pin, pin->pid,
						       refs ? refs : 1 };
	}
	return n;
}

int holders_add_nsproxies(const struct host *h, const struct ns *ns, struct holders *f)
{
	_cleanup_free_ struct sighting *seen =
		calloc(h->n_tasks + holders_count_pins(ns) + 1, sizeof(*seen));
	struct holder *new;
	size_t n, i;

	if (!seen)
		return -ENOMEM;
	n = see_tasks(h, ns, seen);
	n += see_pins(ns, seen + n);
	qsort(seen, n, sizeof(*seen), compare_sightings);
	for (i = 0; i < n; i++) {
		const bool same = i && !strcmp(seen[i].token, seen[i - 1].token);

		if (!same) {
			new = holders_add(f, HOLDER_NSPROXY, 1, seen[i].refs);
			if (new)
				new->token = seen[i].token;
		}
		if (same && seen[i].pid == seen[i - 1].pid)
			continue; /* in both tables */
		new = holders_add(f, HOLDER_TASK, 2, NSVIEW_NONE);
		if (!new)
			return -ENOMEM;
		new->task = seen[i].task;
		new->pin = seen[i].pin;
	}
	return 0;
}
