/* SPDX-License-Identifier: GPL-2.0 */
/* Between the kernel's rules, why_actions.c, and who applies them, why_rules.c. */
#ifndef NSVIEW_WHY_RULES_H
#define NSVIEW_WHY_RULES_H

#include "why_dev.h"

/* A device as the new holder finds it. */
struct found {
	const struct dev *dev;
	const struct dev *lower; /* its link, where it is stacked on one */
	const struct held *held;
	const char *handler; /* that is in the way */
	bool seen; /* whether one would have been seen */
	bool shared; /* the handler is of the same driver, which has room for more */
	bool up;
};

/* err 0: refused, but with what depends on the kernel. DEPENDS: it may work. */
enum { DEPENDS = -1 };

struct rule {
	bool (*applies)(const struct found *f);
	int err;
	const char *why; /* NULL: who holds the device is why */
};

#define RULES_MAX 8

struct action {
	const char *name;
	bool master; /* of ip link set DEV master; else of ip link add link DEV type */
	const char *shares[2]; /* kinds that can have a handler in common */
	const char *beside; /* what is to be said then */
	bool siblings; /* one that is put on one of these is put beside it */
	struct rule rules[RULES_MAX];
};

extern const struct action why_actions[WHY_ACTIONS];

bool dev_has_flag(const struct dev *dev, uint64_t flag);
/* Who is first behind the handler; NULL: no device. */
const struct upper *first_behind(const struct held *held);

#define WHY_PASSTHRU "the macvlan has its lower's address, as one in passthru mode has: then EINVAL"

#endif
