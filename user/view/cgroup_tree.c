/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "cgroup_tree.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../cleanup.h"
#include "../grown.h"

/* Where all tasks of a namespace are in a hierarchy: in this group or below it. */
struct place {
	struct cgroup_group *lowest;
	size_t next; /* and one more: another place of that namespace; 0: there is none */
};

/* While it is made. */
struct maker {
	const struct host *h;
	struct cgroup_tree *t;
	struct map by_hierarchy; /* its head, until they are sorted */
	struct cgroup_group **of; /* the group of each row of cgroups */
	struct place *places; /* those that there are: not each hierarchy has each namespace */
	size_t nplaces;
	struct map by_place; /* head and namespace */
	size_t *of_ns; /* for each namespace, as next */
	struct cgroup_group nowhere; /* where there is no such */
};

/* --- heads */

static int compare_heads(const void *a, const void *b)
{
	const struct cgroup_head *x = a, *y = b;

	return x->hierarchy < y->hierarchy ? -1 : x->hierarchy > y->hierarchy;
}

/* The one that there is, or a new one; NULL: there is no memory. */
static struct cgroup_head *add_head(struct maker *m, uint64_t hierarchy)
{
	struct cgroup_tree *t = m->t;
	const size_t at = map_find(&m->by_hierarchy, hierarchy, 0);
	struct cgroup_head *heads;

	if (at != MAP_NONE)
		return &t->heads[at];
	heads = grown(t->heads, t->nheads, sizeof(*heads));
	if (!heads)
		return NULL;
	t->heads = heads;
	if (map_add(&m->by_hierarchy, hierarchy, 0, t->nheads))
		return NULL;
	heads[t->nheads] = (struct cgroup_head){ .hierarchy = hierarchy };
	return &heads[t->nheads++];
}

static int make_heads(struct maker *m)
{
	const struct host *h = m->h;
	struct cgroup_head *head = NULL;
	size_t i;

	for (i = 0; i < h->n_hierarchies; i++) {
		head = add_head(m, h->hierarchies[i].hierarchy);
		if (!head)
			return -ENOMEM;
		head->controllers = h->hierarchies[i].controllers;
		head->name = h->hierarchies[i].name;
		head->mount = h->hierarchies[i].mount;
	}
	for (i = 0; i < h->n_cgroups; i++) {
		const struct cgroup *c = &h->cgroups[i];

		if (!head || head->hierarchy != c->hierarchy)
			head = add_head(m, c->hierarchy);
		if (!head)
			return -ENOMEM;
		if (!head->name)
			head->name = c->name;
		/* The module knows what the root has, also where nothing is mounted. */
		if (c->path && !strcmp(c->path, "/") && c->controllers)
			head->controllers = c->controllers;
	}
	if (m->t->nheads)
		qsort(m->t->heads, m->t->nheads, sizeof(*m->t->heads), compare_heads);
	return 0;
}

void cgroup_head_words(struct text *t, const struct cgroup_head *head)
{
	bool controllers = head->controllers && *head->controllers;

	if (!head->hierarchy) {
		text_puts(t, "v2");
		return;
	}
	if (controllers)
		text_puts(t, head->controllers);
	if (head->name)
		text_printf(t, "%sname=%s", controllers ? "," : "", head->name);
	if (!controllers && !head->name)
		text_printf(t, "v1 #%llu", (unsigned long long)head->hierarchy);
}

/* --- groups */

/* As if a slash were lower than any other byte: what is below follows at once. */
static int compare_paths(const char *a, const char *b)
{
	int x, y;

	for (; *a && *a == *b; a++, b++)
		;
	x = *a == '/' ? 1 : (unsigned char)*a + (*a != '\0');
	y = *b == '/' ? 1 : (unsigned char)*b + (*b != '\0');
	return x - y;
}

/* Those whose path is not known come last. */
static int compare_groups(const void *a, const void *b)
{
	const struct cgroup *x = ((const struct cgroup_group *)a)->cgroup;
	const struct cgroup *y = ((const struct cgroup_group *)b)->cgroup;
	int order = 0;

	if (x->hierarchy != y->hierarchy)
		return x->hierarchy < y->hierarchy ? -1 : 1;
	if (!x->path || !y->path)
		order = !x->path - !y->path;
	else
		order = compare_paths(strcmp(x->path, "/") ? x->path : "",
				      strcmp(y->path, "/") ? y->path : "");
	if (order)
		return order;
	return x->id < y->id ? -1 : x->id > y->id;
}

