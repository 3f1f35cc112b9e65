/* SPDX-License-Identifier: GPL-2.0 */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "choose.h"
#include "cleanup.h"
#include "letters.h"
#include "number.h"
#include "options_set.h"
#include "view/view.h"

enum {
	OPT_COLOR = 256,
	OPT_SORT,
	OPT_NO_PAGER,
	OPT_DST,
	OPT_VLAN,
	OPT_TO,
	OPT_SOURCE,
	OPT_AS,
	OPT_GROUP,
	OPT_FORMAT,
	OPT_ALL,
	OPT_OUTPUT_ALL,
};

/*
 * One row: what getopt needs, what --help prints (nothing if it is not there: an option that
 * people are used to, and that says what is so already), and who has it.
 */
static const struct {
	struct option option;
	const char *arg;
	const char *help;
	unsigned int takes; /* 0: every view */
} option_rows[] = {
	{ { "json", 0, NULL, 'J' }, NULL, "JSON, typed, with every column", 0 },
	{ { "raw", 0, NULL, 'r' }, NULL, "lines for scripts, cells by blanks", 0 },
	{ { "output", 1, NULL, 'o' },
	  "[+]COL[,COL]",
	  "which columns, ALL for each; + adds to the usual",
	  0 },
	{ { "output-all", 0, NULL, OPT_OUTPUT_ALL }, NULL, NULL, 0 },
	{ { "filter", 1, NULL, 'Q' },
	  "EXPR",
	  "only these rows: COLUMN == VALUE, && || ! =~ < >",
	  0 },
	{ { "sort", 1, NULL, OPT_SORT },
	  "[-]COL",
	  "rows by that column; - for the largest first",
	  0 },
	{ { "noheadings", 0, NULL, 'n' }, NULL, "no line of headings", 0 },
	{ { "notruncate", 0, NULL, 'u' }, NULL, "cut and fold nothing", 0 },
	{ { "no-pager", 0, NULL, OPT_NO_PAGER }, NULL, "what is long goes by as it is", 0 },
	{ { "color", 2, NULL, OPT_COLOR },
	  "=auto|always|never",
	  "when to colour; always if alone",
	  0 },
	{ { "from", 1, NULL, 'f' }, "SAVED", "read saved tables: a folder or archive", 0 },
	{ { "task", 1, NULL, 'p' }, "PID", "only what this process has", TAKES_PID },
	{ { "type", 1, NULL, 't' }, "TYPE[,TYPE]", "only these types of namespace", TAKES_TYPE },
	{ { "tree", 2, NULL, 'T' },
	  "=owner|parent|process",
	  "as a tree, by who owns them if alone",
	  TAKES_TREES },
	{ { "tree", 0, NULL, 'T' }, NULL, "as a tree", TAKES_TREE },
	{ { "tree", 0, NULL, 'T' }, NULL, NULL, TAKES_LIST },
	{ { "list", 0, NULL, 'l' }, NULL, "as a list, not as a tree", TAKES_LIST },
	{ { "list", 0, NULL, 'l' }, NULL, NULL, TAKES_TREES | TAKES_TREE },
	{ { "dst", 1, NULL, OPT_DST }, "MAC", "where the frame is going", TAKES_FRAME },
	{ { "vlan", 1, NULL, OPT_VLAN }, "N", "its VLAN tag", TAKES_FRAME },
	{ { "to", 1, NULL, OPT_TO }, "ADDRESS", "where the packet in it is going", TAKES_FRAME },
	{ { "source", 1, NULL, OPT_SOURCE }, "ADDRESS", "where that comes from", TAKES_FRAME },
	{ { "as", 1, NULL, OPT_AS }, "NS", "as this pid namespace sees it", TAKES_AS },
	{ { "group", 1, NULL, OPT_GROUP }, "WHAT", "by net, cgroup, pid, user or mnt", TAKES_GROUP },
	{ { "format", 1, NULL, OPT_FORMAT }, "FORM", "dot, svg or html", TAKES_FORMAT },
	{ { "all", 0, NULL, OPT_ALL }, NULL, "also what always moves, such as counters", TAKES_ALL },
	{ { "list-columns", 0, NULL, 'H' }, NULL, "say what columns there are", 0 },
	{ { "help", 0, NULL, 'h' }, NULL, "this text", 0 },
	{ { "version", 0, NULL, 'V' }, NULL, "release and version of the tables", 0 },
};

#define NROWS (sizeof(option_rows) / sizeof(option_rows[0]))

static bool has_option(const struct view *view, size_t row)
{
	int val = option_rows[row].option.val;

	if (view->takes & TAKES_NO_SHEET && !option_rows[row].takes)
		return val == 'f' || val == 'h' || val == 'V';
	if (val == 'f' && view->takes & TAKES_NO_SAVED)
		return false;
	return !option_rows[row].takes || view->takes & option_rows[row].takes;
}

