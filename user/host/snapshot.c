/* SPDX-License-Identifier: GPL-2.0 */
#include "snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <time.h>

#include "../cleanup.h"
#include "host.h"
#include "put.h"
#include "source.h"
#include "table.h"

#define BOOT_ID "/proc/sys/kernel/random/boot_id"
/* PROC_PID_INIT_INO: the initial pid namespace of every kernel. */
#define INIT_PID_NS 4026531836u

static const struct table_column columns[] = {
	{ "key", offsetof(struct info, key), false },
	{ "value", offsetof(struct info, value), false },
	{ "note", offsetof(struct info, note), false },
};

static const struct table table = {
	.name = SNAPSHOT,
	.columns = columns,
	.ncolumns = ARRAY_SIZE(columns),
	.keys = { "key" },
	.row_size = sizeof(struct info),
};

static const struct info *find(const struct snapshot *s, const char *key)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (!strcmp(s->rows[i].key, key))
			return &s->rows[i];
	return NULL;
}

const char *snapshot_value(const struct snapshot *s, const char *key)
{
	const struct info *row = find(s, key);

	return row ? row->value : NULL;
}

const char *snapshot_note(const struct snapshot *s, const char *key)
{
	const struct info *row = find(s, key);

	return row ? row->note : NULL;
}

static int check_format(const struct snapshot *s, const char *where, struct problem *p)
{
	const char *format = snapshot_value(s, "format");
	char *end;
	unsigned long n = format ? strtoul(format, &end, 10) : 0;

	if (!format || *format < '1' || *format > '9' || *end)
		return problem_set(p, -EBADMSG, "%s: its member '%s' says no format", where,
				   SNAPSHOT);
	if (n > SNAPSHOT_FORMAT)
		return problem_set(p, -EPROTO,
				   "%s: a snapshot of format %s, and this nsview knows up to %d: "
				   "read it with the one that saved it, or a later one",
				   where, format, SNAPSHOT_FORMAT);
	return 0;
}

int snapshot_parse(struct snapshot *s, struct blob *text, const char *where, struct problem *p)
{
	_cleanup_text_ struct text name = { 0 };
	struct rows rows;
	int err;

	*s = (struct snapshot){ .text = *text };
	*text = (struct blob){ 0 };
	text_printf(&name, "%s/%s", where, SNAPSHOT);
	err = table_parse(&table, &s->text, text_str(&name), &rows, p);
	if (!err) {
		s->rows = (struct info *)rows.data;
		s->n = rows.count;
		err = check_format(s, where, p);
	}
	if (err)
		snapshot_free(s);
	return err;
}

void snapshot_free(struct snapshot *s)
{
	free(s->rows);
	blob_free(&s->text);
	*s = (struct snapshot){ 0 };
}

void snapshot_missed(const struct snapshot *s, const char *name, struct text *lines)
{
	size_t i;

	for (i = 0; i < s->n; i++) {
		const struct info *row = &s->rows[i];

		if (strcmp(row->key, "missed") || !row->value || strcmp(row->value, name))
			continue;
		text_puts(lines, row->note ? row->note : name);
		text_putc(lines, '\n');
	}
}

int snapshot_check(const struct snapshot *s, const char *name, size_t rows, const char *where,
		   struct problem *p)
{
	size_t i;

	for (i = 0; i < s->n; i++) {
		const struct info *row = &s->rows[i];
		char number[24];

		if (strcmp(row->key, "table") || !row->value || strcmp(row->value, name))
			continue;
		if (rows == SIZE_MAX)
			return problem_set(p, -EBADMSG, "%s: was saved, and is not there now",
					   where);
		snprintf(number, sizeof(number), "%zu", rows);
		if (!row->note || strcmp(row->note, number))
			return problem_set(p, -EBADMSG, "%s: %s rows, and %s were saved", where,
					   number, row->note ? row->note : "-");
	}
	return 0;
}

static void put_row(struct text *t, const char *key, const char *value, const char *note)
{
	put_text(t, key);
	put_text(t, value);
	put_text(t, note);
	put_end(t);
}

static void put_time(struct text *t)
{
	char words[32];
	time_t now = time(NULL);
	struct tm tm;

	if (gmtime_r(&now, &tm) && strftime(words, sizeof(words), "%Y-%m-%dT%H:%M:%SZ", &tm))
		put_row(t, "time", words, NULL);
}

static void put_boot(struct text *t)
{
	_cleanup_close_ int fd = open(BOOT_ID, O_RDONLY | O_CLOEXEC);
	char words[64];
	ssize_t len = fd < 0 ? -1 : read(fd, words, sizeof(words) - 1);

	if (len <= 0)
		return;
	words[len] = '\0';
	words[strcspn(words, "\n")] = '\0';
	put_row(t, "boot", words, NULL);
}

/* The tables have the host's numbers for processes. */
static void put_pid(struct text *t)
{
	char words[16];
	struct stat st;

	if (stat("/proc/self/ns/pid", &st) || st.st_ino != INIT_PID_NS)
		return;
	snprintf(words, sizeof(words), "%d", getpid());
	put_row(t, "pid", words, NULL);
}

static void put_now(struct text *t, const struct source *src)
{
	struct utsname uts;

	put_row(t, "nsview", NSVIEW_RELEASE, NULL);
	put_time(t);
	if (!uname(&uts)) {
		put_row(t, "kernel", uts.release, NULL);
		put_row(t, "hostname", uts.nodename, NULL);
	}
	put_boot(t);
	put_row(t, "source", src->name, src->note.words[0] ? src->note.words : NULL);
	put_pid(t);
	if (src->no_init)
		put_row(t, "nested", "yes", NULL);
}

/* And not about what is in one archive. */
static bool is_about_host(const char *key)
{
	return strcmp(key, "format") && strcmp(key, "table") && strcmp(key, "missed");
}

int snapshot_of(struct snapshot *ret, const struct source *src, struct problem *p)
{
	_cleanup_text_ struct text t = { 0 };
	struct blob b;
	size_t i;

	put_head(&t, &table);
	text_printf(&t, "format\t%d\t-\n", SNAPSHOT_FORMAT);
	if (src->live)
		put_now(&t, src);
	for (i = 0; !src->live && src->saved && i < src->saved->n; i++) {
		const struct info *row = &src->saved->rows[i];

		if (is_about_host(row->key))
			put_row(&t, row->key, row->value, row->note);
	}
	if (t.failed)
		return problem_set(p, -ENOMEM, "out of memory");
	b.data = steal(t.s);
	b.len = t.len;
	return snapshot_parse(ret, &b, src->where, p);
}

static void put_missed(struct text *t, const char *name, const char *lines, size_t len)
{
	while (len) {
		const char *end = memchr(lines, '\n', len);
		size_t n = end ? (size_t)(end - lines) : len;

		put_text(t, "missed");
		put_text(t, name);
		put_bytes(t, lines, n);
		put_end(t);
		n += end != NULL;
		lines += n;
		len -= n;
	}
}

void snapshot_put(struct text *t, const struct snapshot *s, const struct host *h)
{
	enum table_id id;

	put_table(t, &table, s->rows, s->n);
	for (id = 0; id < TABLES; id++)
		if (h->tables & TABLE_ID_BIT(id))
			text_printf(t, "table\t%s\t%zu\n", host_tables[id].name, h->n_read[id]);
	for (id = 0; id < TABLES; id++)
		put_missed(t, host_tables[id].name, text_str(&h->missed) + h->missed_of[id].at,
			   h->missed_of[id].len);
}
