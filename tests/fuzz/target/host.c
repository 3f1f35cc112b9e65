/* SPDX-License-Identifier: GPL-2.0 */
/* Tables of a host, joined: the first part is a command line, and its view shows them. */
#include "../fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "options.h"
#include "view/view.h"

static const struct view *const views[] = {
	&view_tree, &view_ns,	  &view_ps,	&view_bridge, &view_dev,   &view_why,
	&view_path, &view_cgroup, &view_mounts, &view_graph,  &view_check, &view_diff,
};

static FILE *nowhere;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	nowhere = fopen("/dev/null", "we");
	if (!nowhere)
		broken("/dev/null");
	return 0;
}

static const struct view *view_of(const char *word)
{
	size_t i;

	for (i = 0; word && i < ARRAY_SIZE(views); i++)
		if (!strcmp(views[i]->name, word))
			return views[i];
	return &view_tree;
}

static void draw(const struct view *view, const struct options *o, const struct host *h,
		 struct problem *p)
{
	struct text picture = { 0 };
	struct out_wanted wanted;
	struct out out;
	int err;

	/* Of the pictures only the one that Graphviz is given is ours. */
	if (view->draw && !options_wants_rows(o)) {
		struct options dot = *o;

		dot.picture = PICTURE_DOT;
		view->draw(h, &dot, &picture, p);
		text_free(&picture);
		return;
	}
	if (options_wanted(o, view->name, view->sheet(o), &wanted, p))
		return;
	out_begin(&out, view->sheet(o), h, &wanted, &o->style, nowhere);
	err = view->show(h, o, &out, p);
	if (err < 0)
		out_cancel(&out, err);
	out_end(&out);
	filter_free(wanted.filter);
}

/* Two hosts, of which the second is an earlier one, to be compared: there may be nothing in it. */
static void show(const struct view *view, const struct options *o, struct input *in)
{
	struct host before = { 0 };
	struct host h = { .packet = { *o->to ? o->to : NULL, *o->source ? o->source : NULL } };
	struct problem p = { "" };

	if (!tables_load(&h, in, &p) && !tables_load(&before, in, &p)) {
		h.before = &before;
		draw(view, o, &h, &p);
	}
	host_free(&h);
	host_free(&before);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = input_of(data, size);
	char *line = input_text(&in), *words[16] = { NULL };
	int n = line ? words_of(line, words, ARRAY_SIZE(words)) : 0;
	const struct view *view = view_of(words[0]);
	struct problem p = { "" };
	struct options o;

	if (n) {
		/* The first three are none of a view's. */
		if (!options_parse(&o, n, words, view, &p) && !o.help && !o.version &&
		    !o.list_columns)
			show(view, &o, &in);
		options_free(&o);
	}
	free(line);
	return 0;
}
