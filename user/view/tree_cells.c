/* SPDX-License-Identifier: GPL-2.0 */
/* What nsview tree says about each row. */
#include <string.h>

#include "../cleanup.h"
#include "tree.h"
#include "words.h"

enum {
	COL_NAME,
	COL_WHAT,
	COL_DETAIL,
	COL_SHARED_EYES,
	COL_TYPE,
	COL_NETNS,
	COL_HOST,
	COL_COUNT,
	COL_IFINDEX,
	COL_DEV,
	COL_KIND,
	COL_STATE,
	COL_ADDRESSES,
	COL_MASTER,
	COL_PORT,
	COL_PORT_STATE,
	COL_RX_HANDLER,
	COL_RX_MODULE,
	COL_PEER,
	COL_PEER_NETNS,
	COL_CGROUP,
	COL_CGROUP_ID,
	COL_PID,
	COL_TGID,
	COL_COMMAND,
	COL_NSPROXY,
	COL_NSPROXY_COUNT,
	COL_ROOT,
	COL_SHARED,
	COL_OWN,
	COL_ENV,
};

#define EYES (COLUMN_SHOWN | COLUMN_EYES)
#define RIGHT COLUMN_RIGHT

static const struct column tree_columns[] = {
	[COL_NAME] = { "NAME", COLUMN_TEXT, EYES | COLUMN_TREE | COLUMN_TRUNC,
		       "namespace, device, cgroup or task", MADE },
	[COL_WHAT] = { "WHAT", COLUMN_TEXT, EYES, "what it is", MADE },
	[COL_DETAIL] = { "DETAIL", COLUMN_TEXT, EYES | COLUMN_WRAP, "what is to be known of it",
			 MADE },
	[COL_SHARED_EYES] = { "WITH-HOST", COLUMN_TEXT, EYES, "namespaces shared with the host",
			      MADE },
	[COL_TYPE] = { "TYPE", COLUMN_TEXT, 0, "netns dev cgroup task", MADE },
	[COL_NETNS] = { "NETNS", COLUMN_NUM, RIGHT, "network namespace", FIELD(struct ns, inum) },
	[COL_HOST] = { "HOST", COLUMN_BOOL, 0, "that is PID 1's", MADE },
	[COL_COUNT] = { "COUNT", COLUMN_NUM, RIGHT, "tasks in a namespace or cgroup", MADE },
	[COL_IFINDEX] = { "IFINDEX", COLUMN_NUM, RIGHT, "index of a device",
			  FIELD(struct dev, ifindex) },
	[COL_DEV] = { "DEV", COLUMN_TEXT, 0, "name of a device", FIELD(struct dev, name) },
	[COL_KIND] = { "KIND", COLUMN_TEXT, 0, "its rtnl link kind", FIELD(struct dev, kind) },
	[COL_STATE] = { "STATE", COLUMN_TEXT, 0, "up, down ...", MADE },
	[COL_ADDRESSES] = { "ADDRESSES", COLUMN_WORDS, 0, "its IP addresses", MADE },
	[COL_MASTER] = { "MASTER", COLUMN_TEXT, 0, "device it is plugged into",
			 FIELD(struct dev, name) },
	[COL_PORT] = { "PORT", COLUMN_NUM, RIGHT, "number of the port there",
		       FIELD(struct port, port) },
	[COL_PORT_STATE] = { "PORT_STATE", COLUMN_TEXT, 0, "forwarding ...",
			     FIELD(struct port, state) },
	[COL_RX_HANDLER] = { "RX_HANDLER", COLUMN_TEXT, 0, "takes its frames before IP",
			     FIELD(struct dev, rx_handler) },
	[COL_RX_MODULE] = { "RX_MODULE", COLUMN_TEXT, 0, "module of that function",
			    FIELD(struct dev, rx_module) },
	[COL_PEER] = { "PEER", COLUMN_TEXT, 0, "other end of a veth", FIELD(struct dev, name) },
	[COL_PEER_NETNS] = { "PEER_NETNS", COLUMN_NUM, RIGHT, "network namespace of that",
			     FIELD(struct dev, netns) },
	[COL_CGROUP] = { "CGROUP", COLUMN_TEXT, 0, "path of a cgroup", MADE },
	[COL_CGROUP_ID] = { "CGROUP_ID", COLUMN_NUM, RIGHT, "its id",
			    FIELD(struct task, cgroup_id) },
	[COL_PID] = { "PID", COLUMN_NUM, RIGHT, "id of a process or thread",
		      FIELD(struct task, pid) },
	[COL_TGID] = { "TGID", COLUMN_NUM, RIGHT, "process that a thread belongs to",
		       FIELD(struct task, tgid) },
	[COL_COMMAND] = { "COMMAND", COLUMN_TEXT, 0, "name of the task", FIELD(struct task, comm) },
	[COL_NSPROXY] = { "NSPROXY", COLUMN_TEXT, 0, "token: equal for tasks that share one",
			  FIELD(struct task, nsproxy) },
	[COL_NSPROXY_COUNT] = { "NSPROXY_COUNT", COLUMN_NUM, RIGHT, "references to it",
				FIELD(struct task, nsproxy_count) },
	[COL_ROOT] = { "ROOT", COLUMN_TEXT, 0, "root directory: host or own",
		       FIELD(struct task, root) },
	[COL_SHARED] = { "SHARED", COLUMN_WORDS, 0, "types of namespace shared with the host",
			 MADE },
	[COL_OWN] = { "OWN", COLUMN_WORDS, 0, "types of namespace not shared with it", MADE },
	[COL_ENV] = { "ENV", COLUMN_TEXT, 0, "environment of nsview, by its cgroup", MADE },
};

