/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The core of check: what counts as a difference between two views of things
 * that come and go. The looks are made up: a script says what each one finds.
 */
#include "common.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "check/core.h"
#include "host/host.h"

/* An object as the looks of one round find it: K1 O1 K2 O2. A letter is its value, '.' is absence. */
struct line {
	unsigned int object;
	const char *looks; /* four for each round; the last round is repeated */
};

#define LINES_MAX 8

struct script {
	struct line lines[LINES_MAX];
	unsigned int taken; /* looks so far */
	unsigned int rounds;
	unsigned int optional; /* object that the other view need not have */
	unsigned int blind; /* object that the other view can not see */
	unsigned int blind_rounds; /* in so many rounds; 0: always */
	bool reborn; /* what the kernel's looks find is another object each time */
	bool text;
	int fail; /* the second look of the other view fails so */
};

static void add_line(struct script *s, struct look *look, const struct line *line, unsigned int at,
		     bool kernel)
{
	size_t rounds = strlen(line->looks) / 4, round = s->rounds - 1;
	char letter = line->looks[4 * (round < rounds ? round : rounds - 1) + at];
	char word[2] = { letter, '\0' };
	struct sight sight = {
		.key = { line->object, 1, 2 },
		.same = kernel && s->reborn ? s->taken : 7,
		.name = "name",
		.optional = s->optional == line->object,
	};

	if (letter == '.')
		return;
	if (s->text)
		sight.values[0].text = letter == '?' ? NULL : look_text(look, word);
	else
		sight.values[0].num = letter == '?' ? NSVIEW_NONE : (uint64_t)letter;
	look_add(look, &sight);
}

static int take(struct script *s, struct look *look, unsigned int at)
{
	size_t i;

	s->taken++;
	if (!at)
		s->rounds++;
	for (i = 0; i < LINES_MAX && s->lines[i].looks; i++)
		add_line(s, look, &s->lines[i], at, at % 2 == 0);
	return 0;
}

/* The fourth look is not always taken, so K1 is told by its turn. */
static unsigned int turn;

static int take_kernel(void *ctx, struct look *look, struct problem *p)
{
	(void)p;
	turn = turn == 1 ? 2 : 0;
	return take(ctx, look, turn);
}

static int take_other(void *ctx, struct look *look, struct problem *p)
{
	struct script *s = ctx;

	turn = turn == 2 ? 3 : 1;
	if (s->fail && s->rounds == 2)
		return problem_set(p, s->fail, "made up");
	if (s->blind && (!s->blind_rounds || s->rounds <= s->blind_rounds))
		look_blind(look, s->blind, false, -ESRCH, "object %u", s->blind);
	return take(s, look, turn);
}

static const struct attribute number = { "value", false };
static const struct attribute word = { "word", true };

static struct differences found;
static struct look blind;
static struct problem problem;

static int run_script(struct script *s)
{
	struct comparison c = {
		.what = "things",
		.other_name = "other",
		.attributes = s->text ? &word : &number,
		.nattributes = 1,
		.kernel = take_kernel,
		.other = take_other,
	};

	turn = 3;
	return compare(&c, s, &found, &blind, &problem);
}

static void forget(void)
{
	differences_free(&found);
	look_free(&blind);
}

static int teardown(void **state)
{
	(void)state;
	forget();
	return 0;
}

/* How many differences a script of one object leads to. */
static size_t count(const char *looks)
{
	struct script s = { .lines = { { 5, looks } } };
	size_t n;

	assert_int_equal(run_script(&s), 0);
	n = found.n;
	forget();
	return n;
}

static void test_quiet(void **state)
{
	struct script s = { .lines = { { 5, "aaaa" }, { 6, "bbbb" } } };

	(void)state;
	assert_int_equal(run_script(&s), 0);
	assert_int_equal(found.n, 0);
	/* One round, and its fourth look is not needed. */
	assert_int_equal(s.taken, 3);
}

static void test_nothing(void **state)
{
	struct script s = { .fail = 0 };

	(void)state;
	assert_int_equal(run_script(&s), 0);
	assert_int_equal(found.n, 0);
}

