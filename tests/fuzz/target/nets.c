/* SPDX-License-Identifier: GPL-2.0 */
/* Forwarding entries, routes and settings of net namespaces: the first byte says which. */
#include "../kernel.h"
#include "../messages.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = size ? input_of(data + 1, size - 1) : input_of(data, 0);

	switch (size ? *data : 0) {
	case 'f':
		kernel_gather(TABLE_fdb, gather_fdb, in);
		break;
	case 'r':
		kernel_gather(TABLE_routes, gather_routes, in);
		break;
	default:
		kernel_gather(TABLE_nets, gather_nets, in);
	}
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned int seed)
{
	return messages_mutate(data, size, max, seed, 1);
}
