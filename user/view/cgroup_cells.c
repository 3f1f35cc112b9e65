/* SPDX-License-Identifier: GPL-2.0 */
/* The columns of nsview cgroup, and what is in each. */
#include <string.h>

#include "../cleanup.h"
#include "cgroup_tree.h"
#include "view.h"
#include "words.h"

enum {
	COL_NAME,
	COL_CONTROLLERS,
	COL_PROCESSES,
	COL_BELOW,
	COL_CPU,
	COL_MEMORY,
	COL_PIDS,
	COL_IO,
	COL_NAMESPACES,
	COL_KIND,
	COL_HIERARCHY,
	COL_HIERARCHY_NAME,
	COL_MOUNT,
	COL_ID,
	COL_PATH,
	COL_CPU_QUOTA,
	COL_CPU_PERIOD,
	COL_CPU_WEIGHT,
	COL_CPU_USED,
	COL_CPU_LIMIT,
	COL_CPU_LIMIT_FROM,
	COL_MEMORY_MAX,
	COL_MEMORY_HIGH,
	COL_MEMORY_USED,
	COL_SWAP_MAX,
	COL_MEMORY_LIMIT,
	COL_MEMORY_LIMIT_FROM,
	COL_PIDS_MAX,
	COL_PIDS_USED,
	COL_PIDS_LIMIT,
	COL_PIDS_LIMIT_FROM,
	COL_IO_MAX,
	COL_IO_LIMIT,
	COL_IO_READ,
	COL_IO_WRITTEN,
	COL_TYPE,
	COL_FROZEN,
};

#define SHOWN COLUMN_SHOWN
#define EYES (COLUMN_SHOWN | COLUMN_EYES)
#define RIGHT COLUMN_RIGHT
#define NUM(NAME, help, field)                       \
	{                                            \
		NAME, COLUMN_NUM, RIGHT, help, field \
	}
#define USE(NAME, field, help) NUM(NAME, help, FIELD(struct cgroup_use, field))