static void test_hidden(void **state)
{
	struct script s = { .lines = { { 4, "aaaa" }, { 5, "a.a." }, { 6, "bbbb" } } };

	(void)state;
	assert_int_equal(run_script(&s), 0);
	assert_int_equal(found.n, 1);
	assert_true(found.list[0].kernel);
	assert_null(found.list[0].attribute);
	assert_true(found.list[0].sight.key[KEY_SCOPE] == 5);
	assert_string_equal(found.list[0].name, "name");
	assert_int_equal(s.rounds, CHECK_ROUNDS);
}

static void test_made_up(void **state)
{
	struct script s = { .lines = { { 5, ".a.a" } } };

	(void)state;
	assert_int_equal(run_script(&s), 0);
	assert_int_equal(found.n, 1);
	assert_false(found.list[0].kernel);
}

static void test_value(void **state)
{
	struct script s = { .lines = { { 5, "ABAB" } } };

	(void)state;
	assert_int_equal(run_script(&s), 0);
	assert_int_equal(found.n, 1);
	assert_ptr_equal(found.list[0].attribute, &number);
	assert_string_equal(found.list[0].value, "65");
	assert_string_equal(found.list[0].other, "66");
}

static void test_text_value(void **state)
{
	struct script s = { .lines = { { 5, "ABAB" } }, .text = true };

	(void)state;
	assert_int_equal(run_script(&s), 0);
	assert_int_equal(found.n, 1);
	assert_string_equal(found.list[0].value, "A");
	assert_string_equal(found.list[0].other, "B");
}

/* What comes and goes between looks says nothing. */
static void test_coming_and_going(void **state)
{
	(void)state;
	assert_int_equal(count("a..."), 0); /* went after the first look */
	assert_int_equal(count("aa.."), 0);
	assert_int_equal(count(".aaa"), 0); /* came after it */
	assert_int_equal(count("..aa"), 0);
	assert_int_equal(count(".a.."), 0); /* lived shortly */
	assert_int_equal(count("..a."), 0);
	assert_int_equal(count("aaa."), 0);
	assert_int_equal(count("...a"), 0);
	assert_int_equal(count("a.aa"), 0); /* the other view has it after all */
	assert_int_equal(count(".aaa.aaa"), 0);
}

static void test_value_changes(void **state)
{
	(void)state;
	assert_int_equal(count("ABBB"), 0);
	assert_int_equal(count("AABB"), 0);
	assert_int_equal(count("ABAA"), 0);
	assert_int_equal(count("ABAC"), 0);
	assert_int_equal(count("A?A?"), 0);
	assert_int_equal(count("?A?A"), 0);
}

/* One round that looks like a difference is none, and neither are some. */
static void test_once_is_not_enough(void **state)
{
	(void)state;
	assert_int_equal(count("a.a.aaaa"), 0);
	assert_int_equal(count(".a.a...."), 0);
	assert_int_equal(count("ABABAAAA"), 0);
	assert_int_equal(count("ABABABABAAAA"), 0);
	assert_int_equal(count("a.a.a.a.a.a.aaaa"), 0);
	assert_int_equal(count("aaaaa.a."), 0); /* the first round had no suspect */
}

/* Caught out of step in each round, but not at the same values. */
static void test_other_difference_each_time(void **state)
{
	(void)state;
	assert_int_equal(count("ABABBABA"), 0);
	assert_int_equal(count("ABABACAC"), 0);
	assert_int_equal(count("a.a..a.a"), 0);
}

/* A number that is used again is another object. */
static void test_identity(void **state)
{
	struct script s = { .lines = { { 5, "a.a." }, { 6, "ABAB" } }, .reborn = true };

	(void)state;
	assert_int_equal(run_script(&s), 0);
	assert_int_equal(found.n, 0);
}

static void test_optional(void **state)
{
	struct script s = { .lines = { { 5, "a.a." }, { 6, "a.a." } }, .optional = 5 };

	(void)state;
	assert_int_equal(run_script(&s), 0);
	assert_int_equal(found.n, 1);
	assert_true(found.list[0].sight.key[KEY_SCOPE] == 6);
}

/* What could not be seen is no difference, and is not forgotten either. */
static void test_blind(void **state)
{
	struct script s = { .lines = { { 5, "a.a." }, { 6, "aaaa" } }, .blind = 5 };

	(void)state;
	assert_int_equal(run_script(&s), 0);
	assert_int_equal(found.n, 0);
	assert_int_equal(blind.nblinds, 1);
	assert_true(blind.blinds[0].scope == 5);
	assert_int_equal(blind.blinds[0].err, -ESRCH);
	assert_string_equal(blind.blinds[0].object, "object 5");
	assert_true(s.rounds < CHECK_ROUNDS);
}

