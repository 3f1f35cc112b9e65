/* SPDX-License-Identifier: GPL-2.0 */
#include "mates.h"

#include <stdlib.h>

#include "../cleanup.h"

/* Indexes of tasks, and one more; 0: there is none. */
struct lists {
	size_t *first; /* of each namespace */
	size_t *next; /* of each task */
};

struct mates {
	struct lists of[NS_TYPES];
};

struct mates *mates_new(void)
{
	return calloc(1, sizeof(struct mates));
}

void mates_free(struct mates *mates)
{
	enum ns_type type;

	for (type = 0; mates && type < NS_TYPES; type++) {
		free(mates->of[type].first);
		free(mates->of[type].next);
	}
	free(mates);
}

static bool make_lists(struct lists *ret, const struct host *h, enum ns_link link)
{
	_cleanup_free_ size_t *first = calloc(h->n_namespaces + 1, sizeof(*first));
	_cleanup_free_ size_t *next = calloc(h->n_tasks + 1, sizeof(*next));
	size_t i;

	if (!first || !next)
		return false;
	for (i = h->n_tasks; i-- > 0;) {
		const struct ns *ns = h->tasks[i].ns[link];

		if (!ns)
			continue;
		next[i] = first[ns - h->namespaces];
		first[ns - h->namespaces] = i + 1;
	}
	*ret = (struct lists){ steal(first), steal(next) };
	return true;
}

/* Without lists, for which there may be no memory. */
static const struct task *look_for_next(const struct host *h, const struct ns *ns,
					enum ns_link link, const struct task *last)
{
	const struct task *t = last ? last + 1 : h->tasks, *end = h->tasks + h->n_tasks;

	while (t < end && t->ns[link] != ns)
		t++;
	return t < end ? t : NULL;
}

const struct task *mates_next(const struct host *h, const struct ns *ns, const struct task *last)
{
	const enum ns_link link = ns_type_links[ns->kind];
	struct lists *lists = h->mates ? &h->mates->of[ns->kind] : NULL;
	size_t at;

	if (!lists || (!lists->first && !make_lists(lists, h, link)))
		return look_for_next(h, ns, link, last);
	at = last ? lists->next[last - h->tasks] : lists->first[ns - h->namespaces];
	return at ? &h->tasks[at - 1] : NULL;
}
