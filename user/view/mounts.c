/* SPDX-License-Identifier: GPL-2.0 */
/*
 * nsview mounts: the mounts of a mount namespace as a tree, and which of them
 * the root of a process is on.
 *
 * A mount may be out of reach: another is mounted over it, or over a directory
 * above it. It is there all the same, and whoever takes that one off sees it.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../cleanup.h"
#include "find.h"
#include "view.h"
#include "words.h"

struct row {
	const struct mount *mount; /* NULL: of a root that is on none of them */
	const struct mount *below; /* what hides it */
	const struct task *process; /* whose root is on it */
	const struct root *root;
	const char *how; /* that root came to be */
};

enum {
	COL_POINT,
	COL_ROOT,
	COL_FSTYPE,
	COL_SOURCE,
	COL_PROPAGATION,
	COL_OPTIONS,
	COL_NOTE,
	COL_ID,
	COL_PARENT,
	COL_DEVICE,
	COL_SHARED,
	COL_SLAVE,
	COL_UNBINDABLE,
	COL_SUPER,
	COL_HIDDEN_BY,
	COL_KEEPS,
	COL_PID,
	COL_COMMAND,
	COL_ROOT_PATH,
	COL_ROOT_KIND,
	COL_NS,
};

#define SHOWN COLUMN_SHOWN
#define EYES (COLUMN_SHOWN | COLUMN_EYES)
#define RIGHT COLUMN_RIGHT
#define M(name) FIELD(struct mount, name)

static const struct column mounts_columns[] = {
	[COL_POINT] = { "POINT", COLUMN_TEXT, SHOWN | COLUMN_TREE, "where it is mounted",
			M(point) },
	[COL_ROOT] = { "ROOT", COLUMN_TEXT, SHOWN | COLUMN_TRUNC | COLUMN_ENDS | COLUMN_SPARE_LAST,
		       "the part of the filesystem that is seen there", M(root) },
	[COL_FSTYPE] = { "FSTYPE", COLUMN_TEXT, SHOWN, "type of filesystem", M(fstype) },
	[COL_SOURCE] = { "SOURCE", COLUMN_TEXT,
			 SHOWN | COLUMN_TRUNC | COLUMN_ENDS | COLUMN_SPARE_LAST, "what was mounted",
			 M(source) },
	[COL_PROPAGATION] = { "PROPAGATION", COLUMN_WORDS, SHOWN | COLUMN_SPARE,
			      "shared:GROUP slave:GROUP private unbindable", MADE },
	[COL_OPTIONS] = { "OPTIONS", COLUMN_WORDS, SHOWN | COLUMN_TRUNC | COLUMN_SPARE,
			  "options of the mount", M(options) },
	[COL_NOTE] = { "NOTE", COLUMN_TEXT, EYES | COLUMN_WRAP, "whose root it is; what hides it",
		       MADE },
	[COL_ID] = { "ID", COLUMN_NUM, RIGHT, "mount id", M(id) },
	[COL_PARENT] = { "PARENT", COLUMN_NUM, RIGHT, "id of the mount it is on", M(parent) },
	[COL_DEVICE] = { "DEVICE", COLUMN_TEXT, 0, "MAJOR:MINOR of its files", M(device) },
	[COL_SHARED] = { "SHARED", COLUMN_NUM, RIGHT, "peer group it is in", M(shared) },
	[COL_SLAVE] = { "SLAVE", COLUMN_NUM, RIGHT, "peer group it receives from", M(slave) },
	[COL_UNBINDABLE] = { "UNBINDABLE", COLUMN_BOOL, 0, "it can not be bind mounted", MADE },
	[COL_SUPER] = { "SUPER", COLUMN_WORDS, COLUMN_TRUNC, "options of the filesystem",
			M(super) },
	[COL_HIDDEN_BY] = { "HIDDEN_BY", COLUMN_NUM, RIGHT, "id of the mount that hides it", MADE },
	[COL_KEEPS] = { "KEEPS", COLUMN_TEXT, 0, "namespace that it keeps alive", MADE },
	[COL_PID] = { "PID", COLUMN_NUM, RIGHT, "process whose root is on it", MADE },
	[COL_COMMAND] = { "COMMAND", COLUMN_TEXT, 0, "its name", MADE },
	[COL_ROOT_PATH] = { "ROOT_PATH", COLUMN_TEXT, 0, "where that root is in the namespace",
			    MADE },
	[COL_ROOT_KIND] = { "ROOT_KIND", COLUMN_TEXT, 0, "host copied pivoted chrooted outside",
			    MADE },
	[COL_NS] = { "NS", COLUMN_NUM, RIGHT, "the mount namespace", M(ns_mnt) },
};

