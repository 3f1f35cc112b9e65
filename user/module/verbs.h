/* SPDX-License-Identifier: GPL-2.0 */
/* The verbs that load the module and unload it. */
#ifndef NSVIEW_MODULE_VERBS_H
#define NSVIEW_MODULE_VERBS_H

#include "../command.h"

extern const struct command module_verbs[];
extern const unsigned int module_nverbs;

#endif
