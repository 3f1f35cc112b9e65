/* SPDX-License-Identifier: GPL-2.0 */
/* The parts of nsview dev: which devices in dev.c, the cells of each in dev_cells.c. */
#ifndef NSVIEW_DEV_H
#define NSVIEW_DEV_H

#include "view.h"

extern const struct sheet dev_sheet;

#endif
