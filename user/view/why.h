/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The two halves of nsview why: a device in why_dev.c, a namespace in why_ns.c.
 * Which of them a word means is told from the word alone, in why.c, for the
 * columns must be known before the host is.
 */
#ifndef NSVIEW_WHY_H
#define NSVIEW_WHY_H

#include "view.h"

extern const struct sheet why_dev_sheet;
extern const struct sheet why_ns_sheet;

/* Rows of that sheet: who holds @dev, and what that lets one do with it. */
int why_dev(const struct host *h, const struct dev *dev, struct out *out, struct problem *p);

/* Rows of that sheet: what keeps @ns alive. */
int why_ns(const struct host *h, const struct ns *ns, struct out *out, struct problem *p);

#endif
