/* SPDX-License-Identifier: GPL-2.0 */
#include "verb.h"

#include "cleanup.h"

const char *verb_name(const struct verb *v)
{
	return v->view ? v->view->name : v->command->name;
}

const char *verb_does(const struct verb *v)
{
	return v->view ? v->view->help : v->command->help;
}

const struct view *verb_view(const struct verb *v)
{
	return v->view ? v->view : v->command->view;
}

bool verb_help(const struct verb *v, struct help *ret)
{
	if (verb_view(v)) {
		options_words(verb_view(v), ret);
		return true;
	}
	if (v->command->words)
		*ret = *v->command->words;
	return v->command->words;
}

/* What a view is asked that has several sheets. */
static const struct {
	unsigned int takes; /* only those that take this are asked */
	const char *when;
	const char *word;
	struct options options;
} asked[] = {
	{ 0, NULL, NULL, { .npids = 0 } },
	{ TAKES_PID_ARGS, "of PIDs, for eyes", NULL, { .npids = 1 } },
	{ TAKES_WORD, "of a namespace", "net:[1]", { .npids = 0 } },
	{ TAKES_AS, "with --as", NULL, { .as = "1" } },
};

static const struct sheet *ask(const struct view *view, size_t i, enum out_format format)
{
	struct options o = asked[i].options;
	char *words[] = { (char *)asked[i].word };

	o.style.format = format;
	if (asked[i].word) {
		o.words = words;
		o.nwords = 1;
	}
	/* cppcheck-suppress returnDanglingLifetime; a sheet is static */
	return view->sheet(&o);
}

bool verb_sheet(const struct verb *v, size_t n, const struct sheet **ret, const char **ret_when,
		bool *ret_eyes)
{
	const struct view *view = verb_view(v);
	const struct sheet *usual;
	size_t i;

	if (!view || !view->sheet)
		return false;
	usual = ask(view, 0, OUT_HUMAN);
	for (i = 0; i < ARRAY_SIZE(asked); i++) {
		if (i && (!(view->takes & asked[i].takes) || ask(view, i, OUT_HUMAN) == usual))
			continue;
		if (n--)
			continue;
		*ret = ask(view, i, OUT_HUMAN);
		*ret_when = asked[i].when;
		*ret_eyes = ask(view, i, OUT_JSON) != *ret;
		return true;
	}
	return false;
}
