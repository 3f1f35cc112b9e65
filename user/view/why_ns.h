/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NSVIEW_WHY_NS_H
#define NSVIEW_WHY_NS_H

#include "../text.h"
#include "holders.h"

/* "3 references: 1 nsproxy (4 tasks), 1 nsfs inode (2 descriptors), 1 not found" */
void why_ns_summary(struct text *t, const struct holders *f);

/* What @o is, and what else there is to say of it; @f is all there are. */
void why_ns_what(struct text *t, const struct holder *o);
void why_ns_detail(struct text *t, const struct holder *o, const struct holders *f);

#endif
