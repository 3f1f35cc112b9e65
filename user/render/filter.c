/* SPDX-License-Identifier: GPL-2.0 */
#include "filter_nodes.h"

#include <ctype.h>
#include <errno.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "../cleanup.h"
#include "../letters.h"
#include "../number.h"
#include "regex_size.h"

#define DEPTH_MAX 64

struct parser {
	struct filter *f;
	const char *at;
	unsigned int depth;
	struct problem *p;
};

/* Two characters before one. */
static const struct {
	const char *word;
	enum op op;
} comparisons[] = {
	{ "==", OP_EQ }, { "!=", OP_NE }, { "<=", OP_LE },    { "<", OP_LT },
	{ ">=", OP_GE }, { ">", OP_GT },  { "=~", OP_MATCH }, { "!~", OP_NOMATCH },
};

static int joined(struct parser *s, enum op op, size_t *ret);

static void skip_blanks(struct parser *s)
{
	s->at += strspn(s->at, " \t\n");
}

/* @sign, or the word @word, which does not go on. */
static bool take(struct parser *s, const char *sign, const char *word)
{
	size_t len = strlen(sign);

	skip_blanks(s);
	if (!strncmp(s->at, sign, len)) {
		s->at += len;
		return true;
	}
	len = word ? strlen(word) : 0;
	if (!len || !letters_begin(s->at, word, len) || isalnum((unsigned char)s->at[len]) ||
	    s->at[len] == '_' || s->at[len] == '-')
		return false;
	s->at += len;
	return true;
}

static int add(struct parser *s, enum op op, size_t left, size_t right, size_t *ret)
{
	if (s->f->count == NODES_MAX)
		return problem_set(s->p, -EINVAL, "-Q: it is too long");
	*ret = s->f->count++;
	s->f->nodes[*ret] = (struct node){ .op = op, .left = left, .right = right };
	return 0;
}

