/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "complete.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "choose.h"
#include "cleanup.h"
#include "letters.h"
#include "offers.h"

struct line {
	const struct verb *verb;
	const struct verb *views; /* all that there are */
	size_t nviews;
	struct help help;
	struct typed typed;
	const char *option; /* whose argument is typed; or NULL */
	bool no_options; /* "--", or a command, is before it */
	size_t operand; /* else it is this one, from 0 */
	char **before; /* the words up to there, with the verb */
	int nbefore;
};

/* --- what an argument may be, by its words in help */

/* The sheet that the options so far lead to. */
static const struct sheet *sheet_of(const struct line *l)
{
	const struct view *view = verb_view(l->verb);
	struct problem unused;
	const struct sheet *sheet;
	struct options o;

	if (!view || !view->sheet)
		return NULL;
	options_parse(&o, l->nbefore, l->before, view, &unused);
	sheet = view->sheet(&o);
	options_free(&o);
	/* cppcheck-suppress returnDanglingLifetime; a sheet is static */
	return sheet;
}

/* Names of columns after the last comma, which may not be there yet. */
static void offer_columns(const struct line *l, struct typed t)
{
	const struct sheet *sheet = sheet_of(l);
	size_t i;

	t.any_case = true;
	for (i = 0; sheet && i < sheet->ncolumns; i++) {
		_cleanup_free_ char *listed = strndup(t.word, t.kept);
		char *at = listed;
		const char *word;

		while ((word = strsep(&at, "+,")))
			if (letters_same(word, sheet->columns[i].name))
				break;
		if (!word)
			offer(&t, sheet->columns[i].name, sheet->columns[i].help);
	}
}

static void column_list(const struct line *l)
{
	struct typed t = l->typed;
	const char *comma = strrchr(t.word + t.kept, ',');

	if (comma)
		t.kept = (size_t)(comma - t.word) + 1;
	else if (t.word[t.kept] == '+')
		t.kept++;
	offer_columns(l, t);
	offer(&t, SHEET_ALL, "each of them");
}

static void sort_key(const struct line *l)
{
	struct typed t = l->typed;

	t.kept += t.word[t.kept] == '-';
	offer_columns(l, t);
}

/* Its first column. */
static void expression(const struct line *l)
{
	offer_columns(l, l->typed);
}

static void types(const struct line *l)
{
	struct typed t = l->typed;
	const char *comma = strrchr(t.word + t.kept, ',');
	enum ns_type type;

	if (comma)
		t.kept = (size_t)(comma - t.word) + 1;
	for (type = 0; type < NS_TYPES; type++)
		offer(&t, ns_type_names[type], NULL);
}

static void groups(const struct line *l)
{
	enum ns_type type;

	for (type = 0; type < NS_TYPES; type++)
		if (OPTIONS_GROUPS & 1u << type)
			offer(&l->typed, ns_type_names[type], NULL);
}

static void pictures(const struct line *l)
{
	size_t i;

	for (i = PICTURE_DOT; i < PICTURES; i++)
		offer(&l->typed, options_pictures[i], NULL);
}

static void whose(const struct line *l)
{
	offer_environments(&l->typed);
	offer_pids(&l->typed);
	offer_named_nets(&l->typed, true);
}

/* TYPE=WHOSE. */
static void join(const struct line *l)
{
	struct line after = *l;
	const char *is = strchr(l->typed.word + l->typed.kept, '=');
	char value[32];
	enum ns_type type;

	if (is) {
		after.typed.kept = (size_t)(is - l->typed.word) + 1;
		whose(&after);
		return;
	}
	for (type = 0; type < NS_TYPES; type++) {
		snprintf(value, sizeof(value), "%s=", ns_type_names[type]);
		offer(&l->typed, value, NULL);
	}
}

static void clocks(const struct line *l)
{
	offer(&l->typed, "monotonic=", NULL);
	offer(&l->typed, "boottime=", NULL);
}

static void pids(const struct line *l)
{
	offer_pids(&l->typed);
}

static void nets(const struct line *l)
{
	offer_namespaces(&l->typed, NS_net);
	offer_named_nets(&l->typed, false);
	offer_environments(&l->typed);
}

/* Of the type that the verb is about. */
static void namespaces(const struct line *l)
{
	const char *verb = verb_name(l->verb);
	bool mounts = !strcmp(verb, "mounts"), as = l->option;

	if (!strcmp(verb, "graph")) {
		nets(l);
		return;
	}
	offer_namespaces(&l->typed, mounts ? NS_mnt : as ? NS_pid : NS_TYPES);
	offer_environments(&l->typed);
	if (!mounts && !as)
		offer_named_nets(&l->typed, false);
}

