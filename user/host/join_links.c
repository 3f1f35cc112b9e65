/* SPDX-License-Identifier: GPL-2.0 */
/* What was gathered about devices, forwarding entries and net namespaces. */
#include "join.h"

int join_links(struct host *h)
{
	size_t i;

	for (i = h->n_links; i-- > 0;) {
		struct dev *dev = host_dev(h, h->links[i].netns, h->links[i].ifindex);

		if (dev)
			dev->more = &h->links[i];
	}
	for (i = h->n_fdb; i-- > 0;) {
		struct fdb *entry = &h->fdb[i];
		struct dev *bridge = host_dev(h, entry->netns, entry->master);

		entry->port = host_dev(h, entry->netns, entry->ifindex);
		if (bridge) {
			entry->next = bridge->fdb;
			bridge->fdb = entry;
		}
	}
	for (i = h->n_nets; i-- > 0;) {
		struct ns *ns = host_ns(h, NS_net, h->nets[i].netns);

		if (ns)
			ns->net = &h->nets[i];
	}
	return 0;
}
