/* SPDX-License-Identifier: GPL-2.0 */
/* Cells that printf() has a format for, and that take a fraction of what that takes. */
#ifndef NSVIEW_BYTES_H
#define NSVIEW_BYTES_H

#include <linux/kernel.h>
#include <linux/types.h>

#include "table.h"

/* A number with its sign. */
static inline void cell_signed(struct row *row, s64 num)
{
	char text[1 + CELL_NUM_MAX];
	char *end;

	if (num >= 0)
		return cell_num(row, num);
	text[0] = '-';
	end = put_num(text + 1, -(u64)num);
	cell_plain(row, text, end - text - 1);
}

/* No address or id is longer. */
#define CELL_BYTES_MAX 32

/* Two hexadecimal digits for each byte, with @between between them; '\0': nothing. */
static inline void cell_bytes(struct row *row, const void *bytes, size_t len, char between)
{
	static const char hex[] = "0123456789abcdef";
	char text[3 * CELL_BYTES_MAX];
	const u8 *byte = bytes;
	char *at = text;
	size_t i;

	for (i = 0; i < min_t(size_t, len, CELL_BYTES_MAX); i++) {
		if (i && between)
			*at++ = between;
		*at++ = hex[byte[i] >> 4];
		*at++ = hex[byte[i] & 15];
	}
	cell_plain(row, text, at - text);
}

#endif
