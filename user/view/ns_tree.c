/* SPDX-License-Identifier: GPL-2.0 */
/* nsview ns --tree: who owns, holds or made whom, as lsns(8) has it. */
#include "ns.h"

#include <errno.h>
#include <stdlib.h>

#include "../cleanup.h"
#include "forest.h"

/* A user namespace is its parent's. */
static const struct ns *owner(const struct host *h, const struct ns *ns)
{
	return host_ns(h, NS_user, ns->kind == NS_user ? ns->parent : ns->owner);
}

static const struct ns *parent(const struct host *h, const struct ns *ns)
{
	return ns->parent == NSVIEW_NONE ? NULL : host_ns(h, ns->kind, ns->parent);
}

/*
 * The one that the nearest forebear of its eldest process is in that is not in it. As many
 * steps as it has processes lead out of it, also where a saved file has parents in a circle.
 */
static const struct ns *maker(const struct host *h, const struct ns *ns)
{
	const struct task *t = ns->eldest;
	enum ns_link link;
	uint64_t steps;

	if (!t || ns->kind == NS_TYPES)
		return NULL;
	link = ns_type_links[ns->kind];
	for (steps = 0; t && t->ns[link] == ns && steps <= ns->nprocs; steps++)
		t = t->leader ? t->leader : host_task(h, t->ppid);
	return t ? t->ns[link] : NULL;
}

static const struct ns *above(const struct host *h, enum options_tree how, const struct ns *ns)
{
	switch (how) {
	case BY_PARENT:
		return parent(h, ns);
	case BY_PROCESS:
		return maker(h, ns);
	default:
		return owner(h, ns);
	}
}

/* Those that are shown are first, in their order, so that they are in it below whatever it is. */
static size_t *places_of(const struct host *h, const struct ns *const *rows, size_t n)
{
	size_t *places = calloc(h->n_namespaces + 1, sizeof(*places));
	size_t i, next = n;

	if (!places)
		return NULL;
	for (i = 0; i < n; i++)
		places[rows[i] - h->namespaces] = i + 1;
	for (i = 0; i < h->n_namespaces; i++)
		places[i] = places[i] ? places[i] - 1 : next++;
	return places;
}

int ns_tree(const struct host *h, enum options_tree how, const struct ns *const *rows, size_t n,
	    struct out *out)
{
	_cleanup_free_ size_t *places = places_of(h, rows, n);
	_cleanup_free_ size_t *ups = calloc(h->n_namespaces + 1, sizeof(*ups));
	_cleanup_free_ const void **shown = calloc(h->n_namespaces + 1, sizeof(*shown));
	size_t i;

	if (!places || !ups || !shown)
		return -ENOMEM;
	for (i = 0; i < n; i++)
		shown[i] = rows[i];
	for (i = 0; i < h->n_namespaces; i++) {
		const struct ns *up = above(h, how, &h->namespaces[i]);

		ups[places[i]] = up ? places[up - h->namespaces] : FOREST_NONE;
	}
	return forest_draw(ups, shown, h->n_namespaces, out);
}