static const char *const type_names[] = {
	[TREE_NETNS] = "netns", [TREE_DEV] = "dev",   [TREE_CGROUP] = "cgroup",
	[TREE_TASK] = "task",	[TREE_MORE] = "more", [TREE_KTHREADS] = "kthreads",
};

static void fill_name(const struct tree_row *row, struct cell *c)
{
	const struct task *t = row->task;

	switch (row->kind) {
	case TREE_NETNS:
		if (row->ns)
			words_ns(&c->made, row->ns);
		else
			text_puts(&c->made, "net:[-]");
		c->mark = MARK_HEAD;
		break;
	case TREE_DEV:
		text_puts(&c->made, row->dev->name);
		break;
	case TREE_CGROUP:
		cell_cgroup(c, t);
		if (!c->there && !c->eyes)
			c->eyes = "cgroup -";
		return;
	case TREE_TASK:
		text_num(&c->made, t->pid);
		text_putc(&c->made, ' ');
		text_puts(&c->made, t->comm ? t->comm : "-");
		break;
	case TREE_MORE:
		text_puts(&c->made, t->comm ? t->comm : "-");
		text_putc(&c->made, ' ');
		text_puts(&c->made, sign_times());
		text_putc(&c->made, ' ');
		text_num(&c->made, row->count);
		text_puts(&c->made, " more");
		break;
	case TREE_KTHREADS:
		text_puts(&c->made, "kernel threads ");
		text_puts(&c->made, sign_times());
		text_putc(&c->made, ' ');
		text_num(&c->made, row->count);
		break;
	}
	cell_made(c);
}

static void fill_what(const struct host *h, const struct tree_row *row, struct cell *c)
{
	c->eyes = "";
	switch (row->kind) {
	case TREE_NETNS:
		cell_text(c, "netns");
		if (ns_sharing(h, row->ns) == SHARING_HOST) {
			cell_text(c, "host");
			c->mark = MARK_HOST;
		}
		break;
	case TREE_DEV:
		cell_text(c, words_kind(row->dev));
		break;
	case TREE_CGROUP:
		cell_text(c, "cgroup");
		break;
	case TREE_TASK:
	case TREE_MORE:
		cell_text(c, row->task->pid != row->task->tgid ? "thread" : "process");
		break;
	case TREE_KTHREADS:
		break;
	}
	if (row->kind == TREE_CGROUP || row->kind == TREE_TASK || row->kind == TREE_MORE)
		c->brief = ""; /* NAME shows which it is */
	if (c->there)
		c->eyes = NULL;
}

