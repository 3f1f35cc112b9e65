/* SPDX-License-Identifier: GPL-2.0 */
/* VLANs of a bridge or of one of its ports, as rtnetlink tells them. */
#ifndef NSVIEW_VLANS_H
#define NSVIEW_VLANS_H

#include "../netlink.h"
#include "../text.h"

struct vlans {
	uint64_t pvid; /* NSVIEW_NONE: there is none */
	struct text all; /* ranges by commas, as in the table `ports` */
	struct text untagged;
};

/*
 * What is in the IFLA_AF_SPEC of a dump of AF_BRIDGE that was asked for VLANs;
 * NULL: in none. What was in @v before is forgotten.
 */
void vlans_read(struct vlans *v, const struct nlattr *spec);
void vlans_free(struct vlans *v);

#endif
