/* SPDX-License-Identifier: GPL-2.0 */
#include "link_settings.h"

#include <arpa/inet.h>
#include <linux/if_bridge.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <stdbool.h>
#include <string.h>

#include "../cleanup.h"
#include "link_kinds.h"

/* More than any kind has. */
#define ATTRS 128
/* What has no name here is shown so far. */
#define BYTES_MAX 32

static void put_num(struct text *t, const struct setting *s, uint64_t n)
{
	const struct word *w = s->words;

	while (w && w->word && w->n != n)
		w++;
	if (w && w->word)
		text_puts(t, w->word);
	else
		text_num(t, n);
}

static bool put_bit(struct text *t, const struct setting *s, const struct nlattr *attr)
{
	const struct br_boolopt_multi *bits = netlink_bytes(attr, sizeof(*bits));

	if (!bits || !(bits->optmask & 1u << s->bit))
		return false;
	text_num(t, bits->optval >> s->bit & 1);
	return true;
}

static bool put_flags(struct text *t, const struct setting *s, const struct nlattr *attr)
{
	const struct ifla_vlan_flags *flags = netlink_bytes(attr, sizeof(*flags));
	const struct word *w;
	const char *sep = "";

	for (w = s->words; flags && w->word; w++) {
		if (!(flags->flags & w->n))
			continue;
		text_printf(t, "%s%s", sep, w->word);
		sep = "+";
	}
	return flags;
}

void link_mac(struct text *t, const uint8_t *bytes, size_t len)
{
	text_hex(t, bytes, len, ':');
}

void link_mac_cell(struct text *t, const struct nlattr *attr)
{
	const size_t len = netlink_len(attr);

	if (!len)
		text_putc(t, '-');
	link_mac(t, netlink_bytes(attr, len), len);
	text_putc(t, '\t');
}

static bool put_mac(struct text *t, const struct nlattr *attr)
{
	const uint8_t *mac = netlink_bytes(attr, ETH_ALEN);

	if (mac)
		link_mac(t, mac, ETH_ALEN);
	return mac;
}

static bool put_bridge(struct text *t, const struct nlattr *attr)
{
	const struct ifla_bridge_id *id = netlink_bytes(attr, sizeof(*id));

	if (!id)
		return false;
	text_hex(t, id->prio, sizeof(id->prio), 0);
	text_putc(t, '.');
	link_mac(t, id->addr, sizeof(id->addr));
	return true;
}

static bool put_address(struct text *t, const struct nlattr *attr)
{
	const size_t len = netlink_len(attr);
	char address[INET6_ADDRSTRLEN];

	if (len != sizeof(struct in_addr) && len != sizeof(struct in6_addr))
		return false;
	inet_ntop(len == sizeof(struct in_addr) ? AF_INET : AF_INET6, netlink_bytes(attr, len),
		  address, sizeof(address));
	text_puts(t, address);
	return true;
}

static bool put_addresses(struct text *t, const struct nlattr *nest)
{
	const struct nlattr *attr = NULL;
	bool some = false;

	while ((attr = netlink_next(nest, attr))) {
		if (some)
			text_putc(t, '+');
		some |= put_address(t, attr);
	}
	return some;
}

static bool put_range(struct text *t, const struct nlattr *attr)
{
	const struct ifla_vxlan_port_range *range = netlink_bytes(attr, sizeof(*range));

	if (range)
		text_printf(t, "%u-%u", ntohs(range->low), ntohs(range->high));
	return range;
}

static bool put_qos(struct text *t, const struct nlattr *nest)
{
	const struct nlattr *attr = NULL;
	const char *sep = "";

	while ((attr = netlink_next(nest, attr))) {
		const struct ifla_vlan_qos_mapping *map = netlink_bytes(attr, sizeof(*map));

		if (!map)
			continue;
		text_printf(t, "%s%u:%u", sep, map->from, map->to);
		sep = "+";
	}
	return *sep;
}

