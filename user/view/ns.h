/* SPDX-License-Identifier: GPL-2.0 */
/* The parts of nsview ns: the list in ns.c, and who is above whom in ns_tree.c. */
#ifndef NSVIEW_NS_H
#define NSVIEW_NS_H

#include "view.h"

/*
 * Shows @rows, some of the namespaces there are, as a tree: below the one that owns them, that
 * is their parent, or whose process made theirs. One that is not among them is passed over:
 * what is below it is below the next that is. 0 or -ENOMEM, before the first row.
 */
int ns_tree(const struct host *h, enum options_tree how, const struct ns *const *rows, size_t n,
	    struct out *out);

#endif
