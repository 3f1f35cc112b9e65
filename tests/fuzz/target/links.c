/* SPDX-License-Identifier: GPL-2.0 */
/* What rtnetlink says of devices, five dumps of it; then their drivers, and packet sockets. */
#include "../kernel.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	kernel_gather(TABLE_links, gather_links, input_of(data, size));
	return 0;
}
