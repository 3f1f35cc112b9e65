/* SPDX-License-Identifier: GPL-2.0 */
/* What filter_parse() makes of an expression, and filter_passes() goes through. */
#ifndef NSVIEW_FILTER_NODES_H
#define NSVIEW_FILTER_NODES_H

#include <regex.h>
#include <stdint.h>

#include "filter.h"

/* Who nests deeper, or writes more, wants a program. */
#define NODES_MAX 256

enum op {
	OP_OR,
	OP_AND,
	OP_NOT,
	OP_IS,
	OP_EQ,
	OP_NE,
	OP_LE,
	OP_LT,
	OP_GE,
	OP_GT,
	OP_MATCH,
	OP_NOMATCH
};

struct node {
	enum op op;
	size_t left, right; /* of OR, AND and NOT: nodes */
	size_t column; /* of the others */
	char *text; /* what it is compared with */
	uint64_t num; /* and that as a number */
	regex_t regex;
	bool has_regex;
};

struct filter {
	const struct sheet *sheet;
	size_t root, count;
	struct node nodes[NODES_MAX];
};

#endif