static const struct column cgroup_columns[] = {
	[COL_NAME] = { "NAME", COLUMN_TEXT, EYES | COLUMN_TREE, "hierarchy, then the cgroups of it",
		       MADE },
	[COL_CONTROLLERS] = { "CONTROLLERS", COLUMN_WORDS, SHOWN | COLUMN_TRUNC | COLUMN_SPARE,
			      "what acts in it; of a hierarchy: what is attached", MADE },
	[COL_PROCESSES] = { "PROCS", COLUMN_NUM, SHOWN | RIGHT, "processes in it", MADE },
	[COL_BELOW] = { "BELOW", COLUMN_NUM, SHOWN | RIGHT | COLUMN_SPARE_LAST,
			"processes in it and below", MADE },
	[COL_CPU] = { "CPU", COLUMN_TEXT, EYES | RIGHT,
		      "time used, and how many CPUs it may have; ^: by a limit above it", MADE },
	[COL_MEMORY] = { "MEMORY", COLUMN_TEXT, EYES | RIGHT, "used, and how much it may", MADE },
	[COL_PIDS] = { "PIDS", COLUMN_TEXT, EYES | RIGHT | COLUMN_SPARE_LAST,
		       "tasks, and how many it may have", MADE },
	[COL_IO] = { "IO", COLUMN_TEXT, EYES | COLUMN_TRUNC | COLUMN_SPARE,
		     "read, written, and its limits", MADE },
	[COL_NAMESPACES] = { "NAMESPACES", COLUMN_WORDS, SHOWN | COLUMN_TRUNC,
			     "not the host's, with all their processes in it or below", MADE },
	[COL_KIND] = { "KIND", COLUMN_TEXT, 0, "hierarchy or cgroup", MADE },
	[COL_HIERARCHY] = NUM("HIERARCHY", "0 for v2, else its id in /proc/PID/cgroup", MADE),
	[COL_HIERARCHY_NAME] = { "HIERARCHY_NAME", COLUMN_TEXT, 0,
				 "name that a v1 hierarchy was given", MADE },
	[COL_MOUNT] = { "MOUNT", COLUMN_TEXT, 0, "where the hierarchy is mounted", MADE },
	[COL_ID] = NUM("ID", "id in the hierarchy", FIELD(struct cgroup, id)),
	[COL_PATH] = { "PATH", COLUMN_TEXT, 0, "from the root of the hierarchy",
		       FIELD(struct cgroup, path) },
	[COL_CPU_QUOTA] = USE("CPU_QUOTA", cpu_quota, "microseconds of CPU in each period"),
	[COL_CPU_PERIOD] = USE("CPU_PERIOD", cpu_period, "microseconds"),
	[COL_CPU_WEIGHT] = USE("CPU_WEIGHT", cpu_weight, "100 is usual; v1 shares by 1024"),
	[COL_CPU_USED] = USE("CPU_USED", cpu_used, "microseconds"),
	[COL_CPU_LIMIT] = NUM("CPU_LIMIT", "microseconds of CPU in a second, at most", MADE),
	[COL_CPU_LIMIT_FROM] = { "CPU_LIMIT_FROM", COLUMN_TEXT, 0, "cgroup that is limited so",
				 MADE },
	[COL_MEMORY_MAX] = USE("MEMORY_MAX", memory_max, "bytes, its own limit"),
	[COL_MEMORY_HIGH] = USE("MEMORY_HIGH", memory_high, "bytes, above which it is slowed"),
	[COL_MEMORY_USED] = USE("MEMORY_USED", memory_used, "bytes"),
	[COL_SWAP_MAX] = USE("SWAP_MAX", swap_max, "bytes"),
	[COL_MEMORY_LIMIT] = NUM("MEMORY_LIMIT", "bytes, the tightest limit", MADE),
	[COL_MEMORY_LIMIT_FROM] = { "MEMORY_LIMIT_FROM", COLUMN_TEXT, 0,
				    "cgroup that is limited so", MADE },
	[COL_PIDS_MAX] = USE("PIDS_MAX", pids_max, "tasks, its own limit"),
	[COL_PIDS_USED] = USE("PIDS_USED", pids_used, "tasks"),
	[COL_PIDS_LIMIT] = NUM("PIDS_LIMIT", "tasks, the tightest limit", MADE),
	[COL_PIDS_LIMIT_FROM] = { "PIDS_LIMIT_FROM", COLUMN_TEXT, 0, "cgroup that is limited so",
				  MADE },
	[COL_IO_MAX] = { "IO_MAX", COLUMN_WORDS, 0, "its own limits: MAJOR:MINOR KEY=NUMBER",
			 MADE },
	[COL_IO_LIMIT] = { "IO_LIMIT", COLUMN_WORDS, 0, "the tightest, likewise", MADE },
	[COL_IO_READ] = USE("IO_READ", io_read, "bytes"),
	[COL_IO_WRITTEN] = USE("IO_WRITTEN", io_written, "bytes"),
	[COL_TYPE] = { "TYPE", COLUMN_TEXT, 0, "domain, threaded ...",
		       FIELD(struct cgroup_use, type) },
	[COL_FROZEN] = { "FROZEN", COLUMN_BOOL, 0, "whether it, or one above it, is to be frozen",
			 MADE },
};

static void put_bytes(struct text *t, uint64_t n)
{
	static const char units[] = "BKMGTPE";
	double scaled = (double)n;
	size_t unit = 0;

	for (; scaled >= 1000 && units[unit + 1]; unit++)
		scaled /= 1024;
	text_printf(t, "%.*f%c", unit && scaled < 10 ? 1 : 0, scaled, units[unit]);
}

static void put_count(struct text *t, uint64_t n)
{
	text_num(t, n);
}

static void put_seconds(struct text *t, uint64_t us)
{
	text_printf(t, "%.*fs", us < 10000000 ? 2 : 0, (double)us / 1e6);
}

