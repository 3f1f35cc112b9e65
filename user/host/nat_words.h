/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a rule of NAT asks for and does, in words that nftables and iptables have in
 * common: the cells tests and how of the table `nats`.
 */
#ifndef NSVIEW_NAT_WORDS_H
#define NSVIEW_NAT_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "../text.h"

/*
 * A condition: KEY=VALUE or KEY!=VALUE. Who reads them knows iif oif (names, with
 * an asterisk at the end for any end), iifindex oifindex, saddr daddr (with a length
 * of prefix) and family.
 */
void nat_test(struct text *tests, const char *key, bool is_not, const char *value);

/* One that is not looked at here: ?WORD. */
void nat_test_unknown(struct text *tests, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* The first @bits of an address of family @af, at @bytes. */
void nat_test_address(struct text *tests, const char *key, bool is_not, int af, const void *bytes,
		      unsigned int bits);

/* The name of a device, of at most @size bytes; with @open any that begins so. */
void nat_test_device(struct text *tests, const char *key, bool is_not, const char *name,
		     size_t size, bool open);

/* The protocol in IP, by its number. */
void nat_test_protocol(struct text *tests, bool is_not, unsigned int protocol);

/*
 * What a target of iptables(8) does, in the words of nft(8); nothing if it only
 * looks or marks; another one keeps its name.
 */
void nat_target(struct text *how, const char *target);

/* Whether @mask, of @size bytes, is the mask of a prefix, and of how many bits. */
bool nat_prefix(const unsigned char *mask, size_t size, unsigned int *bits);

#endif
