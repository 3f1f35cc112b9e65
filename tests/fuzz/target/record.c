/* SPDX-License-Identifier: GPL-2.0 */
/* What is written in /run/nsview of an environment, and the marks that devices carry. */
#include "../kernel.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "env/net_mark.h"
#include "env/record.h"

static void look(const char *mark)
{
	char name[RECORD_NAME_SIZE];

	record_mark_is_held(mark);
	record_name_is_good(mark);
	if (net_mark_parse(mark, name) && strlen(name) >= sizeof(name))
		broken("a name without an end");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct record r = RECORD_NONE;
	struct text lines = { 0 };
	size_t i;

	kernel_begin(input_of(data, size));
	r.dir = dup(STDERR_FILENO);
	if (!record_read(&r)) {
		for (i = 0; i < r.nlines; i++) {
			if (!record_get(&r, r.lines[i].key))
				broken("a line that is not found");
			look(r.lines[i].value);
			record_put(&lines, "key", r.lines[i].value);
		}
		record_pid(&r);
		record_is_alive(&r);
		record_is_pinned(&r);
		record_is_wanted(&r);
	}
	kernel_end();
	text_free(&lines);
	record_close(&r);
	return 0;
}
