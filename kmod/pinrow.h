/* SPDX-License-Identifier: GPL-2.0 */
/* What keeps a namespace, and its row in the table `pins`. */
#ifndef NSVIEW_PINROW_H
#define NSVIEW_PINROW_H

#include <linux/types.h>

#include "nstype.h"
#include "table.h"
#include "tables.h"

enum pin_kind {
	PIN_FD,
	PIN_SOCKET,
	PIN_FLIGHT,
	PIN_UNREAD,
	PIN_THREAD,
	PIN_FOR_CHILDREN,
	PIN_CHILD,
	PIN_OWNED,
};

#define NO_FD U32_MAX

struct pin {
	enum pin_kind kind;
	enum nsview_type type; /* NSVIEW_NR_NS_TYPES: not known */
	enum nsview_type by_type; /* if there is a by_inum */
	u32 inum;
	u32 by_inum;
	u32 pid;
	u32 fd;
	u16 family;
	u64 socket;
	const struct nsproxy *nsproxy; /* to hash, never to follow */
};

void pin_show(const struct pin *pin, struct nsproxy_tokens *tokens, struct row *row);

#endif