static void devices(const struct line *l)
{
	offer_devices(&l->typed);
}

/* A new one has no name yet. */
static void names(const struct line *l)
{
	if (!l->option)
		offer_environments(&l->typed);
}

static void cgroups(const struct line *l)
{
	offer_cgroups(&l->typed);
}

static void offer_verbs(const struct verb *verbs, size_t n, const struct typed *t)
{
	size_t i;

	for (i = 0; i < n; i++)
		offer(t, verb_name(&verbs[i]), verb_does(&verbs[i]));
}

static void views(const struct line *l)
{
	offer_verbs(l->views, l->nviews, &l->typed);
}

static void files(const struct line *l)
{
	(void)l;
	offer_of_shell("files");
}

static void dirs(const struct line *l)
{
	(void)l;
	offer_of_shell("dirs");
}

static void command(const struct line *l)
{
	(void)l;
	offer_of_shell("command");
}

static const struct {
	const char *arg;
	void (*offer)(const struct line *l);
} args[] = {
	{ "[+]COL[,COL]", column_list },
	{ "[-]COL", sort_key },
	{ "EXPR", expression },
	{ "TYPE[,TYPE]", types },
	{ "WHAT", groups },
	{ "FORM", pictures },
	{ "TYPE=WHOSE", join },
	{ "CLOCK=SECONDS", clocks },
	{ "PID", pids },
	{ "NS", namespaces },
	{ "NAMESPACE", namespaces },
	{ "NETNS", nets },
	{ "DEV", devices },
	{ "DEVICE", devices },
	{ "NAME", names },
	{ "PATH", cgroups },
	{ "VIEW", views },
	{ "SAVED", files },
	{ "FILE", files },
	{ "SNAPSHOT", files },
	{ "SRC:DST[:ro]", files },
	{ "DIR", dirs },
	{ "COMMAND", command },
};

/* "auto", "bridge[=NAME]" or "join=WHOSE": what of it is to be written so. */
static void offer_word(const struct line *l, const char *arg)
{
	_cleanup_free_ char *word = strndup(arg, strcspn(arg, "[="));
	_cleanup_text_ struct text value = { 0 };
	const char *typed = l->typed.word + l->typed.kept;
	struct line after = *l;

	text_printf(&value, "%s%s", word ? word : "", arg[strcspn(arg, "[=")] == '=' ? "=" : "");
	if (!strncmp(typed, text_str(&value), value.len) && !strcmp(arg + value.len, "WHOSE")) {
		after.typed.kept += value.len;
		whose(&after);
	} else {
		offer(&l->typed, text_str(&value), NULL);
	}
}

/* @arg may be several by "|". */
static void offer_arg(const struct line *l, const char *arg)
{
	_cleanup_free_ char *copy = strdup(arg);
	char *at = copy;
	const char *one;
	size_t i;

	while ((one = strsep(&at, "|"))) {
		if (*one >= 'a' && *one <= 'z')
			offer_word(l, one);
		for (i = 0; i < ARRAY_SIZE(args); i++)
			if (!strcmp(args[i].arg, one))
				args[i].offer(l);
	}
}

/* --- where on the line the word is */

static bool find_option(const struct line *l, const char *name, size_t len, char letter,
			struct option_words *ret)
{
	size_t i;

	for (i = 0; l->help.option(&l->help, i, ret); i++)
		if (name ? strlen(ret->name) == len && !strncmp(ret->name, name, len) :
			   ret->letter == letter)
			return true;
	return false;
}

/* Whether the next word is the argument of the last option in @word; then that is l->option. */
static bool wants_next(struct line *l, const char *word)
{
	struct option_words o;
	const char *c;

	l->option = NULL;
	if (word[1] == '-') {
		if (!strchr(word, '=') && find_option(l, word + 2, strlen(word + 2), 0, &o) &&
		    o.arg && *o.arg != '=')
			l->option = o.arg;
		return l->option;
	}
	for (c = word + 1; *c; c++) {
		if (!find_option(l, NULL, 0, *c, &o) || !o.arg || *o.arg == '=')
			continue;
		if (!c[1])
			l->option = o.arg;
		break;
	}
	return l->option;
}

/* "-oPID": the argument of a short option, from the second character on. */
static bool short_option(struct line *l)
{
	const char *word = l->typed.word;
	struct option_words o;

	if (!word[1] || word[1] == '-' || !word[2] || !find_option(l, NULL, 0, word[1], &o) ||
	    !o.arg || *o.arg == '=')
		return false;
	l->typed.kept = 2;
	l->option = o.arg;
	return true;
}

