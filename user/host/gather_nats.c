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
#include "../progress.h"
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

/* Built in it is no module that sysfs shows. But hooks of it show it. */
static bool has_nftables(const struct host *h)
{
	size_t i;

	if (!access("/sys/module/nf_tables", F_OK))
		return true;
	for (i = 0; i < h->n_hooks; i++)
		if (h->hooks[i].function && !strncmp(h->hooks[i].function, "nft_do_chain", 12))
			return true;
	return false;
}

static void visit(struct gathering *g, const struct ns *ns, bool nftables)
{
	_cleanup_close_ int fd = ns_open(g->host, ns);
	unsigned long long inum = ns->inum;
	bool iptables;
	int err;

	if (fd < 0) {
		missed(g, fd, "NAT in net:[%llu]", inum);
		return;
	}
	err = iptables_nat(g, ns, fd, &iptables);
	if (err)
		missed(g, err, "NAT by iptables in net:[%llu]", inum);
	/* NAT that is not of iptables is of it: then nothing needs to be loaded for the question. */
	if (!nftables && iptables)
		return;
	err = nftables_nat(g, ns, fd);
	if (err)
		missed(g, err, "NAT by nftables in net:[%llu]", inum);
}

int gather_nats(struct gathering *g, struct problem *p)
{
	const struct host *h = g->host;
	/* Of all hooks, and so not for each net namespace. */
	const bool nftables = has_nftables(h);
	size_t i;

	(void)p;
	for (i = 0; i < h->n_namespaces; i++) {
		if (h->namespaces[i].kind == NS_net && has_nat(&h->namespaces[i]))
			visit(g, &h->namespaces[i], nftables);
		progress_at(i + 1, h->n_namespaces);
	}
	return 0;
}
