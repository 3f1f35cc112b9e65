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
	COL_NS_TYPE,
	COL_NS,
	COL_MOUNTED,
	COL_OWNER,
	COL_MAKER,
	COL_OWNER_ID,
	COL_POD,
	COL_ODD,
	COL_LACKS,
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
	[COL_TYPE] = { "TYPE", COLUMN_TEXT, 0, "netns ns dev owner cgroup task", MADE },
	[COL_NETNS] = { "NETNS", COLUMN_NUM, RIGHT, "network namespace", FIELD(struct ns, inum) },
	[COL_HOST] = { "HOST", COLUMN_BOOL, 0, "that is PID 1's", MADE },
	[COL_COUNT] = { "COUNT", COLUMN_NUM, RIGHT,
			"tasks in a namespace, of an owner, or in a cgroup", MADE },
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
	[COL_NS_TYPE] = { "NS_TYPE", COLUMN_TEXT, 0, "type of a namespace", MADE },
	[COL_NS] = { "NS", COLUMN_NUM, RIGHT, "its inode number", FIELD(struct ns, inum) },
	[COL_MOUNTED] = { "MOUNTED", COLUMN_TEXT, 0, "where it is mounted, such as /run/netns/NAME",
			  MADE },
	[COL_OWNER] = { "OWNER", COLUMN_TEXT, 0,
			"whose it is: unit session user pod machine container environment", MADE },
	[COL_MAKER] = { "MAKER", COLUMN_TEXT, 0, "docker podman lxc ...", MADE },
	[COL_OWNER_ID] = { "OWNER_ID", COLUMN_TEXT, 0, "id or name of the owner", MADE },
	[COL_POD] = { "POD", COLUMN_TEXT, 0, "id of its pod", MADE },
	[COL_ODD] = { "ODD", COLUMN_WORDS, 0,
		      "deaf port-state port-down no-peer no-process thread-elsewhere half-inside",
		      MADE },
	[COL_LACKS] = { "LACKS", COLUMN_WORDS, 0,
			"types that its environment has its own of, and it has the host's", MADE },
};

static const char *const type_names[] = {
	[TREE_NETNS] = "netns",	      [TREE_NS] = "ns",		[TREE_DEV] = "dev",
	[TREE_OWNER] = "owner",	      [TREE_CGROUP] = "cgroup", [TREE_TASK] = "task",
	[TREE_KTHREADS] = "kthreads", [TREE_MORE] = "more",
};

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
		enum sharing s = task_sharing(h, row->task, ns_type_links[type]);

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

/* It is the id in version 2. */
static bool has_cgroup_id(const struct tree_row *row)
{
	if (row->kind == TREE_OWNER || !row->task)
		return false;
	return row->kind == TREE_TASK || !row->path || row->path == words_cgroup(row->task);
}

/* What is folded shows only that in which its things do not differ (tree_look.c). */
static const void *more_base(const struct tree_row *row, size_t column)
{
	switch (column) {
	case COL_NETNS:
		return row->ns;
	case COL_KIND:
	case COL_RX_HANDLER:
		return row->dev;
	case COL_MASTER:
		return row->dev ? row->dev->over : NULL;
	case COL_PORT_STATE:
		return row->dev ? row->dev->port : NULL;
	default:
		return NULL;
	}
}

