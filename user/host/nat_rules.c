/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "nat_rules.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../grown.h"
#include "put.h"

/* As the kernel's own for nftables. */
#define DEPTH_MAX 16
/* Chains that all jump to another twice are soon more rows than memory. */
#define ROWS_MAX 8192

int nat_add_chain(struct nat_rules *r, struct nat_chain chain)
{
	struct nat_chain *chains;

	if (!chain.hook && r->nchains >= NAT_KEPT_MAX) {
		r->cut = true;
		return 0;
	}
	chains = grown(r->chains, r->nchains, sizeof(*chains));
	if (!chains)
		return -ENOMEM;
	r->chains = chains;
	chain.table = chain.table ? strdup(chain.table) : NULL;
	chain.name = strdup(chain.name);
	chain.first = chain.last = NAT_NONE;
	chain.count = 0;
	r->chains[r->nchains++] = chain;
	return chain.name ? 0 : -ENOMEM;
}

int nat_add_rule(struct nat_rules *r, size_t at, struct nat_rule *rule)
{
	struct nat_chain *chain = &r->chains[at];
	struct nat_rule *rules = NULL;

	r->cut = r->cut || r->nrules == NAT_KEPT_MAX;
	if (!r->cut)
		rules = grown(r->rules, r->nrules, sizeof(*rules));
	if (rules)
		r->rules = rules;
	if (!rules || rule->tests.failed || rule->how.failed) {
		text_free(&rule->tests);
		text_free(&rule->how);
		return r->cut ? 0 : -ENOMEM;
	}
	chain->count++;
	if (rule->number == NSVIEW_NONE)
		rule->number = chain->count;
	rule->next = NAT_NONE;
	*(chain->last == NAT_NONE ? &chain->first : &rules[chain->last].next) = r->nrules;
	chain->last = r->nrules;
	rules[r->nrules++] = *rule;
	return 0;
}

void nat_forget_rules(struct nat_rules *r)
{
	size_t i;

	for (i = 0; i < r->nrules; i++) {
		text_free(&r->rules[i].tests);
		text_free(&r->rules[i].how);
	}
	free(r->rules);
	r->rules = NULL;
	r->nrules = 0;
	for (i = 0; i < r->nchains; i++) {
		r->chains[i].first = r->chains[i].last = NAT_NONE;
		r->chains[i].count = 0;
	}
}

void nat_free(struct nat_rules *r)
{
	size_t i;

	nat_forget_rules(r);
	for (i = 0; i < r->nchains; i++) {
		free(r->chains[i].table);
		free(r->chains[i].name);
	}
	free(r->chains);
	*r = (struct nat_rules){ 0 };
}

/* --- chains by their names */

/* Families are those that are known, and so each has one address. */
static int compare_names(const struct nat_chain *c, const char *family, const char *table,
			 const char *name)
{
	int order = c->family < family ? -1 : c->family > family;

	if (!order)
		order = strcmp(c->name, name);
	return order ? order : strcmp(c->table, table);
}

/* Of two that are called alike, which there are not, the first is found. */
static int by_name(const void *a, const void *b, void *chains)
{
	const struct nat_chain *all = chains;
	const size_t x = *(const size_t *)a, y = *(const size_t *)b;
	int order = compare_names(&all[x], all[y].family, all[y].table, all[y].name);

	return order ? order : x < y ? -1 : x > y;
}

int nat_index_make(struct nat_index *ret, const struct nat_rules *r)
{
	size_t i;

	*ret = (struct nat_index){ .rules = r };
	ret->at = calloc(r->nchains + 1, sizeof(*ret->at));
	if (!ret->at)
		return -ENOMEM;
	for (i = 0; i < r->nchains; i++)
		if (r->chains[i].table)
			ret->at[ret->n++] = i;
	qsort_r(ret->at, ret->n, sizeof(*ret->at), by_name, r->chains);
	return 0;
}

