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

static int show_host(const struct host *h, const struct options *o, enum ns_type group,
		     struct out *out, struct problem *p)
{
	bool eyes = o->style.format == OUT_HUMAN;
	struct tree tr = {
		.host = h,
		.out = out,
		.group = group,
		/* A row that is asked for, or is to stand elsewhere, must be one. */
		.fold = eyes && !o->style.notruncate && !o->filter && !o->sort,
		.brief = eyes,
		.alike = calloc(h->n_tasks + 1, sizeof(*tr.alike)),
		.drawn = calloc(h->n_devs + 1, sizeof(*tr.drawn)),
	};
	int err = tr.alike && tr.drawn ? tree_who(&tr) : -ENOMEM;

	if (!err)
		err = tr.group == NS_cgroup ? tree_cgroups(&tr) : tree_namespaces(&tr);
	if (err)
		problem_set(p, err, "out of memory");
	else
		err = tree_ask(&tr, o, p);
	if (!err && tree_draw(&tr))
		err = problem_set(p, -ENOMEM, "out of memory");
	free_tree(&tr);
	return err;
}

/*
 * Only namespaces of a type, which is a heading as ns and lsns have it: the same as --group
 * with that. Cgroups are no namespaces, and those of cgroups no heading.
 */
static int find_group(const struct options *o, enum ns_type *ret, struct problem *p)
{
	enum ns_type type;

	*ret = o->group;
	for (type = 0; type < NS_TYPES && o->types; type++) {
		if (o->types != 1u << type)
			continue;
		if (type == NS_cgroup || !(OPTIONS_GROUPS & 1u << type))
			break;
		if (o->group != NS_net && o->group != type)
			return problem_set(p, -EINVAL, "-t %s and --group %s: one is too much",
					   ns_type_names[type], ns_type_names[o->group]);
		*ret = type;
		return 0;
	}
	return o->types ? problem_set(p, -EINVAL,
				      "-t takes one of net, pid, user and mnt: "
				      "others are no headings; see nsview ns -t") :
			  0;
}

static int tree_show(const struct host *h, const struct options *o, struct out *out,
		     struct problem *p)
{
	enum ns_type group;
	int err;

	if (o->as && o->group != NS_net)
		return problem_set(p, -EINVAL, "--as and --group can not be had together");
	if (o->as && (o->types || o->npids || o->nwords))
		return problem_set(p, -EINVAL,
				   "--as shows all that a pid namespace sees: neither "
				   "-p, -t nor NAMESPACE goes with it");
	err = find_group(o, &group, p);
	if (err)
		return err;
	return o->as ? tree_as(h, o, out, p) : show_host(h, o, group, out, p);
}

static const struct sheet *sheet_of_tree(const struct options *o)
{
	return o->as ? &tree_as_sheet : &tree_sheet;
}

unsigned int tree_want_names(const struct options *o, const struct host *h)
{
	unsigned int names = TABLE_BIT(hierarchies) | TABLE_BIT(members);

	if (strcmp(h->source, "proc"))
		names |= MOUNTS_OF_NAMESPACES;
	return o->as ? 0 : names;
}

const struct view view_tree = {
	.name = "tree",
	.args = "[NAMESPACE|PID...]",
	.help = "Shows the host in one picture: who is isolated from whom, plugged into what",
	.examples = { "nsview tree -p 1234", "nsview tree --as 'pid:[4026532409]'" },
	.takes = TAKES_PID | TAKES_TYPE | TAKES_WORDS | TAKES_AS | TAKES_GROUP,
	.need = TABLE_BIT(tasks),
	.want = TABLE_BIT(namespaces) | TABLE_BIT(cgroups) | TABLE_BIT(devs) | TABLE_BIT(addrs) |
		TABLE_BIT(ports),
	.want_names = tree_want_names,
	.facts = { "tasks", "namespaces.mnt", "devs", "addrs" },
	.sheet = sheet_of_tree,
	.show = tree_show,
};
