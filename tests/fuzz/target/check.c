/* SPDX-License-Identifier: GPL-2.0 */
/* What rtnetlink says of devices and of ports, to be compared with the module's tables. */
#include "../kernel.h"
#include "../messages.h"

#include "check/check.h"
#include "check/nets.h"

static void look_at(const struct comparison *c, struct source *src)
{
	struct looking l = { .kernel = src, .host = *small_host() };
	struct look look = { 0 };
	struct problem p = { "" };
	size_t i;

	c->other(&l, &look, &p);
	if (look_sort(&look))
		broken("out of memory");
	for (i = 0; i < look.n; i++)
		if (!look_find(&look, look.sights[i].key))
			broken("a sight that is not found");
	look_free(&look);
	host_free(&l.ways);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char where[] = "fuzz";
	struct source src = { .name = "file", .where = where, .read = small_read };

	if (!size)
		return 0;
	small_host();
	kernel_begin(input_of(data + 1, size - 1));
	look_at(*data == 'p' ? &compare_ports : &compare_devices, &src);
	kernel_end();
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned int seed)
{
	return messages_mutate(data, size, max, seed, 1);
}