static void put_cpus(struct text *t, uint64_t us)
{
	text_printf(t, "%.2f", (double)us / 1e6);
}

/* "12M/256M^": used, and the tightest limit, if there is one, here or above. */
static void fill_use(const struct cgroup_group *g, uint64_t used,
		     void (*put_used)(struct text *t, uint64_t n), enum cgroup_resource resource,
		     void (*put_limit)(struct text *t, uint64_t n), struct cell *c)
{
	const struct cgroup_limit *limit = &g->limits[resource];

	if (used == NSVIEW_NONE && !limit->from)
		return;
	if (used == NSVIEW_NONE)
		text_putc(&c->made, '-');
	else
		put_used(&c->made, used);
	if (limit->from) {
		text_putc(&c->made, '/');
		put_limit(&c->made, limit->value);
		text_puts(&c->made, limit->from == g->cgroup ? "" : "^");
	}
	cell_made(c);
}

static void fill_io(const struct cgroup_group *g, struct cell *c)
{
	if (g->use.io_read == NSVIEW_NONE && g->use.io_written == NSVIEW_NONE && !*g->io_limit)
		return;
	if (g->use.io_read != NSVIEW_NONE) {
		put_bytes(&c->made, g->use.io_read);
		text_puts(&c->made, " r ");
	}
	if (g->use.io_written != NSVIEW_NONE) {
		put_bytes(&c->made, g->use.io_written);
		text_puts(&c->made, " w ");
	}
	text_puts(&c->made_brief, text_str(&c->made));
	if (*g->io_limit) {
		text_puts(&c->made_brief, "limited");
		c->brief = text_str(&c->made_brief);
	}
	text_puts(&c->made, g->io_limit);
	text_puts(&c->made, g->io_inherited ? "^" : "");
	if (c->made.s && c->made.s[c->made.len - 1] == ' ')
		c->made.s[--c->made.len] = '\0';
	cell_made(c);
}

/* What follows the path of the one above it. */
static const char *name_below(const struct cgroup_group *g)
{
	const char *path = g->cgroup->path;

	if (!g->up || !g->up->cgroup->path)
		return path;
	return strcmp(g->up->cgroup->path, "/") ? path + strlen(g->up->cgroup->path) + 1 : path + 1;
}

static void fill_name(const struct cgroup_row *row, struct cell *c)
{
	const struct cgroup_group *g = row->group;

	if (!g || !g->up) {
		cgroup_head_words(&c->made, row->head);
		c->mark = MARK_HEAD;
		if (g)
			text_putc(&c->made, ' ');
	}
	if (g && g->cgroup->path)
		text_puts(&c->made, row->top ? g->cgroup->path : name_below(g));
	else if (g)
		text_printf(&c->made, "#%llu", (unsigned long long)g->cgroup->id);
	cell_made(c);
}

static void fill_namespaces(const struct cgroup_group *g, struct cell *c)
{
	const struct cgroup_home *home;

	/* Where it is narrow the types say what kind of thing lives here. */
	for (home = g->homes; home; home = home->next) {
		if (!strstr(text_str(&c->made_brief), home->ns->type)) {
			text_puts(&c->made_brief, c->made_brief.len ? " " : "");
			text_puts(&c->made_brief, home->ns->type);
		}
		words_ns(&c->made, home->ns);
		words_ns(&c->made_eyes, home->ns);
		if (!home->next)
			break;
		text_putc(&c->made, ',');
		text_putc(&c->made_eyes, ' ');
	}
	cell_made(c);
	c->eyes = g->homes ? text_str(&c->made_eyes) : "-";
	c->brief = g->homes ? text_str(&c->made_brief) : NULL;
}

static void fill_words(const char *words, struct cell *c)
{
	text_puts(&c->made, words);
	cell_made(c);
}

