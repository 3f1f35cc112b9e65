/* SPDX-License-Identifier: GPL-2.0 */
/* The exported tables, one constant per file of kmod/ and schema.h. */
#ifndef NSVIEW_TABLES_H
#define NSVIEW_TABLES_H

#include "schema.h"
#include "table.h"

#define TABLE_EXTERN_(name, columns) extern const struct table name##_table;
NSVIEW_TABLES(TABLE_EXTERN_)
#undef TABLE_EXTERN_

/* Make the key that turns nsproxy pointers into tokens, before any read. */
void tasks_init(void);

/*
 * Tokens that were asked for before. One is made of an nsproxy's address and of nothing
 * else, so it is never out of date, whatever lies there by now. All zero: there are none.
 */
struct nsproxy;
struct nsproxy_tokens {
	struct {
		const struct nsproxy *nsproxy; /* to compare, never to follow */
		u64 token;
	} of[16];
};

/* The token of an nsproxy, in every table and as long as the module is loaded. */
u64 nsproxy_token(const struct nsproxy *nsproxy, struct nsproxy_tokens *tokens);

#endif