/* Whose field a column shows: a row is about one thing, and near to others. */
static const void *tree_base(const void *data, size_t column)
{
	const struct tree_row *row = data;
	const struct dev *dev = row->dev;

	if (row->kind == TREE_MORE)
		return more_base(row, column);
	switch (column) {
	case COL_NETNS:
		return row->ns;
	case COL_NS:
		return row->head;
	case COL_CGROUP_ID:
		return has_cgroup_id(row) ? row->task : NULL;
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

static void fill_addresses(const struct host *h, const struct tree_row *row, struct cell *c)
{
	if (!row->dev || row->kind == TREE_MORE || !(h->tables & TABLE_BIT(addrs)))
		return;
	words_addrs(&c->made, row->dev, ',');
	cell_made(c);
}

static void fill_sharing(const struct host *h, const struct tree_row *row, enum sharing which,
			 struct cell *c)
{
	if (row->kind != TREE_TASK || !h->init)
		return;
	cell_types(c, task_types(h, row->task, which));
}

/* Tasks are folded within a cgroup. */
static bool is_in_one_cgroup(const struct tree_row *row)
{
	return row->kind != TREE_MORE || row->of == TREE_TASK;
}

static void fill_cgroup(const struct tree_row *row, struct cell *c)
{
	if (!row->path || row->kind == TREE_TASK || row->kind == TREE_KTHREADS) {
		cell_text(c, row->task ? words_cgroup(row->task) : NULL);
		return;
	}
	text_add(&c->made, row->path_len ? row->path : "/", row->path_len ? row->path_len : 1);
	cell_made(c);
}

static void fill_owner(const struct owner *o, size_t column, struct cell *c)
{
	switch (column) {
	case COL_OWNER:
		cell_text(c, owner_kinds[o->kind]);
		return;
	case COL_MAKER:
		cell_text(c, o->maker);
		return;
	case COL_OWNER_ID:
		owner_put_id(&c->made, o);
		break;
	case COL_POD:
		if (!o->pod)
			return;
		owner_put_pod(&c->made, o);
		break;
	}
	cell_made(c);
}

static void fill_odd(unsigned int odd, struct cell *c)
{
	enum tree_odd i;

	for (i = 0; i < ODDS; i++) {
		if (!(odd & 1u << i))
			continue;
		if (c->made.len)
			text_putc(&c->made, ',');
		text_puts(&c->made, tree_odd_words[i]);
	}
	cell_made(c);
}

static void tree_fill(const struct host *h, const void *data, size_t column, struct cell *c)
{
	const struct tree_row *row = data;

	switch (column) {
	case COL_NAME:
		tree_name(row, c);
		break;
	case COL_WHAT:
		tree_what(h, row, c);
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
		if (ns_sharing(h, row->head ? row->head : row->ns) != SHARING_UNKNOWN)
			cell_bool(c, (row->head ? row->head : row->ns)->host);
		break;
	case COL_COUNT:
		if (row->kind != TREE_DEV && row->kind != TREE_TASK)
			cell_num(c, row->count);
		break;
	case COL_CGROUP:
		if (is_in_one_cgroup(row))
			fill_cgroup(row, c);
		break;
	case COL_ENV:
		if (row->task && is_in_one_cgroup(row))
			cell_environment(c, h, row->task);
		break;
	case COL_NS_TYPE:
		cell_text(c, row->head ? row->head->type : NULL);
		break;
	case COL_MOUNTED:
		cell_text(c, row->head ? words_mounted(row->head) : NULL);
		break;
	case COL_OWNER:
	case COL_MAKER:
	case COL_OWNER_ID:
	case COL_POD:
		if (row->owner && row->kind != TREE_MORE)
			fill_owner(row->owner, column, c);
		break;
	case COL_ODD:
		if (row->kind != TREE_MORE && row->kind != TREE_KTHREADS)
			fill_odd(row->odd, c);
		break;
	case COL_LACKS:
		if (row->kind == TREE_TASK && h->init)
			cell_types(c, row->lacks);
		break;
	case COL_STATE:
		cell_text(c, row->dev ? words_state(row->dev) : NULL);
		break;
	case COL_ADDRESSES:
		fill_addresses(h, row, c);
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
	"TYPE",	      "netns,ns,dev,owner,cgroup,task",
	"STATE",      "unknown,notpresent,down,lowerlayerdown,testing,dormant,up",
	"PORT_STATE", "disabled,listening,learning,forwarding,blocking",
	"ROOT",	      "host,own",
	"SHARED",     words_ns_types,
	"OWN",	      words_ns_types,
	"NS_TYPE",    words_ns_types,
	"OWNER",      "unit,session,user,pod,machine,container,environment",
	"ODD",	      "deaf,port-state,port-down,no-peer,no-process,thread-elsewhere,half-inside",
	"LACKS",      words_ns_types,
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
