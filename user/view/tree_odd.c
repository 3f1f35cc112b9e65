/* SPDX-License-Identifier: GPL-2.0 */
/* What of a host is worth a second look. */
#include <string.h>

#include "tree.h"
#include "words.h"

/* As JSON and -Q have them. */
const char *const tree_odd_words[ODDS] = {
	[ODD_DEAF] = "deaf",	       [ODD_PORT_STATE] = "port-state",
	[ODD_PORT_DOWN] = "port-down", [ODD_NO_PEER] = "no-peer",
	[ODD_EMPTY] = "no-process",    [ODD_STRAYS] = "thread-elsewhere",
	[ODD_HALF] = "half-inside",
};

unsigned int tree_odd_dev(const struct host *h, const struct dev *dev)
{
	const char *state = words_state(dev);
	unsigned int odd = 0;

	if (words_deaf(dev))
		odd |= ODD(DEAF);
	if (dev->over && dev->port && dev->port->state && strcmp(dev->port->state, "forwarding"))
		odd |= ODD(PORT_STATE);
	if (dev->over && state && strcmp(state, "up"))
		odd |= ODD(PORT_DOWN);
	if (dev->kind && !strcmp(dev->kind, "veth") && !dev->peer && !host_without_module(h))
		odd |= ODD(NO_PEER);
	return odd;
}

unsigned int tree_odd_node(const struct tree *tr, const struct tree_node *node)
{
	/* One that others are in, or that owns others, has a purpose. */
	if (!node->ns || node->ns->nprocs || node->first != NO_NODE)
		return 0;
	return host_knows_namespaces(tr->host) || node->ns->nthreads ? ODD(EMPTY) : 0;
}

unsigned int tree_odd_task(const struct tree_task *t)
{
	return (t->task->strays ? ODD(STRAYS) : 0) | (t->lacks ? ODD(HALF) : 0);
}
