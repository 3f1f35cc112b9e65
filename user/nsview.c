/* SPDX-License-Identifier: GPL-2.0 */
/* The table of verbs, and the one place that prints errors. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "choose.h"
#include "cleanup.h"
#include "complete.h"
#include "describe.h"
#include "env/verbs.h"
#include "host/before.h"
#include "host/host.h"
#include "host/source.h"
#include "host/table.h"
#include "module/verbs.h"
#include "options.h"
#include "pager.h"
#include "progress.h"
#include "save.h"
#include "say.h"
#include "verb.h"
#include "view/find.h"
#include "view/owner.h"
#include "view/view.h"
#include "watch/watch.h"

/* In the order of the help: the host, one object, whether it is true. */
static const struct view *const views[] = {
	&view_tree, &view_ns,	  &view_ps,	&view_bridge, &view_dev,   &view_why,
	&view_path, &view_cgroup, &view_mounts, &view_graph,  &view_check, &view_diff,
};

#define NVIEWS (sizeof(views) / sizeof(views[0]))

static int run_watch(int argc, char **argv, struct problem *p);

static const struct command keepers[] = {
	{ "save", "all that can be read of this host, in a file for -f and diff", save, true, NULL,
	  &save_view },
	{ "watch", "a view on this terminal, again and again, with what changes marked", run_watch,
	  true, &watch_help, NULL },
};

static const unsigned int nkeepers = ARRAY_SIZE(keepers);

/* Verbs that are no views, with options of their own. In the order of the help, too. */
static const struct {
	const char *does;
	const struct command *verbs;
	const unsigned int *n;
} groups[] = {
	{ "Keeps what it sees", keepers, &nkeepers },
	{ "Makes environments", env_verbs, &env_nverbs },
	{ "Loads the module", module_verbs, &module_nverbs },
};

#define NGROUPS (sizeof(groups) / sizeof(groups[0]))
#define VERBS_MAX 64

static int fail(const char *verb, int err, const struct problem *p)
{
	say(verb, p->words[0] ? p->words : strerror(-err));
	return err == -ENODEV ? EXIT_MODULE : EXIT_FAILED;
}

static void usage(FILE *to)
{
	size_t i;
	unsigned int n;

	fputs("Usage: nsview VERB [options]\n"
	      "Shows what isolates the processes of this host, as its kernel sees it.\n\n",
	      to);
	for (i = 0; i < NVIEWS; i++)
		fprintf(to, "  %-8s %s\n", views[i]->name, views[i]->help);
	for (i = 0; i < NGROUPS; i++) {
		fprintf(to, "\n%s:\n\n", groups[i].does);
		for (n = 0; n < *groups[i].n; n++)
			fprintf(to, "  %-8s %s\n", groups[i].verbs[n].name,
				groups[i].verbs[n].help);
	}
	fputs("\n'nsview VERB --help' says more. Any beginning of a verb that fits no other\n"
	      "will do. Exit status: 0 done, 1 failed, 2 the module is missing or too old,\n"
	      "3 check or diff found differences.\n",
	      to);
}

static int version(void)
{
	options_version();
	return EXIT_OK;
}

static void say_warning(const char *words)
{
	say("warning", words);
}

static int run_command(const struct command *verb, int argc, char **argv)
{
	struct problem p = { "" };
	int code;

	if (verb->draws)
		learn_locale();
	code = verb->run(argc, argv, &p);
	if (p.words[0])
		say(verb->name, p.words);
	return code;
}

static size_t verb_names(const char *names[VERBS_MAX])
{
	size_t n = 0, i;
	unsigned int k;

	for (i = 0; i < NVIEWS; i++)
		names[n++] = views[i]->name;
	for (i = 0; i < NGROUPS; i++)
		for (k = 0; k < *groups[i].n && n < VERBS_MAX; k++)
			names[n++] = groups[i].verbs[k].name;
	return n;
}

/* The @i-th of those names. */
static struct verb verb_at(size_t i)
{
	size_t g = 0;

	if (i < NVIEWS)
		return (struct verb){ .view = views[i] };
	for (i -= NVIEWS; i >= *groups[g].n; g++)
		i -= *groups[g].n;
	return (struct verb){ .command = &groups[g].verbs[i] };
}

/* Those that begin with @word, by commas. */
static void say_ambiguous(const char *const *names, size_t n, const char *word, struct problem *p)
{
	_cleanup_text_ struct text all = { 0 };
	size_t i;

	for (i = 0; i < n; i++)
		if (!strncmp(names[i], word, strlen(word)))
			text_printf(&all, "%s%s", all.len ? ", " : "", names[i]);
	problem_set(p, -EINVAL, "'%s' may be one of these: %s", word, text_str(&all));
}

