/* SPDX-License-Identifier: GPL-2.0 */
#include "say.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "host/table.h"
#include "progress.h"
#include "render/safe.h"

/*
 * Which characters a terminal shows. Not before there is something to show: to read what
 * a locale is takes a good part of what it takes to make an environment.
 */
void learn_locale(void)
{
	static bool learnt;

	if (!learnt) {
		setlocale(LC_ALL, "");
		/* But 1.5M is 1.5M everywhere, for scripts. */
		setlocale(LC_NUMERIC, "C");
	}
	learnt = true;
}

/* Words may quote names from a file or a command line. */
void say(const char *verb, const char *words)
{
	_cleanup_text_ struct text safe = { 0 };

	progress_end();
	learn_locale();
	safe_terminal(&safe, words);
	fprintf(stderr, "nsview%s%s: %s\n", verb ? " " : "", verb ? verb : "", text_str(&safe));
}

static void say_lines(const char *verb, const char *lines)
{
	_cleanup_text_ struct text line = { 0 };
	size_t len;

	for (; *lines; lines += len + 1) {
		len = strcspn(lines, "\n");
		text_reset(&line);
		text_add(&line, lines, len);
		say(verb, text_str(&line));
	}
}

/* What /proc does not tell at all, and what this one does not tell this user. */
static void say_without_module(bool nets, const struct view *view, const struct source *src)
{
	_cleanup_text_ struct text t = { 0 };

	text_printf(&t, "%s; showing what /proc tells, '-' is what only the kernel knows",
		    src->note.words);
	if (nets)
		text_puts(&t, "; net namespaces without a process or mount are not seen");
	if (src->hides)
		text_puts(&t, "; processes of others are hidden (hidepid of /proc)");
	if (src->no_init)
		text_puts(&t, "; processes outside of this pid namespace are not seen");
	/* With devices it is said of which of their namespaces are not. */
	if (src->hidden && !nets)
		text_printf(&t, "; %zu process%s not show %s namespaces", src->hidden,
			    src->hidden > 1 ? "es do" : " does", src->hidden > 1 ? "their" : "its");
	say(view->name, text_str(&t));
}

void say_incomplete(const struct view *view, unsigned int want, const struct source *src,
		    struct host *h)
{
	struct problem p = { "" };
	enum table_id id;
	size_t i;

	if (want & MOUNTS_OF_NAMESPACES)
		want |= TABLE_BIT(mounts);
	if (src->note.words[0])
		say_without_module((view->need | want) & h->tables & TABLE_BIT(devs), view, src);
	for (id = 0; id < TABLES && !src->note.words[0]; id++) {
		if (!(want & ~h->tables & TABLE_ID_BIT(id)))
			continue;
		problem_set(&p, 0, "%s: no table '%s': the answer is not complete", src->where,
			    host_tables[id].name);
		say(view->name, p.words);
	}
	say_lines(view->name, text_str(&h->missed));
	for (i = 0; i < VIEW_FACTS_MAX && view->facts[i]; i++)
		if (host_is_partial(h, view->facts[i]))
			h->complete = false;
}
