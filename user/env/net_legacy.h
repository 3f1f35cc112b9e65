/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NSVIEW_ENV_NET_LEGACY_H
#define NSVIEW_ENV_NET_LEGACY_H

#include <stdbool.h>

/*
 * Whether the chain FORWARD of the older iptables, for @af of AF_INET or AF_INET6, drops
 * what it does not know, and none of its table's rules knows @bridge. @docker: that has a
 * chain there for what others want.
 */
bool legacy_drops(int af, const char *bridge, bool *docker);

#endif
