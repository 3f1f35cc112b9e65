/* SPDX-License-Identifier: GPL-2.0 */
/* Words that several views have for the same thing. */
#ifndef NSVIEW_WORDS_H
#define NSVIEW_WORDS_H

#include "../host/host.h"
#include "../render/sheet.h"
#include "owner.h"

/*
 * Signs that are not ASCII, or their ASCII form where the locale has only
 * that. The locale is looked at each time: it may change between tests.
 */
const char *sign_arrow(void);
const char *sign_times(void);
const char *sign_dots(void);

/* For the closed columns of a sheet: the types of namespace, by commas. */
extern const char words_all_ns_types[];
#define words_ns_types (words_all_ns_types + 1)

/* net:[4026531840], as nsfs links are written. */
void words_ns(struct text *t, const struct ns *ns);

/* The path of its cgroup, or NULL. */
const char *words_cgroup(const struct task *t);

/*
 * Shorter by what people look at last: the folders above, and all but the beginning of a
 * container's long id. False if @path is short.
 */
bool words_brief_path(struct text *t, const char *path);

/* The path, or for eyes the environment; or "cgroup #ID" where only that is known; shorter if too wide. */
void cell_cgroup(struct cell *c, const struct task *t);
void cell_environment(struct cell *c, const struct host *h, const struct task *t);

/* Whose @t is, which may be NULL; for eyes its cgroup where that is nobody's in sight. */
void cell_owner(struct cell *c, const struct host *h, const struct task *t);

/*
 * The types of namespace that @t shares with PID 1, or has not, by @sep;
 * those whose bits are in @but are left out.
 */
void words_shared(struct text *t, const struct host *h, const struct task *task, enum sharing which,
		  unsigned int but, char sep);

/* The names of types whose bits are in @types, by @sep; and by commas. */
void words_types(struct text *t, unsigned int types, char sep);
void cell_types(struct cell *c, unsigned int types);

/* Where people find a namespace, such as /run/netns/NAME: on the host, if it is; or NULL. */
const char *words_mounted(const struct ns *ns);

/* "7f3a91×3": the token cut short and the references to the nsproxy. */
void words_nsproxy(struct text *t, const struct task *task);

/* "br_handle_frame[bridge]" */
void words_symbol(struct text *t, const char *symbol, const char *module);

/* Addresses with their prefix, by @sep. False if there is none. */
bool words_addrs(struct text *t, const struct dev *dev, char sep);

/* up, down ...: operstate, or the IFF_UP flag where the device tells nothing. */
const char *words_state(const struct dev *dev);

/* The rtnl kind; loopback and device for those that have none. */
const char *words_kind(const struct dev *dev);

/* The device that it is on, such as a VLAN is; NULL: none, or what it is linked to is its other end. */
const struct dev *words_lower(const struct host *h, const struct dev *dev);

/* Whether somebody gave it: the link-local one of IPv6 each device has from the kernel. */
bool words_is_given(const struct addr *addr);

/*
 * Whether it is a port of a bridge and was given an address all the same: its
 * frames never get as far as the IP stack.
 */
bool words_deaf(const struct dev *dev);

/* Whether it is a bridge, or plugged into one. */
bool words_is_bridge(const struct dev *dev);
bool words_is_port(const struct dev *dev);

/* Who has the other end of a veth: a task in the peer's netns, or NULL. */
const struct task *words_owner(const struct dev *peer);

#endif