/* False: it is not of that form, or says nothing. */
static bool put_value(struct text *t, const struct setting *s, const struct nlattr *attr)
{
	const uint64_t n = netlink_num(attr);

	switch (s->form) {
	case FORM_PAD:
		return false;
	case FORM_BIT:
		return put_bit(t, s, attr);
	case FORM_FLAGS:
		return put_flags(t, s, attr);
	case FORM_MAC:
		return put_mac(t, attr);
	case FORM_BRIDGE:
		return put_bridge(t, attr);
	case FORM_ADDRESS:
		return put_address(t, attr);
	case FORM_ADDRESSES:
		return put_addresses(t, attr);
	case FORM_RANGE:
		return put_range(t, attr);
	case FORM_QOS:
		return put_qos(t, attr);
	case FORM_NUM:
	case FORM_NET16:
	case FORM_NET32:
		break;
	}
	if (n == UINT64_MAX)
		return false;
	if (s->form == FORM_NUM)
		put_num(t, s, n);
	else
		put_num(t, s, s->form == FORM_NET16 ? ntohs((uint16_t)n) : ntohl((uint32_t)n));
	return true;
}

/* Whether it is of its form, and so was shown. */
static bool put_setting(struct text *t, const struct setting *s, const struct nlattr *attr)
{
	const struct nlattr *at[ATTRS];
	_cleanup_text_ struct text value = { 0 };
	bool is_shown;

	if (s->nest) {
		netlink_nested(attr, at, ATTRS);
		attr = at[s->nest];
	}
	is_shown = attr && put_value(&value, s, attr);
	if (is_shown) {
		if (t->len)
			text_putc(t, ',');
		text_puts(t, s->key);
		text_putc(t, '=');
		text_add(t, value.s, value.len);
	}
	t->failed |= value.failed;
	return is_shown;
}

/* Bits of a newer kernel, of which none is in @named. */
static bool put_other_bits(struct text *t, uint32_t named, const struct nlattr *attr)
{
	const struct br_boolopt_multi *bits = netlink_bytes(attr, sizeof(*bits));
	uint32_t others = bits ? bits->optmask & ~named : 0;
	unsigned int i;

	for (i = 0; i < 32; i++)
		if (others >> i & 1)
			text_printf(t, "%sboolopt_%u=%u", t->len ? "," : "", i,
				    bits->optval >> i & 1);
	return others;
}

/* By its number, for what newer kernels and kinds that are not in the table have to tell. */
static void put_unnamed(struct text *t, size_t number, const struct nlattr *attr)
{
	const size_t len = netlink_len(attr);

	text_printf(t, "%s%zu=0x", t->len ? "," : "", number);
	text_hex(t, netlink_bytes(attr, len), len < BYTES_MAX ? len : BYTES_MAX, 0);
	if (len > BYTES_MAX)
		text_puts(t, "...");
}

/* Who compares what a device was told is not to find that time goes by. */
static bool is_timer(const char *key)
{
	const char *end = strstr(key, "timer");

	return (end && !end[5]) || !strcmp(key, "usedbcqueuelen");
}

void link_settings(struct text *t, struct text *timers, const char *kind, const struct nlattr *data)
{
	const struct nlattr *at[ATTRS];
	bool shown[ATTRS] = { false };
	uint32_t bits = 0;
	size_t i;

	netlink_nested(data, at, ATTRS);
	for (i = 0; i < link_nkinds; i++) {
		const struct setting *s = &link_kinds[i];

		if (*s->kind != *kind || strcmp(s->kind, kind))
			continue;
		if (s->form == FORM_BIT)
			bits |= 1u << s->bit;
		if (s->form == FORM_PAD)
			shown[s->attr] = true;
		else if (at[s->attr] && put_setting(is_timer(s->key) ? timers : t, s, at[s->attr]))
			shown[s->attr] = true;
	}
	if (bits && at[IFLA_BR_MULTI_BOOLOPT] && put_other_bits(t, bits, at[IFLA_BR_MULTI_BOOLOPT]))
		shown[IFLA_BR_MULTI_BOOLOPT] = true;
	for (i = 0; i < ATTRS; i++)
		if (at[i] && !shown[i])
			put_unnamed(t, i, at[i]);
}
