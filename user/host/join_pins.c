/* SPDX-License-Identifier: GPL-2.0 */
/* Which pins keep which namespace, by whom. */
#include <string.h>

#include "../cleanup.h"
#include "join.h"

static struct ns *find_ns(const struct host *h, const char *type, uint64_t inum)
{
	enum ns_type kind = type ? ns_type_parse(type) : NS_TYPES;

	return kind == NS_TYPES ? NULL : host_ns(h, kind, inum);
}

/* The more the sooner it is named; 0: it is not, for nobody can go there. */
static int rank(const struct pin *pin)
{
	static const char *const kinds[] = { "socket", "flight", "fd" };
	int i;

	if (!pin || !pin->kind)
		return 0;
	for (i = 0; i < (int)ARRAY_SIZE(kinds); i++)
		if (!strcmp(pin->kind, kinds[i]))
			return i + 1;
	return 0;
}

/* Before what is there already: of two that are alike the first in the table is named. */
static void add_pin(struct ns *ns, struct pin *pin)
{
	pin->next = ns->pins;
	ns->pins = pin;
	if (rank(pin) && rank(pin) >= rank(ns->keeper))
		ns->keeper = pin;
}

int join_pins(struct host *h)
{
	size_t i;

	for (i = h->n_pins; i-- > 0;) {
		struct pin *pin = &h->pins[i];

		pin->ns = find_ns(h, pin->type, pin->inum);
		pin->by = find_ns(h, pin->by_type, pin->by_inum);
		if (pin->pid != NSVIEW_NONE)
			pin->task = host_task(h, pin->pid);
		if (pin->ns)
			add_pin(pin->ns, pin);
	}
	return 0;
}

int join_taps(struct host *h)
{
	size_t i;

	for (i = h->n_taps; i-- > 0;) {
		struct tap *tap = &h->taps[i];
		struct ns *ns = host_ns(h, NS_net, tap->ns_net);

		tap->task = host_task(h, tap->pid);
		if (ns) {
			tap->next = ns->taps;
			ns->taps = tap;
		}
	}
	return 0;
}

int join_hooks(struct host *h)
{
	size_t i;

	for (i = h->n_hooks; i-- > 0;) {
		struct hook *hook = &h->hooks[i];
		struct ns *ns = host_ns(h, NS_net, hook->netns);

		if (ns) {
			hook->next = ns->hooks;
			ns->hooks = hook;
		}
	}
	return 0;
}