static bool is_below(const struct cgroup *c, const struct cgroup *above)
{
	size_t len;

	if (c->hierarchy != above->hierarchy || !above->path)
		return false;
	if (!strcmp(above->path, "/"))
		return true;
	len = strlen(above->path);
	return c->path && !strncmp(c->path, above->path, len) && c->path[len] == '/';
}

static int make_groups(struct maker *m)
{
	const struct host *h = m->h;
	struct cgroup_tree *t = m->t;
	size_t i, head = 0;

	t->groups = calloc(h->n_cgroups + 1, sizeof(*t->groups));
	m->of = calloc(h->n_cgroups + 1, sizeof(struct cgroup_group *));
	if (!t->groups || !m->of)
		return -ENOMEM;
	for (i = 0; i < h->n_cgroups; i++)
		t->groups[i].cgroup = &h->cgroups[i];
	t->ngroups = h->n_cgroups;
	qsort(t->groups, t->ngroups, sizeof(*t->groups), compare_groups);
	for (i = 0; i < t->ngroups; i++) {
		struct cgroup_group *g = &t->groups[i], *up = i ? g - 1 : NULL;

		m->of[g->cgroup - h->cgroups] = g;
		/* Both are sorted, and each hierarchy that has a cgroup has a head. */
		while (t->heads[head].hierarchy != g->cgroup->hierarchy)
			head++;
		g->head = head;
		while (up && !is_below(g->cgroup, up->cgroup))
			up = up->up;
		g->up = up;
		g->end = g + 1;
		g->depth = up ? up->depth + 1 : 0;
	}
	for (i = t->ngroups; i-- > 0;) {
		struct cgroup_group *g = &t->groups[i];

		if (g->up && g->up->end < g->end)
			g->up->end = g->end;
	}
	return 0;
}

/* --- who is in them */

bool cgroup_is_within(const struct cgroup_group *g, const struct cgroup_group *top)
{
	return g >= top && g < top->end;
}

/* So that @g is within, too. All in all it goes up no further than the first one is deep. */
static void widen(struct maker *m, struct place *place, const struct cgroup_group *g)
{
	while (place->lowest != &m->nowhere && !cgroup_is_within(g, place->lowest))
		place->lowest = place->lowest->up ? place->lowest->up : &m->nowhere;
}

/* A task that is dead is no longer in a namespace that anybody could meet it in. */
static bool is_dead(const struct task *t)
{
	return t->state && (*t->state == 'Z' || *t->state == 'X') &&
	       (t->pid != t->tgid || t->threads == NSVIEW_NONE || t->threads <= 1);
}

static int add_place(struct maker *m, struct cgroup_group *g, const struct ns *ns)
{
	const size_t ns_at = (size_t)(ns - m->h->namespaces);
	const size_t at = map_find(&m->by_place, g->head, ns_at);
	struct place *places;

	if (at != MAP_NONE) {
		widen(m, &m->places[at], g);
		return 0;
	}
	places = grown(m->places, m->nplaces, sizeof(*places));
	if (!places)
		return -ENOMEM;
	m->places = places;
	places[m->nplaces] = (struct place){ g, m->of_ns[ns_at] };
	m->of_ns[ns_at] = m->nplaces + 1;
	return map_add(&m->by_place, g->head, ns_at, m->nplaces++);
}

/* @places: whether @t may be in namespaces that nobody before it was in there. */
static int enter(struct maker *m, const struct cgroup *c, const struct task *t, bool places)
{
	struct cgroup_group *g = c ? m->of[c - m->h->cgroups] : NULL;
	enum ns_type type;
	int err = 0;

	if (!g)
		return 0;
	if (t->pid == t->tgid)
		g->procs++;
	for (type = 0; places && type < NS_TYPES && !err; type++) {
		const struct ns *ns = t->ns[ns_type_links[type]];

		if (ns_sharing(m->h, ns) == SHARING_OWN)
			err = add_place(m, g, ns);
	}
	return err;
}

/* "HIERARCHY:ID,...", where /proc was not asked. */
static int enter_by_number(struct maker *m, const struct task *t)
{
	const char *s = t->cgroups_v1;
	int err = 0;

	while (s && *s && !err) {
		char *end;
		uint64_t hierarchy = strtoull(s, &end, 10);
		size_t at = MAP_NONE;

		if (*end == ':')
			at = map_find(&m->h->by_cgroup, hierarchy, strtoull(end + 1, &end, 10));
		if (at != MAP_NONE)
			err = enter(m, &m->h->cgroups[at], t, true);
		s = *end == ',' ? end + 1 : NULL;
	}
	return err;
}

