/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The rules that translate addresses, of nftables and of the older iptables alike:
 * chains of rules that jump to other chains. They are written down in the order in
 * which a connection's first packet meets them, with their conditions as words, so
 * that a view can tell which of them is for it.
 */
#ifndef NSVIEW_NAT_RULES_H
#define NSVIEW_NAT_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host.h"

#define NAT_NONE SIZE_MAX

/*
 * A chain. @hook is NULL for one that only others jump to. Strings are copied, but
 * those that the table `nats` knows all of: @family and @hook.
 */
struct nat_chain {
	const char *family;
	const char *hook;
	int priority;
	char *table; /* NULL: iptables */
	char *name;
	uint64_t start; /* for who fills it */
	size_t first, last; /* its rules */
	uint64_t count;
};

struct nat_rule {
	uint64_t number; /* what it is called by; NSVIEW_NONE: its place in the chain */
	size_t jump; /* chain, or NAT_NONE */
	bool go; /* and it does not come back */
	struct text tests; /* words, see nat_words.h */
	struct text how;
	size_t next;
};

/* Who owns a net namespace may make as many as they like: more than this are not kept. */
#define NAT_KEPT_MAX ((size_t)1 << 19)

struct nat_rules {
	struct nat_chain *chains;
	struct nat_rule *rules;
	size_t nchains, nrules;
	bool cut; /* chains that no hook calls, or rules, were more than NAT_KEPT_MAX */
};

/* 0, or -ENOMEM. One too many is left out, and nat_put() says so. */
int nat_add_chain(struct nat_rules *r, struct nat_chain chain);

/* The same for a rule of the chain with that index; @rule's texts are the list's then, or freed. */
int nat_add_rule(struct nat_rules *r, size_t chain, struct nat_rule *rule);

/* All rules; or the chains, too. */
void nat_forget_rules(struct nat_rules *r);
void nat_free(struct nat_rules *r);

/*
 * Chains by what they are called, for finding one for each rule: among 50,000 with as many
 * looks as there are bits in that.
 */
struct nat_index {
	const struct nat_rules *rules;
	size_t *at; /* of each chain with a table, sorted */
	size_t n;
};

/* Of the chains so far; none may be added as long as it is used. 0, or -ENOMEM. */
int nat_index_make(struct nat_index *ret, const struct nat_rules *r);
/* The index of a chain, or NAT_NONE. */
size_t nat_index_find(const struct nat_index *index, const char *family, const char *table,
		      const char *name);
void nat_index_free(struct nat_index *index);

#define _cleanup_nat_ __attribute__((cleanup(nat_free)))

/*
 * Rows of the table `nats` for the chains that hooks call, by their priority. 0, or
 * -E2BIG if they were more than somebody wants to read.
 */
int nat_put(struct text *rows, uint64_t netns, struct nat_rules *r);

/* A row that says that a chain is there, whose rules could not be read. */
void nat_put_unread(struct text *rows, uint64_t netns, struct nat_chain chain);

#endif
