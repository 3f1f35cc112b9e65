/* SPDX-License-Identifier: GPL-2.0 */
#include "common.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/source.h"
#include "text.h"

static const char *fixtures(void)
{
	const char *folder = getenv("FIXTURES");

	return folder ? folder : "tests/fixtures";
}

const char *fixture(const char *name)
{
	static char path[512];

	snprintf(path, sizeof(path), "%s/%s", fixtures(), name);
	return path;
}

const char *nsview(void)
{
	const char *path = getenv("NSVIEW");

	return path ? path : ".build/unit/nsview";
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

struct nlmsghdr *copy_message(const struct netlink_request *r, size_t len)
{
	struct nlmsghdr *msg = malloc(len);

	assert_non_null(msg);
	memcpy(msg, r, len);
	msg->nlmsg_len = (uint32_t)len;
	return msg;
}

static char *read_all(FILE *f, size_t *len)
{
	struct text t = { 0 };
	char buffer[4096];
	size_t n;

	text_puts(&t, "");
	while ((n = fread(buffer, 1, sizeof(buffer), f)) > 0)
		text_add(&t, buffer, n);
	if (len)
		*len = t.len;
	return t.s;
}

char *slurp(const char *path, size_t *len)
{
	FILE *f = fopen(path, "re");
	char *all;

	if (!f)
		fail_msg("%s: not readable", path);
	all = read_all(f, len);
	fclose(f);
	return all;
}

char *output_of(int *status, const char *command)
{
	FILE *f = popen(command, "r");
	char *all;
	int rc;

	assert_non_null(f);
	all = read_all(f, NULL);
	rc = pclose(f);
	*status = WIFEXITED(rc) ? WEXITSTATUS(rc) : -1;
	return all;
}

char *run(int *status, const char *args)
{
	_cleanup_text_ struct text command = { 0 };

	text_printf(&command, "{ %s ", nsview());
	for (; *args; args++)
		if (*args == '@')
			text_puts(&command, fixtures());
		else
			text_putc(&command, *args);
	text_puts(&command, "; } 2>&1");
	return output_of(status, command.s);
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

void check_command_lines(const struct command_line *lines, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		int status;
		char *out = run(&status, lines[i].args);

		if (status != lines[i].status || !strstr(out, lines[i].says))
			fail_msg("nsview %s: exit %d, '%s'", lines[i].args, status, out);
		free(out);
	}
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

#define SCRATCH "/tmp/nsview-test-XXXXXX"

char scratch[sizeof(SCRATCH)];

int make_scratch(void **state)
{
	(void)state;
	strcpy(scratch, SCRATCH);
	return mkdtemp(scratch) ? 0 : -1;
}

int remove_scratch(void **state)
{
	(void)state;
	sh("rm -r %s", scratch);
	return 0;
}

void copy_fixture(const char *copy, const char *name)
{
	sh("rm -rf %s/%s && cp -r %s %s/%s", scratch, copy, fixture(name), scratch, copy);
}

/* Columns are found by name, and values are texts: awk's numbers would not hold them. */
void edit_table(const char *copy, const char *table, const char *with)
{
	sh("cd %s && awk -F '\\t' -v OFS='\\t' "
	   "'NR == 2 { for (i = 1; i <= NF; i++) at[$i] = i } "
	   "function c(n) { return at[n] } NR > 2 { %s } { print }' %s/%s >new && mv new %s/%s",
	   scratch, with, copy, table, copy, table);
}

void edit_fixture(const char *name, const char *table, const char *with)
{
	copy_fixture("b", name);
	edit_table("b", table, with);
}

void put_snapshot(const char *copy, const char *fmt, ...)
{
	char path[128];
	va_list ap;
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s/snapshot", scratch, copy);
	f = fopen(path, "we");
	assert_non_null(f);
	fputs("nsview 1 snapshot\nkey\tvalue\tnote\n", f);
	va_start(ap, fmt);
	vfprintf(f, fmt, ap);
	va_end(ap);
	fclose(f);
}
