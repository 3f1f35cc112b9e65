/* SPDX-License-Identifier: GPL-2.0 */
/*
 * nsview graph: the host's wiring and isolation as a picture, by Graphviz: net namespaces
 * as boxes, their devices and processes in them, and who is plugged into what.
 */
#include "graph.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../cleanup.h"
#include "find.h"
#include "graph_rows.h"
#include "tree.h"

static int fail(int err, struct problem *p)
{
	return problem_set(p, err, "the graph: %s", strerror(-err));
}

static const char *title_of(const struct host *h, struct text *t)
{
	const struct ns *uts = h->init ? h->init->ns[LINK_uts] : NULL;

	text_printf(t, "nsview: %s", uts && uts->hostname ? uts->hostname : "host");
	return text_str(t);
}

static int draw(const struct host *h, const struct options *o, const struct picture *picture,
		struct text *ret, struct problem *p)
{
	_cleanup_text_ struct text title = { 0 };

	switch (o->picture) {
	case PICTURE_SVG:
		return picture_svg(picture, ret, p);
	case PICTURE_HTML:
		return picture_page(picture, title_of(h, &title), ret, p);
	default:
		picture_dot(picture, ret);
		return ret->failed ? fail(-ENOMEM, p) : 0;
	}
}

/* The net namespaces that are asked for: the argument, and those of -p. */
static int find_wanted(const struct host *h, const struct options *o, const struct ns **nets,
		       size_t *ret, struct problem *p)
{
	size_t i, n = 0;

	if (o->nwords) {
		nets[n] = find_ns(h, o->words[0], NS_net, p);
		if (!nets[n++])
			return -ESRCH;
	}
	for (i = 0; i < o->npids; i++) {
		const struct task *t = host_task(h, o->pids[i]);

		if (!t)
			return problem_set(p, -ESRCH, "no process %llu",
					   (unsigned long long)o->pids[i]);
		nets[n] = find_ns_of_task(h, t, NS_net, p);
		if (!nets[n++])
			return -ESRCH;
	}
	*ret = n;
	return 0;
}

/* What is asked for; graph_free() in any case. */
static int make(struct graph *g, const struct host *h, const struct options *o, struct problem *p)
{
	_cleanup_free_ const struct ns **nets = calloc(o->npids + 2, sizeof(*nets));
	size_t n = 0;
	int err;

	*g = (struct graph){ .host = h };
	if (!nets)
		return fail(-ENOMEM, p);
	err = find_wanted(h, o, nets, &n, p);
	if (err)
		return err;
	err = graph_make(g, h);
	if (!err && n)
		err = graph_limit(g, nets, n);
	return err ? fail(err, p) : 0;
}

static int graph_draw(const struct host *h, const struct options *o, struct text *ret,
		      struct problem *p)
{
	struct picture picture = { 0 };
	struct graph g;
	int err = make(&g, h, o, p);

	if (!err && !o->style.notruncate && graph_fold(&g))
		err = fail(-ENOMEM, p);
	if (!err && graph_picture(&g, &picture))
		err = fail(-ENOMEM, p);
	if (!err)
		err = draw(h, o, &picture, ret, p);
	picture_free(&picture);
	graph_free(&g);
	return err;
}

static int graph_show(const struct host *h, const struct options *o, struct out *out,
		      struct problem *p)
{
	struct graph g;
	size_t i, j;
	int err = make(&g, h, o, p);

	for (i = 0; i < g.nboxes && !err; i++) {
		const struct graph_box *box = &g.boxes[i];

		if (!box->gone)
			out_row(out, 0, &(struct graph_row){ &g, .box = box });
		for (j = box->first; j < box->first + box->count; j++)
			if (!g.nodes[j].gone)
				out_row(out, 0, &(struct graph_row){ &g, .node = &g.nodes[j] });
	}
	for (i = 0; i < g.nedges && !err; i++)
		out_row(out, 0, &(struct graph_row){ &g, .edge = &g.edges[i] });
	/* Rows that wait to be sorted point into the graph no more: their cells are made. */
	graph_free(&g);
	return err;
}

static const struct sheet *sheet_of_graph(const struct options *o)
{
	(void)o;
	return &graph_sheet;
}

const struct view view_graph = {
	.name = "graph",
	.args = "[NAMESPACE]",
	.help = "Draws the host: net namespaces, their devices and processes, and the wires",
	.examples = { "nsview graph --format html >host.html",
		      "nsview graph --format svg 'net:[4026532300]' >net.svg" },
	.takes = TAKES_FORMAT | TAKES_PID | TAKES_WORD | TAKES_NO_WORD,
	.need = TABLE_BIT(tasks),
	.want = TABLE_BIT(namespaces) | TABLE_BIT(cgroups) | TABLE_BIT(devs) | TABLE_BIT(addrs) |
		TABLE_BIT(ports),
	.want_names = tree_want_names,
	.facts = { "tasks", "namespaces.mnt", "devs", "addrs" },
	.sheet = sheet_of_graph,
	.show = graph_show,
	.draw = graph_draw,
};
