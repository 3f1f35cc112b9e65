/* SPDX-License-Identifier: GPL-2.0 */
#include "regex_size.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Characters, each as often as it is copied. */
#define SIZE_LARGE ((size_t)1 << 12)
/* Groups in one another. */
#define LEVELS_MAX 32

/* A group, or the whole, as far as it was read. */
struct level {
	size_t size; /* of all before the atom */
	size_t atom; /* what a repetition would be of; 0: nothing */
	bool atom_empty; /* that may match nothing */
	bool branch_empty; /* so may all before it, since the last | */
	bool some_empty; /* so may a branch before */
};

static const struct level nothing = { .atom_empty = true, .branch_empty = true };

static void fold(struct level *l)
{
	l->size += l->atom;
	l->branch_empty &= l->atom_empty;
	l->atom = 0;
	l->atom_empty = true;
}

static void begin_atom(struct level *l, size_t size, bool empty)
{
	fold(l);
	l->atom = size;
	l->atom_empty = empty;
}

/* Behind a class, of which @at is the first character; a ] there is one of its own. */
static const char *after_class(const char *at)
{
	at += *at == '^';
	at += *at == ']';
	while (*at && *at != ']') {
		char kind = at[0] == '[' ? at[1] : '\0';
		const char end[] = { kind, ']', '\0' };
		const char *close = kind && strchr(".:=", kind) ? strstr(at + 2, end) : NULL;

		at = close ? close + 2 : at + 1;
	}
	return *at ? at + 1 : at;
}

/* How often something is repeated. */
struct repetition {
	bool none; /* it may be left out */
	bool once; /* and is not repeated: ? */
	size_t most; /* as said; 0: it is not, as with * */
};

/* Of * + ? or {, which is before @at. Returns what is behind it. */
static const char *read_repetition(char op, const char *at, struct repetition *ret)
{
	char *end;

	*ret = (struct repetition){ op != '+', op == '?', op == '+' };
	if (op != '{')
		return at;
	ret->most = strtoul(at, &end, 10);
	ret->none = !ret->most;
	if (*end == ',')
		end++;
	if (isdigit((unsigned char)*end))
		ret->most = strtoul(end, &end, 10);
	return end + (*end == '}');
}

static const char *repeat(struct level *l, const struct repetition *r)
{
	if (!l->atom)
		return "there is nothing that it repeats";
	if (l->atom_empty && !r->once)
		return "it repeats what may be empty";
	/* + and {} are copies and, of no certain number of them, a loop. */
	if (r->most < SIZE_LARGE)
		l->atom = (l->atom + 1) * (r->most + 1);
	if (r->most >= SIZE_LARGE || l->atom >= SIZE_LARGE)
		return "it repeats too much";
	l->atom_empty |= r->none;
	return NULL;
}

/* A group ends, of which @l is the inside: an atom of what it is in, which is returned. */
static struct level *end_group(struct level *l)
{
	fold(l);
	begin_atom(l - 1, l->size + 1, l->branch_empty || l->some_empty);
	return l - 1;
}

static void begin_branch(struct level *l)
{
	fold(l);
	l->some_empty |= l->branch_empty;
	l->branch_empty = true;
}

const char *regex_objection(const char *regex)
{
	struct level levels[LEVELS_MAX] = { nothing }, *l = levels;
	const char *objection = NULL;
	struct repetition r;
	char c;

	while ((c = *regex) && !objection) {
		regex++;
		switch (c) {
		case '(':
			if (l == levels + LEVELS_MAX - 1)
				objection = "it has too many groups in one another";
			else
				*++l = nothing;
			break;
		case ')':
			if (l > levels)
				l = end_group(l);
			else
				begin_atom(l, 1, false);
			break;
		case '|':
			begin_branch(l);
			break;
		case '*':
		case '+':
		case '?':
		case '{':
			regex = read_repetition(c, regex, &r);
			objection = repeat(l, &r);
			break;
		case '[':
			regex = after_class(regex);
			begin_atom(l, 1, false);
			break;
		case '\\':
			/* Places between characters, and what another group was. */
			begin_atom(l, 1, *regex && strchr("bB<>`'123456789", *regex));
			regex += *regex != '\0';
			break;
		default:
			begin_atom(l, 1, c == '^' || c == '$');
		}
	}
	while (l > levels)
		l = end_group(l);
	fold(l);
	return !objection && l->size >= SIZE_LARGE ? "it repeats too much" : objection;
}
