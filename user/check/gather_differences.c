/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Gathers the table `differences`: each comparison of user/check, and what it
 * found. Unlike other gathered tables it does not use the host's tables that
 * were read before: to compare is to read again and again.
 */
#include <errno.h>
#include <string.h>

#include "check.h"
#include "../cleanup.h"
#include "../host/put.h"
#include "../progress.h"

/* Of one comparison so many objects that can not be compared are named. */
#define BLINDS_NAMED 8

static const struct comparison *const comparisons[] = {
	&compare_tasks,
	&compare_devices,
	&compare_ports,
	&compare_namespaces,
};

static void put_difference(struct gathering *g, struct looking *l, const struct comparison *c,
			   const struct difference *d)
{
	_cleanup_text_ struct text reason = { 0 };
	const char *kernel = "kernel";

	c->put_object(&g->rows, d);
	put_text(&g->rows, d->attribute ? d->attribute->name : NULL);
	put_text(&g->rows, d->kernel ? kernel : c->other_name);
	put_text(&g->rows, d->value);
	put_text(&g->rows, d->kernel ? c->other_name : kernel);
	put_text(&g->rows, d->other);
	c->explain(l, d, &reason);
	put_text(&g->rows, text_str(&reason));
	put_end(&g->rows);
	if (reason.failed)
		g->rows.failed = true;
}

/* What is not compared is not silently left out. */
static void miss_blinds(struct gathering *g, const struct comparison *c, const struct look *blind)
{
	size_t i;

	for (i = 0; i < blind->nblinds && i < BLINDS_NAMED; i++)
		missed(g, blind->blinds[i].err, "%s can not be compared: %s", c->what,
		       blind->blinds[i].object);
	if (i < blind->nblinds)
		text_printf(&g->missed, "%s can not be compared: and %zu more\n", c->what,
			    blind->nblinds - i);
}

static int gather_one(struct gathering *g, struct looking *l, const struct comparison *c,
		      struct problem *p)
{
	struct differences found;
	struct problem why = { "" };
	struct look blind;
	size_t i;
	int err;

	progress_about(c->what);
	err = compare(c, l, &found, &blind, &why);
	if (err == -EOPNOTSUPP) {
		text_printf(&g->missed, "%s can not be compared: %s\n", c->what, why.words);
		return 0;
	}
	if (err) {
		*p = why;
		return err;
	}
	for (i = 0; i < found.n; i++)
		put_difference(g, l, c, &found.list[i]);
	miss_blinds(g, c, &blind);
	differences_free(&found);
	look_free(&blind);
	return 0;
}

int gather_differences(struct gathering *g, struct problem *p)
{
	struct looking l = { 0 };
	size_t i;
	int err = source_kernel(&l.kernel, p);

	for (i = 0; i < ARRAY_SIZE(comparisons) && !err; i++)
		err = gather_one(g, &l, comparisons[i], p);
	host_free(&l.host);
	host_free(&l.ways);
	source_close(l.kernel);
	return err;
}