/* All that a task shares with the host; "all but" where that is shorter. */
static void fill_shared_eyes(const struct host *h, const struct tree_row *row, struct cell *c)
{
	_cleanup_text_ struct text own = { 0 };
	enum ns_type type;
	size_t shared = 0, known = 0;

	c->eyes = "";
	if ((row->kind != TREE_TASK && row->kind != TREE_KTHREADS) || !h->init)
		return;
	for (type = 0; type < NS_TYPES; type++) {
		enum sharing s = task_sharing(h, row->task, ns_type_link(type));

		shared += s == SHARING_HOST;
		known += s != SHARING_UNKNOWN;
	}
	if (shared == known) {
		text_puts(&c->made, known ? "all" : "");
	} else if (shared > known / 2) {
		words_shared(&own, h, row->task, SHARING_OWN, 0, ' ');
		text_puts(&c->made, "all but ");
		text_puts(&c->made, text_str(&own));
	} else {
		words_shared(&c->made, h, row->task, SHARING_HOST, 0, ' ');
		if (!shared)
			text_puts(&c->made, "none");
	}
	if (c->made.len > strlen(tree_columns[COL_SHARED_EYES].name)) {
		text_num(&c->made_brief, shared);
		text_puts(&c->made_brief, " of ");
		text_num(&c->made_brief, known);
		c->brief = text_str(&c->made_brief);
	}
	c->eyes = NULL;
	c->mark = shared ? MARK_HOST : MARK_NONE;
	cell_made(c);
}

/* Whose field a column shows: a row is about one thing, and near to others. */
static const void *tree_base(const void *data, size_t column)
{
	const struct tree_row *row = data;
	const struct dev *dev = row->dev;

	switch (column) {
	case COL_NETNS:
		return row->ns;
	case COL_CGROUP_ID:
		return row->task;
	case COL_MASTER:
		return dev ? dev->over : NULL;
	case COL_PORT:
	case COL_PORT_STATE:
		return dev ? dev->port : NULL;
	case COL_PEER:
	case COL_PEER_NETNS:
		return dev ? dev->peer : NULL;
	case COL_PID:
	case COL_TGID:
	case COL_COMMAND:
	case COL_NSPROXY:
	case COL_NSPROXY_COUNT:
	case COL_ROOT:
		return row->kind == TREE_TASK ? row->task : NULL;
	default:
		return dev;
	}
}

static void fill_addresses(const struct host *h, const struct dev *dev, struct cell *c)
{
	if (!dev || !(h->tables & TABLE_BIT(addrs)))
		return;
	words_addrs(&c->made, dev, ',');
	cell_made(c);
}

static void fill_sharing(const struct host *h, const struct tree_row *row, enum sharing which,
			 struct cell *c)
{
	if (row->kind != TREE_TASK || !h->init)
		return;
	words_shared(&c->made, h, row->task, which, 0, ',');
	cell_made(c);
}

static void tree_fill(const struct host *h, const void *data, size_t column, struct cell *c)
{
	const struct tree_row *row = data;

	switch (column) {
	case COL_NAME:
		fill_name(row, c);
		break;
	case COL_WHAT:
		fill_what(h, row, c);
		break;
	case COL_DETAIL:
		tree_detail(h, row, c);
		break;
	case COL_SHARED_EYES:
		fill_shared_eyes(h, row, c);
		break;
	case COL_TYPE:
		cell_text(c, type_names[row->kind]);
		break;
	case COL_HOST:
		if (ns_sharing(h, row->ns) != SHARING_UNKNOWN)
			cell_bool(c, row->ns->host);
		break;
	case COL_COUNT:
		if (row->kind != TREE_DEV && row->kind != TREE_TASK)
			cell_num(c, row->count);
		break;
	case COL_CGROUP:
		cell_text(c, row->task ? words_cgroup(row->task) : NULL);
		break;
	case COL_ENV:
		if (row->task)
			cell_environment(c, row->task);
		break;
	case COL_STATE:
		cell_text(c, row->dev ? words_state(row->dev) : NULL);
		break;
	case COL_ADDRESSES:
		fill_addresses(h, row->dev, c);
		break;
	case COL_SHARED:
		fill_sharing(h, row, SHARING_HOST, c);
		break;
	case COL_OWN:
		fill_sharing(h, row, SHARING_OWN, c);
		break;
	}
}

static const char *const tree_closed[] = {
	"TYPE",	      "netns,dev,cgroup,task",
	"STATE",      "unknown,notpresent,down,lowerlayerdown,testing,dormant,up",
	"PORT_STATE", "disabled,listening,learning,forwarding,blocking",
	"ROOT",	      "host,own",
	"SHARED",     words_ns_types,
	"OWN",	      words_ns_types,
	NULL,
};

const struct sheet tree_sheet = {
	.view = "tree",
	.array = "tree",
	.columns = tree_columns,
	.ncolumns = ARRAY_SIZE(tree_columns),
	.nested = true,
	.base = tree_base,
	.fill = tree_fill,
	.closed = tree_closed,
};
