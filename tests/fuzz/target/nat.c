/* SPDX-License-Identifier: GPL-2.0 */
/* Rules that translate addresses, of iptables and nftables: the first byte says which. */
#include "../kernel.h"
#include "../messages.h"

#include "host/iptables.h"
#include "host/nft_nat.h"

static int gather_iptables(struct gathering *g, struct problem *p)
{
	bool found;

	(void)p;
	return iptables_nat(g, g->host->namespaces, -1, &found);
}

static int gather_nftables(struct gathering *g, struct problem *p)
{
	(void)p;
	return nftables_nat(g, g->host->namespaces, -1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size)
		kernel_gather(TABLE_nats, *data == 'i' ? gather_iptables : gather_nftables,
			      input_of(data + 1, size - 1));
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned int seed)
{
	return messages_mutate(data, size, max, seed, 1);
}
