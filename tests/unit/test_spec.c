/* SPDX-License-Identifier: GPL-2.0 */
/* What is asked for of an environment: user/env/spec.c. */
#include "common.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "env/spec.h"

enum { ARGS = 8 };

struct line {
	char *text;
	char *argv[ARGS + 1];
	struct env_spec spec;
	struct problem p;
	int err;
};

/* Words are taken apart at blanks, and changed, as those of a command line may be. */
static void parse_line(struct line *l, const char *words)
{
	char *rest;
	int argc = 1;

	memset(l, 0, sizeof(*l));
	l->text = strdup(words);
	assert_non_null(l->text);
	rest = l->text;
	l->argv[0] = (char *)"run";
	while (argc < ARGS && (l->argv[argc] = strsep(&rest, " ")) && *l->argv[argc])
		argc++;
	l->argv[argc] = NULL;
	l->err = env_spec_parse(&l->spec, ENV_RUN, argc, l->argv, &l->p);
}

static void end_line(struct line *l)
{
	env_spec_free(&l->spec);
	free(l->text);
}

static const struct {
	const char *words, *says;
} wrong[] = {
	{ "", "what is to run?" },
	{ "--nosuch -- true", "--nosuch is not an option of run" },
	{ "--memroy=5M -- true", "--memroy=5M is not an option of run; did you mean --memory" },
	{ "-x -- true", "-x is not an option of run" },
	{ "--memory", "--memory needs an argument of run" },
	{ "--memory x -- true", "--memory takes a number such as 256M, not 'x'" },
	{ "--memory 0 -- true", "not '0'" },
	{ "--memory -1 -- true", "not '-1'" },
	{ "--memory 1Z -- true", "not '1Z'" },
	{ "--memory 1MM -- true", "not '1MM'" },
	{ "--memory 99999999999999999999 -- true", "not '99999999999999999999'" },
	{ "--memory 9999999999T -- true", "not '9999999999T'" },
	{ "--pids 1K -- true", "--pids takes a number, not '1K'" },
	{ "--cpus 0 -- true", "--cpus takes a number such as 0.5, not '0'" },
	{ "--cpus 0.009 -- true", "not '0.009'" },
	{ "--cpus .5 -- true", "not '.5'" },
	{ "--cpus 1.2345 -- true", "not '1.2345'" },
	{ "--cpus -1 -- true", "not '-1'" },
	{ "--cpus 1e9 -- true", "not '1e9'" },
	{ "--cpus 100001 -- true", "not '100001'" },
	{ "--cpu-weight 10001 -- true", "--cpu-weight takes 1 to 10000" },
	{ "--swap 1M -- true", "--swap needs --memory" },
	{ "--memory 18446744073709551615 -- true", "not '18446744073709551615'" },
	{ "--pids 18446744073709551615 -- true", "not '18446744073709551615'" },
	{ "--share time --time-offset boottime=1 -- true", "--time-offset would change" },
	{ "--share net,blue -- true", "'blue' is not a type of namespace" },
	{ "--share mnt -- true", "--share mnt: " },
	{ "--share uts --hostname x -- true", "--hostname would change the caller's own" },
	{ "--net wifi -- true", "not 'wifi'" },
	{ "--time-offset monotonic -- true", "--time-offset takes" },
	{ "--time-offset monotonic= -- true", "--time-offset takes" },
	{ "--time-offset wall=1 -- true", "--time-offset takes" },
	{ "--time-offset boottime=1x -- true", "--time-offset takes" },
	{ "--bind /a -- true", "--bind takes SRC:DST or SRC:DST:ro, not '/a'" },
	{ "--bind :/a -- true", "not ':/a'" },
	{ "--bind /a:/b:rw -- true", "--bind /a:/b: 'rw' is not ro" },
	{ "--bind /a:b -- true", "'b' is not an absolute path" },
	{ "--bind /a:/ -- true", "'/' is not an absolute path below /" },
	{ "--bind /a:/b/../c -- true", "'/b/../c' is not" },
	{ "--bind /a:/b/.. -- true", "'/b/..' is not" },
	{ "--bind /a:/./b -- true", "'/./b' is not" },
	{ "--bind /a://b -- true", "'//b' is not" },
	{ "--tmpfs b -- true", "'b' is not an absolute path" },
	{ "--tmpfs /b//c -- true", "'/b//c' is not" },
	{ "--overlay -- true", "--overlay needs --rootfs" },
	{ "--rootfs a -- true", "--rootfs takes an absolute path, not 'a'" },
	{ "--hostname 01234567890123456789012345678901234567890123456789012345678901234 -- true",
	  "--hostname takes 1 to 64 characters" },
};

static void test_wrong(void **state)
{
	struct line l;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		parse_line(&l, wrong[i].words);
		if (l.err != -EINVAL || !strstr(l.p.words, wrong[i].says))
			fail_msg("'%s': %d, '%s'", wrong[i].words, l.err, l.p.words);
		end_line(&l);
	}
}

