/* SPDX-License-Identifier: GPL-2.0 */
/* Command lines: of views with columns, filter and sorting, and of environments. */
#include "../fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "choose.h"
#include "cleanup.h"
#include "env/record.h"
#include "env/spec.h"
#include "number.h"
#include "options.h"
#include "view/find.h"
#include "view/view.h"

enum { WORDS = 24 };

static const struct view *const views[] = {
	&view_tree, &view_ns,	  &view_ps,	&view_bridge, &view_dev,   &view_why,
	&view_path, &view_cgroup, &view_mounts, &view_graph,  &view_check, &view_diff,
};

static void parse_view(const struct view *view, int n, char **words)
{
	struct problem p = { "" };
	struct out_wanted wanted;
	struct options o;
	size_t i;

	if (!options_parse(&o, n, words, view, &p)) {
		if (view->sheet && !options_wanted(&o, view->name, view->sheet(&o), &wanted, &p))
			filter_free(wanted.filter);
		for (i = 0; i < o.nwords; i++)
			find_needs_mounts(o.words[i]);
	} else if (!p.words[0]) {
		broken("refused without words");
	}
	options_free(&o);
}

static void parse_spec(enum env_verb_kind verb, int n, char **words)
{
	struct problem p = { "" };
	struct env_spec spec;

	if (env_spec_parse(&spec, verb, n, words, &p) && !p.words[0])
		broken("refused without words");
	env_spec_free(&spec);
}

static void parse_word(const char *word)
{
	static const char *const names[] = { "tree", "ns", "ps", "path", "create" };
	uint64_t n;

	number_parse(word, true, &n);
	number_parse(word, false, &n);
	record_name_is_good(word);
	find_is_ns(word);
	choose(names, ARRAY_SIZE(names), word);
	choose_like(names, ARRAY_SIZE(names), word);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *line = text_of(data, size), *words[WORDS];
	int n = words_of(line, words, WORDS), i;
	size_t v;

	for (i = 0; i < n; i++)
		parse_word(words[i]);
	if (n && !strcmp(words[0], "run"))
		parse_spec(ENV_RUN, n, words);
	else if (n && !strcmp(words[0], "create"))
		parse_spec(ENV_CREATE, n, words);
	else if (n && !strcmp(words[0], "exec"))
		parse_spec(ENV_EXEC, n, words);
	for (v = 0; n && v < ARRAY_SIZE(views); v++)
		if (!strcmp(words[0], views[v]->name))
			parse_view(views[v], n, words);
	free(line);
	return 0;
}
