/* SPDX-License-Identifier: GPL-2.0 */
/* The verbs that make environments: each has options of its own. */
#ifndef NSVIEW_ENV_VERBS_H
#define NSVIEW_ENV_VERBS_H

#include "../command.h"

extern const struct command env_verbs[];
extern const unsigned int env_nverbs;

#endif
