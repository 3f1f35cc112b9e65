/* SPDX-License-Identifier: GPL-2.0 */
/* schema.h's lists as data: names, tables, and where a row keeps each column. */
#include "host.h"
#include "table.h"
#include "../cleanup.h"

#include <limits.h>
#include <string.h>

const char *const ns_type_names[NS_TYPES] = {
#define X(name) [NS_##name] = #name,
	NSVIEW_NS_TYPES(X)
#undef X
};

const char *const ns_link_names[NS_LINKS] = {
#define X(name, type) [LINK_##name] = #name,
	NSVIEW_NS_LINKS(X)
#undef X
};

const enum ns_type ns_link_types[NS_LINKS] = {
#define X(name, type) [LINK_##name] = NS_##type,
	NSVIEW_NS_LINKS(X)
#undef X
};

/* The first type whose name has that letter first; no other stands between such. */
static enum ns_type first_with(char letter)
{
	static unsigned char first[1 << CHAR_BIT]; /* and one more; 0: none has */
	unsigned int type = NS_TYPES;

	while (!first[(unsigned char)*ns_type_names[0]] && type-- > 0)
		first[(unsigned char)*ns_type_names[type]] = (unsigned char)(type + 1);
	type = first[(unsigned char)letter];
	return type ? type - 1 : NS_TYPES;
}

enum ns_type ns_type_parse(const char *name)
{
	enum ns_type type;

	for (type = first_with(*name); type < NS_TYPES && *name == *ns_type_names[type]; type++)
		if (!strcmp(name, ns_type_names[type]))
			return type;
	return NS_TYPES;
}

const enum ns_link ns_type_links[NS_TYPES] = {
#define X(name) [NS_##name] = LINK_##name,
	NSVIEW_NS_TYPES(X)
#undef X
};

/* X(name, type, help) of the table that ROW names. */
#define COLUMN(name, type, help) { #name, offsetof(ROW, name), COLUMN_IS_##type },
#define COLUMN_IS_NUM true
#define COLUMN_IS_TEXT false

#define ROW struct info
static const struct table_column info_columns[] = { NSVIEW_INFO_COLUMNS(COLUMN) };
#undef ROW
#define ROW struct task
static const struct table_column tasks_columns[] = { NSVIEW_TASKS_COLUMNS(COLUMN) };
#undef ROW
#define ROW struct ns
static const struct table_column namespaces_columns[] = { NSVIEW_NAMESPACES_COLUMNS(COLUMN) };
#undef ROW
#define ROW struct cgroup
static const struct table_column cgroups_columns[] = { NSVIEW_CGROUPS_COLUMNS(COLUMN) };
#undef ROW
#define ROW struct dev
static const struct table_column devs_columns[] = { NSVIEW_DEVS_COLUMNS(COLUMN) };
#undef ROW
#define ROW struct addr
static const struct table_column addrs_columns[] = { NSVIEW_ADDRS_COLUMNS(COLUMN) };
#undef ROW
#define ROW struct port
static const struct table_column ports_columns[] = { NSVIEW_PORTS_COLUMNS(COLUMN) };
#undef ROW
#define ROW struct pin
static const struct table_column pins_columns[] = { NSVIEW_PINS_COLUMNS(COLUMN) };
#undef ROW
#define ROW struct hook
static const struct table_column hooks_columns[] = { NSVIEW_HOOKS_COLUMNS(COLUMN) };
#undef ROW
#define ROW struct mount
static const struct table_column mounts_columns[] = { NSVIEW_MOUNTS_COLUMNS(COLUMN) };
#undef ROW
#define ROW struct root
static const struct table_column roots_columns[] = { NSVIEW_ROOTS_COLUMNS(COLUMN) };
#undef ROW
#define ROW struct tap
static const struct table_column taps_columns[] = { NSVIEW_TAPS_COLUMNS(COLUMN) };
#undef ROW
#define ROW struct hierarchy
static const struct table_column hierarchies_columns[] = { NSVIEW_HIERARCHIES_COLUMNS(COLUMN) };
#undef ROW
#define ROW struct folder
static const struct table_column folders_columns[] = { NSVIEW_FOLDERS_COLUMNS(COLUMN) };
#undef ROW
#define ROW struct member
static const struct table_column members_columns[] = { NSVIEW_MEMBERS_COLUMNS(COLUMN) };
#undef ROW
#define ROW struct limit
static const struct table_column limits_columns[] = { NSVIEW_LIMITS_COLUMNS(COLUMN) };
#undef ROW
#define ROW struct fdb
static const struct table_column fdb_columns[] = { NSVIEW_FDB_COLUMNS(COLUMN) };
#undef ROW
#define ROW struct link
static const struct table_column links_columns[] = { NSVIEW_LINKS_COLUMNS(COLUMN) };
#undef ROW
#define ROW struct net
static const struct table_column nets_columns[] = { NSVIEW_NETS_COLUMNS(COLUMN) };
#undef ROW
#define ROW struct nat
static const struct table_column nats_columns[] = { NSVIEW_NATS_COLUMNS(COLUMN) };
#undef ROW
#define ROW struct route
static const struct table_column routes_columns[] = { NSVIEW_ROUTES_COLUMNS(COLUMN) };
#undef ROW
#define ROW struct creds
static const struct table_column creds_columns[] = { NSVIEW_CREDS_COLUMNS(COLUMN) };
#undef ROW
#define ROW struct difference_row
static const struct table_column differences_columns[] = { NSVIEW_DIFFERENCES_COLUMNS(COLUMN) };
#undef ROW

