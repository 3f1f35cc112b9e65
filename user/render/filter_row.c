/* SPDX-License-Identifier: GPL-2.0 */
#include <stdio.h>
#include <string.h>

#include "filter_nodes.h"

/* One of those that are between commas. */
static bool has_part(const char *list, const char *part)
{
	size_t len = strlen(part);

	for (; *list; list += *list == ',') {
		size_t n = strcspn(list, ",");

		if (n == len && !strncmp(list, part, n))
			return true;
		list += n;
	}
	return false;
}

static bool is_equal(const struct node *n, enum column_type type, const struct cell *c)
{
	if (type == COLUMN_NUM || type == COLUMN_BOOL)
		return c->num == n->num;
	if (type == COLUMN_NUMS || type == COLUMN_WORDS)
		return has_part(c->text, n->text);
	return !strcmp(c->text, n->text);
}

static bool matches(const struct node *n, enum column_type type, const struct cell *c)
{
	char number[24];

	if (type == COLUMN_BOOL)
		return !regexec(&n->regex, c->num ? "yes" : "no", 0, NULL, 0);
	if (type != COLUMN_NUM)
		return !regexec(&n->regex, c->text, 0, NULL, 0);
	snprintf(number, sizeof(number), "%llu", (unsigned long long)c->num);
	return !regexec(&n->regex, number, 0, NULL, 0);
}

static bool is_set(enum column_type type, const struct cell *c)
{
	return c->there && (type == COLUMN_NUM || type == COLUMN_BOOL ? c->num != 0 : *c->text);
}

static bool compare(const struct filter *f, const struct node *n, const struct cell *c)
{
	enum column_type type = f->sheet->columns[n->column].type;

	switch (n->op) {
	case OP_IS:
		return is_set(type, c);
	case OP_EQ:
		return c->there && is_equal(n, type, c);
	case OP_NE:
		return !c->there || !is_equal(n, type, c);
	case OP_MATCH:
		return c->there && matches(n, type, c);
	case OP_NOMATCH:
		return !c->there || !matches(n, type, c);
	case OP_LT:
		return c->there && c->num < n->num;
	case OP_LE:
		return c->there && c->num <= n->num;
	case OP_GT:
		return c->there && c->num > n->num;
	default:
		return c->there && c->num >= n->num;
	}
}

static bool passes(const struct filter *f, size_t at, filter_cell *cell, void *arg)
{
	const struct node *n = &f->nodes[at];

	switch (n->op) {
	case OP_OR:
		return passes(f, n->left, cell, arg) || passes(f, n->right, cell, arg);
	case OP_AND:
		return passes(f, n->left, cell, arg) && passes(f, n->right, cell, arg);
	case OP_NOT:
		return !passes(f, n->left, cell, arg);
	default:
		return compare(f, n, cell(arg, n->column));
	}
}

bool filter_passes(const struct filter *f, filter_cell *cell, void *arg)
{
	return passes(f, f->root, cell, arg);
}
