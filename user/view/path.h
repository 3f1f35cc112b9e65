/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The parts of nsview path: each follows the frame through one part of the
 * kernel, in the order of its functions, and says what is there as rows.
 *
 * What a row says is certain if it follows from how this host is set up. It is
 * only likely where a program, a rule, or something in the frame that was not
 * asked for has a say.
 */
#ifndef NSVIEW_PATH_H
#define NSVIEW_PATH_H

#include "view.h"

enum path_dst {
	DST_ANY, /* not said */
	DST_UNICAST,
	DST_MULTICAST,
	DST_BROADCAST,
};

/* As eth_type_trans() and the bridge mark a frame: who it is for. */
enum path_for {
	FOR_UNKNOWN,
	FOR_HOST,
	FOR_OTHERS, /* the IP stack drops it */
	FOR_ALL,
};

/* A frame on its way. It is copied where ways part. */
struct frame {
	enum path_dst kind;
	char dst[18]; /* in lower case */
	unsigned int last; /* byte of dst */
	uint64_t vlan; /* the tag on it; 0: none */
	bool is_ad; /* that is one of 802.1ad, and not of 802.1Q */
	uint64_t inner; /* the one of 802.1Q that is behind it; 0: none */
	enum path_for is_for;
	bool passed_ip; /* went through the IP hooks of a bridge already */
	bool passed_ip6;
	bool turned; /* its destination is, or may be, another by now */
	const struct nat *turned_by; /* and this rule surely did it */
};

struct way {
	const struct host *h;
	struct out *out;
	unsigned int rounds; /* devices that took it in so far */
	bool failed; /* out of memory */
};

struct step {
	const char *stage;
	const char *verdict;
	bool likely;
	const struct dev *dev;
	const char *function;
	const char *module;
	const struct hook *hook;
	const struct task *task;
	const char *what; /* path_say() sets it */
};

/* Makes a row of @step and a sentence. */
void path_say(struct way *w, unsigned int depth, struct step step, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* From the driver of @dev to whoever takes the frame. path_receive.c */
void path_receive(struct way *w, struct frame f, const struct dev *dev, unsigned int depth);

/* What the handler of @dev does with it; whether it goes on to the IP stack. path_handler.c */
bool path_handler(struct way *w, struct frame *f, const struct dev *dev, unsigned int depth);

/* The same for a port of a bridge. path_bridge.c */
bool path_bridge(struct way *w, struct frame *f, const struct dev *port, unsigned int depth);

/*
 * How the bridge sends it on: to the port @to, or NULL: to all that may get it.
 * @vid is its VLAN in the bridge, 0 if that knows none. path_ports.c
 */
void path_ports(struct way *w, const struct frame *f, const struct dev *in, const struct dev *to,
		uint64_t vid, unsigned int depth);

/* Whether the VLANs of @bridge have the tags of 802.1ad. path_bridge.c */
bool path_bridge_is_ad(const struct dev *bridge);

/* br_handle_vlan(): the tag that it has when it leaves a bridge in VLAN @vid. path_ports.c */
void path_tag(struct frame *f, const struct dev *bridge, const char *untagged, uint64_t vid);

/* Out of @dev, and who is at the other end. path_ports.c */
void path_send(struct way *w, const struct dev *dev, unsigned int depth);

/* The IP stack. path_ip.c */
void path_ip(struct way *w, const struct frame *f, const struct dev *dev, unsigned int depth);

/* What rules of NAT do to a connection whose first packet passes there. path_nat.c */
struct nat_packet {
	const char *family; /* ip or ip6 */
	const char *words; /* the same for eyes */
	const char *hook;
	const struct ns *net;
	const struct dev *in; /* NULL: not known, or none */
	const struct dev *out;
	const struct dev *dev; /* of the rows */
};
enum nat_says {
	NAT_NOTHING,
	NAT_MAY,
	NAT_DOES,
};
/* Says which rules there are for @f, and notes in it if its destination is another then. */
enum nat_says path_nat(struct way *w, struct frame *f, const struct nat_packet *p,
		       unsigned int depth);

/* Hooks of netfilter; of a device if @dev is one. Returns how many. path_hooks.c */
size_t path_hooks(struct way *w, struct frame *f, const struct ns *net, const char *family,
		  const char *hook, const struct dev *dev, unsigned int depth);

/* Those that a bridge calls at @port's side; with them what br_netfilter adds. path_hooks.c */
void path_bridge_hooks(struct way *w, struct frame *f, const struct dev *bridge, const char *hook,
		       unsigned int depth);

/* Whether frames of @bridge pass the hooks of IP (@family ip or ip6). path_hooks.c */
enum path_calls {
	CALLS_UNKNOWN,
	CALLS_NOT_LOADED,
	CALLS_OFF,
	CALLS_NOT_TAGGED,
	CALLS_BY_SYSCTL,
	CALLS_BY_BRIDGE,
};
enum path_calls path_calls_ip(const struct dev *bridge, const char *family);

/* Small questions. path_ask.c */
bool path_has(const struct host *h, enum table_id table);
uint64_t path_setting(const struct dev *dev, const char *key); /* NSVIEW_NONE: not known */
bool path_setting_is(const struct dev *dev, const char *key, const char *word);
bool path_in_words(const char *words, const char *word); /* by commas */
bool path_in_ranges(const char *ranges, uint64_t n); /* "1,5-7" */
const char *path_vlan_state(const struct dev *dev, uint64_t vid); /* NULL: not known */

#endif
