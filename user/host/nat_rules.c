/* SPDX-License-Identifier: GPL-2.0 */
#include "nat_rules.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "put.h"

/* As the kernel's own for nftables. */
#define DEPTH_MAX 16
/* Chains that all jump to another twice are soon more rows than memory. */
#define ROWS_MAX 8192

/* Room for one more of @size bytes: an array doubles at each power of two. */
static void *grown(void *array, size_t count, size_t size)
{
	if (count & (count - 1))
		return array;
	return reallocarray(array, count ? 2 * count : 1, size);
}

int nat_add_chain(struct nat_rules *r, struct nat_chain chain)
{
	struct nat_chain *chains = grown(r->chains, r->nchains, sizeof(*chains));

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
	struct nat_rule *rules = grown(r->rules, r->nrules, sizeof(*rules));
	struct nat_chain *chain = &r->chains[at];
	bool failed = !rules || rule->tests.failed || rule->how.failed;

	if (rules)
		r->rules = rules;
	if (failed) {
		text_free(&rule->tests);
		text_free(&rule->how);
		return -ENOMEM;
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
