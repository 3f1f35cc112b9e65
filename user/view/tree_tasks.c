/* SPDX-License-Identifier: GPL-2.0 */
/* The tasks of a namespace by whose they are, and what is alike of them folded. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../cleanup.h"
#include "tree.h"
#include "words.h"

/* Tasks that are alike: neighbours in the sorted list. */
struct run {
	size_t first;
	size_t count;
	uint64_t pid; /* the lowest of them */
};

static int compare_numbers(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int compare_texts(const char *a, const char *b)
{
	if (a == b)
		return 0;
	if (!a || !b)
		return a ? -1 : 1;
	return strcmp(a, b);
}

/* Alike: nothing that the tree shows of them differs but the pid. */
static int compare_looks(const struct tree_task *a, const struct tree_task *b)
{
	const struct task *x = a->task, *y = b->task;
	enum ns_link link;
	int order;

	order = compare_texts(x->comm, y->comm);
	for (link = 0; link < NS_LINKS && !order; link++)
		order = compare_numbers(task_inum(x, link), task_inum(y, link));
	if (!order)
		order = compare_texts(x->nsproxy, y->nsproxy);
	if (!order)
		order = compare_texts(x->root, y->root);
	if (!order)
		order = compare_numbers(x->strays, y->strays);
	if (!order)
		order = compare_numbers(a->lacks, b->lacks);
	if (!order)
		order = compare_numbers(a->asked ? x->pid : 0, b->asked ? y->pid : 0);
	if (!order) /* threads of one process, or processes */
		order = compare_numbers(x->pid == x->tgid ? 0 : x->tgid,
					y->pid == y->tgid ? 0 : y->tgid);
	return order;
}

static int compare_alike(const void *a, const void *b)
{
	const struct tree_task *x = *(const struct tree_task *const *)a;
	const struct tree_task *y = *(const struct tree_task *const *)b;
	int order = compare_looks(x, y);

	return order ? order : compare_numbers(x->task->pid, y->task->pid);
}

static int compare_runs(const void *a, const void *b)
{
	const struct run *x = a;
	const struct run *y = b;

	return compare_numbers(x->pid, y->pid);
}

static struct tree_row row_of(const struct tree *tr, enum tree_kind kind, const struct tree_task *t)
{
	/* Those of a cgroup may be in several, if that is not what they hang on. */
	const struct ns *net = tr->group == NS_net || kind == TREE_TASK ? t->task->ns[LINK_net] :
									  NULL;

	return (struct tree_row){
		.kind = kind,
		.ns = net,
		.task = t->task,
		.owner = t->owner,
		.path = t->path,
		.path_len = t->path ? strlen(t->path) : 0,
		.but = tr->group == NS_cgroup ? 0 : 1u << tr->group,
	};
}

static void draw_task(struct tree *tr, const struct tree_task *t, unsigned int depth)
{
	struct tree_row row = row_of(tr, TREE_TASK, t);

	row.odd = tree_odd_task(t);
	row.lacks = t->lacks;
	out_row(tr->out, depth, &row);
}

static void draw_run(struct tree *tr, const struct run *run, unsigned int depth)
{
	const struct tree_task *const *tasks = tr->alike + run->first;
	struct tree_row more;
	size_t i;

	if (run->count <= ALIKE_MAX) {
		for (i = 0; i < run->count; i++)
			draw_task(tr, tasks[i], depth);
		return;
	}
	draw_task(tr, tasks[0], depth);
	more = row_of(tr, TREE_MORE, tasks[0]);
	more.of = TREE_TASK;
	more.count = run->count - 1;
	more.folded_tasks = tasks + 1;
	out_row(tr->out, depth, &more);
}

/*
 * Those that are alike follow the first of them: runs are found in an order by looks, and
 * drawn in that of pids.
 */
static void draw_folded(struct tree *tr, const struct tree_task *tasks, size_t n,
			unsigned int depth)
{
	_cleanup_free_ struct run *runs = calloc(n + 1, sizeof(*runs));
	size_t i, j, nruns = 0;

	if (!runs) {
		tr->err = -ENOMEM;
		return;
	}
	for (i = 0; i < n; i++)
		tr->alike[i] = &tasks[i];
	qsort(tr->alike, n, sizeof(*tr->alike), compare_alike);
	for (i = 0; i < n; i = j) {
		for (j = i + 1; j < n && !compare_looks(tr->alike[i], tr->alike[j]); j++)
			;
		runs[nruns++] = (struct run){ i, j - i, tr->alike[i]->task->pid };
	}
	qsort(runs, nruns, sizeof(*runs), compare_runs);
	for (i = 0; i < nruns; i++)
		draw_run(tr, &runs[i], depth);
}

/* Kernel threads are all the same to who asks what isolates processes, if not for one. */
static size_t draw_kthreads(struct tree *tr, const struct tree_task *tasks, size_t n,
			    unsigned int depth)
{
	const struct tree_task *last = NULL;
	struct tree_row row;
	size_t i, others = 0;

	for (i = 0; tr->fold && i < n && tasks[i].task->kernel; i++) {
		if (tasks[i].asked) {
			draw_task(tr, &tasks[i], depth);
			continue;
		}
		last = &tasks[i];
		others++;
	}
	if (!others)
		return i;
	row = row_of(tr, TREE_KTHREADS, last);
	row.owner = NULL;
	row.count = others;
	out_row(tr->out, depth, &row);
	return i;
}

void tree_draw_cgroup(struct tree *tr, const struct tree_task *tasks, size_t n, unsigned int depth)
{
	size_t i = draw_kthreads(tr, tasks, n, depth);

	/* Of a cgroup that is there for those below it there is no array. */
	if (i == n)
		return;
	if (tr->fold) {
		draw_folded(tr, tasks + i, n - i, depth);
		return;
	}
	for (; i < n; i++)
		draw_task(tr, &tasks[i], depth);
}

static bool one_cgroup(const struct tree_task *a, const struct tree_task *b)
{
	return compare_texts(a->path, b->path) == 0 &&
	       (a->path || a->task->cgroup_id == b->task->cgroup_id);
}

static size_t count_cgroup(const struct tree_task *tasks, size_t n)
{
	size_t i;

	for (i = 1; i < n && one_cgroup(&tasks[0], &tasks[i]); i++)
		;
	return i;
}

/* An owner, its cgroups, and their tasks; or a cgroup that is nobody's. */
static void draw_group(struct tree *tr, const struct tree_task *tasks, size_t n, unsigned int depth)
{
	struct tree_row row = row_of(tr, TREE_OWNER, tasks);
	size_t i, count;

	row.count = n;
	if (tasks[0].owner) {
		row.path_len = tasks[0].owner->path_len;
		out_row(tr->out, depth++, &row);
		if (tr->brief && count_cgroup(tasks, n) == n) {
			tree_draw_cgroup(tr, tasks, n, depth);
			return;
		}
	}
	for (i = 0; i < n; i += count) {
		count = count_cgroup(tasks + i, n - i);
		row = row_of(tr, TREE_CGROUP, &tasks[i]);
		row.up_len = tasks[0].owner ? tasks[0].owner->path_len : 0;
		row.count = count;
		out_row(tr->out, depth, &row);
		tree_draw_cgroup(tr, tasks + i, count, depth + 1);
	}
}

static void draw_groups(struct tree *tr, const struct fold *f, unsigned int depth)
{
	size_t i;

	for (i = 0; i < f->n; i++) {
		const struct fold_item *item = fold_at(f, i);
		const struct tree_task *t = item->what;
		struct tree_row more;
		size_t count;

		if (!fold_draws(f, item, &count))
			continue;
		draw_group(tr, t, item->n, depth);
		if (!count)
			continue;
		more = row_of(tr, TREE_MORE, t);
		more.of = t->owner ? TREE_OWNER : TREE_CGROUP;
		more.count = count;
		more.folded = item + 1;
		out_row(tr->out, depth, &more);
	}
}

void tree_draw_tasks(struct tree *tr, const struct tree_task *tasks, size_t n, unsigned int depth)
{
	_cleanup_fold_ struct fold f = { 0 };
	size_t i = draw_kthreads(tr, tasks, n, depth), j;

	for (; i < n; i = j) {
		for (j = i + 1; j < n && tree_one_group(&tasks[i], &tasks[j]); j++)
			;
		if (!tr->fold) {
			draw_group(tr, &tasks[i], j - i, depth);
			continue;
		}
		fold_begin(&f, &tasks[i], j - i);
		tree_look_group(tr, &f.looks, &tasks[i], j - i);
		fold_end(&f);
	}
	if (fold_find(&f))
		tr->err = -ENOMEM;
	else
		draw_groups(tr, &f, depth);
}