static void fill_propagation(const struct mount *m, struct cell *c)
{
	const bool is_private = m->shared == NSVIEW_NONE && m->slave == NSVIEW_NONE;

	if (m->shared != NSVIEW_NONE)
		text_printf(&c->made, "shared:%llu", (unsigned long long)m->shared);
	if (m->slave != NSVIEW_NONE)
		text_printf(&c->made, "%sslave:%llu", c->made.len ? "," : "",
			    (unsigned long long)m->slave);
	if (is_private)
		text_puts(&c->made, m->unbindable == 1 ? "private,unbindable" : "private");
	cell_made(c);
}

static const struct {
	const char *kind;
	const char *words;
} root_kinds[] = {
	{ "host", "the host's" },
	{ "copied", "the host's directory, in a mount namespace of its own" },
	{ "pivoted", "pivoted: not the host's directory" },
	{ "chrooted", "chrooted" },
	{ "outside", "not in its mount namespace" },
};

static const char *kind_words(const char *kind)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(root_kinds); i++)
		if (!strcmp(root_kinds[i].kind, kind))
			return root_kinds[i].words;
	return kind;
}

static void fill_note(const struct row *r, struct cell *c)
{
	if (r->process) {
		text_printf(&c->made, "root of %llu", (unsigned long long)r->process->pid);
		if (r->root && r->root->path && strcmp(r->root->path, "/"))
			text_printf(&c->made, " is %s", r->root->path);
		if (r->how)
			text_printf(&c->made, ": %s", kind_words(r->how));
		c->mark = r->how && !strcmp(r->how, "host") ? MARK_HOST : MARK_HEAD;
	}
	if (r->below) {
		text_printf(&c->made, "%shidden by %s (%llu)", c->made.len ? "; " : "",
			    r->below->point, (unsigned long long)r->below->id);
		c->mark = MARK_ODD;
	}
	if (r->mount && r->mount->of) {
		text_puts(&c->made, c->made.len ? "; keeps " : "keeps ");
		words_ns(&c->made, r->mount->of);
	}
	if (c->made.len)
		cell_made(c);
	else
		c->eyes = "";
}

static const void *mounts_base(const void *row, size_t column)
{
	(void)column;
	return ((const struct row *)row)->mount;
}

static void mounts_fill(const struct host *h, const void *row, size_t column, struct cell *c)
{
	const struct row *r = row;

	(void)h;
	switch (column) {
	case COL_POINT:
		if (!r->mount)
			c->eyes = "(elsewhere)";
		else if (r->below)
			c->mark = MARK_DIM;
		break;
	case COL_PROPAGATION:
		if (r->mount)
			fill_propagation(r->mount, c);
		break;
	case COL_UNBINDABLE:
		if (r->mount)
			cell_bool(c, r->mount->unbindable == 1);
		break;
	case COL_NOTE:
		fill_note(r, c);
		break;
	case COL_HIDDEN_BY:
		if (r->below)
			cell_num(c, r->below->id);
		break;
	case COL_KEEPS:
		if (!r->mount || !r->mount->of)
			break;
		words_ns(&c->made, r->mount->of);
		cell_made(c);
		break;
	case COL_PID:
		if (r->process)
			cell_num(c, r->process->pid);
		break;
	case COL_COMMAND:
		if (r->process)
			cell_text(c, r->process->comm);
		break;
	case COL_ROOT_PATH:
		if (r->root)
			cell_text(c, r->root->path);
		break;
	case COL_ROOT_KIND:
		cell_text(c, r->how);
		break;
	}
}

