/* SPDX-License-Identifier: GPL-2.0 */
/*
 * nsview dev: every network device of every network namespace, with all that the
 * kernel says of it; what only rtnetlink does is asked for where a column may show it.
 */
#include "dev.h"

#include <errno.h>
#include <stdlib.h>

#include "../cleanup.h"
#include "../host/ways.h"
#include "find.h"
#include "forest.h"
#include "words.h"

static const struct sheet *sheet(const struct options *o)
{
	(void)o;
	return &dev_sheet;
}

/* The host's first, then by namespace. */
static int compare(const void *a, const void *b)
{
	const struct dev *x = *(const struct dev *const *)a;
	const struct dev *y = *(const struct dev *const *)b;
	bool p = x->net && x->net->host, q = y->net && y->net->host;

	if (p != q)
		return p ? -1 : 1;
	if (x->netns != y->netns)
		return x->netns < y->netns ? -1 : 1;
	return x->ifindex < y->ifindex ? -1 : x->ifindex > y->ifindex;
}

static void mark_net(const struct host *h, const struct ns *net, bool *marks)
{
	const struct dev *dev;

	for (dev = net->devs; dev; dev = dev->next)
		marks[dev - h->devs] = true;
}

/* Who asks for what does not exist is told so. */
static int mark(const struct host *h, const struct options *o, bool *marks, struct problem *p)
{
	struct dev *dev;
	struct ns *net;
	size_t i;
	int err;

	for (i = 0; i < o->npids; i++) {
		const struct task *t = host_task(h, o->pids[i]);

		if (!t)
			return problem_set(p, -ESRCH, "no process %llu",
					   (unsigned long long)o->pids[i]);
		net = find_ns_of_task(h, t, NS_net, p);
		if (!net)
			return -ESRCH;
		mark_net(h, net, marks);
	}
	for (i = 0; i < o->nwords; i++) {
		err = find_dev_or_net(h, o->words[i], &dev, &net, p);
		if (err)
			return err;
		if (dev)
			marks[dev - h->devs] = true;
		else
			mark_net(h, net, marks);
	}
	return 0;
}

/*
 * A port is below its master, and what has none, such as a VLAN, below what it is on. @places:
 * one for each device.
 */
static size_t above(const struct host *h, const struct dev *dev, const size_t *places)
{
	const struct dev *up = dev->over ? dev->over : words_lower(h, dev);

	return up ? places[up - h->devs] : FOREST_NONE;
}

/* All devices are in @all, of which those with a mark are shown. */
static int show_tree(const struct host *h, const struct dev *const *all, const bool *marks,
		     struct out *out)
{
	_cleanup_free_ size_t *places = calloc(h->n_devs + 1, sizeof(*places));
	_cleanup_free_ size_t *ups = calloc(h->n_devs + 1, sizeof(*ups));
	_cleanup_free_ const void **rows = calloc(h->n_devs + 1, sizeof(*rows));
	size_t i;

	if (!places || !ups || !rows)
		return -ENOMEM;
	for (i = 0; i < h->n_devs; i++)
		places[all[i] - h->devs] = i;
	for (i = 0; i < h->n_devs; i++) {
		ups[i] = above(h, all[i], places);
		rows[i] = marks[all[i] - h->devs] ? all[i] : NULL;
	}
	return forest_draw(ups, rows, h->n_devs, out);
}

static int show_devs(const struct host *h, const struct options *o, bool *marks, struct out *out)
{
	_cleanup_free_ const struct dev **rows = calloc(h->n_devs + 1, sizeof(*rows));
	const bool all = !o->npids && !o->nwords;
	size_t i, n = 0;

	if (!rows)
		return -ENOMEM;
	for (i = 0; i < h->n_devs; i++) {
		marks[i] |= all;
		if (marks[i] || o->style.tree)
			rows[n++] = &h->devs[i];
	}
	qsort(rows, n, sizeof(*rows), compare);
	if (o->style.tree)
		return show_tree(h, rows, marks, out);
	for (i = 0; i < n; i++)
		out_row(out, 0, rows[i]);
	return 0;
}

static int show(const struct host *h, const struct options *o, struct out *out, struct problem *p)
{
	_cleanup_free_ bool *marks = calloc(h->n_devs + 1, sizeof(*marks));
	int err;

	if (!marks)
		return problem_set(p, -ENOMEM, "out of memory");
	err = mark(h, o, marks, p);
	if (!err && show_devs(h, o, marks, out))
		err = problem_set(p, -ENOMEM, "out of memory");
	return err;
}

/* To enter every net namespace for columns that nobody sees would be a waste. */
static unsigned int want_more(const struct options *o)
{
	bool more = o->columns || o->filter || o->sort || o->style.format == OUT_JSON;

	return (more ? WAYS_TABLES | TABLE_BIT(links) : 0) | find_tables(o);
}

const struct view view_dev = {
	.name = "dev",
	.args = "[DEV|NETNS...]",
	.help = "Lists the network devices of all network namespaces",
	.examples = { "nsview dev -p 1234 -o +RX_BYTES,TX_BYTES",
		      "nsview dev -J 'net:[4026531840]'" },
	.takes = TAKES_PID | TAKES_WORDS | TAKES_TREE,
	.need = TABLE_BIT(devs),
	.want = TABLE_BIT(ports) | TABLE_BIT(addrs) | TABLE_BIT(tasks),
	.want_more = want_more,
	.facts = { "tasks", "devs", "addrs" },
	.sheet = sheet,
	.show = show,
};
