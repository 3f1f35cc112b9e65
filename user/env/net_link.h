/* SPDX-License-Identifier: GPL-2.0 */
/* Devices, addresses and routes, by rtnetlink. Everything returns 0 or -errno. */
#ifndef NSVIEW_ENV_NET_LINK_H
#define NSVIEW_ENV_NET_LINK_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../netlink.h"

#define MAC_SIZE 6

struct net_link {
	unsigned int index;
	unsigned int flags; /* IFF_UP and the like */
	unsigned int master; /* 0: none */
	uint32_t mtu;
	unsigned char state; /* of a bridge's port: BR_STATE_FORWARDING and the like */
	unsigned char mac[MAC_SIZE];
	char name[IFNAMSIZ];
	char kind[16];
	char alias[64];
};

/* By its name, or by its index if @name is NULL; -ENODEV if there is none. */
int link_find(struct netlink *nl, const char *name, unsigned int index, struct net_link *ret);
/* Every device; another value than 0 from @each is the end, and what is returned. */
int link_walk(struct netlink *nl, int (*each)(const struct net_link *link, void *arg), void *arg);

/* Without a port that waits; the MAC stays as it is when ports come and go. */
int link_make_bridge(struct netlink *nl, const char *name, const unsigned char *mac, uint32_t mtu);
/* One end here, and eth0 in the net namespace @netns with @mac; both are down. */
int link_make_veth(struct netlink *nl, const char *name, int netns, const unsigned char *mac,
		   uint32_t mtu);
/* Says whose it is. @silent: it is to have no address by itself. */
int link_mark(struct netlink *nl, unsigned int index, const char *alias, bool silent);
/* Up; and with a @master other than 0 a port of that. */
int link_raise(struct netlink *nl, unsigned int index, unsigned int master);
int link_lower(struct netlink *nl, unsigned int index);
/* The kernel waits for who may still have it: some 20 ms. */
int link_delete(struct netlink *nl, unsigned int index);

/* An address of a device, or the prefix that a route is for. */
struct address {
	unsigned char family;
	unsigned char bits;
	unsigned char bytes[16];
};

/*
 * Where it @is_ours nobody else has it, by the pool: it is not asked for, and there at once.
 * Elsewhere the kernel asks the others, if it is one by IPv6: RFC 4862, 5.4.
 */
int address_add(struct netlink *nl, unsigned int index, const struct address *a, bool is_ours);
/* Those of a device that are not of the link alone. */
int address_walk(struct netlink *nl, unsigned int index,
		 int (*each)(const struct address *a, void *arg), void *arg);

struct net_route {
	struct address to; /* bits of 0: the default route */
	unsigned int device;
	unsigned char protocol; /* who made it: RTPROT_RA and the like */
};

int route_add_default(struct netlink *nl, unsigned int index, const struct address *gateway);
int route_walk(struct netlink *nl, unsigned char family,
	       int (*each)(const struct net_route *route, void *arg), void *arg);

#endif
