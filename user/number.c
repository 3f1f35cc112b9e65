/* SPDX-License-Identifier: GPL-2.0 */
#include "number.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int number_parse(const char *arg, bool size, uint64_t *ret)
{
	static const char units[] = "KMGTkmgt";
	const char *unit;
	char *end;

	errno = 0;
	*ret = strtoull(arg, &end, 10);
	if (errno || end == arg || *arg < '0' || *arg > '9')
		return -EINVAL;
	if (size && *end && (unit = strchr(units, *end))) {
		unsigned int shift = 10 * (unsigned int)((unit - units) % 4 + 1);

		if (*ret >> (63 - shift))
			return -EINVAL;
		*ret <<= shift;
		end++;
	}
	return *end || *ret == UINT64_MAX ? -EINVAL : 0;
}
