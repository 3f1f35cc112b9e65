/* SPDX-License-Identifier: GPL-2.0 */
/*
 * nsview tree: the host in one picture. Network namespaces, the host's first;
 * in each its devices, ports below what they are plugged into, and its
 * processes by cgroup.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../cleanup.h"
#include "tree.h"
#include "words.h"

/* So many tasks that are alike stand each for itself; of more, the first. */
#define ALIKE_MAX 3

/* Tasks that are alike: neighbours in the sorted list. */
struct run {
	size_t first;
	size_t count;
	uint64_t pid; /* the lowest of them */
};

struct tree {
	const struct host *host;
	struct out *out;
	bool fold;
	const struct task **tasks; /* by namespace, cgroup, pid */
	const struct task **alike; /* those of one cgroup, by what makes them alike */
	struct run *runs;
	bool *drawn; /* for each device of the host */
};

static int compare_numbers(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

static int compare_texts(const char *a, const char *b)
{
	if (a == b)
		return 0;
	if (!a || !b)
		return a ? -1 : 1;
	return strcmp(a, b);
}

/* The host's namespace first, tasks that are in none last. */
static int compare_ns(const struct ns *a, const struct ns *b)
{
	if (a == b)
		return 0;
	if (!a || !b)
		return a ? -1 : 1;
	if (a->host != b->host)
		return a->host ? -1 : 1;
	return compare_numbers(a->inum, b->inum);
}

static int compare_cgroups(const struct task *a, const struct task *b)
{
	int order = 0;

	if (a->cgroup_id == b->cgroup_id)
		return 0;
	if (a->cgroup && b->cgroup)
		order = compare_texts(a->cgroup->path, b->cgroup->path);
	return order ? order : compare_numbers(a->cgroup_id, b->cgroup_id);
}

static int compare_places(const void *a, const void *b)
{
	const struct task *x = *(const struct task *const *)a;
	const struct task *y = *(const struct task *const *)b;
	int order = compare_ns(x->ns[LINK_net], y->ns[LINK_net]);

	if (!order && x->kernel != y->kernel)
		order = x->kernel ? -1 : 1;
	if (!order)
		order = compare_cgroups(x, y);
	return order ? order : compare_numbers(x->pid, y->pid);
}

/* Alike: nothing that the tree shows of them differs but the pid. */
static int compare_looks(const struct task *x, const struct task *y)
{
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
	if (!order) /* threads of one process, or processes */
		order = compare_numbers(x->pid == x->tgid ? 0 : x->tgid,
					y->pid == y->tgid ? 0 : y->tgid);
	return order;
}

static int compare_alike(const void *a, const void *b)
{
	const struct task *x = *(const struct task *const *)a;
	const struct task *y = *(const struct task *const *)b;
	int order = compare_looks(x, y);

	return order ? order : compare_numbers(x->pid, y->pid);
}

static void draw_task(struct tree *tr, const struct task *t)
{
	struct tree_row row = { .kind = TREE_TASK, .task = t, .ns = t->ns[LINK_net] };

	out_row(tr->out, 2, &row);
}

static int compare_runs(const void *a, const void *b)
{
	const struct run *x = a;
	const struct run *y = b;

	return compare_numbers(x->pid, y->pid);
}

/*
 * The @n tasks of one cgroup, by pid. Those that are alike follow the first
 * of them: runs are found in an order by looks, and drawn in that of pids.
 */
static void draw_folded(struct tree *tr, const struct task **tasks, size_t n)
{
	size_t i, j, nruns = 0;

	memcpy(tr->alike, tasks, n * sizeof(*tasks));
	qsort(tr->alike, n, sizeof(*tasks), compare_alike);
	for (i = 0; i < n; i = j) {
		for (j = i + 1; j < n && !compare_looks(tr->alike[i], tr->alike[j]); j++)
			;
		tr->runs[nruns++] = (struct run){ i, j - i, tr->alike[i]->pid };
	}
	qsort(tr->runs, nruns, sizeof(*tr->runs), compare_runs);
	for (i = 0; i < nruns; i++) {
		const struct run *run = &tr->runs[i];
		struct tree_row more = { .kind = TREE_MORE, .count = run->count - 1 };
		size_t k;

		more.task = tr->alike[run->first];
		more.ns = more.task->ns[LINK_net];
		if (run->count > ALIKE_MAX) {
			draw_task(tr, more.task);
			out_row(tr->out, 2, &more);
			continue;
		}
		for (k = 0; k < run->count; k++)
			draw_task(tr, tr->alike[run->first + k]);
	}
}

static void draw_cgroup(struct tree *tr, const struct task **tasks, size_t n)
{
	struct tree_row row = {
		.kind = TREE_CGROUP,
		.ns = tasks[0]->ns[LINK_net],
		.task = tasks[0],
		.count = n,
	};
	size_t i;

	out_row(tr->out, 1, &row);
	if (tr->fold) {
		draw_folded(tr, tasks, n);
		return;
	}
	for (i = 0; i < n; i++)
		draw_task(tr, tasks[i]);
}

static void draw_tasks(struct tree *tr, const struct task **tasks, size_t n)
{
	size_t i, j;

	for (i = 0; i < n && tasks[i]->kernel; i++)
		;
	if (i && tr->fold) {
		struct tree_row row = {
			.kind = TREE_KTHREADS,
			.ns = tasks[0]->ns[LINK_net],
			.task = tasks[0],
			.count = i,
		};

		out_row(tr->out, 1, &row);
	} else {
		i = 0;
	}
	for (; i < n; i = j) {
		for (j = i + 1; j < n && !compare_cgroups(tasks[i], tasks[j]) &&
				tasks[i]->kernel == tasks[j]->kernel;
		     j++)
			;
		draw_cgroup(tr, tasks + i, j - i);
	}
}

/* @dev and below it its ports. A saved file may claim masters in a circle. */
static void draw_dev(struct tree *tr, const struct dev *dev, unsigned int depth)
{
	struct tree_row row = { .kind = TREE_DEV, .ns = dev->net, .dev = dev };
	bool *drawn = &tr->drawn[dev - tr->host->devs];
	const struct dev *port;

	if (*drawn || depth > 8)
		return;
	*drawn = true;
	out_row(tr->out, depth, &row);
	for (port = dev->ports; port; port = port->next_port)
		draw_dev(tr, port, depth + 1);
}

static void draw_devs(struct tree *tr, const struct ns *ns)
{
	const struct dev *dev;

	for (dev = ns->devs; dev; dev = dev->next)
		if (!dev->over)
			draw_dev(tr, dev, 1);
	for (dev = ns->devs; dev; dev = dev->next)
		draw_dev(tr, dev, 1);
}

static void draw_netns(struct tree *tr, const struct ns *ns, const struct task **tasks, size_t n)
{
	struct tree_row row = { .kind = TREE_NETNS, .ns = ns, .count = n };

	out_row(tr->out, 0, &row);
	if (ns)
		draw_devs(tr, ns);
	draw_tasks(tr, tasks, n);
}

static int compare_namespaces(const void *a, const void *b)
{
	return compare_ns(*(const struct ns *const *)a, *(const struct ns *const *)b);
}

/* Both lists are in the order of compare_ns(): one walk over the two. */
static void draw(struct tree *tr, const struct ns **nets, size_t n_nets)
{
	const struct task **tasks = tr->tasks;
	size_t n = tr->host->n_tasks;
	size_t i, at = 0;

	for (i = 0; i < n_nets; i++) {
		size_t first = at;

		while (at < n && tasks[at]->ns[LINK_net] == nets[i])
			at++;
		draw_netns(tr, nets[i], tasks + first, at - first);
	}
	if (at < n)
		draw_netns(tr, NULL, tasks + at, n - at);
}

static int show_host(const struct host *h, const struct options *o, struct out *out,
		     struct problem *p)
{
	_cleanup_free_ const struct task **tasks = calloc(h->n_tasks + 1, sizeof(*tasks));
	_cleanup_free_ const struct task **alike = calloc(h->n_tasks + 1, sizeof(*alike));
	_cleanup_free_ struct run *runs = calloc(h->n_tasks + 1, sizeof(*runs));
	_cleanup_free_ const struct ns **nets = calloc(h->n_namespaces + 1, sizeof(*nets));
	_cleanup_free_ bool *drawn = calloc(h->n_devs + 1, sizeof(*drawn));
	struct tree tr = {
		.host = h,
		.out = out,
		.fold = o->style.format == OUT_HUMAN && !o->style.notruncate,
		.tasks = tasks,
		.alike = alike,
		.runs = runs,
		.drawn = drawn,
	};
	size_t i, n_nets = 0;

	if (!tasks || !alike || !runs || !nets || !drawn)
		return problem_set(p, -ENOMEM, "out of memory");
	for (i = 0; i < h->n_namespaces; i++)
		if (h->namespaces[i].kind == NS_net)
			nets[n_nets++] = &h->namespaces[i];
	for (i = 0; i < h->n_tasks; i++)
		tasks[i] = &h->tasks[i];
	qsort(nets, n_nets, sizeof(*nets), compare_namespaces);
	qsort(tasks, h->n_tasks, sizeof(*tasks), compare_places);
	draw(&tr, nets, n_nets);
	return 0;
}

static int tree_show(const struct host *h, const struct options *o, struct out *out,
		     struct problem *p)
{
	return o->as ? tree_as(h, o, out, p) : show_host(h, o, out, p);
}

static const struct sheet *sheet_of_tree(const struct options *o)
{
	return o->as ? &tree_as_sheet : &tree_sheet;
}

const struct view view_tree = {
	.name = "tree",
	.args = "",
	.help = "Shows the host in one picture: who is isolated from whom, plugged into what",
	.examples = { "nsview tree", "nsview tree --as pid:[4026532409]" },
	.takes = TAKES_AS,
	.need = TABLE_BIT(tasks),
	.want = TABLE_BIT(namespaces) | TABLE_BIT(cgroups) | TABLE_BIT(devs) | TABLE_BIT(addrs) |
		TABLE_BIT(ports),
	.facts = { "tasks", "namespaces.mnt", "devs", "addrs" },
	.sheet = sheet_of_tree,
	.show = tree_show,
};
