/* SPDX-License-Identifier: GPL-2.0 */
/* The devices of a net namespace, ports below what they are plugged into. */
#include <errno.h>

#include "../cleanup.h"
#include "tree.h"

/* Below a device; a saved file may claim masters in a circle. */
#define DEPTH_MAX 8

static void draw_list(struct tree *tr, const struct dev *const *devs, size_t n, unsigned int depth,
		      unsigned int below);

/* What is not drawn for itself is not drawn elsewhere either. */
static void skip_dev(struct tree *tr, const struct dev *dev, unsigned int below)
{
	bool *drawn = &tr->drawn[dev - tr->host->devs];
	const struct dev *port;

	if (*drawn || below > DEPTH_MAX)
		return;
	*drawn = true;
	for (port = dev->ports; port; port = port->next_port)
		skip_dev(tr, port, below + 1);
}

static void draw_dev(struct tree *tr, const struct dev *dev, unsigned int depth, unsigned int below)
{
	struct tree_row row = {
		.kind = TREE_DEV, .ns = dev->net, .dev = dev, .odd = tree_odd_dev(tr->host, dev)
	};
	bool *drawn = &tr->drawn[dev - tr->host->devs];
	_cleanup_free_ const struct dev **ports = NULL;
	const struct dev *port;
	size_t n = 0;

	if (*drawn || below > DEPTH_MAX)
		return;
	*drawn = true;
	out_row(tr->out, depth, &row);
	for (port = dev->ports; port; port = port->next_port)
		n++;
	if (!n)
		return;
	ports = calloc(n, sizeof(*ports));
	if (!ports) {
		tr->err = -ENOMEM;
		return;
	}
	for (n = 0, port = dev->ports; port; port = port->next_port)
		ports[n++] = port;
	draw_list(tr, ports, n, depth + 1, below + 1);
}

static void draw_item(struct tree *tr, const struct fold *f, const struct fold_item *item,
		      unsigned int depth, unsigned int below)
{
	const struct dev *dev = item->what;
	struct tree_row row = { .kind = TREE_MORE, .of = TREE_DEV, .ns = dev->net, .dev = dev };
	size_t i;

	if (!fold_draws(f, item, &row.count))
		return;
	draw_dev(tr, dev, depth, below);
	if (!row.count)
		return;
	row.folded = item + 1;
	for (i = 0; i < row.count; i++)
		skip_dev(tr, row.folded[i].what, below);
	out_row(tr->out, depth, &row);
}

static void draw_list(struct tree *tr, const struct dev *const *devs, size_t n, unsigned int depth,
		      unsigned int below)
{
	_cleanup_fold_ struct fold f = { 0 };
	size_t i;

	if (!tr->fold || n <= ALIKE_MAX) {
		for (i = 0; i < n; i++)
			draw_dev(tr, devs[i], depth, below);
		return;
	}
	for (i = 0; i < n; i++) {
		if (tr->drawn[devs[i] - tr->host->devs])
			continue;
		fold_begin(&f, devs[i], 0);
		tree_look_dev(tr, &f.looks, devs[i], true);
		fold_end(&f);
	}
	if (fold_find(&f)) {
		tr->err = -ENOMEM;
		return;
	}
	for (i = 0; i < f.n; i++)
		draw_item(tr, &f, fold_at(&f, i), depth, below);
}

void tree_draw_devs(struct tree *tr, const struct ns *ns, unsigned int depth)
{
	_cleanup_free_ const struct dev **devs = NULL;
	const struct dev *dev;
	size_t n = 0;

	for (dev = ns->devs; dev; dev = dev->next)
		n++;
	devs = calloc(n + 1, sizeof(*devs));
	if (!devs) {
		tr->err = -ENOMEM;
		return;
	}
	for (n = 0, dev = ns->devs; dev; dev = dev->next)
		if (!dev->over)
			devs[n++] = dev;
	draw_list(tr, devs, n, depth, 0);
	/* Those of a circle hang on nothing that was drawn. */
	for (dev = ns->devs; dev; dev = dev->next)
		draw_dev(tr, dev, depth, 0);
}
