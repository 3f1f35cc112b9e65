/* SPDX-License-Identifier: GPL-2.0 */
/*
 * nsview tree: the host in one picture. Network namespaces, the host's first; in each its
 * devices, ports below what they are plugged into, and its processes by whose they are. Or
 * the processes by another type of namespace, or by cgroup.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tree.h"

static void free_tree(struct tree *tr)
{
	free(tr->tasks);
	free(tr->owners);
	free(tr->more_owners);
	free(tr->alike);
	free(tr->drawn);
	free(tr->nodes);
	text_free(&tr->looks);
}

static int show_host(const struct host *h, const struct options *o, struct out *out,
		     struct problem *p)
{
	bool eyes = o->style.format == OUT_HUMAN;
	struct tree tr = {
		.host = h,
		.out = out,
		.group = o->group,
		/* A row that is asked for, or is to stand elsewhere, must be one. */
		.fold = eyes && !o->style.notruncate && !o->filter && !o->sort,
		.brief = eyes,
		.alike = calloc(h->n_tasks + 1, sizeof(*tr.alike)),
		.drawn = calloc(h->n_devs + 1, sizeof(*tr.drawn)),
	};
	int err = tr.alike && tr.drawn ? tree_who(&tr) : -ENOMEM;

	if (!err)
		err = tr.group == NS_cgroup ? tree_cgroups(&tr) : tree_namespaces(&tr);
	if (!err)
		err = tree_draw(&tr);
	free_tree(&tr);
	return err ? problem_set(p, err, "out of memory") : 0;
}

static int tree_show(const struct host *h, const struct options *o, struct out *out,
		     struct problem *p)
{
	if (o->as && o->group != NS_net)
		return problem_set(p, -EINVAL, "--as and --group can not be had together");
	return o->as ? tree_as(h, o, out, p) : show_host(h, o, out, p);
}

static const struct sheet *sheet_of_tree(const struct options *o)
{
	return o->as ? &tree_as_sheet : &tree_sheet;
}

unsigned int tree_want_names(const struct options *o, const struct host *h)
{
	unsigned int names = TABLE_BIT(hierarchies) | TABLE_BIT(members);

	if (strcmp(h->source, "proc"))
		names |= TABLE_BIT(mounts);
	return o->as ? 0 : names;
}

const struct view view_tree = {
	.name = "tree",
	.args = "",
	.help = "Shows the host in one picture: who is isolated from whom, plugged into what",
	.examples = { "nsview tree", "nsview tree --as pid:[4026532409]" },
	.takes = TAKES_AS | TAKES_GROUP,
	.need = TABLE_BIT(tasks),
	.want = TABLE_BIT(namespaces) | TABLE_BIT(cgroups) | TABLE_BIT(devs) | TABLE_BIT(addrs) |
		TABLE_BIT(ports),
	.want_names = tree_want_names,
	.facts = { "tasks", "namespaces.mnt", "devs", "addrs" },
	.sheet = sheet_of_tree,
	.show = tree_show,
};
