/* SPDX-License-Identifier: GPL-2.0 */
/* Reading: whole files of any length, and what a source says it lacks. */
#define _GNU_SOURCE
#include "common.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/nsfs.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/source.h"

/* Lengths around those at which the buffer grows. */
static void test_lengths(void **state)
{
	static const size_t around[] = { 0, 1, 65536, 131072, 262144, 524288 };
	static char bytes[524288 + 2];
	size_t i;
	int more;

	(void)state;
	memset(bytes, 'x', sizeof(bytes));
	for (i = 0; i < sizeof(around) / sizeof(around[0]); i++)
		for (more = -1; more <= 1; more++) {
			size_t len = around[i] + (size_t)more;
			int fd = memfd_create("test", MFD_CLOEXEC);
			struct blob b = { 0 };

			if (!around[i] && more < 0) {
				close(fd);
				continue;
			}
			assert_true(write(fd, bytes, len) == (ssize_t)len);
			lseek(fd, 0, SEEK_SET);
			assert_int_equal(blob_read(&b, fd), 0);
			assert_true(b.len == len);
			assert_memory_equal(b.data, bytes, len);
			assert_true(b.data[len] == '\0');
			blob_free(&b);
			close(fd);
		}
}

static void test_too_large(void **state)
{
	struct blob b = { .len = BLOB_MAX - 10 };
	size_t size = 0;

	(void)state;
	assert_int_equal(blob_reserve(&b, &size, 11), -EFBIG);
	b.len = 0;
	assert_int_equal(blob_reserve(&b, &size, SIZE_MAX), -EFBIG);
	assert_null(b.data);
}

static void test_lacks(void **state)
{
	static const struct {
		const char *kind;
		int err;
		const char *words;
	} kinds[] = {
		{ "file", -ENOENT,
		  "here: no table 'devs' in it, for it was saved without the module" },
		{ "kernel", -ENODEV,
		  "here: no table 'devs': the module is too old, load this tool's own" },
		{ "proc", -ENODEV, "only the module knows 'devs', and tells root alone: why" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct source src = { .name = kinds[i].kind,
				      .where = (char *)"here",
				      .note = { "why" } };
		struct problem p = { "" };

		assert_int_equal(source_lacks(&src, "devs", &p), kinds[i].err);
		assert_string_equal(p.words, kinds[i].words);
	}
}

/* /proc as this process sees it, which it can check itself. */
static void test_proc(void **state)
{
	struct problem p = { "" };
	struct source *src = NULL;
	const struct task *self;
	char link[64] = "", expected[64];
	struct stat st;
	int fd, owner;
	struct host h;

	(void)state;
	assert_int_equal(source_proc(&src, &p), 0);
	assert_int_equal(host_load(&h, src, TABLE_BIT(tasks), TABLE_BIT(namespaces), &p), 0);
	assert_true(host_is_partial(&h, "tasks"));
	self = host_task(&h, (uint64_t)getpid());
	assert_non_null(self);
	assert_true(self->ppid == (uint64_t)getppid());
	assert_true(self->uid == geteuid());
	assert_true(self->start == NSVIEW_NONE);
	assert_null(self->nsproxy);
	assert_string_equal(self->comm, "test_source");
	assert_true(readlink("/proc/self/ns/uts", link, sizeof(link) - 1) > 0);
	snprintf(expected, sizeof(expected), "uts:[%llu]", (unsigned long long)self->ns_uts);
	assert_string_equal(link, expected);
	fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	owner = ioctl(fd, NS_GET_USERNS);
	if (owner < 0) /* of one further out than this process's own */
		assert_true(self->ns[LINK_net]->owner == NSVIEW_NONE);
	else
		assert_int_equal(fstat(owner, &st), 0);
	if (owner >= 0)
		assert_true(self->ns[LINK_net]->owner == st.st_ino);
	close(owner);
	close(fd);
	host_free(&h);
	source_close(src);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_too_large),
		cmocka_unit_test(test_lacks),
		cmocka_unit_test(test_proc),
	};

	return cmocka_run_group_tests_name("source", tests, NULL, NULL);
}
