/* SPDX-License-Identifier: GPL-2.0 */
/* The text that grows: its numbers are those of printf(3), and what it holds is ended. */
#include "common.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

static void check_number(uint64_t n)
{
	char expected[TEXT_DIGITS_MAX + 1], *digits;
	struct text t = { 0 };
	int len = snprintf(expected, sizeof(expected), "%" PRIu64, n);

	text_num(&t, n);
	assert_string_equal(text_str(&t), expected);
	text_free(&t);

	digits = malloc(TEXT_DIGITS_MAX);
	assert_non_null(digits);
	assert_ptr_equal(text_digits(digits, n), digits + len);
	assert_memory_equal(digits, expected, len);
	free(digits);
}

static void test_numbers(void **state)
{
	uint64_t n, power;

	(void)state;
	for (n = 0; n < 11000; n++)
		check_number(n);
	for (power = 1; power <= UINT64_MAX / 10; power *= 10)
		for (n = 10 * power - 3; n != 10 * power + 3; n++)
			check_number(n);
	for (power = 1; power; power *= 2)
		for (n = power - 1; n != power + 2; n++)
			check_number(n);
	for (n = UINT64_MAX; n > UINT64_MAX - 200; n--)
		check_number(n);
}

/* Every length and every room that is left for it. */
static void test_growing(void **state)
{
	static const char words[] = "The quick brown fox jumps over the lazy dog, and again, and "
				    "again, until nothing but the dog is left of the story.";
	size_t before, len;

	(void)state;
	for (before = 0; before < sizeof(words); before++) {
		for (len = 0; len < sizeof(words); len++) {
			struct text t = { 0 };

			text_add(&t, words, before);
			text_add(&t, words, len);
			text_putc(&t, '.');
			assert_int_equal(t.len, before + len + 1);
			assert_int_equal(strlen(text_str(&t)), t.len);
			assert_memory_equal(t.s, words, before);
			assert_memory_equal(t.s + before, words, len);
			text_cut(&t, before);
			assert_int_equal(strlen(text_str(&t)), before);
			text_free(&t);
		}
	}
}

static void test_reserved(void **state)
{
	struct text t = { 0 };
	size_t i;
	char *at;

	(void)state;
	for (i = 0; i < 300; i++) {
		at = text_reserve(&t, i);
		assert_non_null(at);
		memset(at, 'x', i);
		text_filled(&t, at + i / 2);
	}
	assert_int_equal(strlen(text_str(&t)), t.len);
	assert_int_equal(strspn(text_str(&t), "x"), t.len);
	assert_false(t.failed);
	text_free(&t);
}

static void test_items(void **state)
{
	struct text t = { 0 };

	(void)state;
	text_add(&t, NULL, 0);
	assert_string_equal(text_str(&t), "");
	text_put_item(&t, "/a,b\\c");
	text_printf(&t, " %d", 7);
	assert_string_equal(text_str(&t), "/a\\x2cb\\x5cc 7");
	text_free(&t);
}

/* Every byte, as the first, the last and the only one. */
static void test_hex(void **state)
{
	char expected[16];
	unsigned int i;

	(void)state;
	for (i = 0; i < 256; i++) {
		const unsigned char bytes[] = { (unsigned char)i, 0xa5, (unsigned char)(255 - i) };
		struct text t = { 0 };

		text_hex(&t, bytes, 1, ':');
		snprintf(expected, sizeof(expected), "%02x", i);
		assert_string_equal(text_str(&t), expected);
		text_cut(&t, 0);
		text_hex(&t, bytes, sizeof(bytes), ':');
		snprintf(expected, sizeof(expected), "%02x:a5:%02x", i, 255 - i);
		assert_string_equal(text_str(&t), expected);
		text_cut(&t, 0);
		text_hex(&t, bytes, sizeof(bytes), 0);
		snprintf(expected, sizeof(expected), "%02xa5%02x", i, 255 - i);
		assert_string_equal(text_str(&t), expected);
		text_hex(&t, NULL, 0, ':');
		assert_string_equal(text_str(&t), expected);
		text_free(&t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),	 cmocka_unit_test(test_growing),
		cmocka_unit_test(test_reserved), cmocka_unit_test(test_items),
		cmocka_unit_test(test_hex),
	};

	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