static const char *const mounts_closed[] = {
	"ROOT_KIND",
	"host,copied,pivoted,chrooted,outside",
	NULL,
};

static const struct sheet *mounts_sheet(const struct options *o)
{
	static const struct sheet sheet = {
		.view = "mounts",
		.array = "mounts",
		.columns = mounts_columns,
		.ncolumns = ARRAY_SIZE(mounts_columns),
		.nested = true,
		.base = mounts_base,
		.fill = mounts_fill,
		.closed = mounts_closed,
	};

	(void)o;
	return &sheet;
}

/* A slash before all else, so that what is in a directory follows it at once. */
static int compare_points(const void *a, const void *b)
{
	const char *x = (*(const struct mount *const *)a)->point;
	const char *y = (*(const struct mount *const *)b)->point;
	unsigned char c, d;

	for (; *x && *x == *y; x++)
		y++;
	c = *x == '/' ? 1 : (unsigned char)*x;
	d = *y == '/' ? 1 : (unsigned char)*y;
	return c < d ? -1 : c > d;
}

static bool is_under(const char *point, const char *dir)
{
	size_t len = strlen(dir);

	return !strncmp(point, dir, len) && point[len] == '/';
}

/*
 * One that is mounted at @m's own point covers all of it. And of two on one
 * mount, the one nearer to its root was there later: else the other would be
 * mounted on that. What is on a hidden mount is hidden with it, but for what
 * covers it. @some has room for all mounts there are.
 */
static void find_hidden(const struct host *h, struct row *rows, const struct mount *m,
			const struct mount **some)
{
	const struct mount *hides = rows[m - h->mounts].below;
	const struct mount *cover = NULL, *on, *over = NULL;
	size_t n = 0, i;

	for (on = m->first; on; on = on->sibling) {
		if (!strcmp(on->point, m->point))
			cover = on;
		some[n++] = on;
	}
	if (!hides && cover)
		rows[m - h->mounts].below = cover;
	qsort(some, n, sizeof(*some), compare_points);
	for (i = 0; i < n; i++) {
		struct row *r = &rows[some[i] - h->mounts];

		if (hides)
			r->below = hides;
		else if (some[i] == cover)
			continue;
		else if (cover)
			r->below = cover;
		else if (over && is_under(some[i]->point, over->point))
			r->below = over;
		else
			over = some[i];
	}
}

/* The next in the tree: what is on it, beside it, beside what it is on. */
static const struct mount *next_mount(const struct mount *m, unsigned int *depth)
{
	if (m->first) {
		++*depth;
		return m->first;
	}
	for (; m; m = m->up) {
		if (m->sibling)
			return m->sibling;
		if (*depth)
			--*depth;
	}
	return NULL;
}

static struct row *find_root(const struct host *h, struct row *rows, const struct ns *ns,
			     const struct root *root)
{
	const struct mount *m;

	for (m = ns->mount_list; root && m; m = m->next)
		if (m->id == root->mount)
			return &rows[m - h->mounts];
	return NULL;
}

/* Of a process in the host's mount namespace that has PID 1's root, nothing else is read. */
static const struct root *root_of(const struct host *h, const struct task *t)
{
	if (!t->root_dir && t->root && !strcmp(t->root, "host") && h->init &&
	    t->ns[LINK_mnt] == h->init->ns[LINK_mnt])
		return h->init->root_dir;
	return t->root_dir;
}

