// SPDX-License-Identifier: GPL-2.0
/*
 * nftname NETNS TABLE CHAIN: makes a table of family ip there, with a base
 * chain in the hook forward, of names that nft(8) would not take.
 */
#define _GNU_SOURCE
#include "nfnl.h"
#include "vm.h"

int main(int argc, char **argv)
{
	struct nfnl batch;
	int net;

	if (argc != 4) {
		fprintf(stderr, "usage: nftname NETNS TABLE CHAIN\n");
		return 2;
	}
	net = must(open(argv[1], O_RDONLY | O_CLOEXEC));
	must(setns(net, CLONE_NEWNET));
	nft_begin(&batch);
	nft_table(&batch, NFT_MSG_NEWTABLE, NFPROTO_IPV4, argv[2]);
	nft_chain(&batch, NFPROTO_IPV4, argv[2], argv[3], NF_INET_FORWARD, 0, NULL);
	errno = -nft_commit(&batch);
	must(errno ? -1 : 0);
	return 0;
}
