/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a kernel says, as the targets take it, for libFuzzer to begin with: in the folder of
 * each target a file or more. Nothing in it is of the host that it is made on.
 */
#ifndef NSVIEW_TESTS_FUZZ_SEED_H
#define NSVIEW_TESTS_FUZZ_SEED_H

#include <stddef.h>
#include <stdint.h>

#include "netlink.h"

/* "TARGET/NAME": until the next one all that is put is of this seed. */
void seed_begin(const char *seed);
void seed_put(const void *bytes, size_t len);
void seed_words(const char *words);
void seed_message(const struct netlink_request *r);
/* What follows is the next part. */
void seed_next(void);

/* An attribute that is a number of @size bytes. */
void seed_number(struct netlink_request *r, uint16_t attr, uint64_t n, size_t size);

void seed_devices(void); /* devices.c */
void seed_rules(void); /* rules.c */
void seed_tables(const char *folder); /* tables.c: of those in text that are there already */

#endif