size_t nat_index_find(const struct nat_index *index, const char *family, const char *table,
		      const char *name)
{
	const struct nat_chain *chains = index->rules->chains;
	size_t low = 0, high = index->n;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (compare_names(&chains[index->at[middle]], family, table, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == index->n || compare_names(&chains[index->at[low]], family, table, name))
		return NAT_NONE;
	return index->at[low];
}

void nat_index_free(struct nat_index *index)
{
	free(index->at);
	*index = (struct nat_index){ 0 };
}

/* --- rows */

struct walk {
	const struct nat_rules *rules;
	struct text *rows;
	uint64_t netns;
	size_t left; /* rows that may still be written */
};

static int put_row(struct walk *w, const struct nat_chain *base, const struct nat_chain *in,
		   unsigned int depth, const struct nat_rule *rule, const char *how)
{
	struct text *t = w->rows;
	char priority[16];

	if (!w->left)
		return -E2BIG;
	w->left--;
	snprintf(priority, sizeof(priority), "%d", base->priority);
	put_num(t, w->netns);
	put_text(t, base->family);
	put_text(t, base->hook);
	put_text(t, priority);
	put_text(t, base->table);
	put_text(t, base->table ? base->name : NULL);
	put_text(t, how && *how ? how : NULL);
	put_text(t, base->table ? NULL : base->name);
	put_num(t, rule ? rule->number : NSVIEW_NONE);
	put_text(t, in != base ? in->name : NULL);
	put_num(t, depth);
	put_text(t, rule && rule->tests.len ? text_str(&rule->tests) : NULL);
	put_end(t);
	return 0;
}

/*
 * A chain and those that it jumps to, as they are met. Without recursion, for who
 * owns the net namespace may have made a chain of chains as long as they like. One
 * that goes and does not come back is one that jumps, and then returns.
 */
static int put_chain(struct walk *w, const struct nat_chain *base)
{
	struct {
		const struct nat_chain *chain;
		const struct nat_rule *from;
		size_t next;
	} stack[DEPTH_MAX] = { { base, NULL, base->first } };
	unsigned int depth = 0;
	int err = base->first == NAT_NONE ? put_row(w, base, base, 0, NULL, NULL) : 0;

	while (!err) {
		const struct nat_chain *in = stack[depth].chain;
		const struct nat_rule *rule;

		if (stack[depth].next == NAT_NONE) {
			rule = stack[depth].from;
			if (!depth)
				break;
			depth--;
			if (rule->go)
				err = put_row(w, base, stack[depth].chain, depth, rule, "return");
			continue;
		}
		rule = &w->rules->rules[stack[depth].next];
		stack[depth].next = rule->next;
		err = put_row(w, base, in, depth, rule, text_str(&rule->how));
		if (rule->jump == NAT_NONE)
			continue;
		if (depth + 1 == DEPTH_MAX)
			return -E2BIG;
		in = &w->rules->chains[rule->jump];
		depth++;
		stack[depth].chain = in;
		stack[depth].from = rule;
		stack[depth].next = in->first;
	}
	return err;
}

static int by_priority(const void *a, const void *b)
{
	const struct nat_chain *const *x = a, *const *y = b;

	if ((*x)->priority != (*y)->priority)
		return (*x)->priority < (*y)->priority ? -1 : 1;
	return *x < *y ? -1 : *x > *y;
}

int nat_put(struct text *rows, uint64_t netns, struct nat_rules *r)
{
	struct walk w = { .rules = r, .rows = rows, .netns = netns, .left = ROWS_MAX };
	const struct nat_chain **bases = calloc(r->nchains + 1, sizeof(*bases));
	size_t n = 0, i;
	int err = bases ? 0 : -ENOMEM;

	for (i = 0; !err && i < r->nchains; i++)
		if (r->chains[i].hook)
			bases[n++] = &r->chains[i];
	if (!err)
		qsort(bases, n, sizeof(*bases), by_priority);
	if (!err && r->cut)
		err = -E2BIG;
	for (i = 0; i < n && !err; i++)
		err = put_chain(&w, bases[i]);
	/* What was left out must not look as if it were not there. */
	if (err == -E2BIG) {
		w.left = n;
		for (i = 0; i < n; i++)
			put_row(&w, bases[i], bases[i], 0, NULL, "more rules than are read");
	}
	free(bases);
	return err;
}

void nat_put_unread(struct text *rows, uint64_t netns, struct nat_chain chain)
{
	struct walk w = { .rows = rows, .netns = netns, .left = 1 };

	put_row(&w, &chain, &chain, 0, NULL, "rules that can not be read");
}
