/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Changing messages of netlink so that they stay messages. What libFuzzer does to their
 * bytes mostly ends in a length that does not fit, and nothing is looked at.
 */
#ifndef NSVIEW_TESTS_FUZZ_MESSAGES_H
#define NSVIEW_TESTS_FUZZ_MESSAGES_H

#include "fuzz.h"

/*
 * Makes an attribute, that @seed says, longer or shorter, another one or none, or cuts the
 * message off in it: all lengths that are around it are right again. Or else does what
 * libFuzzer would. Parts begin after @prefix bytes. The new size, at most @max.
 */
size_t messages_mutate(uint8_t *data, size_t size, size_t max, unsigned int seed, size_t prefix);

#endif
