// SPDX-License-Identifier: GPL-2.0
/*
 * The table `namespaces`: every namespace that is alive and that this kernel
 * lets a module reach.
 *
 * The facts are collected at open and nothing is held afterwards: a
 * namespace belongs to no row's lock, so a row is as of the open.
 */
#include "compat.h"
#include "census.h"
#include "nslist.h"
#include "nstype.h"
#include "table.h"
#include "tables.h"

struct namespaces_iter {
	struct table_iter table;
	struct census census;
	loff_t at; /* index of the row to print */
};

static const char *const known_names[] = {
	[NS_KNOWN_LIST] = "list",     [NS_KNOWN_TASK] = "task",	    [NS_KNOWN_FD] = "fd",
	[NS_KNOWN_FLIGHT] = "flight", [NS_KNOWN_PARENT] = "parent", [NS_KNOWN_OWNER] = "owner",
};

static int namespaces_open(struct table_iter *table)
{
	return nslist_take(&container_of(table, struct namespaces_iter, table)->census);
}

static void namespaces_release(struct table_iter *table)
{
	census_free(&container_of(table, struct namespaces_iter, table)->census);
}

static int namespaces_find(struct table_iter *table, loff_t *pos)
{
	struct namespaces_iter *it = container_of(table, struct namespaces_iter, table);

	it->at = *pos - 1;
	return it->at < it->census.nr;
}

static void namespaces_show(struct table_iter *table, struct row *row)
{
	struct namespaces_iter *it = container_of(table, struct namespaces_iter, table);
	const struct ns_facts *facts = &it->census.facts[it->at];

	cell_word(row, ns_type_name(facts->type));
	cell_num(row, facts->inum);
	cell_num_or(row, facts->id, 0);
	cell_num_or(row, facts->parent, CENSUS_NONE);
	cell_num_or(row, facts->owner, CENSUS_NONE);
	cell_num_or(row, facts->level, CENSUS_NONE);
	cell_num_or(row, facts->refs, -1);
	cell_num_or(row, facts->active, -1);
	cell_num_or(row, facts->creator, CENSUS_NONE);
	cell_num_or(row, facts->devices, CENSUS_NONE);
	cell_num_or(row, facts->pids, CENSUS_NONE);
	cell_word(row, known_names[facts->known]);
	if (facts->type == NSVIEW_NS_uts) {
		cell_text(row, it->census.names[facts->names].hostname);
		cell_text(row, it->census.names[facts->names].domain);
	} else {
		cell_none(row);
		cell_none(row);
	}
	row_end(row);
}

const struct table namespaces_table = {
	.name = "namespaces",
	.columns = TABLE_COLUMNS(NSVIEW_NAMESPACES_COLUMNS),
	.iter_size = sizeof(struct namespaces_iter),
	.open = namespaces_open,
	.release = namespaces_release,
	.find = namespaces_find,
	.show = namespaces_show,
};