static int find_verb(const char *word, struct verb *ret, struct problem *p)
{
	const char *names[VERBS_MAX], *like;
	size_t n = verb_names(names);
	long i = choose(names, n, word);

	if (i == -ENOTUNIQ) {
		say_ambiguous(names, n, word, p);
		return -EINVAL;
	}
	if (i < 0) {
		like = choose_like(names, n, word);
		return problem_set(p, -EINVAL, "'%s' is not a verb; %s%s", word,
				   like ? "did you mean " : "see nsview --help", like ? like : "");
	}
	*ret = verb_at((size_t)i);
	return 0;
}

static const struct view *view_called(const char *word, struct problem *p)
{
	struct verb verb = { 0 };

	if (find_verb(word, &verb, p))
		return NULL;
	if (verb.view)
		return verb.view;
	problem_set(p, -EINVAL, "'%s' is no view, and only those are watched", word);
	return NULL;
}

static int run_watch(int argc, char **argv, struct problem *p)
{
	return watch(argc, argv, view_called, p);
}

/*
 * Of a saved host a path or name that was asked for is one of its mounts. A name may be
 * an environment's, too, which cgroups tell.
 */
static unsigned int words_want(const struct view *view, const struct source *src,
			       const struct options *o, const struct host *h)
{
	bool needs = o->as && find_needs_mounts(o->as);
	size_t i;

	for (i = 0; i < o->nwords && !needs; i++)
		needs = find_needs_mounts(o->words[i]);
	if (!needs || view->takes & TAKES_TWO_WORDS)
		return 0;
	return owner_tables(o, h) | (src->live ? 0 : TABLE_BIT(mounts));
}

/* Without them the answer is no less complete: nothing is said of what is missing. */
static int gather_names(const struct view *view, const struct options *o, struct source *src,
			struct host *h, struct problem *p)
{
	unsigned int names = words_want(view, src, o, h) |
			     (view->want_names ? view->want_names(o, h) : 0);
	bool complete = h->complete;
	size_t missed = h->missed.len;
	int err;

	names &= ~h->tables;
	if (!names)
		return 0;
	err = host_gather(h, src, 0, names, p);
	h->complete = complete;
	if (h->missed.len > missed) {
		h->missed.len = missed;
		h->missed.s[missed] = '\0';
	}
	return err;
}

/* To stdout; what is for eyes, and stdout a terminal, by a text that may need a pager. */
static int draw(const struct view *view, const struct options *o, const struct host *h,
		const struct sheet *sheet, const struct out_wanted *wanted, struct problem *p)
{
	const bool pages = o->style.format == OUT_HUMAN && !o->no_pager && pager_is_wanted();
	_cleanup_text_ struct text blank = { 0 };
	_cleanup_free_ char *text = NULL;
	FILE *stream = stdout;
	size_t len = 0;
	struct out out;
	int err, end;

	if (pages)
		stream = open_memstream(&text, &len);
	if (!stream)
		return problem_set(p, -errno, "%s", strerror(errno));
	out_begin(&out, sheet, h, wanted, &o->style, stream);
	err = view->show(h, o, &out, p);
	progress_end();
	if (err < 0)
		out_cancel(&out, err);
	end = out_end(&out);
	if (pages && fclose(stream) && !end)
		end = -errno;
	if (pages && !end)
		end = pager_write(text, len);
	if (err >= 0 && !end && out_is_blank(&out, &blank))
		say(view->name, text_str(&blank));
	return err >= 0 && end ? problem_set(p, end, "writing: %s", strerror(-end)) : err;
}

/* A picture is no table, and has no pager. */
static int draw_picture(const struct view *view, const struct options *o, const struct host *h,
			struct problem *p)
{
	_cleanup_text_ struct text picture = { 0 };
	int err = view->draw(h, o, &picture, p);

	if (!err && fwrite(text_str(&picture), 1, picture.len, stdout) != picture.len)
		err = problem_set(p, -EIO, "writing: %s", strerror(errno));
	return err;
}

