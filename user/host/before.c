/* SPDX-License-Identifier: GPL-2.0 */
#include "before.h"

#include <errno.h>
#include <string.h>

#include "../cleanup.h"
#include "source.h"
#include "table.h"

static const char *value_of(const struct host *h, const char *key)
{
	const char *value = snapshot_value(&h->about, key);

	return value ? value : "";
}

/* In one line: a folder of the module's tables alone lacks a dozen. */
static void say_lacking(struct text *lines, const struct host *h, unsigned int want,
			const char *path)
{
	const char *before = ": not compared, for it has no ";
	enum table_id id;

	for (id = 0; id < TABLES; id++) {
		if (!(want & ~h->tables & TABLE_ID_BIT(id)))
			continue;
		text_printf(lines, "%s%s%s", *before == ':' ? path : "", before,
			    host_tables[id].name);
		before = ", ";
	}
	if (*before == ',')
		text_putc(lines, '\n');
}

int before_load(struct host *before, const char *path, unsigned int *want, struct problem *p)
{
	struct source *src = NULL;
	int err = source_file(&src, path, p);

	if (!err)
		err = host_load(before, src, 0, *want, p);
	if (!err)
		err = snapshot_of(&before->about, src, p);
	if (!err && !(before->tables & *want & ~TABLE_BIT(info)))
		err = problem_set(p, -ENOENT, "%s: no tables in it", path);
	if (!err) {
		p->words[0] = '\0'; /* of a table that is not there */
		if (src->note.words[0])
			text_printf(&before->missed, "%s\n", src->note.words);
		say_lacking(&before->missed, before, *want, path);
		*want &= before->tables;
	}
	source_close(src);
	return err;
}

bool before_of_other_boot(const struct host *h)
{
	const char *a = value_of(h->before, "boot"), *b = value_of(h, "boot");

	return *a && *b && strcmp(a, b);
}

static bool is_of_proc(const struct host *h)
{
	return !strcmp(value_of(h, "source"), "proc");
}

bool before_of_proc(const struct host *h)
{
	return is_of_proc(h->before) || is_of_proc(h);
}

static bool lacks_cgroups(const struct host *h)
{
	return is_of_proc(h) && !(h->tables & TABLE_BIT(folders));
}

bool before_lacks_cgroups(const struct host *h)
{
	return lacks_cgroups(h->before) || lacks_cgroups(h);
}

/* Each with the name of the snapshot that it is about. */
static void say_missed_before(struct host *h, const char *path)
{
	const char *line = text_str(&h->before->missed);

	while (*line) {
		size_t len = strcspn(line, "\n");

		if (strncmp(line, path, strlen(path)))
			text_printf(&h->missed, "%s: ", path);
		text_add(&h->missed, line, len);
		text_putc(&h->missed, '\n');
		line += len + (line[len] != '\0');
	}
}

/* In one line: each thing that could not be read has one already. */
static void say_unread(struct text *lines, const struct host *h, const char *path)
{
	const char *before = ": not all could be read of ";
	enum table_id id;

	for (id = 0; id < TABLES; id++) {
		if (!h->missed_of[id].len)
			continue;
		text_printf(lines, "%s%s%s", *before == ':' ? path : "", before,
			    host_tables[id].name);
		before = ", ";
	}
	if (*before == ',')
		text_puts(lines, ": what it lacks for that is not compared\n");
}

static void say_boots(struct host *h, const struct source *src, const char *path)
{
	const char *a = value_of(h->before, "hostname"), *b = value_of(h, "hostname");

	if (strcmp(a, b) && *a && *b)
		text_printf(&h->missed, "%s is of host %s, %s of %s\n", path, a, src->where, b);
	if (before_of_other_boot(h))
		text_printf(
			&h->missed,
			"%s is of another boot than %s: pids, namespaces and indexes began anew, "
			"so only what has a name is compared: cgroups of version 2, and devices "
			"of the host\n",
			path, src->where);
	/* /proc has no start of the precision that tells two processes apart. */
	else if (before_of_proc(h))
		text_puts(&h->missed, "without the module a pid that was used again is taken for "
				      "the same process, and threads are not compared\n");
	if (before_lacks_cgroups(h))
		text_puts(&h->missed, "without the module and without the table folders there "
				      "are no cgroups but those of processes: cgroups are not "
				      "compared\n");
}

int before_join(struct host *h, const struct source *src, const struct host *before,
		const char *path, struct problem *p)
{
	int err = snapshot_of(&h->about, src, p);

	if (err)
		return err;
	h->before = before;
	say_missed_before(h, path);
	say_unread(&h->missed, before, path);
	say_unread(&h->missed, h, src->where);
	say_boots(h, src, path);
	if (!before->complete || h->missed.len)
		h->complete = false;
	return h->missed.failed ? problem_set(p, -ENOMEM, "out of memory") : 0;
}
