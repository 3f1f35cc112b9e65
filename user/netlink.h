/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Asking the kernel over netlink, in any net namespace.
 *
 * A socket stays in the namespace that it was made in, so only making it needs
 * that namespace. What comes back is not trusted: messages and attributes are
 * taken apart only as far as they are whole.
 */
#ifndef NSVIEW_NETLINK_H
#define NSVIEW_NETLINK_H

#include <linux/netlink.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text.h"

struct mnl_socket;

struct netlink {
	struct mnl_socket *socket;
	int netns; /* a descriptor of our own, for making the socket again; or -1 */
	int bus;
	uint32_t seq;
	char *buf;
	size_t size;
};

/*
 * A socket of the protocol @bus, such as NETLINK_ROUTE, in the namespace of the
 * descriptor @netns, which may be closed afterwards; -1 is our own. 0 or -errno.
 */
int netlink_open(struct netlink *n, int netns, int bus);
void netlink_close(struct netlink *n);

#define _cleanup_netlink_ __attribute__((cleanup(netlink_close)))

/* A request: its header, the family's own header, and attributes. */
struct netlink_request {
	union {
		struct nlmsghdr head;
		char bytes[1024];
	};
};

/* Begins one and returns the family's header, @size bytes of zeros. */
void *netlink_request(struct netlink_request *r, uint16_t type, size_t size);
void netlink_put(struct netlink_request *r, uint16_t attr, const void *data, size_t len);
void netlink_put_u32(struct netlink_request *r, uint16_t attr, uint32_t n);
void netlink_put_text(struct netlink_request *r, uint16_t attr, const char *text);

/* What is put until netlink_nest_end() is in this attribute. */
struct nlattr *netlink_nest(struct netlink_request *r, uint16_t attr);
void netlink_nest_end(struct netlink_request *r, struct nlattr *nest);
/* A header of @size bytes of zeros, for attributes that begin with one. */
void *netlink_extra(struct netlink_request *r, size_t size);

/*
 * What to do with a message. With NULL: forget what came so far, all of it comes
 * again. Another value than 0 is the end, and what the caller gets.
 */
typedef int (*netlink_each)(const struct nlmsghdr *msg, void *arg);

/*
 * Everything that answers a dump. A dump that changed while it was made is made
 * again; -EAGAIN if that does not end.
 */
int netlink_dump(struct netlink *n, struct netlink_request *r, netlink_each each, void *arg);

/* The one message that answers; without @each, only whether it was done. */
int netlink_ask(struct netlink *n, struct netlink_request *r, netlink_each each, void *arg);

/*
 * What the kernel says by itself to the multicast group @group, such as RTNLGRP_LINK, comes
 * to this socket, too: best one that asks for nothing.
 */
int netlink_listen(struct netlink *n, unsigned int group);
/* Waits until it has said something since, which is not looked at. -ETIMEDOUT: nothing. */
int netlink_wait(struct netlink *n, int timeout_ms);

/*
 * Requests that go to the kernel together, for families that do such a batch as a
 * whole or not at all. Running out of memory is remembered until it is sent.
 */
struct netlink_batch {
	struct text bytes;
	size_t last; /* where the last one begins */
};

void netlink_batch_add(struct netlink_batch *b, struct netlink_request *r, uint16_t flags);
/* The last one so far is to be answered, and by that the batch. */
void netlink_batch_ack(struct netlink_batch *b);
/* 0 or -errno: what the first of them that failed said. */
int netlink_batch_send(struct netlink *n, struct netlink_batch *b);
void netlink_batch_free(struct netlink_batch *b);

#define _cleanup_batch_ __attribute__((cleanup(netlink_batch_free)))

/*
 * The messages in one datagram. 0: more is to come; 1: that was the last;
 * -EINTR: it changed meanwhile; -EBADMSG: it is no netlink; another -errno that
 * the kernel says; or what @each returned.
 */
int netlink_walk(const char *buf, size_t len, uint32_t seq, bool dump, netlink_each each,
		 void *arg);

/* The family's header of a message, or NULL if it is shorter than @size. */
const void *netlink_header(const struct nlmsghdr *msg, size_t size);

/*
 * The attributes after a header of @size bytes, or in @nest, by their number: @at
 * has room for @count, and NULL for each that is not there. The kernel sends an
 * attribute once; of several the last is taken.
 */
void netlink_attrs(const struct nlmsghdr *msg, size_t size, const struct nlattr **at, size_t count);
void netlink_nested(const struct nlattr *nest, const struct nlattr **at, size_t count);

/* The first attribute after a header of @size bytes, or the one after @prev; NULL at the end. */
const struct nlattr *netlink_attr(const struct nlmsghdr *msg, size_t size,
				  const struct nlattr *prev);

/* The first attribute in @nest, or the one after @prev; NULL at the end. */
const struct nlattr *netlink_next(const struct nlattr *nest, const struct nlattr *prev);
uint16_t netlink_type(const struct nlattr *attr);

/*
 * What is in an attribute. Each may be given NULL, and says that something is
 * not there, or not of that form, by UINT64_MAX or NULL. A number has 1, 2, 4 or
 * 8 bytes in the host's order.
 */
uint64_t netlink_num(const struct nlattr *attr);
const char *netlink_text(const struct nlattr *attr);
const void *netlink_bytes(const struct nlattr *attr, size_t at_least);
size_t netlink_len(const struct nlattr *attr);

#endif