/* Whether it is the directory that PID 1 has; without the module inodes must tell. */
static bool is_init_root(const struct host *h, const struct task *t, const struct root *root)
{
	const struct root *init = h->init ? h->init->root_dir : NULL;

	if (t->root || !init)
		return t == h->init || (t->root && !strcmp(t->root, "host"));
	return root->inode == init->inode && root->device && init->device &&
	       !strcmp(root->device, init->device);
}

static const char *root_kind(const struct host *h, const struct task *t, const struct root *root,
			     const struct row *at)
{
	const bool same = is_init_root(h, t, root);

	if (!at)
		return "outside";
	if (same && t->ns[LINK_mnt] && t->ns[LINK_mnt]->host)
		return "host";
	if (!root->path || strcmp(root->path, "/"))
		return "chrooted";
	if (!t->root && !(h->init && h->init->root_dir))
		return NULL; /* nothing to compare it with */
	return same ? "copied" : "pivoted";
}

/* The task that @word names, if it is a pid. */
static const struct task *asked_for(const struct host *h, const char *word)
{
	char *end;
	unsigned long long pid = strtoull(word, &end, 10);

	return *end ? NULL : host_task(h, pid);
}

static void show_tree(const struct host *h, const struct ns *ns, struct row *rows,
		      const struct mount **some, struct out *out)
{
	const struct mount *top, *m;
	unsigned int depth;

	for (top = ns->mount_list; top; top = top->next) {
		if (top->up)
			continue;
		depth = 0;
		/* What is beside the top is not its business: it has no siblings. */
		for (m = top; m; m = next_mount(m, &depth))
			find_hidden(h, rows, m, some);
		depth = 0;
		for (m = top; m; m = next_mount(m, &depth))
			out_row(out, depth, &rows[m - h->mounts]);
	}
}

static int mounts_show(const struct host *h, const struct options *o, struct out *out,
		       struct problem *p)
{
	const struct ns *ns = find_ns(h, o->words[0], NS_mnt, p);
	const struct task *t = asked_for(h, o->words[0]);
	_cleanup_free_ const struct mount **some = NULL;
	_cleanup_free_ struct row *rows = NULL;
	struct row elsewhere = { .process = t };
	struct row *at;
	size_t i;

	if (!ns)
		return -ESRCH;
	if (!ns->mount_list)
		return problem_set(p, -ENODATA, "the mounts of mnt:[%llu] can not be read",
				   (unsigned long long)ns->inum);
	rows = calloc(h->n_mounts + 1, sizeof(*rows));
	some = calloc(h->n_mounts + 1, sizeof(*some));
	if (!rows || !some)
		return problem_set(p, -ENOMEM, "out of memory");
	for (i = 0; i < h->n_mounts; i++)
		rows[i].mount = &h->mounts[i];
	elsewhere.root = t ? root_of(h, t) : NULL;
	if (elsewhere.root) {
		at = find_root(h, rows, ns, elsewhere.root);
		elsewhere.how = root_kind(h, t, elsewhere.root, at);
		if (at)
			*at = (struct row){ at->mount, NULL, t, elsewhere.root, elsewhere.how };
		else
			out_row(out, 0, &elsewhere);
	}
	show_tree(h, ns, rows, some, out);
	return 0;
}

const struct view view_mounts = {
	.name = "mounts",
	.args = "PID|NAMESPACE",
	.help = "Shows the mounts of a mount namespace, and what the root of a process is",
	.examples = { "nsview mounts 1234", "nsview mounts 1 -Q 'KEEPS =~ \"net\"'" },
	.takes = TAKES_WORD | TAKES_LIST,
	.need = TABLE_BIT(tasks) | TABLE_BIT(mounts),
	.want = TABLE_BIT(namespaces) | TABLE_BIT(pins) | TABLE_BIT(roots),
	.want_more = find_tables,
	.facts = { "tasks", "namespaces", "namespaces.mnt" },
	.sheet = mounts_sheet,
	.show = mounts_show,
};
