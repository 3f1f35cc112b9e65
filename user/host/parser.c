/* SPDX-License-Identifier: GPL-2.0 */
#include "parser.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"

int parser_bad_row(const struct parser *ps, const char *why)
{
	return problem_set(ps->problem, -EBADMSG, "%s: %s %zu: %s", ps->where, ps->unit, ps->line,
			   why);
}

int parser_bad_cell(const struct parser *ps, const struct slot *slot, const char *why)
{
	return problem_set(ps->problem, -EBADMSG, "%s: %s %zu: column %s: %s", ps->where, ps->unit,
			   ps->line, slot->column ? slot->column->name : "(unknown)", why);
}

/* Ends the line at hand with NUL and returns it; NULL if it has no end or a NUL inside. */
static char *take_line(struct parser *ps)
{
	char *line = ps->at;
	char *lf = memchr(line, '\n', (size_t)(ps->end - line));

	if (!lf || memchr(line, '\0', (size_t)(lf - line)))
		return NULL;
	*lf = '\0';
	ps->at = lf + 1;
	return line;
}

static bool is_name_of(const struct parser *ps, const char *name)
{
	const size_t len = strlen(ps->table->name);

	return !strncmp(name, ps->table->name, len) && !strcmp(name + len, ps->form->suffix);
}

static int parse_head(struct parser *ps)
{
	static const char magic[] = "nsview ";
	char *line, *p, *end;
	unsigned long version;

	ps->line = 1;
	if (ps->at == ps->end)
		return problem_set(ps->problem, -EBADMSG, "%s: the file is empty", ps->where);
	line = take_line(ps);
	if (!line || strncmp(line, magic, strlen(magic)))
		return parser_bad_row(ps, "not a table of nsview");

	p = line + strlen(magic);
	errno = 0;
	version = strtoul(p, &end, 10);
	if (*p < '0' || *p > '9' || *end != ' ')
		return parser_bad_row(ps, "not a table of nsview");
	if (errno || version != NSVIEW_VERSION)
		return problem_set(ps->problem, -EPROTO,
				   "%s: made by %s nsview: table version %.*s, this tool reads %d",
				   ps->where, version > NSVIEW_VERSION ? "a newer" : "another",
				   (int)(end - p > 20 ? 20 : end - p), p, NSVIEW_VERSION);
	if (!is_name_of(ps, end + 1))
		return problem_set(ps->problem, -EBADMSG, "%s: line 1: not the table '%s'%s",
				   ps->where, ps->table->name, ps->form->suffix);
	return 0;
}

static bool is_column_name(const char *name)
{
	return *name && !name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_")];
}

/* The column of that name, or NULL. Mostly they are in the table's order: there it is @likely. */
static const struct table_column *column_of(const struct table *t, const char *name, size_t likely)
{
	size_t i;

	for (i = 0; i < t->ncolumns; i++) {
		const struct table_column *column = &t->columns[(likely + i) % t->ncolumns];

		if (!strcmp(column->name, name))
			return column;
	}
	return NULL;
}

static bool take_key(struct parser *ps, const char *name)
{
	const struct table *t = ps->table;
	size_t i;

	for (i = 0; i < TABLE_KEYS_MAX && t->keys[i]; i++)
		if (!strcmp(t->keys[i], name)) {
			ps->keys |= 1u << i;
			return true;
		}
	return false;
}

static int add_slot(struct parser *ps, const char *name)
{
	const struct table *t = ps->table;
	struct slot *slot = &ps->slots[ps->nslots];

	if (!is_column_name(name))
		return parser_bad_row(ps, "not a list of column names");
	if (ps->nslots == TABLE_COLUMNS_MAX)
		return parser_bad_row(ps, "too many columns");

	slot->column = column_of(t, name, ps->nslots);
	slot->key = take_key(ps, name);
	if (slot->column) {
		bool *taken = &ps->taken[slot->column - t->columns];

		if (*taken)
			return parser_bad_cell(ps, slot, "is there twice");
		*taken = true;
	}
	ps->nslots++;
	return 0;
}

static int parse_columns(struct parser *ps)
{
	char *line, *name;
	size_t i;

	ps->line = 2;
	line = take_line(ps);
	if (!line || (size_t)(ps->at - line) > TABLE_LINE_MAX)
		return parser_bad_row(ps, line ? "too long" : "no column names");
	while ((name = strsep(&line, "\t"))) {
		int err = add_slot(ps, name);

		if (err)
			return err;
	}

	for (i = 0; i < TABLE_KEYS_MAX && ps->table->keys[i]; i++)
		if (!(ps->keys & 1u << i))
			return problem_set(ps->problem, -EBADMSG, "%s: line 2: no column %s",
					   ps->where, ps->table->keys[i]);
	return 0;
}

int parser_grow(const struct parser *ps, struct rows *rows)
{
	size_t size = rows->size ? rows->size * 2 : 64;
	char *data;

	if (size > TABLE_ROWS_MAX / ps->table->row_size)
		return problem_set(ps->problem, -EFBIG, "%s: more rows than are read", ps->where);
	data = reallocarray(rows->data, size, ps->table->row_size);
	if (!data)
		return problem_set(ps->problem, -ENOMEM, "%s: out of memory", ps->where);
	rows->data = data;
	rows->size = size;
	return 0;
}

/* What is not used is for the next table. */
static void give_back(const struct parser *ps, struct rows *rows)
{
	char *data;

	if (rows->count == rows->size)
		return;
	data = reallocarray(rows->data, rows->count, ps->table->row_size);
	if (data) {
		rows->data = data;
		rows->size = rows->count;
	}
}

int parser_run(const struct form *form, const struct table *t, struct blob *b, const char *where,
	       struct rows *rows, struct problem *p)
{
	struct parser ps = {
		.form = form,
		.table = t,
		.where = where,
		.unit = "line",
		.problem = p,
		.begin = b->data,
		.at = b->data,
		.end = b->data + b->len,
	};
	char *blank; /* a row with nothing in it */
	size_t i;
	int err;

	*rows = (struct rows){ 0 };
	blank = calloc(1, t->row_size);
	if (!blank)
		return problem_set(p, -ENOMEM, "%s: out of memory", where);
	for (i = 0; i < t->ncolumns; i++)
		if (t->columns[i].number)
			*(uint64_t *)(blank + t->columns[i].offset) = NSVIEW_NONE;

	err = parse_head(&ps);
	if (!err)
		err = parse_columns(&ps);
	if (!err)
		err = form->rows(&ps, blank, rows);
	free(blank);
	if (err) {
		free(rows->data);
		*rows = (struct rows){ 0 };
		return err;
	}
	give_back(&ps, rows);
	return 0;
}