static int show(const struct view *view, const struct options *o, struct problem *p)
{
	const struct sheet *sheet = view->sheet(o);
	struct source *src = NULL;
	struct out_wanted wanted = { 0 };
	struct host h = { .packet = { *o->to ? o->to : NULL, *o->source ? o->source : NULL } };
	struct host before = { 0 };
	unsigned int want = view->want | (view->want_more ? view->want_more(o) : 0);
	int err;

	err = view->sheet_of ? 0 : options_wanted(o, view->name, sheet, &wanted, p);
	if (!err)
		err = source_open(&src, o->from, p);
	if (err) {
		filter_free(wanted.filter);
		return err;
	}
	progress_start();
	if (view->takes & TAKES_TWO_WORDS)
		err = before_load(&before, o->words[0], &want, p);
	if (!err)
		err = host_load(&h, src, view->need, want, p);
	if (!err && view->takes & TAKES_TWO_WORDS)
		err = before_join(&h, src, &before, o->words[0], p);
	if (!err && view->want_partial && host_is_partial(&h, "namespaces"))
		err = host_gather(&h, src, 0, view->want_partial, p);
	if (!err)
		err = gather_names(view, o, src, &h, p);
	if (!err && view->sheet_of) {
		sheet = view->sheet_of(o, &h);
		err = options_wanted(o, view->name, sheet, &wanted, p);
	}
	progress_end();
	if (!err) {
		say_incomplete(view, want, src, &h);
		err = view->draw && !options_wants_rows(o) ? draw_picture(view, o, &h, p) :
							     draw(view, o, &h, sheet, &wanted, p);
	}
	host_free(&h);
	host_free(&before);
	source_close(src);
	filter_free(wanted.filter);
	return err;
}

/* For those who write the manual, and for shells. */
static bool run_hidden(int argc, char **argv)
{
	const char *names[VERBS_MAX], *does[VERBS_MAX];
	struct verb verbs[VERBS_MAX];
	size_t n, i, k, g;

	if (strcmp(argv[1], "--describe") != 0 && strcmp(argv[1], "--complete") != 0)
		return false;
	learn_locale();
	n = verb_names(names);
	for (i = 0; i < n; i++) {
		verbs[i] = verb_at(i);
		does[i] = "Views";
	}
	for (i = NVIEWS, g = 0; g < NGROUPS; g++)
		for (k = 0; k < *groups[g].n && i < n; k++)
			does[i++] = groups[g].does;
	if (!strcmp(argv[1], "--describe"))
		describe(verbs, does, n);
	else
		complete(verbs, n, argv + 2, argc - 2);
	return true;
}

static int run(const struct view *view, int argc, char **argv)
{
	struct problem p = { "" };
	struct options o;
	int err, code = EXIT_OK;

	err = options_parse(&o, argc, argv, view, &p);
	if (err)
		code = fail(view->name, err, &p);
	else if (o.help)
		options_help(view);
	else if (o.version)
		version();
	else if (o.list_columns)
		err = options_list_columns(view, &o);
	else
		err = show(view, &o, &p);
	if (err > 0)
		code = err;
	else if (err && code == EXIT_OK)
		code = fail(view->name, err, &p);
	options_free(&o);
	return code;
}

/*
 * What is opened later is never taken for one of these. They can not be written to: what
 * went nowhere is no success.
 */
static void hold_first_descriptors(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDONLY);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

/* "help VERB", as others have it, is "VERB --help". */
static void ask_verb_for_help(int *argc, char **argv, char *help)
{
	if (*argc < 3 || (strcmp(argv[1], "help") != 0 && strcmp(argv[1], "--help") != 0 &&
			  strcmp(argv[1], "-h") != 0))
		return;
	argv[1] = argv[2];
	argv[2] = help;
	argv[3] = NULL;
	*argc = 3;
}

int main(int argc, char **argv)
{
	char help[] = "--help";
	struct problem p = { "" };
	struct verb verb = { 0 };
	int code;

	hold_first_descriptors();
	/* Who ignores it has children that are nobody's when they end; exec hands that on. */
	signal(SIGCHLD, SIG_DFL);
	problem_on_warning(say_warning);
	if (argc < 2) {
		usage(stderr);
		return EXIT_FAILED;
	}
	ask_verb_for_help(&argc, argv, help);
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help")) {
		usage(stdout);
		code = EXIT_OK;
	} else if (!strcmp(argv[1], "--version") || !strcmp(argv[1], "-V")) {
		code = version();
	} else if (run_hidden(argc, argv)) {
		code = EXIT_OK;
	} else if (find_verb(argv[1], &verb, &p)) {
		code = fail(NULL, -EINVAL, &p);
	} else if (verb.command) {
		code = run_command(verb.command, argc - 1, argv + 1);
	} else {
		learn_locale();
		code = run(verb.view, argc - 1, argv + 1);
	}
	/* A full disk must not look like success. */
	if (fclose(stdout) && code == EXIT_OK) {
		problem_set(&p, -errno, "writing: %s", strerror(errno));
		code = fail(NULL, -EIO, &p);
	}
	return code;
}
