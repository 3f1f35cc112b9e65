/* SPDX-License-Identifier: GPL-2.0 */
/* What a kind of device was told. */
#ifndef NSVIEW_LINK_SETTINGS_H
#define NSVIEW_LINK_SETTINGS_H

#include "../netlink.h"
#include "../text.h"

/*
 * KEY=VALUE by commas, from IFLA_INFO_DATA of a device of @kind; NUMBER=0xBYTES for what
 * link_kinds.c has no name for. What moves by itself is put to @timers.
 */
void link_settings(struct text *t, struct text *timers, const char *kind,
		   const struct nlattr *data);

/* A link-layer address: two digits for each byte, by colons. */
void link_mac(struct text *t, const uint8_t *bytes, size_t len);
/* A cell of it; absent if there is none. */
void link_mac_cell(struct text *t, const struct nlattr *attr);

#endif
