/* SPDX-License-Identifier: GPL-2.0 */
/* Joining what was gathered to the module's tables. */
#include "join.h"

int host_join_ways(struct host *h)
{
	int err = join_mounts(h);

	return err ? err : join_taps(h);
}

int host_join_gathered(struct host *h)
{
	static int (*const parts[])(struct host * h) = {
		join_cgroups,
		join_links,
	};
	size_t i;
	int err = 0;

	for (i = 0; i < sizeof(parts) / sizeof(parts[0]) && !err; i++)
		err = parts[i](h);
	return err;
}
