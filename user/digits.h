/* SPDX-License-Identifier: GPL-2.0 */
/* Digits and texts of eight bytes at a time, as the module prints them, for a program. */
#ifndef NSVIEW_USER_DIGITS_H
#define NSVIEW_USER_DIGITS_H

#include <endian.h>
#include <linux/types.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

typedef uint64_t u64;
#define cpu_to_le64 htole64
#define le64_to_cpu le64toh
#define __ffs64(word) ((unsigned int)__builtin_ctzll(word))

#include "../kmod/digits.h"

#endif
