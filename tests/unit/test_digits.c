/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Numbers and names as the module prints them, eight bytes at a time: the same as
 * what printf(3) and a loop over the bytes say.
 */
#include "common.h"

#include <endian.h>
#include <inttypes.h>
#include <linux/types.h>
#include <stdio.h>
#include <string.h>

typedef uint64_t u64;
#define cpu_to_le64 htole64
#define le64_to_cpu le64toh
#define __ffs64(word) __builtin_ctzll(word)

#include "../../kmod/digits.h"

/* A word's bytes, as text. */
static const char *text_of(u64 word)
{
	static char text[9];

	put8(text, word);
	return text;
}

static void check8(u64 num)
{
	char want[24];

	snprintf(want, sizeof(want), "%08" PRIu64, num);
	assert_string_equal(text_of(digits8(num) | ZEROS_8), want);
	snprintf(want, sizeof(want), "%08" PRIx64, num);
	assert_string_equal(text_of(hex8(num)), want);
}

/* The halves of a number do not meet: all of each, beside some of the other. */
static void test_words(void **state)
{
	static const u64 others[] = { 0, 1, 9, 10, 99, 100, 999, 1000, 5432, 9999 };
	size_t i;
	u64 half;

	for (half = 0; half < 10000; half++)
		for (i = 0; i < ARRAY_SIZE(others); i++) {
			check8(half * 10000 + others[i]);
			check8(others[i] * 10000 + half);
		}
	(void)state;
}

static void test_hex(void **state)
{
	char want[24];
	u64 half;

	for (half = 0; half < 0x10000; half++) {
		snprintf(want, sizeof(want), "%04" PRIx64 "%04" PRIx64, half, half ^ 0x5a3f);
		assert_string_equal(text_of(hex8(half << 16 | (half ^ 0x5a3f))), want);
	}
	(void)state;
}

static void check_digits(u64 num)
{
	char want[24], got[32];

	snprintf(want, sizeof(want), "%" PRIu64, num);
	*put_digits(got, num) = '\0';
	assert_string_equal(got, want);
}

/* Each length, at its ends and between; and what has zeros where words meet. */
static void test_lengths(void **state)
{
	u64 power, num;
	int i;

	for (power = 1; power; power = power > UINT64_MAX / 10 ? 0 : power * 10) {
		check_digits(power);
		check_digits(power + 1);
		if (power > 1)
			check_digits(power - 1);
		check_digits(power + power / 3);
		check_digits(power + power / 100000);
	}
	check_digits(UINT64_MAX);
	for (num = 1, i = 0; i < 100000; i++) {
		num = num * 6364136223846793005 + 1442695040888963407;
		check_digits((num >> (num & 63)) | 1);
	}
	(void)state;
}

/* What put_plain8() makes of eight bytes, and what a loop over them does. */
static void check_name(const char *name)
{
	char got[16] = { 0 };
	char *end = put_plain8(got, name);
	bool plain = true;
	size_t len;

	for (len = 0; len < 8 && name[len]; len++)
		if (name[len] < ' ' || name[len] > '~' || name[len] == '\\')
			plain = false;
	assert_int_equal(end != NULL, plain);
	if (!plain)
		return;
	assert_int_equal(end - got, len);
	assert_memory_equal(got, name, len);
}

/* Each byte at each place, beside plain ones, odd ones and what follows a NUL. */
static void test_names(void **state)
{
	static const char *const others[] = { "aaaaaaaa",
					      "\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f",
					      "~~~~~~~~",
					      "        ",
					      "\xff\xff\xff\xff\xff\xff\xff\xff",
					      "ab\0\x01\\\xffz\0",
					      "[[[[]]]]",
					      "\0\0\0\0\0\0\0\0" };
	char name[9];
	size_t i, at;
	int byte;

	for (i = 0; i < ARRAY_SIZE(others); i++)
		for (at = 0; at < 8; at++)
			for (byte = 0; byte < 256; byte++) {
				memcpy(name, others[i], 9);
				name[at] = (char)byte;
				check_name(name);
			}
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_hex),
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests_name("digits", tests, NULL, NULL);
}