static void test_blind_for_a_moment(void **state)
{
	struct script s = {
		.lines = { { 5, "a.a.aaaa" } },
		.blind = 5,
		.blind_rounds = 1,
	};

	(void)state;
	assert_int_equal(run_script(&s), 0);
	assert_int_equal(found.n, 0);
	assert_int_equal(blind.nblinds, 0);
}

/* It went, so nobody has to hear that it could not be seen. */
static void test_blind_and_gone(void **state)
{
	struct script s = { .lines = { { 5, "a..." } }, .blind = 5 };

	(void)state;
	assert_int_equal(run_script(&s), 0);
	assert_int_equal(found.n, 0);
	assert_int_equal(blind.nblinds, 0);
}

static void test_failure(void **state)
{
	struct script s = { .lines = { { 5, "a.a." } }, .fail = -EOPNOTSUPP };

	(void)state;
	assert_int_equal(run_script(&s), -EOPNOTSUPP);
	assert_string_equal(problem.words, "made up");
	assert_int_equal(found.n, 0);
}

/*
 * Objects that flip between two values at random, and some that come and go,
 * with a few that really differ among them: only these are found. The seed is
 * fixed; with fewer rounds the flipping ones would be reported.
 */
static unsigned int seed;

static unsigned int below(unsigned int limit)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 16) % limit;
}

enum { STORM_OBJECTS = 400, STORM_LIARS = 3 };

static int storm_look(struct look *look, bool kernel)
{
	unsigned int i;

	for (i = 0; i < STORM_OBJECTS; i++) {
		struct sight s = {
			.key = { i },
			.same = i % 4 != 3 ? 1 : below(4) + 1,
			.values[0].num = 1 + (i < STORM_LIARS ? (uint64_t)kernel : below(2)),
		};

		if (i < STORM_LIARS || below(4))
			look_add(look, &s);
	}
	return 0;
}

static int storm_kernel(void *ctx, struct look *look, struct problem *p)
{
	(void)ctx;
	(void)p;
	return storm_look(look, true);
}

static int storm_other(void *ctx, struct look *look, struct problem *p)
{
	(void)ctx;
	(void)p;
	return storm_look(look, false);
}

static void test_storm(void **state)
{
	static const struct comparison c = {
		.attributes = &number,
		.nattributes = 1,
		.kernel = storm_kernel,
		.other = storm_other,
	};
	unsigned int from;
	size_t i;

	(void)state;
	for (from = 1; from <= 20; from++) {
		seed = from;
		assert_int_equal(compare(&c, NULL, &found, &blind, &problem), 0);
		assert_int_equal(found.n, STORM_LIARS);
		for (i = 0; i < found.n; i++)
			assert_true(found.list[i].sight.key[KEY_SCOPE] < STORM_LIARS);
		forget();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_quiet, teardown),
		cmocka_unit_test_teardown(test_nothing, teardown),
		cmocka_unit_test_teardown(test_hidden, teardown),
		cmocka_unit_test_teardown(test_made_up, teardown),
		cmocka_unit_test_teardown(test_value, teardown),
		cmocka_unit_test_teardown(test_text_value, teardown),
		cmocka_unit_test_teardown(test_coming_and_going, teardown),
		cmocka_unit_test_teardown(test_value_changes, teardown),
		cmocka_unit_test_teardown(test_once_is_not_enough, teardown),
		cmocka_unit_test_teardown(test_other_difference_each_time, teardown),
		cmocka_unit_test_teardown(test_identity, teardown),
		cmocka_unit_test_teardown(test_optional, teardown),
		cmocka_unit_test_teardown(test_blind, teardown),
		cmocka_unit_test_teardown(test_blind_for_a_moment, teardown),
		cmocka_unit_test_teardown(test_blind_and_gone, teardown),
		cmocka_unit_test_teardown(test_failure, teardown),
		cmocka_unit_test_teardown(test_storm, teardown),
	};

	return cmocka_run_group_tests_name("check", tests, NULL, NULL);
}
