/* SPDX-License-Identifier: GPL-2.0 */
/* Snapshots: what is saved comes back as it was, and what is none is refused. */
#define _GNU_SOURCE
#include "common.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const fixtures[] = {
	"host", "cgroups", "kept", "held", "path", "guest", "odd", "differs",
};

static const char *const views[] = {
	"tree",
	"tree --as 1",
	"ns",
	"ps",
	"ps 1",
	"bridge",
	"cgroup",
	"mounts 1",
	"check",
	"why eth0",
	"why net:[4026531840]",
	"path eth1",
	"path --dst 7e:11:22:33:44:55 --to 203.0.113.9 --source 10.8.0.2 veth-web",
};

static const char *const forms[] = { "-J", "-u" };

/* @out with every @what in it replaced, as the two name another file. */
static char *without(char *out, const char *what)
{
	size_t len = strlen(what);
	char *at;

	while ((at = strstr(out, what)))
		memmove(at, at + len, strlen(at + len) + 1);
	return out;
}

static void same_answer(const char *name, const char *view, const char *form)
{
	char file[128];
	int status, status2;
	char *a = runf(&status, "%s %s -f %s", view, form, fixture(name));
	char *b = runf(&status2, "%s %s -f %s/%s", view, form, scratch, name);

	snprintf(file, sizeof(file), "%s/%s", scratch, name);
	without(a, fixture(name));
	without(b, file);
	if (status != status2 || strcmp(a, b))
		fail_msg("%s %s of %s: exit %d and %d\n%s\n%s", view, form, name, status, status2,
			 a, b);
	free(a);
	free(b);
}

/* Every view and form of every fixture, from its folder and from a snapshot of it. */
static void test_round_trip(void **state)
{
	size_t i, j, k;

	(void)state;
	setenv("LC_ALL", "C.UTF-8", 1);
	for (i = 0; i < ARRAY_SIZE(fixtures); i++) {
		int status;
		char *out = runf(&status, "save -f %s %s/%s", fixture(fixtures[i]), scratch,
				 fixtures[i]);

		assert_string_equal(out, "");
		assert_int_equal(status, 0);
		free(out);
		for (j = 0; j < ARRAY_SIZE(views); j++)
			for (k = 0; k < ARRAY_SIZE(forms); k++)
				same_answer(fixtures[i], views[j], forms[k]);
	}
}

/* Saved again it is what it was. */
static void test_again(void **state)
{
	int status;

	(void)state;
	free(runf(&status, "save -f %s/host %s/again", scratch, scratch));
	assert_int_equal(status, 0);
	sh("mkdir %s/1 %s/2; tar -C %s/1 -xf %s/host; tar -C %s/2 -xf %s/again; diff -r %s/1 %s/2",
	   scratch, scratch, scratch, scratch, scratch, scratch, scratch, scratch);
}

/* As `nsview save` on a host would have, with these rows about it, and its tables. */
static void make(const char *name, const char *rows)
{
	copy_fixture("made", "host");
	put_snapshot("made", "%s", rows);
	sh("tar -C %s --zstd -cf %s/%s made", scratch, scratch, name);
}

static void refused(const char *args, const char *name, const char *words)
{
	int status;
	char *out = runf(&status, "%s -f %s/%s", args, scratch, name);

	if (status != 1 || !strstr(out, words))
		fail_msg("%s: exit %d: %s", name, status, out);
	free(out);
}

static const struct {
	const char *rows;
	const char *words; /* NULL: it is taken */
} members[] = {
	{ "format\t1\t-\nlater\t1\t-\n", NULL },
	{ "format\t2\t-\n", "a snapshot of format 2, and this nsview knows up to 1" },
	{ "format\t99999999999999999999\t-\n", "a snapshot of format 9999" },
	{ "format\tnew\t-\n", "says no format" },
	{ "nsview\t9\t-\n", "says no format" },
	{ "format\t1\n", "/snapshot: line 3: fewer cells than columns" },
	{ "format\t1\t-\ntable\ttasks\t2\n", "/tasks: 27 rows, and 2 were saved" },
	{ "format\t1\t-\ntable\thooks\t2\n", NULL },
};

/* From inside of a container PID 1 is not the host's: who shares with that is not known. */
static void test_nested(void **state)
{
	static const char *const shown[] = { "tree", "ns", "ps", "ps 2101", "dev", "bridge" };
	int status;
	char *out;
	size_t i;

	(void)state;
	copy_fixture("made", "host");
	edit_table("made", "tasks", "$c(\"root\") = \"-\"");
	put_snapshot("made", "format\t1\t-\nnested\t%s\t-\n", "yes");
	for (i = 0; i < ARRAY_SIZE(shown); i++) {
		out = runf(&status, "%s --color=always -f %s/made", shown[i], scratch);
		assert_int_equal(status, 0);
		/* Red is what is shared with the host. */
		if (strstr(out, "\033[31m"))
			fail_msg("%s: %s", shown[i], out);
		free(out);
	}
	/* And no box of the picture is called so. */
	out = runf(&status, "graph -rn -o NAME -f %s/made | sort -u | grep -x 'host\\|net:.*'",
		   scratch);
	assert_string_equal(out, "net:[4026531840]\nnet:[4026532700]\n");
	free(out);
}

