// SPDX-License-Identifier: GPL-2.0
/*
 * The table `namespaces`: every namespace that is alive and that this kernel
 * lets a module reach.
 *
 * The facts are collected at open and nothing is held afterwards: a
 * namespace belongs to no row's lock, so a row is as of the open.
 */
#include <linux/kernel.h>
#include <linux/string.h>

#include "compat.h"
#include "census.h"
#include "nslist.h"
#include "nstype.h"
#include "table.h"
#include "tables.h"

/* To step from one record to the next costs as much as a row: a record has so many of them. */
#define BATCH_ROWS 16

struct namespaces_iter {
	struct table_iter table;
	struct census census;
	u32 at; /* index of the first row of the record */
};

TABLE_WORDS(NSVIEW_NAMESPACES_COLUMNS);

#define KNOWN_NAME_LEN 8
static const char known_names[][KNOWN_NAME_LEN] = {
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

	if (*pos - 1 >= DIV_ROUND_UP(it->census.nr, BATCH_ROWS))
		return 0;
	it->at = (*pos - 1) * BATCH_ROWS;
	return 1;
}

static void text_show(const struct ns_facts *facts, const struct ns_names *names, struct row *row)
{
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
		cell_text(row, names->hostname);
		cell_text(row, names->domain);
	} else {
		cell_none(row);
		cell_none(row);
	}
}

#define TEXTS_MAX (NS_TYPE_NAME_LEN + KNOWN_NAME_LEN + sizeof(struct ns_names))

static void binary_show(const struct ns_facts *facts, const struct ns_names *names, struct row *row)
{
	u64 *words = binary_begin(row);
	char *at = row->at;

	if (!words || !cell_fits(row, TEXTS_MAX))
		return;
	at = binary_put(words, WORD_type, at, ns_type_name(facts->type), NS_TYPE_NAME_LEN);
	words[WORD_inum] = facts->inum;
	words[WORD_id] = binary_num_or(facts->id, 0);
	words[WORD_parent] = binary_num_or(facts->parent, CENSUS_NONE);
	words[WORD_owner] = binary_num_or(facts->owner, CENSUS_NONE);
	words[WORD_level] = binary_num_or(facts->level, CENSUS_NONE);
	words[WORD_refs] = binary_num_or(facts->refs, -1);
	words[WORD_active] = binary_num_or(facts->active, -1);
	words[WORD_creator] = binary_num_or(facts->creator, CENSUS_NONE);
	words[WORD_devices] = binary_num_or(facts->devices, CENSUS_NONE);
	words[WORD_pids] = binary_num_or(facts->pids, CENSUS_NONE);
	at = binary_put(words, WORD_known, at, known_names[facts->known], KNOWN_NAME_LEN);
	words[WORD_hostname] = NSVIEW_BINARY_NONE;
	words[WORD_domain] = NSVIEW_BINARY_NONE;
	if (facts->type == NSVIEW_NS_uts) {
		at = binary_put(words, WORD_hostname, at, names->hostname,
				strlen(names->hostname) + 1);
		at = binary_put(words, WORD_domain, at, names->domain, strlen(names->domain) + 1);
	}
	row->at = at;
}

static void namespaces_show(struct table_iter *table, struct row *row)
{
	struct namespaces_iter *it = container_of(table, struct namespaces_iter, table);
	const struct census *c = &it->census;
	const u32 end = min(it->at + BATCH_ROWS, c->nr);
	u32 i;

	for (i = it->at; i < end; i++) {
		const struct ns_facts *facts = &c->facts[i];
		const struct ns_names *names = c->names + facts->names;

		if (row->binary)
			binary_show(facts, names, row);
		else
			text_show(facts, names, row);
		row_end(row);
	}
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
