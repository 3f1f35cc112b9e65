// SPDX-License-Identifier: GPL-2.0
/* Base chains of nftables, which are hooks of netfilter. */
#define _GNU_SOURCE
#include "churn.h"

#include <endian.h>
#include <net/if.h>

#include "../nfnl.h"
#include "../rtnl.h"

static void commit(struct nfnl *batch, int want)
{
	int err = nft_commit(batch);

	errno = err == want ? 0 : -err;
	must(err == want ? 0 : -1);
}

/* The first that was made in a table has this handle. */
static void rename_first(const char *table, const char *name)
{
	const uint64_t first = htobe64(1);
	struct nfnl batch;

	nft_begin(&batch);
	nft_add(&batch, NFT_MSG_NEWCHAIN, 0, NFPROTO_INET);
	nfnl_put_text(&batch, NFTA_CHAIN_TABLE, table);
	nfnl_put(&batch, NFTA_CHAIN_HANDLE, &first, sizeof(first));
	nfnl_put_text(&batch, NFTA_CHAIN_NAME, name);
	commit(&batch, 0);
}

/* That of the last time; the first time there is none. */
static void table_end(int family)
{
	struct nfnl batch;
	int err;

	nft_begin(&batch);
	nft_table(&batch, NFT_MSG_DELTABLE, family, "churn");
	err = nft_commit(&batch);
	errno = -err;
	must(err && err != -ENOENT ? -1 : 0);
}

static int chains_make(void)
{
	struct nfnl batch;

	nft_begin(&batch);
	nft_table(&batch, NFT_MSG_NEWTABLE, NFPROTO_INET, "churn");
	nft_chain(&batch, NFPROTO_INET, "churn", "in", NF_INET_LOCAL_IN, (int)below(9) - 4, NULL);
	nft_chain(&batch, NFPROTO_INET, "churn", "out", NF_INET_LOCAL_OUT, 0, NULL);
	return nft_commit(&batch);
}

int try_chains(void)
{
	return chains_make();
}

/*
 * Of family inet: two hooks each. They are renamed, and one is hung in its place
 * and taken out again, for what follows in its batch can not be done.
 */
void churn_chains(void)
{
	struct nfnl batch;

	table_end(NFPROTO_INET);
	errno = -chains_make();
	must(errno ? -1 : 0);
	for (int i = 0; i < 4; i++) {
		rename_first("churn", i % 2 ? "in" : "a\tname that is much longer than the first");
		nft_begin(&batch);
		nft_chain(&batch, NFPROTO_INET, "churn", "not", NF_INET_FORWARD, i, NULL);
		nft_table(&batch, NFT_MSG_DELTABLE, NFPROTO_INET, "nowhere");
		commit(&batch, -ENOENT);
	}
}

int try_device_chain(void)
{
	struct nfnl batch;
	int err = rtnl_link_add("nf", "dummy", NULL, 0);

	if (err)
		return err;
	nft_begin(&batch);
	nft_table(&batch, NFT_MSG_NEWTABLE, NFPROTO_NETDEV, "churn");
	nft_chain(&batch, NFPROTO_NETDEV, "churn", "in", NF_NETDEV_INGRESS, 0, "nf");
	return nft_commit(&batch);
}

/* The chain ends first, or the device below it. */
void churn_device_chain(void)
{
	int dev = if_nametoindex("nf");

	if (dev && below(2))
		rtnl_link_del(dev);
	table_end(NFPROTO_NETDEV);
	if (dev)
		rtnl_link_del(dev);
	errno = -try_device_chain();
	must(errno ? -1 : 0);
}
