/* SPDX-License-Identifier: GPL-2.0 */
/* What rtnetlink says of devices, five dumps of it; then their drivers, and packet sockets. */
#include "../kernel.h"
#include "../messages.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	kernel_gather(TABLE_links, gather_links, input_of(data, size));
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned int seed)
{
	return messages_mutate(data, size, max, seed, 0);
}
