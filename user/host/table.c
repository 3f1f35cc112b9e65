/* SPDX-License-Identifier: GPL-2.0 */
#include "table.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../kmod/schema.h"
#include "host.h"

/* A column of the file at hand. */
struct slot {
	const struct table_column *column; /* NULL: not known, skipped */
	bool key;
};

struct parser {
	const struct table *table;
	const char *where;
	struct problem *problem;
	char *at;
	char *end; /* a NUL stands there */
	size_t line;
	struct slot slots[TABLE_COLUMNS_MAX];
	size_t nslots;
};

/* Bytes that stand for themselves in a text. */
static inline bool is_plain(char c)
{
	return c >= 0x20 && c <= 0x7e && c != '\\';
}

static inline bool is_sep(char c)
{
	return c == '\t' || c == '\n';
}

static int bad_line(struct parser *ps, const char *why)
{
	return problem_set(ps->problem, -EBADMSG, "%s: line %zu: %s", ps->where, ps->line, why);
}

static int bad_cell(struct parser *ps, const struct slot *slot, const char *why)
{
	return problem_set(ps->problem, -EBADMSG, "%s: line %zu: column %s: %s", ps->where,
			   ps->line, slot->column ? slot->column->name : "(unknown)", why);
}

static bool cut_off(const struct parser *ps, const char *at)
{
	return at == ps->end;
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
		return bad_line(ps, "not a table of nsview");

	p = line + strlen(magic);
	errno = 0;
	version = strtoul(p, &end, 10);
	if (*p < '0' || *p > '9' || *end != ' ')
		return bad_line(ps, "not a table of nsview");
	if (errno || version != NSVIEW_VERSION)
		return problem_set(ps->problem, -EPROTO,
				   "%s: made by %s nsview: table version %.*s, this tool reads %d",
				   ps->where, version > NSVIEW_VERSION ? "a newer" : "another",
				   (int)(end - p > 20 ? 20 : end - p), p, NSVIEW_VERSION);
	if (strcmp(end + 1, ps->table->name))
		return problem_set(ps->problem, -EBADMSG, "%s: line 1: not the table '%s'",
				   ps->where, ps->table->name);
	return 0;
}

static bool is_column_name(const char *name)
{
	return *name && !name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_")];
}

static bool is_key(const struct table *t, const char *name)
{
	size_t i;

	for (i = 0; i < TABLE_KEYS_MAX && t->keys[i]; i++)
		if (!strcmp(t->keys[i], name))
			return true;
	return false;
}

static int add_slot(struct parser *ps, const char *name)
{
	const struct table *t = ps->table;
	struct slot *slot = &ps->slots[ps->nslots];
	size_t i;

	if (!is_column_name(name))
		return bad_line(ps, "not a list of column names");
	if (ps->nslots == TABLE_COLUMNS_MAX)
		return bad_line(ps, "too many columns");

	*slot = (struct slot){ .key = is_key(t, name) };
	for (i = 0; i < t->ncolumns; i++)
		if (!strcmp(t->columns[i].name, name))
			slot->column = &t->columns[i];
	for (i = 0; slot->column && i < ps->nslots; i++)
		if (ps->slots[i].column == slot->column)
			return bad_cell(ps, slot, "is there twice");
	ps->nslots++;
	return 0;
}

static int parse_columns(struct parser *ps)
{
	char *line, *name;
	size_t i, j;

	ps->line = 2;
	line = take_line(ps);
	if (!line || (size_t)(ps->at - line) > TABLE_LINE_MAX)
		return bad_line(ps, line ? "too long" : "no column names");
	while ((name = strsep(&line, "\t"))) {
		int err = add_slot(ps, name);

		if (err)
			return err;
	}

	for (i = 0; i < TABLE_KEYS_MAX && ps->table->keys[i]; i++) {
		for (j = 0; j < ps->nslots; j++)
			if (ps->slots[j].column &&
			    !strcmp(ps->slots[j].column->name, ps->table->keys[i]))
				break;
		if (j == ps->nslots)
			return problem_set(ps->problem, -EBADMSG, "%s: line 2: no column %s",
					   ps->where, ps->table->keys[i]);
	}
	return 0;
}

static int parse_number(struct parser *ps, const struct slot *slot, uint64_t *ret)
{
	char *p = ps->at;
	uint64_t n = 0;

	if (*p == '-' && is_sep(p[1])) {
		ps->at = p + 1;
		return 0; /* the row starts as all absent */
	}
	for (; *p >= '0' && *p <= '9'; p++)
		if (__builtin_mul_overflow(n, 10, &n) ||
		    __builtin_add_overflow(n, (uint64_t)(*p - '0'), &n))
			return bad_cell(ps, slot, "the number is too large");
	if (cut_off(ps, p) || (*p == '-' && cut_off(ps, p + 1)))
		return bad_cell(ps, slot, "cut off");
	if (p == ps->at || !is_sep(*p))
		return bad_cell(ps, slot, "not a number");
	/* Stands for absent here, and no number of the kernel comes near. */
	if (n == NSVIEW_NONE)
		return bad_cell(ps, slot, "the number is too large");
	*ret = n;
	ps->at = p;
	return 0;
}

