/* SPDX-License-Identifier: GPL-2.0 */
/* Filling the model from a source, and finding rows in it. */
#include "host.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../text.h"
#include "source.h"
#include "table.h"

static int load_table(struct host *h, enum table_id id, struct source *src, struct problem *p)
{
	const struct table *t = &host_tables[id];
	_cleanup_text_ struct text where = { 0 };
	struct rows rows;
	int err;

	text_printf(&where, "%s/%s", src->where, t->name);
	if (where.failed)
		return problem_set(p, -ENOMEM, "out of memory");
	err = src->read(src, t->name, &h->text[id]);
	if (err == -ENOENT)
		return problem_set(p, err, "%s: no such table", where.s);
	if (err)
		return problem_set(p, err, "%s: %s", where.s, strerror(-err));
	err = table_parse(t, &h->text[id], where.s, &rows, p);
	if (err)
		return err;

	*(void **)((char *)h + t->rows_at) = rows.data;
	*(size_t *)((char *)h + t->count_at) = rows.count;
	h->tables |= 1u << id;
	return 0;
}

bool host_is_partial(const struct host *h, const char *key)
{
	size_t i;

	for (i = 0; i < h->n_info; i++) {
		const char *value = h->info[i].value;

		if (!strcmp(h->info[i].key, key) && value &&
		    (!strcmp(value, "no") || !strcmp(value, "part")))
			return true;
	}
	return false;
}

int host_load(struct host *h, struct source *src, unsigned int need, unsigned int want,
	      struct problem *p)
{
	enum table_id id;
	int err;

	*h = (struct host){ .source = src->name, .complete = true };
	want |= need | TABLE_BIT(info);
	for (id = 0; id < TABLES; id++) {
		if (!(want & 1u << id))
			continue;
		err = load_table(h, id, src, p);
		if (err == -ENOENT && !(need & 1u << id))
			h->complete = false;
		else if (err == -ENOENT)
			return source_lacks(src, host_tables[id].name, p);
		else if (err)
			return err;
	}

	err = host_join(h);
	if (src->no_init)
		h->init = NULL;
	return err ? problem_set(p, err, "%s: %s", src->where, strerror(-err)) : 0;
}

void host_free(struct host *h)
{
	enum table_id id;

	for (id = 0; id < TABLES; id++) {
		free(*(void **)((char *)h + host_tables[id].rows_at));
		blob_free(&h->text[id]);
	}
	map_free(&h->by_pid);
	map_free(&h->by_ns);
	map_free(&h->by_cgroup);
	map_free(&h->by_dev);
	*h = (struct host){ 0 };
}

struct task *host_task(const struct host *h, uint64_t pid)
{
	size_t i = map_find(&h->by_pid, pid, 0);

	return i == MAP_NONE ? NULL : &h->tasks[i];
}

struct ns *host_ns(const struct host *h, enum ns_type type, uint64_t inum)
{
	size_t i = map_find(&h->by_ns, type, inum);

	return i == MAP_NONE ? NULL : &h->namespaces[i];
}

struct dev *host_dev(const struct host *h, uint64_t netns, uint64_t ifindex)
{
	size_t i = map_find(&h->by_dev, netns, ifindex);

	return i == MAP_NONE ? NULL : &h->devs[i];
}

enum sharing ns_sharing(const struct host *h, const struct ns *ns)
{
	/* /proc may show PID 1 and hide where it is. */
	if (!ns || !h->init || ns->kind == NS_TYPES || !h->init->ns[ns_type_link(ns->kind)])
		return SHARING_UNKNOWN;
	return ns->host ? SHARING_HOST : SHARING_OWN;
}

enum sharing task_sharing(const struct host *h, const struct task *t, enum ns_link link)
{
	return ns_sharing(h, t->ns[link]);
}
