/* SPDX-License-Identifier: GPL-2.0 */
/*
 * nsview cgroup [-p PID] [PATH]: the hierarchies and what is attached to each, then the
 * tree of each: limits and use, processes, and the namespaces that live there.
 */
#include <errno.h>
#include <string.h>

#include "../cleanup.h"
#include "cgroup_tree.h"
#include "view.h"

static const struct sheet *sheet_of(const struct options *o)
{
	(void)o;
	return &cgroup_sheet;
}

/* PATH in any hierarchy, or CONTROLLERS:PATH, as /proc/PID/cgroup has it, or v2:PATH. */
static bool is_asked_for(const struct cgroup_tree *t, const struct cgroup_group *g,
			 const char *word)
{
	_cleanup_text_ struct text name = { 0 };
	size_t len;

	if (!g->cgroup->path)
		return false;
	cgroup_head_words(&name, &t->heads[g->head]);
	len = strlen(text_str(&name));
	if (!strncmp(word, text_str(&name), len) && word[len] == ':')
		word += len + 1;
	len = strlen(word);
	while (len > 1 && word[len - 1] == '/')
		len--;
	return strlen(g->cgroup->path) == len && !strncmp(g->cgroup->path, word, len);
}

static bool has_process(const struct cgroup_group *g, const struct task *t)
{
	const struct member *m;

	if (t->cgroup == g->cgroup)
		return true;
	for (m = t->members; m; m = m->next)
		if (m->cgroup == g->cgroup)
			return true;
	return false;
}

static bool is_wanted(const struct host *h, const struct options *o, const struct cgroup_tree *t,
		      const struct cgroup_group *g)
{
	size_t i;

	if (o->nwords && is_asked_for(t, g, o->words[0]))
		return true;
	for (i = 0; i < o->npids; i++)
		if (has_process(g, host_task(h, o->pids[i])))
			return true;
	return false;
}

static bool show_trees(const struct host *h, const struct options *o, const struct cgroup_tree *t,
		       struct out *out)
{
	const bool all = !o->nwords && !o->npids;
	const struct cgroup_head *head = NULL;
	const struct cgroup_group *top = NULL;
	bool found = false;
	size_t i;

	for (i = 0; i < t->nheads && all; i++)
		out_row(out, 0, &(struct cgroup_row){ .head = &t->heads[i] });
	for (i = 0; i < t->ngroups; i++) {
		const struct cgroup_group *g = &t->groups[i];
		struct cgroup_row row = { &t->heads[g->head], g, o->style.list };

		if (all) {
			out_row(out, g->depth, &row);
			continue;
		}
		if (!top || !cgroup_is_within(g, top))
			top = is_wanted(h, o, t, g) ? g : NULL;
		if (!top)
			continue;
		if (head != row.head)
			out_row(out, 0, &(struct cgroup_row){ .head = row.head });
		head = row.head;
		row.top |= top == g;
		out_row(out, g->depth - top->depth, &row);
		found = true;
	}
	return found || all;
}

static int cgroup_show(const struct host *h, const struct options *o, struct out *out,
		       struct problem *p)
{
	struct cgroup_tree t;
	size_t i;
	int err;

	for (i = 0; i < o->npids; i++)
		if (!host_task(h, o->pids[i]))
			return problem_set(p, -ESRCH, "no process %llu",
					   (unsigned long long)o->pids[i]);
	err = cgroup_tree_make(h, &t);
	if (err)
		return problem_set(p, err, "out of memory");
	if (!show_trees(h, o, &t, out))
		err = o->nwords ? problem_set(p, -ENOENT, "no cgroup '%s'", o->words[0]) :
				  problem_set(p, -ENOENT, "no cgroup of it is in sight");
	cgroup_tree_free(&t);
	return err;
}

const struct view view_cgroup = {
	.name = "cgroup",
	.args = "[PATH]",
	.help = "Shows cgroups: limits, use, processes, and the namespaces in each",
	.takes = TAKES_PID | TAKES_WORD | TAKES_NO_WORD | TAKES_LIST,
	.examples = { "nsview cgroup -l --sort -MEMORY_USED",
		      "nsview cgroup -o +IO_MAX,CPU_WEIGHT" },
	.need = TABLE_BIT(tasks) | TABLE_BIT(cgroups),
	.want = TABLE_BIT(namespaces) | TABLE_BIT(hierarchies) | TABLE_BIT(folders) |
		TABLE_BIT(members) | TABLE_BIT(limits),
	.facts = { "tasks" },
	.sheet = sheet_of,
	.show = cgroup_show,
};
