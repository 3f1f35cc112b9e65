/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The parts of nsview why DEVICE: who holds it in why_dev.c; what that lets one
 * do with it in why_rules.c, by the kernel's rules in why_actions.c; the cells of
 * each row in why_dev_cells.c and the sentence about it in why_dev_words.c.
 */
#ifndef NSVIEW_WHY_DEV_H
#define NSVIEW_WHY_DEV_H

#include "why.h"

#define ROLE_KINDS_MAX 2

/* What a device is to who takes its frames. */
struct role {
	const char *handler; /* the function that does */
	const char *module; /* its module */
	const char *kinds[ROLE_KINDS_MAX]; /* of the devices that stand behind it */
	const char *name; /* what that makes of the device */
};

/* A device that is stacked on another. */
struct upper {
	uint64_t netns;
	uint64_t ifindex;
	const struct dev *dev; /* NULL: no such row */
	bool behind; /* it is what the rx_handler is there for */
	bool master;
};

/* A device, and all that is on it. */
struct held {
	const struct dev *dev;
	const struct role *role; /* NULL: no handler, or one that is not known here */
	struct upper *uppers;
	size_t nuppers;
	size_t nbehind;
	size_t nunseen; /* uppers that have no row */
	bool seen; /* whether a handler would have been seen */
};

enum outcome {
	OUTCOME_ALLOWED, /* nothing that is known here is against it */
	OUTCOME_STEALS, /* works, and takes it away from its master without a word */
	OUTCOME_REFUSED,
	OUTCOME_LOSES, /* takes it away from its master, and is refused only then */
	OUTCOME_UNKNOWN,
};

struct action;

/* What would come of an action. */
struct verdict {
	const struct action *action;
	enum outcome outcome;
	int err; /* of a refusal, as a positive number; 0: which one is not known */
	const struct dev *from; /* whom it is taken away from */
	const struct upper *by; /* whom a refusal is due to */
	const char *why; /* half a sentence; NULL: who holds the device is why */
};

enum { WHY_ACTIONS = 8 };

const char *action_name(const struct action *a);

/* The verdicts on all actions, in the order in which they are shown. */
void why_rules(const struct host *h, const struct held *held, struct verdict ret[WHY_ACTIONS]);

enum why_what { WHY_DEVICE, WHY_HANDLER, WHY_HOLDER, WHY_UPPER, WHY_VERDICT };

struct why_row {
	enum why_what what;
	const struct held *held;
	const struct upper *upper;
	const struct verdict *verdict;
};

/* Who stands behind the handler of @dev, and what else is on it. -ENOMEM. */
int held_find(const struct host *h, const struct dev *dev, struct held *ret);
void held_free(struct held *held);

/* What the handler makes of the device: a role's name, or other; NULL: it has none. */
const char *held_role(const struct held *held);
/* Whether it is a macvtap or ipvtap, and has a handler of its own. */
bool held_by_tap(const struct held *held);
/* Whether no device stands behind the handler, as far as can be seen. */
bool held_by_module(const struct held *held);

void words_upper(struct text *t, const struct upper *u);
/* The sentence about a row. */
void words_why(struct text *t, const struct host *h, const struct why_row *row);

/* Whether @dev is of a kind. */
bool dev_is(const struct dev *dev, const char *kind);

#endif
