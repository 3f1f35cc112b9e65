/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A number that a net namespace has for another one is no name of it. What can be asked is
 * which number it has for a namespace that is at hand, so one is guessed, and asked for: of
 * a veth the namespace of the device that has it as its own other end; else the host's; else
 * each there is, once for all the numbers that are left, as long as that is not too much.
 */
#include "dev_ends.h"

#include <errno.h>
#include <stdlib.h>

#include "../cleanup.h"
#include "host.h"
#include "nsid.h"
#include "ways.h"

/* Guesses of a veth: more devices than that with the same two indexes are no way to find it. */
#define GUESSES_MAX 8
/* Questions to each namespace there is, all in all. */
#define ASKS_MAX 20000

/* The namespace of which the @n devices from @first on are. */
struct group {
	const struct ns *ns;
	size_t first;
	size_t n;
};

struct search {
	const struct host *h;
	struct dev_end *ends;
	size_t n;
	struct group *groups;
	size_t ngroups;
	struct map by_pair; /* of veths in other namespaces: index and link to the first such */
	size_t *next; /* with the same pair; MAP_NONE: that was the last */
	size_t asks; /* so many are left */
	struct netlink nl; /* asks in the namespace that is looked from */
	struct map known; /* its numbers, to the group */
};

static bool is_elsewhere(const struct dev_end *e)
{
	return e->link != NSVIEW_NONE && e->nsid != NSVIEW_NONE;
}

static int find_groups(struct search *s)
{
	size_t i;

	s->groups = calloc(s->n + 1, sizeof(*s->groups));
	if (!s->groups)
		return -ENOMEM;
	for (i = 0; i < s->n; i++) {
		if (!i || s->ends[i].netns != s->ends[i - 1].netns)
			s->groups[s->ngroups++] = (struct group){
				.ns = host_ns(s->h, NS_net, s->ends[i].netns),
				.first = i,
			};
		s->groups[s->ngroups - 1].n++;
	}
	return 0;
}

static int find_pairs(struct search *s)
{
	size_t i, at;

	s->next = calloc(s->n + 1, sizeof(*s->next));
	if (!s->next)
		return -ENOMEM;
	for (i = s->n; i-- > 0;) {
		const struct dev_end *e = &s->ends[i];

		s->next[i] = MAP_NONE;
		if (!e->veth || !is_elsewhere(e))
			continue;
		at = map_find(&s->by_pair, e->ifindex, e->link);
		if (at != MAP_NONE) {
			s->next[i] = s->next[at];
			s->next[at] = i;
		} else if (map_add(&s->by_pair, e->ifindex, e->link, i)) {
			return -ENOMEM;
		}
	}
	return 0;
}

/* NSVIEW_NONE: none, or it can not be asked for. */
static uint64_t ask(struct search *s, const struct ns *ns)
{
	_cleanup_close_ int fd = ns ? ns_open(s->h, ns) : -ESRCH;

	return fd < 0 ? NSVIEW_NONE : nsid_ask(&s->nl, fd);
}

/* Whether the end is in @ns. */
static bool try(struct search *s, struct dev_end *e, const struct ns *ns)
{
	if (!ns || ns->inum == e->netns || ask(s, ns) != e->nsid)
		return false;
	e->link_netns = ns->inum;
	return true;
}

static bool try_pairs(struct search *s, struct dev_end *e)
{
	size_t at = e->veth ? map_find(&s->by_pair, e->link, e->ifindex) : MAP_NONE;
	size_t tries;

	for (tries = 0; at != MAP_NONE && tries < GUESSES_MAX; tries++, at = s->next[at])
		if (try(s, e, host_ns(s->h, NS_net, s->ends[at].netns)))
			return true;
	return false;
}

/* What is known of the numbers of this namespace is asked once. */
static int find_end(struct search *s, struct dev_end *e)
{
	size_t at = map_find(&s->known, e->nsid, 0);

	if (at != MAP_NONE) {
		e->link_netns = s->ends[at].link_netns;
		return 0;
	}
	if (!try_pairs(s, e) && !try(s, e, s->h->init ? s->h->init->ns[LINK_net] : NULL))
		return 0;
	return map_add(&s->known, e->nsid, 0, (size_t)(e - s->ends));
}

/* Asks for all namespaces, from @g, in which @left ends were not found. */
static int sweep(struct search *s, const struct group *g, size_t left, size_t *ret_left)
{
	struct map by_nsid = { 0 };
	size_t i, at;
	int err = 0;

	if (s->asks < s->ngroups) {
		*ret_left += left;
		return 0;
	}
	s->asks -= s->ngroups;
	for (i = 0; i < s->ngroups && !err; i++) {
		uint64_t nsid = ask(s, s->groups[i].ns);

		if (nsid != NSVIEW_NONE)
			err = map_add(&by_nsid, nsid, 0, i);
	}
	for (i = g->first; i < g->first + g->n && !err; i++) {
		struct dev_end *e = &s->ends[i];

		if (!is_elsewhere(e) || e->link_netns != NSVIEW_NONE)
			continue;
		at = map_find(&by_nsid, e->nsid, 0);
		if (at != MAP_NONE)
			e->link_netns = s->groups[at].ns->inum;
	}
	map_free(&by_nsid);
	return err;
}

static int find_of(struct search *s, const struct group *g, size_t *ret_left)
{
	size_t i, left = 0;
	int err = 0;

	for (i = g->first; i < g->first + g->n && !err; i++) {
		struct dev_end *e = &s->ends[i];

		if (e->link == NSVIEW_NONE)
			continue;
		if (e->nsid == NSVIEW_NONE)
			e->link_netns = e->netns;
		else if (s->nl.socket)
			err = find_end(s, e);
		left += e->link_netns == NSVIEW_NONE;
	}
	return !err && left && s->nl.socket ? sweep(s, g, left, ret_left) : err;
}

static bool has_elsewhere(const struct search *s, const struct group *g)
{
	size_t i;

	for (i = g->first; i < g->first + g->n; i++)
		if (is_elsewhere(&s->ends[i]))
			return true;
	return false;
}

static int look_from(struct search *s, const struct group *g, size_t *ret_left)
{
	_cleanup_close_ int fd = -1;
	int err;

	s->nl = (struct netlink){ .netns = -1 };
	if (g->ns && has_elsewhere(s, g))
		fd = ns_open(s->h, g->ns);
	/* One that has gone since is not asked. */
	if (fd >= 0 && netlink_open(&s->nl, fd, NETLINK_ROUTE))
		s->nl.socket = NULL;
	err = find_of(s, g, ret_left);
	netlink_close(&s->nl);
	map_free(&s->known);
	return err;
}

int dev_ends_find(const struct host *h, struct dev_end *ends, size_t n, size_t *ret_left)
{
	struct search s = { .h = h, .ends = ends, .n = n, .asks = ASKS_MAX };
	size_t i;
	int err = find_groups(&s);

	*ret_left = 0;
	if (!err)
		err = find_pairs(&s);
	for (i = 0; i < s.ngroups && !err; i++)
		err = look_from(&s, &s.groups[i], ret_left);
	map_free(&s.by_pair);
	free(s.groups);
	free(s.next);
	return err;
}
