/* SPDX-License-Identifier: GPL-2.0 */
/* An expression of -Q over the columns of a view, and rows of which some pass. */
#include "../fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "render/filter.h"
#include "view/view.h"

static struct cell cells[4];

static const struct cell *take_cell(void *arg, size_t column)
{
	return &cells[(column + *(size_t *)arg) % 4];
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	cells[1] = (struct cell){ .there = true, .num = 4026531840, .text = "net" };
	cells[2] = (struct cell){ .there = true, .num = 1, .text = "1,2,web,\\x2c" };
	cells[3] = (struct cell){ .there = true, .num = 0, .text = "" };
	return 0;
}

static void parse(const struct view *view, const char *text)
{
	const struct options o = { 0 };
	struct problem p = { "" };
	struct filter *f = NULL;
	size_t row;
	int err = filter_parse(&f, view->sheet(&o), text, &p);

	if (err && (f || !p.words[0]))
		broken("%d: a filter, or no words", err);
	for (row = 0; f && row < 4; row++)
		filter_passes(f, take_cell, &row);
	filter_free(f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct view *const views[] = { &view_ns, &view_ps, &view_dev, &view_cgroup };
	char *text = text_of(data, size);
	size_t i;

	for (i = 0; i < 4; i++)
		parse(views[i], text);
	free(text);
	return 0;
}
