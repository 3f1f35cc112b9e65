/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A verb that looks: which tables it needs, which columns it has, and a
 * function that turns the model into rows. It never reads the kernel.
 */
#ifndef NSVIEW_VIEW_H
#define NSVIEW_VIEW_H

#include "../host/host.h"
#include "../options.h"
#include "../render/out.h"

#define VIEW_FACTS_MAX 4

/* Documented in nsview(8); scripts rely on them. */
enum { EXIT_OK = 0, EXIT_FAILED = 1, EXIT_MODULE = 2, EXIT_DIFFERENT = 3 };

struct view {
	const char *name;
	const char *args; /* in the usage line */
	const char *help; /* one line */
	const char *examples[2]; /* command lines */
	unsigned int takes; /* enum view_takes */
	unsigned int need; /* tables without which there is no answer */
	unsigned int want; /* tables that make it whole */
	unsigned int (*want_more)(const struct options *o); /* and with some options; or NULL */
	unsigned int want_partial; /* that make it whole where info says namespaces are not */
	/* That add names, asked for when the others are read; it is as whole without. Or NULL. */
	unsigned int (*want_names)(const struct options *o, const struct host *h);
	const char *facts[VIEW_FACTS_MAX]; /* keys of info on which being complete hangs */
	/* The columns. Some views show another sheet for some options. */
	const struct sheet *(*sheet)(const struct options *o);
	/* The same where that takes what was read; or NULL. */
	const struct sheet *(*sheet_of)(const struct options *o, const struct host *h);
	/*
	 * Rows to @out. 0, or a status to exit with such as EXIT_DIFFERENT, or
	 * -errno with words, before the first row.
	 */
	int (*show)(const struct host *h, const struct options *o, struct out *out,
		    struct problem *p);
	/* Instead, unless rows are asked for: a picture. 0, or -errno with words. NULL: has none. */
	int (*draw)(const struct host *h, const struct options *o, struct text *ret,
		    struct problem *p);
};

extern const struct view view_tree;
extern const struct view view_ns;
extern const struct view view_ps;
extern const struct view view_bridge;
extern const struct view view_dev;
extern const struct view view_check;
extern const struct view view_path;
extern const struct view view_why;
extern const struct view view_mounts;
extern const struct view view_cgroup;
extern const struct view view_graph;
extern const struct view view_diff;

#endif
