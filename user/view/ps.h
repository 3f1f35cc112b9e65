/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The parts of nsview ps: the list in ps.c, one process in ps_detail.c, and the
 * sentences about what it holds in ps_words.c.
 */
#ifndef NSVIEW_PS_H
#define NSVIEW_PS_H

#include "view.h"

enum ps_kind {
	PS_TASK,
	PS_NSPROXY,
	PS_LINK,
	PS_CRED,
	PS_PID, /* its struct pid */
	PS_LEVEL, /* its pid in one pid namespace */
	PS_CGROUPS,
	PS_HIERARCHY,
	PS_ROOT,
	PS_DEVS,
	PS_DEV,
	PS_MORE, /* devices that are not shown */
};

/* What a row is about. */
struct ps_row {
	enum ps_kind kind;
	const struct host *host;
	const struct task *task;
	enum ns_link link;
	const struct ns *ns; /* of a level */
	uint64_t pid; /* there */
	const struct member *member; /* NULL: the v2 hierarchy */
	const struct dev *dev;
	size_t more;
};

extern const struct sheet ps_detail_sheet;

/* Rows of that sheet for @t. */
void ps_detail(const struct host *h, const struct task *t, struct out *out);

/* What is known of what the row is about. */
void ps_words(struct text *t, const struct ps_row *row);

/* All that a kernel knows that knows @some: their numbers begin with 0, and none is left out. */
uint64_t words_all_capabilities(uint64_t some);

/* Names of the capabilities of @set, where @all are those that there are. */
void words_capabilities(struct text *t, uint64_t set, uint64_t all);

#endif
