/* SPDX-License-Identifier: GPL-2.0 */
/* ls: which environments there are, by their records. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../cleanup.h"
#include "../view/view.h"
#include "named.h"
#include "record.h"

enum {
	COL_NAME,
	COL_STATE,
	COL_PID,
	COL_SINCE,
	COL_ROOT,
	COL_CGROUP,
	COL_ADDRESSES,
	COL_PINNED,
	COL_KIND
};

#define SHOWN COLUMN_SHOWN
#define RIGHT COLUMN_RIGHT

static const struct column columns[] = {
	[COL_NAME] = { "NAME", COLUMN_TEXT, SHOWN, "of the environment", MADE },
	[COL_STATE] = { "STATE", COLUMN_TEXT, SHOWN,
			"running or stopped; unmade: nsview makes it, or was killed meanwhile",
			MADE },
	[COL_PID] = { "PID", COLUMN_NUM, SHOWN | RIGHT, "of its init", MADE },
	[COL_SINCE] = { "SINCE", COLUMN_NUM, SHOWN | RIGHT, "when it was made (seconds since 1970)",
			MADE },
	[COL_ROOT] = { "ROOT", COLUMN_TEXT, SHOWN, "what its root is made of", MADE },
	[COL_CGROUP] = { "CGROUP", COLUMN_TEXT, SHOWN, "the first of its cgroups", MADE },
	[COL_ADDRESSES] = { "ADDRESSES", COLUMN_WORDS, SHOWN, "of its network", MADE },
	[COL_PINNED] = { "PINNED", COLUMN_BOOL, 0, "its namespaces stay when its processes end",
			 MADE },
	[COL_KIND] = { "KIND", COLUMN_TEXT, 0, "what made it: run or create", MADE },
};

static const char *state(const struct record *r)
{
	if (!record_get(r, "ready"))
		return "unmade";
	return record_is_alive(r) ? "running" : "stopped";
}

static void put_since(struct cell *c, const char *since)
{
	time_t at = since ? (time_t)strtoull(since, NULL, 10) : 0;
	char text[32];
	struct tm tm;

	cell_num(c, since ? (uint64_t)at : NSVIEW_NONE);
	if (!since || !localtime_r(&at, &tm))
		return;
	strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &tm);
	text_puts(&c->made_eyes, text);
	c->eyes = text_str(&c->made_eyes);
}

/* The first is version 2's, where there is one. */
static const char *first(const struct record *r, const char *key)
{
	size_t i;

	for (i = 0; i < r->nlines; i++)
		if (!strcmp(r->lines[i].key, key))
			return r->lines[i].value;
	return NULL;
}

static void put_addresses(struct cell *c, const struct record *r)
{
	size_t i;

	for (i = 0; i < r->nlines; i++) {
		if (strcmp(r->lines[i].key, "address"))
			continue;
		if (c->made.len)
			text_putc(&c->made, ',');
		text_puts(&c->made, r->lines[i].value);
	}
	if (c->made.len)
		cell_made(c);
}

static void fill(const struct host *h, const void *row, size_t column, struct cell *c)
{
	const struct record *r = row;

	(void)h;
	switch (column) {
	case COL_NAME:
		cell_text(c, r->name);
		break;
	case COL_STATE:
		cell_text(c, state(r));
		break;
	case COL_PID:
		cell_num(c, record_pid(r) && record_is_alive(r) ? (uint64_t)record_pid(r) :
								  NSVIEW_NONE);
		break;
	case COL_SINCE:
		put_since(c, record_get(r, "since"));
		break;
	case COL_ROOT:
		cell_text(c, record_get(r, "root"));
		break;
	case COL_CGROUP:
		cell_text(c, first(r, "cgroup"));
		break;
	case COL_ADDRESSES:
		put_addresses(c, r);
		break;
	case COL_PINNED:
		cell_bool(c, record_get(r, "pin"));
		break;
	case COL_KIND:
		cell_text(c, record_get(r, "kind"));
		break;
	}
}

static const char *const ls_closed[] = {
	"STATE", "running,stopped,unmade", "KIND", "run,create", NULL,
};

static const struct sheet *sheet(const struct options *o)
{
	static const struct sheet s = {
		.view = "ls",
		.array = "environments",
		.columns = columns,
		.ncolumns = ARRAY_SIZE(columns),
		.fill = fill,
		.closed = ls_closed,
	};

	(void)o;
	return &s;
}

const struct view env_ls_view = {
	.name = "ls",
	.args = "",
	.help = "Lists the environments that there are",
	.examples = { "nsview ls", "nsview ls -rn -o NAME" },
	.takes = TAKES_NO_SAVED,
	.sheet = sheet,
};

static int compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* By name. What is removed meanwhile is none. */
static int put_rows(const char *names, struct out *out, struct problem *p)
{
	_cleanup_free_ const char **sorted = NULL;
	size_t n = 0, i;
	const char *name;

	for (name = names; *name; name += strlen(name) + 1)
		n++;
	sorted = calloc(n + 1, sizeof(*sorted));
	if (!sorted)
		return problem_set(p, -ENOMEM, "out of memory");
	for (name = names, i = 0; i < n; name += strlen(name) + 1)
		sorted[i++] = name;
	qsort(sorted, n, sizeof(*sorted), compare);
	for (i = 0; i < n; i++) {
		struct record r;
		int err = record_look(&r, sorted[i], p);

		if (!err)
			out_row(out, 0, &r);
		record_close(&r);
		if (err && err != -ENOENT)
			return err;
		p->words[0] = '\0';
	}
	return 0;
}

static int show(const struct options *o, struct problem *p)
{
	_cleanup_text_ struct text names = { 0 }, blank = { 0 };
	struct host h = { .source = "records", .complete = true };
	struct out_wanted wanted;
	struct out out;
	int err, end;

	if (geteuid())
		return problem_set(p, -EPERM, "only root can do that");
	err = options_wanted(o, "ls", sheet(o), &wanted, p);
	if (!err)
		err = record_names(&names, p);
	if (err) {
		filter_free(wanted.filter);
		return err;
	}
	out_begin(&out, sheet(o), &h, &wanted, &o->style, stdout);
	err = put_rows(text_str(&names), &out, p);
	if (err)
		out_cancel(&out, err);
	end = out_end(&out);
	filter_free(wanted.filter);
	if (!err && !end && out_is_blank(&out, &blank))
		problem_set(p, 0, "%s", text_str(&blank));
	return err || !end ? err : problem_set(p, end, "writing: %s", strerror(-end));
}

int env_ls(int argc, char **argv, struct problem *p)
{
	struct options o;
	int err = options_parse(&o, argc, argv, &env_ls_view, p);

	if (!err && o.help)
		options_help(&env_ls_view);
	else if (!err && o.version)
		options_version();
	else if (!err && o.list_columns)
		err = options_list_columns(&env_ls_view, &o);
	else if (!err)
		err = show(&o, p);
	options_free(&o);
	return err ? EXIT_FAILED : EXIT_OK;
}
