/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Digits and texts of eight bytes at a time, in one machine word. Most of what a
 * table costs is printing, and a loop of a division a digit would be most of that.
 *
 * Nothing here is the kernel's: who includes it has u64, bool, __le64 and what turns the
 * one into the other, so that tests/unit can try it. A word's lowest byte is the text's
 * first one. What is stored is always eight bytes, of which the last may be of no use.
 */
#ifndef NSVIEW_DIGITS_H
#define NSVIEW_DIGITS_H

#define DIGITS_8 100000000ULL /* the first number that has nine */
#define ZEROS_8 0x3030303030303030ULL
#define BLANKS_8 0x2020202020202020ULL

/*
 * Eight decimal digits of a number below 10^8, a byte each and not yet '0' to '9',
 * the highest one lowest. The number is halved three times, each time in all lanes of
 * the word at once: a lane holds head and tail of what it held before, and no product
 * reaches the next lane. n * 10486 >> 20 is n / 100 for n < 43600, and n * 103 >> 10 is
 * n / 10 for n < 170; 10^4 and 100 are what these get.
 */
static inline u64 digits8(u64 num)
{
	u64 fours, twos, ones, head;

	head = num / 10000;
	fours = head | (num - head * 10000) << 32;
	head = (fours * 10486 >> 20) & 0x0000007f0000007fULL;
	twos = head | (fours - head * 100) << 16;
	head = (twos * 103 >> 10) & 0x000f000f000f000fULL;
	ones = head | (twos - head * 10) << 8;
	return ones;
}

/* Eight hexadecimal digits of a number below 2^32, as text. */
static inline u64 hex8(u64 num)
{
	u64 ones, letters;

	/* Each nibble into a byte of its own, the highest one lowest. */
	ones = (num >> 16 & 0xffff) | (num & 0xffff) << 32;
	ones = (ones >> 8 & 0x000000ff000000ffULL) | (ones & 0x000000ff000000ffULL) << 16;
	ones = (ones >> 4 & 0x000f000f000f000fULL) | (ones & 0x000f000f000f000fULL) << 8;
	/* From 10 on, 6 more carries into bit 4; and 'a' is 39 beyond the sign after '9'. */
	letters = (ones + 0x0606060606060606ULL) >> 4 & 0x0101010101010101ULL;
	return ones + ZEROS_8 + letters * ('a' - '0' - 10);
}

/* Of each byte of @word that is NUL the highest bit; those above the first may err. */
static inline u64 first_nul(u64 word)
{
	return (word - 0x0101010101010101ULL) & ~word & 0x8080808080808080ULL;
}

/*
 * Whether each of eight bytes is ASCII from blank to tilde, and none is a backslash.
 * No byte that is borrows from or carries into the next, so that the lowest one that is
 * not shows.
 */
static inline bool plain8(u64 word)
{
	u64 bad = word | (word - BLANKS_8) | (word + 0x0101010101010101ULL);

	return !(bad & 0x8080808080808080ULL) && !first_nul(word ^ 0x5c5c5c5c5c5c5c5cULL);
}

static inline char *put8(char *at, u64 text)
{
	__le64 bytes = cpu_to_le64(text);

	memcpy(at, &bytes, sizeof(bytes));
	return at + sizeof(bytes);
}

static inline u64 get8(const char *at)
{
	__le64 bytes;

	memcpy(&bytes, at, sizeof(bytes));
	return le64_to_cpu(bytes);
}

/* A number from 1 to 10^8 - 1, without zeros before it, and where it ends. */
static inline char *put_head8(char *at, u64 num)
{
	u64 digits = digits8(num);
	unsigned int zeros = __ffs64(digits) / 8;

	put8(at, (digits | ZEROS_8) >> 8 * zeros);
	return at + 8 - zeros;
}

/*
 * A number that is not 0, and where it ends: as many as 20 digits in three words. Ten are
 * those of a namespace's inode number, of which a task has ten: its first two need no word.
 */
static inline char *put_digits(char *at, u64 num)
{
	u64 head = num / DIGITS_8;

	if (!head)
		return put_head8(at, num);
	if (head < 10) {
		*at++ = '0' + head;
	} else if (head < 100) {
		*at++ = '0' + head / 10;
		*at++ = '0' + head % 10;
	} else if (head < DIGITS_8) {
		at = put_head8(at, head);
	} else {
		at = put_head8(at, head / DIGITS_8);
		at = put8(at, digits8(head % DIGITS_8) | ZEROS_8);
	}
	return put8(at, digits8(num - head * DIGITS_8) | ZEROS_8);
}

/*
 * Eight bytes of a text, and where they end, which is before @at + 8 if the text does: NULL
 * if they are not all plain.
 */
static inline char *put_plain8(char *at, const char *from)
{
	u64 text = get8(from), nul = first_nul(text), kept = ~0ULL;
	unsigned int len = 8;

	if (nul) {
		len = __ffs64(nul) / 8;
		kept = (1ULL << 8 * len) - 1;
	}
	if (!plain8((text & kept) | (BLANKS_8 & ~kept)))
		return NULL;
	put8(at, text);
	return at + len;
}

#endif
