/* SPDX-License-Identifier: GPL-2.0 */
/* Removing what is left of environments, by what is written down of them and by marks. */
#ifndef NSVIEW_ENV_CLEAN_H
#define NSVIEW_ENV_CLEAN_H

#include "../problem.h"
#include "../text.h"
#include "record.h"

/*
 * Removes all that @r, whose lock is taken, tells of, and the record itself; it is closed
 * then. A line for each thing that was there goes to @removed. What can not be removed
 * stays recorded, and is said in @p; the rest is removed nevertheless.
 */
int env_clean(struct record *r, struct text *removed, struct problem *p);

/*
 * All environments that nobody works on and that are not to be there any more; and what
 * carries a mark that belongs to none.
 */
int env_clean_all(struct text *removed, struct problem *p);

#endif