static int find_column(struct parser *s, size_t *ret)
{
	const struct sheet *sheet = s->f->sheet;
	const char *like;
	size_t len, i;

	skip_blanks(s);
	len = strspn(s->at, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-:.%");
	for (i = 0; i < sheet->ncolumns; i++)
		if (strlen(sheet->columns[i].name) == len &&
		    letters_begin(sheet->columns[i].name, s->at, len))
			break;
	if (!len)
		return problem_set(s->p, -EINVAL, "-Q: a column is missing before '%.40s'", s->at);
	if (i == sheet->ncolumns) {
		like = sheet_like(sheet, s->at, len);
		return problem_set(s->p, -EINVAL, "-Q: '%.*s' is not a column%s%s",
				   (int)(len < 40 ? len : 40), s->at, like ? ", did you mean " : "",
				   like ? like : "");
	}
	s->at += len;
	*ret = i;
	return 0;
}

static int take_value(struct parser *s, char **ret)
{
	const char *from, *to;

	skip_blanks(s);
	from = s->at;
	if (*from == '\'' || *from == '"') {
		to = strchr(from + 1, *from);
		if (!to)
			return problem_set(s->p, -EINVAL, "-Q: %c does not end: %.40s", *from,
					   from);
		s->at = to + 1;
		from++;
	} else {
		to = from + strcspn(from, " \t\n()&|");
		s->at = to;
		if (to == from)
			return problem_set(s->p, -EINVAL, "-Q: a value is missing before '%.40s'",
					   from);
	}
	*ret = strndup(from, (size_t)(to - from));
	return *ret ? 0 : problem_set(s->p, -ENOMEM, "out of memory");
}

/* What a column of numbers, or of yes and no, is compared with. */
static int check_value(struct parser *s, struct node *n)
{
	const struct column *c = &s->f->sheet->columns[n->column];
	bool yes = letters_same(n->text, "yes") || letters_same(n->text, "true");
	bool no = letters_same(n->text, "no") || letters_same(n->text, "false");
	const char *objection;
	char why[128];
	int err;

	if (n->op == OP_MATCH || n->op == OP_NOMATCH) {
		objection = regex_objection(n->text);
		if (objection)
			return problem_set(s->p, -EINVAL, "-Q: '%.40s': %s", n->text, objection);
		err = regcomp(&n->regex, n->text, REG_EXTENDED | REG_NOSUB);
		n->has_regex = !err;
		if (!err)
			return 0;
		regerror(err, &n->regex, why, sizeof(why));
		return problem_set(s->p, -EINVAL, "-Q: '%.40s': %s", n->text, why);
	}
	if (c->type == COLUMN_BOOL && (yes || no)) {
		n->num = yes;
		return 0;
	}
	if (c->type == COLUMN_NUM || c->type == COLUMN_BOOL)
		return number_parse(n->text, true, &n->num) ?
			       problem_set(s->p, -EINVAL, "-Q: %s holds %s, not '%.40s'", c->name,
					   c->type == COLUMN_NUM ? "numbers" : "yes or no",
					   n->text) :
			       0;
	if (n->op != OP_EQ && n->op != OP_NE)
		return problem_set(s->p, -EINVAL, "-Q: %s is text: ==, !=, =~ or !~", c->name);
	return 0;
}

static int comparison(struct parser *s, size_t *ret)
{
	size_t column = 0, i;
	struct node *n;
	int err = find_column(s, &column);

	if (!err)
		err = add(s, OP_IS, 0, 0, ret);
	if (err)
		return err;
	n = &s->f->nodes[*ret];
	n->column = column;
	for (i = 0; i < ARRAY_SIZE(comparisons); i++)
		if (take(s, comparisons[i].word, NULL))
			break;
	if (i == ARRAY_SIZE(comparisons))
		return 0;
	n->op = comparisons[i].op;
	err = take_value(s, &n->text);
	return err ? err : check_value(s, n);
}

static int not_of(struct parser *s, size_t *ret)
{
	size_t of;
	int err;

	if (s->depth == DEPTH_MAX)
		return problem_set(s->p, -EINVAL, "-Q: it nests too deep");
	s->depth++;
	if (take(s, "!", "not")) {
		err = not_of(s, &of);
		if (!err)
			err = add(s, OP_NOT, of, 0, ret);
	} else if (take(s, "(", NULL)) {
		err = joined(s, OP_OR, ret);
		if (!err && !take(s, ")", NULL))
			err = problem_set(s->p, -EINVAL, "-Q: a ) is missing before '%.40s'",
					  s->at);
	} else {
		err = comparison(s, ret);
	}
	s->depth--;
	return err;
}

/* Parts joined by @op, the left ones first: && of what is not joined, || of that. */
static int joined(struct parser *s, enum op op, size_t *ret)
{
	size_t right;
	int err = op == OP_OR ? joined(s, OP_AND, ret) : not_of(s, ret);

	while (!err && (op == OP_OR ? take(s, "||", "or") : take(s, "&&", "and"))) {
		err = op == OP_OR ? joined(s, OP_AND, &right) : not_of(s, &right);
		if (!err)
			err = add(s, op, *ret, right, ret);
	}
	return err;
}

int filter_parse(struct filter **ret, const struct sheet *sheet, const char *text,
		 struct problem *p)
{
	struct parser s = { .at = text, .p = p };
	struct filter *f;
	int err;

	*ret = NULL;
	if (!text)
		return 0;
	f = s.f = calloc(1, sizeof(*f));
	if (!f)
		return problem_set(p, -ENOMEM, "out of memory");
	f->sheet = sheet;
	err = joined(&s, OP_OR, &f->root);
	skip_blanks(&s);
	if (!err && *s.at)
		err = problem_set(p, -EINVAL, "-Q: what is '%.40s'?", s.at);
	if (err)
		filter_free(f);
	else
		*ret = f;
	return err;
}

void filter_free(struct filter *f)
{
	size_t i;

	for (i = 0; f && i < f->count; i++) {
		free(f->nodes[i].text);
		if (f->nodes[i].has_regex)
			regfree(&f->nodes[i].regex);
	}
	free(f);
}