/* A picture has no rows, and rows are no picture. */
static int check_picture(const struct options *o, const struct view *view, struct problem *p)
{
	bool rows = options_wants_rows(o);

	if (rows && o->picture)
		return problem_set(p, -EINVAL,
				   "--format is for the picture, -J, -r and -o are not");
	if (view->draw && !rows && (o->filter || o->sort))
		return problem_set(p, -EINVAL,
				   "-Q and --sort choose rows: %s has some with -J, -r "
				   "or -o",
				   view->name);
	return 0;
}

bool options_ask_for(const struct options *o, const char *column)
{
	const char *const asked[] = { o->columns, o->filter, o->sort };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(asked); i++)
		if (asked[i] && letters_have(asked[i], column))
			return true;
	return o->columns && letters_have(o->columns, SHEET_ALL);
}

bool options_wants_rows(const struct options *o)
{
	return o->style.format != OUT_HUMAN || o->columns;
}

static int set_option(struct options *o, int opt, const char *arg, struct problem *p)
{
	switch (opt) {
	case 'J':
		return options_set_format(o, OUT_JSON, p);
	case 'r':
		return options_set_format(o, OUT_RAW, p);
	case 'o':
		o->columns = arg;
		return 0;
	case OPT_OUTPUT_ALL:
		o->columns = SHEET_ALL;
		return 0;
	case 'Q':
		o->filter = arg;
		return 0;
	case OPT_SORT:
		o->sort = arg;
		return 0;
	case 'n':
		o->style.noheadings = true;
		return 0;
	case 'u':
		o->style.notruncate = true;
		return 0;
	case OPT_NO_PAGER:
		o->no_pager = true;
		return 0;
	case OPT_COLOR:
		return options_set_color(o, arg, p);
	case 'f':
		o->from = arg;
		return 0;
	case 'p':
		return options_add_pid(o, arg, p);
	case 't':
		return options_set_types(o, arg, p);
	case 'T':
		return options_set_tree(o, arg, p);
	case 'l':
		return options_set_list(o, p);
	case OPT_DST:
		o->dst = arg;
		return 0;
	case OPT_VLAN:
		if (number_parse(arg, false, &o->vlan) || !o->vlan || o->vlan > 4094)
			return problem_set(p, -EINVAL, "'%s' is not a VLAN, 1 to 4094", arg);
		return 0;
	case OPT_TO:
		return options_set_address(o->to, sizeof(o->to), "--to", arg, p);
	case OPT_SOURCE:
		return options_set_address(o->source, sizeof(o->source), "--source", arg, p);
	case OPT_AS:
		o->as = arg;
		return 0;
	case OPT_GROUP:
		return options_set_group(o, arg, p);
	case OPT_FORMAT:
		return options_set_picture(o, arg, p);
	case OPT_ALL:
		o->all = true;
		return 0;
	case 'H':
		o->list_columns = true;
		return 0;
	case 'h':
		o->help = true;
		return 0;
	case 'V':
		o->version = true;
		return 0;
	}
	return -EINVAL;
}

/* Whether it is one of them by its value, which getopt tells. */
static bool is_among(const struct option *longs, int val)
{
	while (longs->name && longs->val != val)
		longs++;
	return longs->name;
}

/* Those that begin as @word does, by commas; how many there are. */
static size_t list_like(const struct option *longs, const char *word, struct text *ret)
{
	size_t len = strcspn(word, "="), n = 0;

	for (; longs->name; longs++)
		if (len > 2 && !strncmp(longs->name, word + 2, len - 2))
			text_printf(ret, "%s--%s", n++ ? ", " : "", longs->name);
	return n;
}

/*
 * getopt's own words would name the program only; ours come from the top. Behind a long
 * option optind is when getopt has read it; within letters that stand together it is not,
 * but then optopt is the letter.
 */
static int bad_option(int opt, char **argv, const struct option *longs, const char *verb,
		      struct problem *p)
{
	_cleanup_text_ struct text like = { 0 };
	const char *word = argv[optind - 1], *meant;

	if (opt == ':')
		return strncmp(word, "--", 2) ?
			       problem_set(p, -EINVAL, "-%c needs an argument of %s", optopt,
					   verb) :
			       problem_set(p, -EINVAL, "%s needs an argument of %s", word, verb);
	if (optopt && !is_among(longs, optopt))
		return problem_set(p, -EINVAL, "-%c is not an option of %s", optopt, verb);
	if (optopt)
		return problem_set(p, -EINVAL, "%.*s takes no argument, such as '%s'",
				   (int)strcspn(word, "="), word, word + strcspn(word, "=") + 1);
	if (list_like(longs, word, &like) > 1)
		return problem_set(p, -EINVAL, "'%s' may be one of these: %s", word,
				   text_str(&like));
	meant = choose_option_like(longs, word);
	return problem_set(p, -EINVAL, "%s is not an option of %s%s%s", word, verb,
			   meant ? "; did you mean --" : "", meant ? meant : "");
}

