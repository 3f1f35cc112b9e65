/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Ways into namespaces that only mounts in each other lead to. All of them are this process's
 * own mount namespace here, by its number: what is to be found is found, and what is hidden
 * is not there.
 */
#define _GNU_SOURCE
#include "common.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/enter.h"

#define LEVELS 16
#define MOUNTS 4
#define HIDDEN "hidden"

static struct ns levels[LEVELS];
static struct mount mounts[LEVELS][MOUNTS];
static struct task task;
static struct host host;
static unsigned int visits;

int __wrap_open_in_mnt(int mnt, int dir, const char *path);

int __wrap_open_in_mnt(int mnt, int dir, const char *path)
{
	int fd;

	(void)mnt;
	(void)dir;
	visits++;
	fd = strcmp(path, HIDDEN) ? open("/proc/self/ns/mnt", O_PATH | O_CLOEXEC) : -1;
	return fd < 0 ? -ENOENT : fd;
}

static void lead(struct ns *to, struct ns *in, struct mount *m, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		m[i] = (struct mount){ .pid = NSVIEW_NONE, .in = in, .of = to, .point = HIDDEN };
		m[i].next_bind = i + 1 < n ? &m[i + 1] : NULL;
	}
	to->binds = m;
}

/* A task is in the first; to each other one several mounts in the one before it lead. */
static int setup(void **state)
{
	struct stat st;
	size_t i;

	(void)state;
	assert_return_code(stat("/proc/self/ns/mnt", &st), errno);
	visits = 0;
	task = (struct task){ .pid = (uint64_t)getpid(), .tgid = (uint64_t)getpid() };
	host = (struct host){ .tasks = &task, .n_tasks = 1 };
	for (i = 0; i < LEVELS; i++) {
		levels[i] = (struct ns){ .kind = NS_mnt, .id = NSVIEW_NONE, .inum = st.st_ino };
		if (i)
			lead(&levels[i], &levels[i - 1], mounts[i], MOUNTS);
	}
	task.ns[LINK_mnt] = &levels[0];
	levels[0].first = &task;
	return 0;
}

/* The number of the next descriptor: none is lost, and none is closed twice. */
static int next_fd(void)
{
	int fd = dup(0);

	close(fd);
	return fd;
}

static void test_last_leads(void **state)
{
	int before = next_fd(), fd;
	size_t i;

	(void)state;
	for (i = 1; i < LEVELS; i++)
		mounts[i][MOUNTS - 1].point = "there";
	fd = ns_open(&host, &levels[LEVELS - 1]);
	assert_return_code(fd, -fd);
	assert_int_equal(visits, (LEVELS - 1) * MOUNTS);
	close(fd);
	assert_int_equal(next_fd(), before);
}

static void test_none_leads(void **state)
{
	int before = next_fd();

	(void)state;
	assert_int_equal(ns_open(&host, &levels[LEVELS - 1]), -ESRCH);
	assert_int_equal(visits, MOUNTS);
	assert_int_equal(next_fd(), before);
}

/* To the third one in the second leads, and to that one in the third, and one in the first. */
static void test_circle(void **state)
{
	int fd;

	(void)state;
	mounts[1][0] = (struct mount){ .pid = NSVIEW_NONE, .in = &levels[2], .point = "there" };
	mounts[1][0].next_bind = &mounts[1][1];
	mounts[1][MOUNTS - 1].point = "there";
	mounts[2][0].point = "there";
	fd = ns_open(&host, &levels[2]);
	assert_return_code(fd, -fd);
	close(fd);
}

static void test_too_many(void **state)
{
	static struct mount many[5000];

	(void)state;
	lead(&levels[1], &levels[0], many, sizeof(many) / sizeof(many[0]));
	assert_int_equal(ns_open(&host, &levels[1]), -EMLINK);
	assert_true(visits < 2000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_last_leads, setup),
		cmocka_unit_test_setup(test_none_leads, setup),
		cmocka_unit_test_setup(test_circle, setup),
		cmocka_unit_test_setup(test_too_many, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
