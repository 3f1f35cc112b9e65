/* SPDX-License-Identifier: GPL-2.0 */
#include "describe.h"

#include <stdio.h>
#include <string.h>

static const char *or_none(const char *s)
{
	return s && *s ? s : "-";
}

/* Cells that are lines of @text. */
static void put_lines(const char *what, const char *verb, const char *text)
{
	size_t len;

	for (; *text; text += len + (text[len] == '\n')) {
		len = strcspn(text, "\n");
		printf("%s\t%s\t%.*s\n", what, verb, (int)len, text);
	}
}

static void put_help(const char *verb, const struct help *h)
{
	struct option_words o;
	size_t i;

	put_lines("text", verb, h->text);
	for (i = 0; h->examples[i]; i++)
		put_lines("example", verb, h->examples[i]);
	for (i = 0; h->option(h, i, &o); i++) {
		const char letter[] = { o.letter, '\0' };

		printf("option\t%s\t%s\t%s\t%s\t%s\n", verb, or_none(letter), o.name,
		       or_none(o.arg), o.help);
	}
}

/* Whether rows have rows below them: always, with --tree, or never. */
static const char *form_of(const struct view *view, const struct sheet *sheet)
{
	if (sheet->nested)
		return "nested";
	return view && view->takes & (TAKES_TREE | TAKES_TREES) ? "tree" : "flat";
}

static void put_sheet(const char *verb, const struct view *view, const struct sheet *sheet,
		      const char *when, bool eyes)
{
	size_t i;

	printf("sheet\t%s\t%s\t%s\t%s\t%s\t%s\n", verb, sheet->view, sheet->array,
	       eyes ? "eyes" : "json", form_of(view, sheet), or_none(when));
	for (i = 0; i < sheet->ncolumns; i++) {
		const struct column *c = &sheet->columns[i];
		_cleanup_text_ struct text key = { 0 };

		sheet_key(&key, c);
		printf("column\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", verb, sheet->view,
		       sheet->array, c->name, text_str(&key), sheet_type(c),
		       c->flags & COLUMN_SHOWN ? "usual" : "extra",
		       eyes || c->flags & COLUMN_EYES ? "eyes" : "json",
		       or_none(sheet_words(sheet, c)), c->help);
	}
}

void describe(const struct verb *verbs, const char *const *groups, size_t n)
{
	const struct sheet *sheet;
	const char *when;
	bool eyes;
	size_t i, k;

	printf("release\t%s\n", NSVIEW_RELEASE);
	for (i = 0; i < n; i++) {
		const char *name = verb_name(&verbs[i]);
		_cleanup_text_ struct text usage = { 0 };
		struct help h;
		bool known = verb_help(&verbs[i], &h);

		if (known)
			help_usage(&h, &usage);
		printf("verb\t%s\t%s\t%s\t%s\n", name, groups[i], or_none(text_str(&usage)),
		       verb_does(&verbs[i]));
		if (known)
			put_help(name, &h);
		for (k = 0; verb_sheet(&verbs[i], k, &sheet, &when, &eyes); k++)
			put_sheet(name, verb_view(&verbs[i]), sheet, when, eyes);
	}
	put_sheet("-H", NULL, &columns_sheet, NULL, false);
}
