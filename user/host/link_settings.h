/* SPDX-License-Identifier: GPL-2.0 */
/* What a kind of device was told that decides about frames. */
#ifndef NSVIEW_LINK_SETTINGS_H
#define NSVIEW_LINK_SETTINGS_H

#include "../netlink.h"
#include "../text.h"

/* KEY=VALUE by commas, from IFLA_INFO_DATA of a device of @kind. */
void link_settings(struct text *t, const char *kind, const struct nlattr *data);

#endif
