/* SPDX-License-Identifier: GPL-2.0 */
/* A number as people write it. */
#ifndef NSVIEW_NUMBER_H
#define NSVIEW_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/*
 * All of @arg, decimal; with @size also with a K, M, G or T behind, of 1024. 0 or -EINVAL;
 * UINT64_MAX is none, for that stands for no number.
 */
int number_parse(const char *arg, bool size, uint64_t *ret);

#endif
