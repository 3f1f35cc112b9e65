/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What kinds of devices are told: the attributes in IFLA_INFO_DATA of each kind, the
 * names that ip-link(8) has for them, and how they are read.
 */
#ifndef NSVIEW_LINK_KINDS_H
#define NSVIEW_LINK_KINDS_H

#include <stddef.h>
#include <stdint.h>

/* How an attribute is read. */
enum setting_form {
	FORM_NUM, /* a number in the host's order; a word where it has one */
	FORM_NET16, /* in network order */
	FORM_NET32,
	FORM_PAD, /* has no value, and is not shown */
	FORM_BIT, /* that bit of a struct br_boolopt_multi */
	FORM_FLAGS, /* words of a struct ifla_vlan_flags, by + */
	FORM_MAC,
	FORM_BRIDGE, /* a bridge id: priority.address */
	FORM_ADDRESS, /* of IP: what family is told by the length */
	FORM_ADDRESSES, /* those nested in it, by + */
	FORM_RANGE, /* of ports: FROM-TO */
	FORM_QOS, /* a mapping of a VLAN: FROM:TO by + */
};

struct word {
	uint64_t n;
	const char *word;
};

struct setting {
	const char *kind;
	const char *key;
	uint16_t attr;
	uint16_t nest; /* and in it; or 0 */
	enum setting_form form;
	unsigned int bit;
	const struct word *words; /* ends with one that is NULL; or NULL */
};

extern const struct setting link_kinds[];
extern const size_t link_nkinds;

#endif
