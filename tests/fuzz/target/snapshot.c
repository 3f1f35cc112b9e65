/* SPDX-License-Identifier: GPL-2.0 */
/* What a snapshot says of itself. */
#include "../fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "host/put.h"
#include "host/source.h"

/* It is saved once more, as `save -f` does, with what was missed, and that can be read. */
static void save_again(struct snapshot *s, struct text *missed)
{
	char where[] = "fuzz";
	const struct source src = { .name = "file", .where = where, .saved = s };
	struct snapshot copy = { 0 };
	struct problem p = { "" };
	struct host h = { .tables = TABLE_BIT(tasks), .missed = *missed };
	struct text t = { 0 };
	struct blob b;

	h.missed_of[TABLE_tasks].len = missed->len;
	if (snapshot_of(&copy, &src, &p))
		broken("%s", p.words);
	snapshot_put(&t, &copy, &h);
	snapshot_free(&copy);
	b = (struct blob){ t.s, t.len };
	if (snapshot_parse(&copy, &b, "again", &p))
		broken("%s", p.words);
	snapshot_free(&copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct blob b = { malloc(size + 1), size };
	struct text missed = { 0 };
	struct snapshot s = { 0 };
	struct problem p = { "" };

	memcpy(b.data, data, size);
	b.data[size] = '\0';
	if (!snapshot_parse(&s, &b, "fuzz", &p)) {
		snapshot_value(&s, "boot");
		snapshot_note(&s, "source");
		snapshot_check(&s, "tasks", 3, "fuzz/tasks", &p);
		snapshot_check(&s, "devs", SIZE_MAX, "fuzz/devs", &p);
		snapshot_missed(&s, "tasks", &missed);
		save_again(&s, &missed);
	}
	snapshot_free(&s);
	text_free(&missed);
	return 0;
}
