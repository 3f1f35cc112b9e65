/* SPDX-License-Identifier: GPL-2.0 */
#include "common.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/source.h"
#include "text.h"

const char *fixture(const char *name)
{
	static char path[512];
	const char *dir = getenv("FIXTURES");

	snprintf(path, sizeof(path), "%s/%s", dir ? dir : "tests/fixtures", name);
	return path;
}

static unsigned int tables_in(const char *name)
{
	unsigned int found = 0;
	enum table_id id;
	char file[128];

	for (id = 0; id < TABLES; id++) {
		snprintf(file, sizeof(file), "%s/%s", name, host_tables[id].name);
		if (!access(fixture(file), R_OK))
			found |= TABLE_ID_BIT(id);
	}
	return found;
}

void load_fixture(struct host *h, const char *name)
{
	struct problem p = { "" };
	struct source *src = NULL;
	int err = source_file(&src, fixture(name), &p);

	if (!err)
		err = host_load(h, src, tables_in(name), 0, &p);
	if (err)
		fail_msg("%s: %s", name, p.words);
	source_close(src);
}

int parse(enum table_id table, const void *text, size_t len, struct blob *b, struct rows *rows,
	  struct problem *p)
{
	/* Exactly as long as it must be: a read beyond the NUL is seen. */
	*b = (struct blob){ .data = malloc(len + 1), .len = len };
	assert_non_null(b->data);
	memcpy(b->data, text, len);
	b->data[len] = '\0';
	*p = (struct problem){ "" };
	return table_parse(&host_tables[table], b, "t", rows, p);
}

char *slurp(const char *path, size_t *len)
{
	FILE *f = fopen(path, "re");
	struct text t = { 0 };
	char buffer[4096];
	size_t n;

	if (!f)
		fail_msg("%s: not readable", path);
	text_puts(&t, "");
	while ((n = fread(buffer, 1, sizeof(buffer), f)) > 0)
		text_add(&t, buffer, n);
	fclose(f);
	if (len)
		*len = t.len;
	return t.s;
}

char *run(int *status, const char *args)
{
	const char *nsview = getenv("NSVIEW");
	const char *dir = getenv("FIXTURES");
	struct text command = { 0 };
	struct text out = { 0 };
	char buffer[4096];
	FILE *f;
	size_t n;
	int rc;

	text_puts(&command, "{ ");
	text_puts(&command, nsview ? nsview : ".build/unit/nsview");
	text_puts(&command, " ");
	for (; *args; args++)
		if (*args == '@')
			text_puts(&command, dir ? dir : "tests/fixtures");
		else
			text_putc(&command, *args);
	text_puts(&command, "; } 2>&1");
	f = popen(command.s, "r");
	assert_non_null(f);
	text_puts(&out, "");
	while ((n = fread(buffer, 1, sizeof(buffer), f)) > 0)
		text_add(&out, buffer, n);
	rc = pclose(f);
	*status = WIFEXITED(rc) ? WEXITSTATUS(rc) : -1;
	text_free(&command);
	return out.s;
}

char *runf(int *status, const char *fmt, ...)
{
	char args[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(args, sizeof(args), fmt, ap);
	va_end(ap);
	return run(status, args);
}

void sh(const char *fmt, ...)
{
	char command[2048];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(command, sizeof(command), fmt, ap);
	va_end(ap);
	if (system(command))
		fail_msg("%s: failed", command);
}

/* Columns are found by name, and values are texts: awk's numbers would not hold them. */
void edit_table(const char *dir, const char *copy, const char *table, const char *with)
{
	sh("cd %s && awk -F '\\t' -v OFS='\\t' "
	   "'NR == 2 { for (i = 1; i <= NF; i++) at[$i] = i } "
	   "function c(n) { return at[n] } NR > 2 { %s } { print }' %s/%s >new && mv new %s/%s",
	   dir, with, copy, table, copy, table);
}