static void test_member(void **state)
{
	size_t i;
	int status;
	char *out;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(members); i++) {
		make("member", members[i].rows);
		if (members[i].words) {
			refused("tree", "member", members[i].words);
			refused("tree", "made", members[i].words);
			continue;
		}
		out = runf(&status, "tree -f %s/member", scratch);
		assert_int_equal(status, 0);
		assert_null(strstr(out, "nsview"));
		free(out);
	}
	make("member", "format\t1\t-\ntable\tmounts\t2\n");
	refused("mounts 1", "member", "/member/mounts: was saved, and is not there now\n");
}

/* What could not be read then is said now, of the tables that a view reads, and of no other. */
static void test_missed(void **state)
{
	static const char rows[] = "format\t1\t-\n"
				   "source\tproc\tno module\n"
				   "missed\tcreds\tone\\x1b: Permission denied\n"
				   "missed\tcreds\ttwo: Permission denied\n"
				   "missed\taddrs\tthree\n";
	int status;
	char *out;

	(void)state;
	make("missed", rows);
	out = runf(&status, "ps -J 1 -f %s/missed", scratch);
	assert_int_equal(status, 0);
	assert_null(strstr(out, "one"));
	free(out);
	out = runf(&status, "ps 1 -f %s/missed", scratch);
	assert_non_null(strstr(out, "/missed was saved without the module (no module); showing"));
	assert_non_null(strstr(out, "nsview ps: one\\x1b: Permission denied\n"));
	assert_non_null(strstr(out, "nsview ps: two: Permission denied\n"));
	free(out);
	out = runf(&status, "tree -f %s/missed", scratch);
	assert_non_null(strstr(out, "nsview tree: three\n"));
	assert_null(strstr(out, "two"));
	free(out);
	out = runf(&status, "tree -J -f %s/missed 2>/dev/null", scratch);
	assert_non_null(strstr(out, "\"complete\": false"));
	free(out);
	/* And again by a snapshot of it. */
	free(runf(&status, "save -f %s/missed %s/missed2 2>/dev/null", scratch, scratch));
	out = runf(&status, "ps 1 -f %s/missed2", scratch);
	assert_non_null(strstr(out, "nsview ps: two: Permission denied\n"));
	assert_non_null(strstr(out, "saved without the module (no module)"));
	free(out);
}

/* Cut anywhere: an error, and never a shorter answer. */
static void test_cut(void **state)
{
	static const char *const packed[] = { "host", "plain" };
	char path[256];
	size_t len, at, i;
	int status;

	(void)state;
	sh("zstd -qdc %s/host >%s/plain", scratch, scratch);
	for (i = 0; i < ARRAY_SIZE(packed); i++) {
		snprintf(path, sizeof(path), "%s/%s", scratch, packed[i]);
		free(slurp(path, &len));
		assert_true(len > 1024);
		/* A tar ends with a kilobyte of nothing. */
		for (at = 0; at < len - (i ? 1024 : 0); at += i ? 512 : 97) {
			char *out;

			sh("head -c %zu %s >%s/cut", at, path, scratch);
			out = runf(&status, "save -f %s/cut %s/whole", scratch, scratch);
			if (status != 1)
				fail_msg("%s cut at %zu: exit %d: %.300s", packed[i], at, status,
					 out);
			free(out);
		}
	}
}

/* Names that lead elsewhere lead nowhere: nothing is unpacked to a file. */
static void test_names(void **state)
{
	int status;
	char *out;

	(void)state;
	sh("mkdir -p %s/up/in && cp -r %s/. %s/up", scratch, fixture("host"), scratch);
	sh("cd %s && tar -P -C up/in --zstd -cf names ../tasks ../info ../cgroups", scratch);
	out = runf(&status, "ps -rno PID -p 1 -f %s/names 2>/dev/null", scratch);
	assert_int_equal(status, 0);
	assert_string_equal(out, "1\n");
	free(out);

	sh("cd %s/up && rm tasks && ln -s /etc/passwd tasks && tar --zstd -cf ../names tasks info",
	   scratch);
	refused("ps", "names", "/names: no table 'tasks' in it");

	sh("rm %s/up/tasks && cp %s %s/up/tasks && cd %s/up && mkdir two && cp tasks two && "
	   "tar --zstd -cf ../names tasks two/tasks",
	   scratch, fixture("host/tasks"), scratch, scratch);
	refused("ps", "names", "/names: two files called 'tasks'");

	/* But the module's folder has another in it, with tables in binary. */
	sh("cd %s/up && mv two binary && echo binary >binary/tasks && "
	   "tar --zstd -cf ../names tasks binary/tasks",
	   scratch);
	out = runf(&status, "ps -rno PID -p 1 -f %s/names 2>/dev/null", scratch);
	assert_int_equal(status, 0);
	assert_string_equal(out, "1\n");
	free(out);
	sh("cd %s/up && mv binary notbinary && tar --zstd -cf ../names tasks notbinary/tasks",
	   scratch);
	refused("ps", "names", "/names: two files called 'tasks'");

	sh("cd %s/up && rm -r notbinary && ln tasks info2 && tar --zstd -cf ../names info2 tasks",
	   scratch);
	refused("ps", "names", "/names: ");
}

