/* SPDX-License-Identifier: GPL-2.0 */
#include "nat_words.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "../cleanup.h"

/* A name may hold what parts words. */
static void add_word(struct text *tests, const char *s)
{
	for (; *s; s++)
		text_putc(tests, isspace((unsigned char)*s) ? '_' : *s);
}

void nat_test(struct text *tests, const char *key, bool is_not, const char *value)
{
	text_printf(tests, "%s%s%s", tests->len ? " " : "", key, is_not ? "!=" : "=");
	add_word(tests, value);
}

void nat_test_unknown(struct text *tests, const char *fmt, ...)
{
	char word[128];
	va_list args;

	va_start(args, fmt);
	vsnprintf(word, sizeof(word), fmt, args);
	va_end(args);
	text_puts(tests, tests->len ? " ?" : "?");
	add_word(tests, word);
}

void nat_test_address(struct text *tests, const char *key, bool is_not, int af, const void *bytes,
		      unsigned int bits)
{
	char address[INET6_ADDRSTRLEN], word[sizeof(address) + 8];

	inet_ntop(af, bytes, address, sizeof(address));
	snprintf(word, sizeof(word), "%s/%u", address, bits);
	nat_test(tests, key, is_not, word);
}

void nat_test_device(struct text *tests, const char *key, bool is_not, const char *name,
		     size_t size, bool open)
{
	int len = (int)strnlen(name, size < IFNAMSIZ ? size : IFNAMSIZ);
	char word[IFNAMSIZ + 2];

	/* A device may be called so, and that would be read as any end. */
	if (!open && len && name[len - 1] == '*') {
		nat_test_unknown(tests, "%s%s%.*s", key, is_not ? "!=" : "=", len, name);
		return;
	}
	snprintf(word, sizeof(word), "%.*s%s", len, name, open ? "*" : "");
	nat_test(tests, key, is_not, word);
}

void nat_test_protocol(struct text *tests, bool is_not, unsigned int protocol)
{
	static const char *const names[] = {
		[IPPROTO_ICMP] = "icmp", [IPPROTO_TCP] = "tcp",	      [IPPROTO_UDP] = "udp",
		[IPPROTO_SCTP] = "sctp", [IPPROTO_ICMPV6] = "icmpv6",
	};
	const char *no = is_not ? "not-" : "";

	if (protocol < ARRAY_SIZE(names) && names[protocol])
		nat_test_unknown(tests, "%s%s", no, names[protocol]);
	else
		nat_test_unknown(tests, "%sprotocol-%u", no, protocol);
}

void nat_target(struct text *how, const char *target)
{
	static const struct {
		const char *target;
		const char *word;
	} words[] = {
		{ "MASQUERADE", "masquerade" },
		{ "SNAT", "snat" },
		{ "DNAT", "dnat" },
		{ "REDIRECT", "redirect" },
		{ "LOG", NULL },
		{ "NFLOG", NULL },
		{ "MARK", NULL },
		{ "CONNMARK", NULL },
	};
	const char *word = target;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (!strcmp(target, words[i].target))
			word = words[i].word;
	if (word)
		text_printf(how, "%s%s", how->len ? ", " : "", word);
}

bool nat_prefix(const unsigned char *mask, size_t size, unsigned int *bits)
{
	size_t i;

	*bits = 0;
	for (i = 0; i < 8 * size; i++) {
		bool set = mask[i / 8] & 0x80 >> i % 8;

		if (set && *bits < i)
			return false;
		*bits += set;
	}
	return true;
}