/* The value of a lower-case hexadecimal digit, or -1. */
static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

/*
 * Rewrites the text at @p without its escapes and sets @ret_end to its new
 * end. The kernel's names end at a NUL, so none can hold one: refused.
 */
static int unescape(struct parser *ps, const struct slot *slot, char *p, char **ret_end)
{
	char *to = p;

	for (;;) {
		if (is_plain(*p)) {
			*to++ = *p++;
			continue;
		}
		if (*p != '\\')
			break;
		if (p[1] != 'x' || hex(p[2]) < 0 || hex(p[3]) < 0)
			return bad_cell(ps, slot, "a backslash that starts no \\x and two digits");
		*to = (char)(hex(p[2]) << 4 | hex(p[3]));
		if (!*to++)
			return bad_cell(ps, slot, "\\x00 in a text");
		p += 4;
	}
	ps->at = p;
	*ret_end = to;
	return 0;
}

/* Leaves the NUL that ends the text to the caller, who needs the separator. */
static int parse_text(struct parser *ps, const struct slot *slot, const char **ret, char **ret_end)
{
	char *p = ps->at;

	if (*p == '-' && is_sep(p[1])) {
		ps->at = p + 1;
		return 0;
	}
	while (is_plain(*p))
		p++;
	*ret_end = p;
	*ret = ps->at;
	ps->at = p;
	if (*p == '\\') {
		int err = unescape(ps, slot, p, ret_end);

		if (err)
			return err;
	}
	if (cut_off(ps, ps->at))
		return bad_cell(ps, slot, "cut off");
	if (!is_sep(*ps->at))
		return bad_cell(ps, slot, "a byte that should be escaped");
	return 0;
}

static int parse_cell(struct parser *ps, const struct slot *slot, char *row, char **text_end)
{
	const char *ignored = NULL;
	bool there;
	int err;

	if (!slot->column)
		return parse_text(ps, slot, &ignored, text_end);
	if (slot->column->number) {
		uint64_t *number = (uint64_t *)(row + slot->column->offset);

		err = parse_number(ps, slot, number);
		there = *number != NSVIEW_NONE;
	} else {
		const char **text = (const char **)(row + slot->column->offset);

		err = parse_text(ps, slot, text, text_end);
		there = *text;
	}
	if (!err && slot->key && !there)
		err = bad_cell(ps, slot, "must not be absent");
	return err;
}

static int parse_row(struct parser *ps, char *row)
{
	char *start = ps->at;
	size_t i;

	for (i = 0; i < ps->nslots; i++) {
		bool last = i + 1 == ps->nslots;
		char *text_end = NULL;
		char sep;
		int err;

		err = parse_cell(ps, &ps->slots[i], row, &text_end);
		if (err)
			return err;
		sep = *ps->at;
		if (cut_off(ps, ps->at))
			return bad_line(ps, "cut off");
		if (last && sep != '\n')
			return bad_line(ps, "more cells than columns");
		if (!last && sep != '\t')
			return bad_line(ps, "fewer cells than columns");
		if (text_end)
			*text_end = '\0';
		ps->at++;
	}
	if ((size_t)(ps->at - start) > TABLE_LINE_MAX)
		return bad_line(ps, "too long");
	return 0;
}

static char *add_row(struct rows *rows, size_t row_size)
{
	if (rows->count == rows->size) {
		size_t size = rows->size ? rows->size * 2 : 64;
		char *data = reallocarray(rows->data, size, row_size);

		if (!data)
			return NULL;
		rows->data = data;
		rows->size = size;
	}
	return rows->data + rows->count++ * row_size;
}

static int parse_rows(struct parser *ps, const char *blank, struct rows *rows)
{
	while (ps->at < ps->end) {
		char *row = add_row(rows, ps->table->row_size);
		int err;

		if (!row)
			return problem_set(ps->problem, -ENOMEM, "%s: out of memory", ps->where);
		memcpy(row, blank, ps->table->row_size);
		ps->line++;
		err = parse_row(ps, row);
		if (err)
			return err;
	}
	return 0;
}

int table_parse(const struct table *t, struct blob *b, const char *where, struct rows *rows,
		struct problem *p)
{
	struct parser ps = {
		.table = t,
		.where = where,
		.problem = p,
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
		err = parse_rows(&ps, blank, rows);
	free(blank);
	if (err) {
		free(rows->data);
		*rows = (struct rows){ 0 };
	}
	return err;
}