/* Of two snapshots the second takes the place of this host. */
static int parse_words(struct options *o, const struct view *view, struct problem *p)
{
	bool two = view->takes & TAKES_TWO_WORDS;
	size_t least = view->takes & TAKES_NO_WORD ? 0 : 1;

	if (o->nwords < least || o->nwords > (two ? 2 : 1))
		return problem_set(p, -EINVAL, "%s takes one %s: %s", view->name,
				   two ? "or two arguments" : "argument", view->args);
	if (o->nwords == 2 && o->from)
		return problem_set(p, -EINVAL, "%s and -f %s: one of them is too much", o->words[1],
				   o->from);
	if (o->nwords == 2)
		o->from = o->words[1];
	return 0;
}

static int parse_args(struct options *o, int argc, char **argv, const struct view *view,
		      struct problem *p)
{
	int err = 0;

	if (view->takes & (TAKES_WORD | TAKES_WORDS)) {
		o->words = argv + optind;
		o->nwords = (size_t)(argc - optind);
		if (o->help || o->version || o->list_columns || view->takes & TAKES_WORDS)
			return 0;
		return parse_words(o, view, p);
	}
	for (; optind < argc && !err; optind++) {
		if (view->takes & TAKES_PID_ARGS)
			err = options_add_pid(o, argv[optind], p);
		else
			err = problem_set(p, -EINVAL, "%s takes no argument, such as '%s'",
					  view->name, argv[optind]);
	}
	return err;
}

int options_parse(struct options *o, int argc, char **argv, const struct view *view,
		  struct problem *p)
{
	struct option longs[NROWS + 1] = { 0 };
	char shorts[3 * NROWS + 2] = ":";
	size_t i, n = 0;
	int opt, err;

	*o = (struct options){ .group = NS_net };
	for (i = 0; i < NROWS; i++) {
		if (!has_option(view, i))
			continue;
		longs[n] = option_rows[i].option;
		if (longs[n].val < OPT_COLOR) {
			strncat(shorts, &(char){ (char)longs[n].val }, 1);
			strncat(shorts, "::", (size_t)longs[n].has_arg);
		}
		n++;
	}

	err = options_set_color(o, "auto", p);
	optind = 0; /* a fresh start: tests parse many lines in one process */
	while (!err) {
		opt = getopt_long(argc, argv, shorts, longs, NULL);
		if (opt == -1)
			break;
		if (opt == '?' || opt == ':')
			err = bad_option(opt, argv, longs, view->name, p);
		else
			err = set_option(o, opt, optarg, p);
	}
	if (!err)
		err = options_check_packet(o, p);
	if (!err)
		err = check_picture(o, view, p);
	return err ? err : parse_args(o, argc, argv, view, p);
}

void options_free(struct options *o)
{
	free(o->pids);
	*o = (struct options){ 0 };
}

static bool word_of_option(const struct help *h, size_t n, struct option_words *ret)
{
	size_t i;

	for (i = 0; i < NROWS; i++) {
		const struct option *o = &option_rows[i].option;

		if (!option_rows[i].help || !has_option(h->of, i) || n--)
			continue;
		*ret = (struct option_words){
			.letter = o->val < OPT_COLOR ? (char)o->val : 0,
			.name = o->name,
			.arg = option_rows[i].arg,
			.help = option_rows[i].help,
		};
		return true;
	}
	return false;
}

void options_words(const struct view *view, struct help *ret)
{
	*ret = (struct help){
		.name = view->name,
		.args = view->args,
		.text = view->help,
		.option = word_of_option,
		.of = view,
	};
	memcpy(ret->examples, view->examples, sizeof(view->examples));
}

void options_help(const struct view *view)
{
	struct help h;

	options_words(view, &h);
	help_show(&h, false);
}

void options_version(void)
{
	printf("nsview %s (tables version %d)\n", NSVIEW_RELEASE, NSVIEW_VERSION);
}

static int no_column(const struct sheet *sheet, const char *option, const char *name,
		     const char *verb, struct problem *p)
{
	const char *like = sheet_like(sheet, name, strlen(name));

	return problem_set(p, -EINVAL, "%s'%s' is not a column%s%s; see nsview %s -H", option, name,
			   like ? ", did you mean " : "", like ? like : "", verb);
}

int options_wanted(const struct options *o, const char *verb, const struct sheet *sheet,
		   struct out_wanted *ret, struct problem *p)
{
	_cleanup_text_ struct text bad = { 0 };

	*ret = (struct out_wanted){ .sorts = o->sort, .chosen = o->columns };
	if (sheet_select(sheet, o->columns, (enum sheet_use)o->style.format, &ret->columns, &bad))
		return no_column(sheet, "", text_str(&bad), verb, p);
	if (o->sort && sort_key_parse(&ret->key, sheet, o->sort))
		return no_column(sheet, "--sort: ", o->sort + (*o->sort == '-'), verb, p);
	return filter_parse(&ret->filter, sheet, o->filter, p);
}
