/* SPDX-License-Identifier: GPL-2.0 */
/* Which pins keep which namespace, by whom. */
#include <errno.h>
#include <stdlib.h>
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

static int compare_names(const char *a, uint64_t a_net, const char *b, uint64_t b_net)
{
	if (a_net != b_net)
		return a_net < b_net ? -1 : 1;
	return strcmp(a, b);
}

static int by_name(const void *a, const void *b)
{
	const struct dev *x = *(struct dev *const *)a, *y = *(struct dev *const *)b;

	return compare_names(x->name, x->netns, y->name, y->netns);
}

static int is_on(const void *tap, const void *dev)
{
	const struct tap *x = tap;
	const struct dev *y = *(struct dev *const *)dev;

	return compare_names(x->name, x->ns_net, y->name, y->netns);
}

/* A descriptor tells what its device is called. */
static void join_tap(struct tap *tap, struct dev **devs, size_t n)
{
	struct dev **dev = tap->name ? bsearch(tap, devs, n, sizeof(struct dev *), is_on) : NULL;

	if (dev) {
		tap->next_of_dev = (*dev)->taps;
		(*dev)->taps = tap;
	}
}

int join_taps(struct host *h)
{
	_cleanup_free_ struct dev **devs = NULL;
	size_t i;

	if (!h->n_taps)
		return 0;
	devs = calloc(h->n_devs + 1, sizeof(struct dev *));
	if (!devs)
		return -ENOMEM;
	for (i = 0; i < h->n_devs; i++)
		devs[i] = &h->devs[i];
	qsort(devs, h->n_devs, sizeof(struct dev *), by_name);
	for (i = h->n_taps; i-- > 0;) {
		struct tap *tap = &h->taps[i];
		struct ns *ns = host_ns(h, NS_net, tap->ns_net);

		tap->task = host_task(h, tap->pid);
		if (ns) {
			tap->next = ns->taps;
			ns->taps = tap;
		}
		join_tap(tap, devs, h->n_devs);
	}
	return 0;
}

int join_hooks(struct host *h)
{
	size_t i;

	for (i = h->n_hooks; i-- > 0;) {
		struct hook *hook = &h->hooks[i];
		struct ns *ns = host_ns(h, NS_net, hook->netns);
		struct dev *dev = hook->ifindex == NSVIEW_NONE || strcmp(hook->family, "netdev") ?
					  NULL :
					  host_dev(h, hook->netns, hook->ifindex);

		if (ns) {
			hook->next = ns->hooks;
			ns->hooks = hook;
		}
		if (dev) {
			hook->next_of_dev = dev->hooks;
			dev->hooks = hook;
		}
	}
	return 0;
}
