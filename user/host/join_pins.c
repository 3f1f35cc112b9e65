/* SPDX-License-Identifier: GPL-2.0 */
/* Which pins keep which namespace, by whom. */
#include "../cleanup.h"
#include "join.h"

static struct ns *find_ns(const struct host *h, const char *type, uint64_t inum)
{
	enum ns_type kind = type ? ns_type_parse(type) : NS_TYPES;

	return kind == NS_TYPES ? NULL : host_ns(h, kind, inum);
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
		if (pin->ns) {
			pin->next = pin->ns->pins;
			pin->ns->pins = pin;
		}
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
