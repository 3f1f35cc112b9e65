/* SPDX-License-Identifier: GPL-2.0 */
#include "save.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "host/archive.h"
#include "host/host.h"
#include "host/put.h"
#include "host/snapshot.h"
#include "host/source.h"
#include "host/table.h"
#include "options.h"
#include "progress.h"
#include "replace.h"
#include "view/view.h"

/* The folder in the archive: who unpacks it elsewhere finds one thing, not two dozen. */
#define FOLDER "nsview"

#define BIT(name, columns) | TABLE_BIT(name)

/* For its options; it is no view, and shows nothing. */
const struct view save_view = {
	.name = "save",
	.args = "FILE",
	.help = "Keeps all that can be read of this host in FILE, for -f and diff; - is stdout",
	.examples = { "nsview save before", "nsview save - | ssh desk 'cat >host.nsview'" },
	.takes = TAKES_WORD | TAKES_NO_SHEET,
};

/*
 * All of them, but for what there is nothing to ask for: routes are those of one packet.
 * And only the module can be compared with.
 */
static unsigned int tables_wanted(const struct source *src)
{
	unsigned int all = 0 HOST_TABLES(BIT);

	if (src->live)
		all &= ~TABLE_BIT(routes);
	if (src->live && src->note.words[0])
		all &= ~TABLE_BIT(differences);
	return all;
}

static int put_files(struct archive_file *files, size_t *n, const struct snapshot *s,
		     const struct host *h, struct problem *p)
{
	enum table_id id;
	size_t i, total = 0;

	files[0].name = SNAPSHOT;
	snapshot_put(&files[0].text, s, h);
	*n = 1;
	for (id = 0; id < TABLES; id++) {
		const struct table *t = &host_tables[id];

		if (!(h->tables & TABLE_ID_BIT(id)))
			continue;
		files[*n].name = t->name;
		progress_about(t->name);
		/* What joining has added it will add again. */
		put_table(&files[*n].text, t, *(void *const *)((const char *)h + t->rows_at),
			  h->n_read[id]);
		++*n;
	}
	for (i = 0; i < *n; i++) {
		if (files[i].text.failed)
			return problem_set(p, -ENOMEM, "out of memory");
		total += files[i].text.len;
	}
	if (total > BLOB_MAX)
		return problem_set(p, -EFBIG, "the tables are more than %zu MiB, too much to read",
				   BLOB_MAX >> 20);
	return 0;
}

static int pack(struct text *ret, const struct snapshot *s, const struct host *h, struct problem *p)
{
	struct archive_file files[TABLES + 1] = { 0 };
	size_t n = 0, i;
	int err = put_files(files, &n, s, h, p);

	if (!err)
		err = archive_pack(ret, FOLDER, files, n, p);
	for (i = 0; i < n; i++)
		text_free(&files[i].text);
	return err;
}

/* Whoever may read little misses hundreds of things. */
#define WARNINGS_MAX 8

/* What will be said again by who reads it. */
static void warn_missed(const struct source *src, const struct host *h)
{
	_cleanup_free_ char *lines = strdup(text_str(&h->missed));
	char *at = lines, *line;
	size_t n = 0;

	if (src->note.words[0])
		problem_warn("%s", src->note.words);
	while ((line = strsep(&at, "\n")))
		if (*line && n++ < WARNINGS_MAX)
			problem_warn("%s", line);
	if (n > WARNINGS_MAX)
		problem_warn("and %zu more, that views of what is saved will say",
			     n - WARNINGS_MAX);
}

static int read_host(struct text *ret, const struct options *o, struct problem *p)
{
	struct source *src = NULL;
	struct snapshot s = { 0 };
	struct host h = { 0 };
	int err = source_open(&src, o->from, p);

	if (!err)
		err = snapshot_of(&s, src, p);
	if (!err)
		err = host_load(&h, src, 0, tables_wanted(src), p);
	if (!err && !(h.tables & ~TABLE_BIT(info)))
		err = problem_set(p, -ENOENT, "%s: no tables in it", src->where);
	if (!err)
		err = pack(ret, &s, &h, p);
	if (!err) {
		p->words[0] = '\0'; /* of a table that is not there */
		warn_missed(src, &h);
	}
	host_free(&h);
	snapshot_free(&s);
	source_close(src);
	return err;
}

static int save_to(const struct options *o, struct problem *p)
{
	_cleanup_text_ struct text archive = { 0 };
	const char *path = o->words[0];
	bool to_stdout = !strcmp(path, "-");
	int err = 0;

	/* Before the work, not after it. */
	if (to_stdout && isatty(STDOUT_FILENO))
		err = problem_set(p, -EINVAL, "stdout is a terminal, and a snapshot no text");
	else if (!to_stdout)
		err = replace_check(path, p);
	progress_start();
	if (!err)
		err = read_host(&archive, o, p);
	if (!err && !to_stdout) {
		progress_about("writing");
		err = replace_file(path, archive.s, archive.len, p);
	}
	progress_end();
	if (err || !to_stdout)
		return err;
	err = write_all(STDOUT_FILENO, archive.s, archive.len);
	return err ? problem_set(p, err, "writing: %s", strerror(-err)) : 0;
}

int save(int argc, char **argv, struct problem *p)
{
	struct options o;
	int err = options_parse(&o, argc, argv, &save_view, p);

	if (!err && o.help)
		options_help(&save_view);
	else if (!err && o.version)
		options_version();
	else if (!err)
		err = save_to(&o, p);
	options_free(&o);
	return err == -ENODEV ? EXIT_MODULE : err ? EXIT_FAILED : EXIT_OK;
}
