/* SPDX-License-Identifier: GPL-2.0 */
/* The text of /proc/PID/mountinfo, and rows of it. */
#include "../fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "host/mountinfo.h"
#include "host/put.h"
#include "host/table.h"

static size_t sum(const char *s)
{
	return s ? strlen(s) : 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = text_of(data, size), *at = text;
	struct mountinfo m;
	enum ns_type type;
	uint64_t inum;

	while (mountinfo_next(&at, &m)) {
		const size_t all = sum(m.device) + sum(m.root) + sum(m.point) + sum(m.options) +
				   sum(m.fstype) + sum(m.source) + sum(m.super);

		if (all > size)
			broken("longer than what it was read from");
		if (mountinfo_namespace(m.fstype, m.root, &type, &inum) && type >= NS_TYPES)
			broken("type %d", type);
	}
	free(text);
	return 0;
}
