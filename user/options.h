/* SPDX-License-Identifier: GPL-2.0 */
/* The options that every view has, read in one place. */
#ifndef NSVIEW_OPTIONS_H
#define NSVIEW_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "help.h"
#include "host/host.h"
#include "problem.h"
#include "render/out.h"

struct view;

/* What the picture is written as. */
enum options_picture { PICTURE_UNSAID, PICTURE_DOT, PICTURE_SVG, PICTURE_HTML, PICTURES };

/* As --format takes them, from PICTURE_DOT on. */
extern const char *const options_pictures[PICTURES];

/* Who is above whom in a list that is drawn as a tree; of all but namespaces there is one way. */
enum options_tree { BY_NONE, BY_OWNER, BY_PARENT, BY_PROCESS, BYS };

/* What --group takes: bits of types. */
#define OPTIONS_GROUPS \
	(1u << NS_net | 1u << NS_cgroup | 1u << NS_pid | 1u << NS_user | 1u << NS_mnt)

struct options {
	struct out_style style;
	const char *columns; /* of -o */
	const char *filter; /* of -Q */
	const char *sort; /* of --sort */
	const char *from; /* of -f */
	bool help;
	bool version;
	bool list_columns;
	bool no_pager;
	uint64_t *pids; /* of -p, and the arguments where a view takes pids */
	size_t npids;
	unsigned int types; /* bits of -t; 0: all */
	char **words; /* the arguments where a view reads them itself: in argv, not owned */
	size_t nwords;
	const char *dst; /* of --dst */
	uint64_t vlan; /* of --vlan; 0: not said */
	char to[46]; /* of --to, as inet_ntop(3) writes it; empty: not said */
	char source[46]; /* of --source, likewise */
	const char *as; /* of --as */
	enum ns_type group; /* of --group */
	enum options_picture picture; /* of --format */
	bool all; /* of --all */
	enum options_tree tree; /* of --tree, where there are several; that it was said: style.tree */
};

/* What a view takes besides the options of all. */
enum view_takes {
	TAKES_PID = 1 << 0, /* -p PID */
	TAKES_TYPE = 1 << 1, /* -t TYPE */
	TAKES_PID_ARGS = 1 << 2,
	TAKES_WORDS = 1 << 3, /* any number of arguments, which the view reads itself */
	TAKES_WORD = 1 << 4, /* one argument, which the view reads itself */
	TAKES_FRAME = 1 << 5, /* --dst MAC --vlan N --to ADDRESS --source ADDRESS */
	TAKES_AS = 1 << 6, /* --as NAMESPACE */
	TAKES_NO_WORD = 1 << 7, /* with TAKES_WORD: that one may be left out */
	TAKES_GROUP = 1 << 8, /* --group TYPE */
	TAKES_FORMAT = 1 << 9, /* --format FORM */
	TAKES_TREE = 1 << 10, /* --tree: a list that may be drawn so */
	TAKES_TREES = 1 << 11, /* --tree[=WHICH] */
	TAKES_NO_SHEET = 1 << 12, /* shows nothing: only --from, --help and --version */
	TAKES_TWO_WORDS = 1 << 13, /* with TAKES_WORD: a second may follow, and is --from */
	TAKES_ALL = 1 << 14, /* --all */
	TAKES_LIST = 1 << 15, /* --list: a tree that may be a list */
	TAKES_NO_SAVED = 1 << 20, /* only of this host: no --from */
};

/* 0, or -EINVAL with words. argv[0] is not looked at. */
int options_parse(struct options *o, int argc, char **argv, const struct view *view,
		  struct problem *p);
void options_free(struct options *o);

/* Whether -o shows @column, or -Q or --sort go by it. */
bool options_ask_for(const struct options *o, const char *column);

/* Whether a view that draws is asked for rows instead. */
bool options_wants_rows(const struct options *o);

/* -o, -Q and --sort, of a sheet of @verb; the filter in it ends with filter_free(). */
int options_wanted(const struct options *o, const char *verb, const struct sheet *sheet,
		   struct out_wanted *ret, struct problem *p);

/* What --version says. */
void options_version(void);

/* What --help says of a view, and what -H does. */
void options_help(const struct view *view);
void options_words(const struct view *view, struct help *ret);
extern const struct sheet columns_sheet;
int options_list_columns(const struct view *view, const struct options *o);

#endif
