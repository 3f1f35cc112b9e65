/* SPDX-License-Identifier: GPL-2.0 */
/*
 * nsview graph: the host's wiring and isolation as a picture, by Graphviz: net namespaces
 * as boxes, their devices and processes in them, and who is plugged into what.
 */
#include "graph.h"

#include <errno.h>
#include <string.h>

#include "graph_rows.h"

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

static int graph_draw(const struct host *h, const struct options *o, struct text *ret,
		      struct problem *p)
{
	struct picture picture = { 0 };
	struct graph g;
	int err = graph_make(&g, h);

	if (!err && !o->style.notruncate)
		err = graph_fold(&g);
	if (!err)
		err = graph_picture(&g, &picture);
	if (err)
		fail(err, p);
	else
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
	int err = graph_make(&g, h);

	(void)o;
	if (err)
		fail(err, p);
	for (i = 0; i < g.nboxes && !err; i++) {
		const struct graph_box *box = &g.boxes[i];

		out_row(out, 0, &(struct graph_row){ &g, .box = box });
		for (j = box->first; j < box->first + box->count; j++)
			out_row(out, 0, &(struct graph_row){ &g, .node = &g.nodes[j] });
	}
	for (i = 0; i < g.nedges && !err; i++)
		out_row(out, 0, &(struct graph_row){ &g, .edge = &g.edges[i] });
	/* Rows that wait to be sorted point into the graph no more: their cells are made. */
	graph_free(&g);
	return err;
}

/* Where namespaces are mounted is what people call them by. */
static unsigned int want_names(const struct options *o)
{
	(void)o;
	return TABLE_BIT(mounts);
}

static const struct sheet *sheet_of_graph(const struct options *o)
{
	(void)o;
	return &graph_sheet;
}

const struct view view_graph = {
	.name = "graph",
	.args = "",
	.help = "Draws the host: net namespaces, their devices and processes, and the wires",
	.takes = TAKES_FORMAT,
	.need = TABLE_BIT(tasks),
	.want = TABLE_BIT(namespaces) | TABLE_BIT(cgroups) | TABLE_BIT(devs) | TABLE_BIT(addrs) |
		TABLE_BIT(ports),
	.want_names = want_names,
	.facts = { "tasks", "namespaces.mnt", "devs", "addrs" },
	.sheet = sheet_of_graph,
	.show = graph_show,
	.draw = graph_draw,
};