#define X(table, list) _Static_assert(ARRAY_SIZE(table##_columns) <= TABLE_COLUMNS_MAX, #table);
HOST_TABLES(X)
#undef X

/*
 * What identifies a row. Every other column may be missing: a module of the
 * same version that is older than the tool does not have it yet.
 */
#define KEYS_OF_info  \
	{             \
		"key" \
	}
#define KEYS_OF_tasks         \
	{                     \
		"pid", "tgid" \
	}
#define KEYS_OF_namespaces     \
	{                      \
		"type", "inum" \
	}
#define KEYS_OF_cgroups           \
	{                         \
		"hierarchy", "id" \
	}
#define KEYS_OF_devs                       \
	{                                  \
		"netns", "ifindex", "name" \
	}
#define KEYS_OF_addrs                         \
	{                                     \
		"netns", "ifindex", "address" \
	}
#define KEYS_OF_ports                        \
	{                                    \
		"netns", "ifindex", "master" \
	}
#define KEYS_OF_pins   \
	{              \
		"kind" \
	}
#define KEYS_OF_hooks                              \
	{                                          \
		"netns", "family", "hook", "order" \
	}
#define KEYS_OF_mounts                  \
	{                               \
		"ns_mnt", "id", "point" \
	}
#define KEYS_OF_roots \
	{             \
		"pid" \
	}
#define KEYS_OF_taps                  \
	{                             \
		"ns_net", "pid", "fd" \
	}
#define KEYS_OF_hierarchies \
	{                   \
		"hierarchy" \
	}
#define KEYS_OF_folders             \
	{                           \
		"hierarchy", "path" \
	}
#define KEYS_OF_members                    \
	{                                  \
		"pid", "hierarchy", "path" \
	}
#define KEYS_OF_limits                      \
	{                                   \
		"hierarchy", "path", "file" \
	}
#define KEYS_OF_fdb                      \
	{                                \
		"netns", "master", "mac" \
	}
#define KEYS_OF_links              \
	{                          \
		"netns", "ifindex" \
	}
#define KEYS_OF_nats                      \
	{                                 \
		"netns", "family", "hook" \
	}
#define KEYS_OF_routes                   \
	{                                \
		"netns", "ifindex", "to" \
	}
#define KEYS_OF_nets    \
	{               \
		"netns" \
	}
#define KEYS_OF_creds \
	{             \
		"pid" \
	}
#define KEYS_OF_differences              \
	{                                \
		"what", "says", "denies" \
	}

const struct table host_tables[TABLES] = {
#define X(table, list)                                        \
	[TABLE_##table] = {                                   \
		.name = #table,                               \
		.columns = table##_columns,                   \
		.ncolumns = ARRAY_SIZE(table##_columns),      \
		.keys = KEYS_OF_##table,                      \
		.row_size = sizeof(ROW_OF_##table),           \
		.rows_at = offsetof(struct host, table),      \
		.count_at = offsetof(struct host, n_##table), \
	},
	HOST_TABLES(X)
#undef X
};