static int count_tasks(struct maker *m)
{
	const struct host *h = m->h;
	const struct task *before = NULL;
	size_t i;
	int err = 0;

	m->of_ns = calloc(h->n_namespaces + 1, sizeof(*m->of_ns));
	if (!m->of_ns)
		return -ENOMEM;
	for (i = 0; i < h->n_tasks && !err; i++) {
		const struct task *t = &h->tasks[i];
		const struct member *member;

		if (is_dead(t))
			continue;
		/* Most are where the one before them in the table is. */
		err = enter(m, t->cgroup, t,
			    !(t->alike && before == t - 1 && before->cgroup == t->cgroup));
		before = t;
		if (!err && !h->n_members)
			err = enter_by_number(m, t);
		for (member = t->members; member && !err; member = member->next)
			err = enter(m, member->cgroup, t, true);
	}
	for (i = m->t->ngroups; i-- > 0;) {
		struct cgroup_group *g = &m->t->groups[i];

		g->below += g->procs;
		if (g->up)
			g->up->below += g->below;
	}
	return err;
}

/* Lists are built from the last to the first, so that they keep the table's order. */
static int make_homes(struct maker *m)
{
	struct cgroup_home *home = calloc(m->nplaces + 1, sizeof(*home));
	size_t i, at;

	m->t->homes = home;
	if (!home)
		return -ENOMEM;
	for (i = m->h->n_namespaces; i-- > 0;) {
		for (at = m->of_ns[i]; at; at = m->places[at - 1].next, home++) {
			struct cgroup_group *lowest = m->places[at - 1].lowest;

			home->ns = &m->h->namespaces[i];
			home->next = lowest->homes;
			lowest->homes = home;
		}
	}
	return 0;
}

/* --- what limits them */

/* Of thousands below one that is limited most have no limits of their own: they share its list. */
static bool find_io_limit(struct cgroup_group *g, const char *above)
{
	cgroup_io_max(g->cgroup, &g->io_max);
	if (g->io_max.len) {
		g->io_inherited = cgroup_io_tightest(text_str(&g->io_max), above, &g->io_tightest);
		g->io_limit = text_str(&g->io_tightest);
	} else {
		g->io_inherited = *above;
		g->io_limit = above;
	}
	return !g->io_max.failed && !g->io_tightest.failed;
}

static int read_uses(struct maker *m)
{
	size_t i;

	for (i = 0; i < m->t->ngroups; i++) {
		struct cgroup_group *g = &m->t->groups[i], *up = g->up;
		/* Version 1 throttles each cgroup by itself, whatever is above it. */
		const char *above = up && !g->cgroup->hierarchy ? up->io_limit : "";

		cgroup_use_read(g->cgroup, &g->use);
		/* Version 2 says it of the cgroup that was told to, and not of those below it. */
		if (up && up->use.frozen == 1)
			g->use.frozen = 1;
		cgroup_limits(g->cgroup, &g->use, up ? &up->use : NULL, up ? up->limits : NULL,
			      g->limits);
		if (!find_io_limit(g, above))
			return -ENOMEM;
	}
	return 0;
}

int cgroup_tree_make(const struct host *h, struct cgroup_tree *ret)
{
	static int (*const steps[])(struct maker * m) = {
		make_heads, make_groups, count_tasks, make_homes, read_uses,
	};
	struct maker m = { .h = h, .t = ret };
	int err = 0;
	size_t i;

	*ret = (struct cgroup_tree){ 0 };
	for (i = 0; i < ARRAY_SIZE(steps) && !err; i++)
		err = steps[i](&m);
	free(m.of);
	free(m.places);
	free(m.of_ns);
	map_free(&m.by_hierarchy);
	map_free(&m.by_place);
	if (err)
		cgroup_tree_free(ret);
	return err;
}

void cgroup_tree_free(struct cgroup_tree *t)
{
	size_t i;

	for (i = 0; i < t->ngroups; i++) {
		text_free(&t->groups[i].io_max);
		text_free(&t->groups[i].io_tightest);
	}
	free(t->heads);
	free(t->groups);
	free(t->homes);
	*t = (struct cgroup_tree){ 0 };
}