static void fill_group(const struct cgroup_row *row, size_t column, struct cell *c)
{
	static const enum cgroup_resource of[] = {
		[COL_CPU_LIMIT] = LIMIT_CPU,	   [COL_CPU_LIMIT_FROM] = LIMIT_CPU,
		[COL_MEMORY_LIMIT] = LIMIT_MEMORY, [COL_MEMORY_LIMIT_FROM] = LIMIT_MEMORY,
		[COL_PIDS_LIMIT] = LIMIT_PIDS,	   [COL_PIDS_LIMIT_FROM] = LIMIT_PIDS,
	};
	const struct cgroup_group *g = row->group;

	switch (column) {
	case COL_CONTROLLERS:
		cell_text(c, g->cgroup->controllers);
		/* In version 1 they are the same all over. */
		if (row->head->hierarchy)
			c->eyes = "";
		break;
	case COL_PROCESSES:
		cell_num(c, g->procs);
		break;
	case COL_BELOW:
		cell_num(c, g->below);
		break;
	case COL_CPU:
		fill_use(g, g->use.cpu_used, put_seconds, LIMIT_CPU, put_cpus, c);
		break;
	case COL_MEMORY:
		fill_use(g, g->use.memory_used, put_bytes, LIMIT_MEMORY, put_bytes, c);
		break;
	case COL_PIDS:
		fill_use(g, g->use.pids_used, put_count, LIMIT_PIDS, put_count, c);
		break;
	case COL_IO:
		fill_io(g, c);
		break;
	case COL_NAMESPACES:
		fill_namespaces(g, c);
		break;
	case COL_CPU_LIMIT:
	case COL_MEMORY_LIMIT:
	case COL_PIDS_LIMIT:
		cell_num(c, g->limits[of[column]].value);
		break;
	case COL_CPU_LIMIT_FROM:
	case COL_MEMORY_LIMIT_FROM:
	case COL_PIDS_LIMIT_FROM:
		if (g->limits[of[column]].from)
			cell_text(c, g->limits[of[column]].from->path);
		break;
	case COL_FROZEN:
		if (g->use.frozen != NSVIEW_NONE)
			cell_bool(c, g->use.frozen);
		break;
	case COL_IO_MAX:
		fill_words(text_str(&g->io_max), c);
		break;
	case COL_IO_LIMIT:
		fill_words(g->io_limit, c);
		break;
	}
}

static void cgroup_fill(const struct host *h, const void *data, size_t column, struct cell *c)
{
	const struct cgroup_row *row = data;

	(void)h;
	switch (column) {
	case COL_NAME:
		fill_name(row, c);
		break;
	case COL_KIND:
		cell_text(c, row->group ? "cgroup" : "hierarchy");
		break;
	case COL_HIERARCHY:
		cell_num(c, row->head->hierarchy);
		break;
	case COL_HIERARCHY_NAME:
		cell_text(c, row->head->name);
		break;
	case COL_MOUNT:
		cell_text(c, row->head->mount);
		break;
	default:
		if (row->group)
			fill_group(row, column, c);
		else if (column == COL_CONTROLLERS)
			cell_text(c, row->head->controllers);
		else
			c->eyes = "";
	}
}

static const void *cgroup_base(const void *data, size_t column)
{
	const struct cgroup_row *row = data;

	if (!row->group)
		return NULL;
	return column == COL_ID || column == COL_PATH ? (const void *)row->group->cgroup :
							(const void *)&row->group->use;
}

static const char *const cgroup_closed[] = {
	"KIND", "hierarchy,cgroup", "TYPE", "domain,threaded,domain threaded,domain invalid", NULL,
};

const struct sheet cgroup_sheet = {
	.view = "cgroup",
	.array = "cgroups",
	.columns = cgroup_columns,
	.ncolumns = ARRAY_SIZE(cgroup_columns),
	.nested = true,
	.base = cgroup_base,
	.fill = cgroup_fill,
	.closed = cgroup_closed,
};