/* Zeros without end, in what is read, in what is passed over, and as holes. */
static void test_bombs(void **state)
{
	(void)state;
	sh("cd %s && truncate -s 1025M tasks && tar --zstd -cf bomb tasks", scratch);
	refused("ps", "bomb", "/bomb: it unpacks to more than 1024 MiB");
	sh("cd %s && rm tasks && truncate -s 600M other more && tar --zstd -cf bomb other more",
	   scratch);
	refused("ps", "bomb", "/bomb: it unpacks to more than 1024 MiB");
	sh("cd %s && rm other more && truncate -s 100M tasks && tar -S --zstd -cf bomb tasks",
	   scratch);
	refused("ps", "bomb", "/bomb: a file with holes in it");
	sh("cd %s && rm tasks && gzip -c host | gzip -c >bomb", scratch);
	refused("ps", "bomb", "/bomb: packed more than once");
}

static void test_file(void **state)
{
	char path[256];
	struct stat st;
	char *out;
	int status;

	(void)state;
	snprintf(path, sizeof(path), "%s/file", scratch);
	/* What was there is replaced, and nobody else may read it. */
	sh("echo old >%s; chmod 644 %s", path, path);
	out = runf(&status, "save -f %s %s", fixture("host"), path);
	assert_int_equal(status, 0);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_true(st.st_size > 1000);
	free(out);

	sh("ln -s file %s/link; mkfifo %s/pipe", scratch, scratch);
	out = runf(&status, "save -f %s %s/link; %s save -f %s %s/pipe", fixture("host"), scratch,
		   nsview(), fixture("host"), scratch);
	assert_non_null(strstr(out, "/link: not a regular file, and left as it is\n"));
	assert_non_null(strstr(out, "/pipe: not a regular file, and left as it is\n"));
	free(out);
	assert_int_equal(unlink(path), 0);

	out = runf(&status, "save -f %s %s/no/file", fixture("host"), scratch);
	assert_int_equal(status, 1);
	assert_non_null(strstr(out, "/no/: No such file or directory\n"));
	free(out);
	out = runf(&status, "save -f %s ''", fixture("host"));
	assert_int_equal(status, 1);
	assert_non_null(strstr(out, "the file's name is empty\n"));
	free(out);
	/* A full disk, to stdout. */
	out = runf(&status, "save -f %s - >/dev/full", fixture("host"));
	assert_int_equal(status, 1);
	assert_non_null(strstr(out, "writing: No space left on device\n"));
	free(out);
	out = runf(&status, "save -f %s - | tar --zstd -t | sort | head -n 1", fixture("host"));
	assert_string_equal(out, "nsview/addrs\n");
	free(out);
	/* Nothing beside it was left. */
	sh("! ls -A %s | grep '\\.......$'", scratch);
}

static const struct command_line lines[] = {
	{ "save", 1, "nsview save: save takes one argument: FILE\n" },
	{ "save a b", 1, "nsview save: save takes one argument: FILE\n" },
	{ "save -J a", 1, "nsview save: -J is not an option of save\n" },
	{ "save -f @/nowhere /tmp/nsview-never", 1, "/nowhere: No such file or directory\n" },
	{ "save -f @/expected /tmp/nsview-never", 1, "/expected: no tables in it\n" },
};

static void test_lines(void **state)
{
	(void)state;
	check_command_lines(lines, ARRAY_SIZE(lines));
	assert_int_equal(access("/tmp/nsview-never", F_OK), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip), cmocka_unit_test(test_again),
		cmocka_unit_test(test_member),	   cmocka_unit_test(test_missed),
		cmocka_unit_test(test_cut),	   cmocka_unit_test(test_names),
		cmocka_unit_test(test_bombs),	   cmocka_unit_test(test_file),
		cmocka_unit_test(test_nested),	   cmocka_unit_test(test_lines),
	};

	return cmocka_run_group_tests_name("snapshot", tests, make_scratch, remove_scratch);
}
