/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The chains that translate addresses, and how. They are called by conntrack's
 * hook, not from the hook list, which so tells nothing of nftables from the older
 * iptables. Nothing is asked for where no such hook is, for asking would load
 * modules.
 */
#include <string.h>
#include <unistd.h>

#include "../cleanup.h"
#include "iptables.h"
#include "nft_nat.h"
#include "ways.h"

static bool has_nat(const struct ns *ns)
{
	const struct hook *hook;

	for (hook = ns->hooks; hook; hook = hook->next)
		if (hook->function && !strncmp(hook->function, "nf_nat_", 7))
			return true;
	return false;
}

static void visit(struct gathering *g, const struct ns *ns)
{
	static const struct {
		const char *module;
		const char *what;
		int (*read)(struct gathering *g, const struct ns *ns, int fd);
	} readers[] = {
		{ "/sys/module/nf_tables", "nftables", nftables_nat },
		{ "/sys/module/x_tables", "iptables", iptables_nat },
	};
	_cleanup_close_ int fd = ns_open(g->host, ns);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(readers); i++) {
		int err = fd;

		if (access(readers[i].module, F_OK) < 0)
			continue;
		if (fd >= 0)
			err = readers[i].read(g, ns, fd);
		if (err < 0)
			missed(g, err, "NAT by %s in net:[%llu]", readers[i].what,
			       (unsigned long long)ns->inum);
	}
}

int gather_nats(struct gathering *g, struct problem *p)
{
	const struct host *h = g->host;
	size_t i;

	(void)p;
	for (i = 0; i < h->n_namespaces; i++)
		if (h->namespaces[i].kind == NS_net && has_nat(&h->namespaces[i]))
			visit(g, &h->namespaces[i]);
	return 0;
}
