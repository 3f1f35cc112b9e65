/* SPDX-License-Identifier: GPL-2.0 */
#include "net_mark.h"

#include <stdio.h>
#include <string.h>

#include "marks.h"
#include "state.h"

void net_mark_print(char *ret, size_t size, const char *name)
{
	snprintf(ret, size, MARK "%s %s", name, state_id());
}

bool net_mark_parse(const char *alias, char name[RECORD_NAME_SIZE])
{
	char id[16];

	return sscanf(alias, MARK "%31s %15s", name, id) == 2 && state_is_own(id);
}

bool net_mark_is(const char *alias, const char *name)
{
	char found[RECORD_NAME_SIZE];

	return net_mark_parse(alias, found) && !strcmp(found, name);
}
