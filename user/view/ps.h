/* SPDX-License-Identifier: GPL-2.0 */
/* The two halves of nsview ps: the list in ps.c, one process in ps_detail.c. */
#ifndef NSVIEW_PS_H
#define NSVIEW_PS_H

#include "view.h"

extern const struct sheet ps_detail_sheet;

/* Rows of that sheet for @t. */
void ps_detail(const struct task *t, struct out *out);

#endif