/* The @n-th word of the arguments, without the marks of one that may be left out; or NULL. */
static char *operand(const char *all, size_t n)
{
	_cleanup_free_ char *copy = strdup(all);
	char *at = copy;
	char *word, *last = NULL;

	while ((word = strsep(&at, " "))) {
		size_t len;

		word += *word == '[';
		len = strlen(word);
		len -= len && word[len - 1] == ']';
		if (len > 3 && !strncmp(word + len - 3, "...", 3)) {
			len -= 3;
			n = 0;
		}
		word[len] = '\0';
		last = word;
		if (!n--)
			return strdup(last);
	}
	return NULL;
}

static bool is_command(const struct line *l)
{
	_cleanup_free_ char *arg = operand(l->help.args, l->operand);

	return arg && !strcmp(arg, "COMMAND");
}

/* Reads what stands before the word. False: it is part of a command, none of ours. */
static bool read_before(struct line *l, char **words, int n)
{
	int i;

	for (i = 0; i < n; i++) {
		if (l->option) {
			l->option = NULL;
		} else if (!l->no_options && !strcmp(words[i], "--")) {
			l->no_options = true;
		} else if (!l->no_options && words[i][0] == '-' && words[i][1]) {
			if (wants_next(l, words[i]) && i == n - 1)
				return true;
		} else if (is_command(l)) {
			return false;
		} else {
			l->operand++;
		}
		l->nbefore++;
	}
	return true;
}

static void offer_options(const struct line *l)
{
	struct option_words o;
	size_t i;

	for (i = 0; l->help.option(&l->help, i, &o); i++) {
		_cleanup_text_ struct text value = { 0 };

		text_printf(&value, "--%s%s", o.name, o.arg && *o.arg == '=' ? "=" : "");
		offer(&l->typed, text_str(&value), o.help);
	}
}

static void offer_operand(const struct line *l)
{
	_cleanup_free_ char *arg = operand(l->help.args, l->operand);

	if (arg)
		offer_arg(l, arg);
}

static void offer_word_of_line(struct line *l)
{
	const char *word = l->typed.word, *is = strchr(word, '=');
	struct option_words o;

	if (l->option) {
		offer_arg(l, l->option);
	} else if (l->no_options || *word != '-') {
		offer_operand(l);
	} else if (short_option(l)) {
		offer_arg(l, l->option);
	} else if (is && find_option(l, word + 2, (size_t)(is - word) - 2, 0, &o) && o.arg) {
		l->typed.kept = (size_t)(is - word) + 1;
		l->option = o.arg + (*o.arg == '=');
		offer_arg(l, l->option);
	} else {
		offer_options(l);
	}
}

static void offer_first(const struct verb *verbs, size_t n, const char *word)
{
	const struct typed t = { .word = word };

	offer_verbs(verbs, n, &t);
	if (*word == '-') {
		offer(&t, "--help", "which verbs there are");
		offer(&t, "--version", "release and version of the tables");
	}
}

/* Whether there is a view among the words of a verb that takes one: the rest is of that. */
static bool complete_view(const struct line *l, char **words, int nwords)
{
	struct line before = *l;
	int i;

	if (strcmp(l->help.args, "[VIEW...]") != 0)
		return false;
	for (i = 0; i + 1 < nwords && !before.operand; i++)
		read_before(&before, words + i, 1);
	if (!before.operand)
		return false;
	complete(l->views, l->nviews, words + i - 1, nwords - i + 1);
	return true;
}

void complete(const struct verb *verbs, size_t n, char **words, int nwords)
{
	_cleanup_free_ const char **names_of = calloc(n + 1, sizeof(*names_of));
	struct line l = { .before = words, .nbefore = 1, .views = verbs };
	size_t i;
	long at;

	if (!names_of || nwords < 2) {
		offer_first(verbs, n, nwords ? words[0] : "");
		return;
	}
	for (i = 0; i < n; i++)
		names_of[i] = verb_name(&verbs[i]);
	at = choose(names_of, n, words[0]);
	if (at < 0 || !verb_help(&verbs[at], &l.help))
		return;
	while (l.nviews < n && verbs[l.nviews].view)
		l.nviews++;
	l.verb = &verbs[at];
	l.typed.word = words[nwords - 1];
	if (complete_view(&l, words + 1, nwords - 1))
		return;
	if (read_before(&l, words + 1, nwords - 2))
		offer_word_of_line(&l);
	else
		offer_of_shell("command");
}