static void test_usual(void **state)
{
	struct line l;

	(void)state;
	parse_line(&l, "true --memory -x");
	assert_int_equal(l.err, 0);
	/* Options behind the command are the command's. */
	assert_string_equal(l.spec.argv[0], "true");
	assert_string_equal(l.spec.argv[1], "--memory");
	assert_string_equal(l.spec.argv[2], "-x");
	assert_null(l.spec.argv[3]);
	assert_int_equal(l.spec.share, 0);
	assert_true(l.spec.net == ENV_NET_NONE);
	assert_true(l.spec.memory == ENV_NO_LIMIT && l.spec.swap == ENV_NO_LIMIT &&
		    l.spec.cpus == ENV_NO_LIMIT && l.spec.cpu_weight == ENV_NO_LIMIT &&
		    l.spec.pids == ENV_NO_LIMIT);
	assert_null(l.spec.rootfs);
	assert_null(l.spec.seccomp);
	assert_int_equal(l.spec.nmounts, 0);
	end_line(&l);
}

static const struct {
	const char *words;
	uint64_t memory, cpus;
} numbers[] = {
	{ "--memory 4096 -- true", 4096, ENV_NO_LIMIT },
	{ "--memory 1K -- true", 1024, ENV_NO_LIMIT },
	{ "--memory=256M -- true", 256ull << 20, ENV_NO_LIMIT },
	{ "--memory 256m -- true", 256ull << 20, ENV_NO_LIMIT },
	{ "--memory 1k --swap 0 -- true", 1024, ENV_NO_LIMIT },
	{ "--memory 3G -- true", 3ull << 30, ENV_NO_LIMIT },
	{ "--memory 2T -- true", 2ull << 40, ENV_NO_LIMIT },
	{ "--cpus 0.01 -- true", ENV_NO_LIMIT, 10 },
	{ "--cpus 0.5 -- true", ENV_NO_LIMIT, 500 },
	{ "--cpus 1 -- true", ENV_NO_LIMIT, 1000 },
	{ "--cpus 1. -- true", ENV_NO_LIMIT, 1000 },
	{ "--cpus 2.125 -- true", ENV_NO_LIMIT, 2125 },
	{ "--cpus 3 --cpus 0.25 -- true", ENV_NO_LIMIT, 250 },
};

static void test_numbers(void **state)
{
	struct line l;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		parse_line(&l, numbers[i].words);
		if (l.err || l.spec.memory != numbers[i].memory || l.spec.cpus != numbers[i].cpus)
			fail_msg("'%s': %d, memory %llu, cpus %llu", numbers[i].words, l.err,
				 (unsigned long long)l.spec.memory,
				 (unsigned long long)l.spec.cpus);
		end_line(&l);
	}
}

static void test_mounts(void **state)
{
	struct line l;

	(void)state;
	parse_line(&l, "--bind /a:/b --tmpfs /c --bind d:/e/f:ro true");
	assert_int_equal(l.err, 0);
	assert_int_equal(l.spec.nmounts, 3);
	assert_string_equal(l.spec.mounts[0].source, "/a");
	assert_string_equal(l.spec.mounts[0].target, "/b");
	assert_false(l.spec.mounts[0].read_only);
	assert_null(l.spec.mounts[1].source);
	assert_string_equal(l.spec.mounts[1].target, "/c");
	assert_string_equal(l.spec.mounts[2].source, "d");
	assert_string_equal(l.spec.mounts[2].target, "/e/f");
	assert_true(l.spec.mounts[2].read_only);
	end_line(&l);
}

static void test_namespaces(void **state)
{
	struct line l;

	(void)state;
	parse_line(&l, "--share net,pid --share user -- true");
	assert_int_equal(l.err, 0);
	assert_int_equal(l.spec.share, 1u << NS_net | 1u << NS_pid | 1u << NS_user);
	/* The two ways to say it are one. */
	assert_true(l.spec.net == ENV_NET_HOST);
	end_line(&l);
	parse_line(&l, "--net host -- true");
	assert_int_equal(l.spec.share, 1u << NS_net);
	end_line(&l);
	parse_line(&l, "--time-offset monotonic=-5 --time-offset boottime=7 -- true");
	assert_int_equal(l.err, 0);
	assert_int_equal(l.spec.monotonic, -5);
	assert_int_equal(l.spec.boottime, 7);
	end_line(&l);
}

/* Help needs nothing else, and is not refused for what is missing. */
static void test_help(void **state)
{
	struct line l;

	(void)state;
	parse_line(&l, "--help");
	assert_int_equal(l.err, 0);
	assert_true(l.spec.help);
	end_line(&l);
	parse_line(&l, "-h --overlay");
	assert_int_equal(l.err, 0);
	assert_true(l.spec.help);
	end_line(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wrong),	   cmocka_unit_test(test_usual),
		cmocka_unit_test(test_numbers),	   cmocka_unit_test(test_mounts),
		cmocka_unit_test(test_namespaces), cmocka_unit_test(test_help),
	};

	return cmocka_run_group_tests_name("spec", tests, NULL, NULL);
}
