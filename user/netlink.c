/* SPDX-License-Identifier: GPL-2.0 */
/* The only user of libmnl. */
#define _GNU_SOURCE
#include "netlink.h"

#include <errno.h>
#include <fcntl.h>
#include <libmnl/libmnl.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "cleanup.h"
#include "host/enter.h"

/* The kernel makes a datagram of a dump no larger than what it is read into, up to this. */
#define BUFFER_FIRST ((size_t)32 << 10)
/* An answer that is larger than this is no answer. */
#define BUFFER_MAX ((size_t)16 << 20)
/* What the kernel wants to be left of a socket's room for sending. */
#define SEND_OVERHEAD 32
/* How often a dump that changed while it was made is made again. */
#define TRIES 20

static int open_here(void *arg)
{
	struct netlink *n = arg;
	int one = 1;

	n->socket = mnl_socket_open2(n->bus, SOCK_CLOEXEC);
	if (!n->socket)
		return -errno;
	if (mnl_socket_bind(n->socket, 0, MNL_SOCKET_AUTOPID) < 0) {
		int err = -errno;

		mnl_socket_close(n->socket);
		n->socket = NULL;
		return err;
	}
	/* Filters in a request count, and are not ignored. Other families do without. */
	mnl_socket_setsockopt(n->socket, NETLINK_GET_STRICT_CHK, &one, sizeof(one));
	return 0;
}

/*
 * A socket without anything left in it from before: what is still on its way
 * goes with the old one.
 */
static int open_fresh(struct netlink *n)
{
	if (n->socket)
		mnl_socket_close(n->socket);
	n->socket = NULL;
	return n->netns < 0 ? open_here(n) : ns_do(n->netns, CLONE_NEWNET, open_here, n);
}

int netlink_open(struct netlink *n, int netns, int bus)
{
	int err = 0;

	*n = (struct netlink){ .netns = -1, .bus = bus };
	if (netns >= 0) {
		n->netns = fcntl(netns, F_DUPFD_CLOEXEC, 0);
		if (n->netns < 0)
			return -errno;
	}
	n->size = BUFFER_FIRST;
	n->buf = malloc(n->size);
	if (!n->buf)
		err = -ENOMEM;
	if (!err)
		err = open_fresh(n);
	if (err)
		netlink_close(n);
	return err;
}

void netlink_close(struct netlink *n)
{
	if (n->socket)
		mnl_socket_close(n->socket);
	if (n->buf && n->netns >= 0)
		close(n->netns);
	free(n->buf);
	*n = (struct netlink){ .netns = -1 };
}

void *netlink_request(struct netlink_request *r, uint16_t type, size_t size)
{
	memset(r, 0, sizeof(*r));
	mnl_nlmsg_put_header(r->bytes);
	r->head.nlmsg_type = type;
	return mnl_nlmsg_put_extra_header(&r->head, size);
}

void netlink_put(struct netlink_request *r, uint16_t attr, const void *data, size_t len)
{
	mnl_attr_put_check(&r->head, sizeof(*r), attr, len, data);
}

void netlink_put_u32(struct netlink_request *r, uint16_t attr, uint32_t n)
{
	netlink_put(r, attr, &n, sizeof(n));
}

void netlink_put_text(struct netlink_request *r, uint16_t attr, const char *text)
{
	netlink_put(r, attr, text, strlen(text) + 1);
}

struct nlattr *netlink_nest(struct netlink_request *r, uint16_t attr)
{
	return mnl_attr_nest_start(&r->head, attr);
}

void netlink_nest_end(struct netlink_request *r, struct nlattr *nest)
{
	mnl_attr_nest_end(&r->head, nest);
}

void *netlink_extra(struct netlink_request *r, size_t size)
{
	return mnl_nlmsg_put_extra_header(&r->head, size);
}

/* Of NLMSG_ERROR and NLMSG_DONE: both begin with a number, 0 or -errno. */
static int status(const struct nlmsghdr *msg, bool must)
{
	const int *err = netlink_header(msg, sizeof(*err));

	if (!err)
		return must ? -EBADMSG : 0;
	return *err > 0 || *err < -4095 ? -EBADMSG : *err;
}

/* libmnl takes a length of more than 2 GiB for a negative one, and so for less than there is. */
static bool is_whole(const struct nlmsghdr *msg, int left)
{
	return mnl_nlmsg_ok(msg, left) && msg->nlmsg_len <= (uint32_t)left;
}

int netlink_walk(const char *buf, size_t len, uint32_t seq, bool dump, netlink_each each, void *arg)
{
	const struct nlmsghdr *msg = (const void *)buf;
	int left = (int)len;
	int err;

	for (; is_whole(msg, left); msg = mnl_nlmsg_next(msg, &left)) {
		if (msg->nlmsg_seq != seq)
			continue; /* the answer to something earlier */
		if (msg->nlmsg_flags & NLM_F_DUMP_INTR)
			return -EINTR;
		switch (msg->nlmsg_type) {
		case NLMSG_NOOP:
			continue;
		case NLMSG_OVERRUN:
			return -ENOBUFS;
		case NLMSG_ERROR:
			err = status(msg, true);
			return err ? err : 1;
		case NLMSG_DONE:
			err = status(msg, false);
			return err ? err : 1;
		}
		err = each ? each(msg, arg) : 0;
		if (err)
			return err;
		if (!dump && each)
			return 1;
	}
	/* What is left must be no more than the padding of the last message. */
	return left >= (int)NLMSG_ALIGNTO ? -EBADMSG : 0;
}

/* One datagram from the kernel into the buffer, by recvmsg() with @flags; its length or -errno. */
static ssize_t receive(struct netlink *n, int flags)
{
	struct sockaddr_nl from;
	struct iovec iov = { .iov_base = n->buf, .iov_len = n->size };
	struct msghdr msg = {
		.msg_name = &from,
		.msg_iov = &iov,
		.msg_iovlen = 1,
	};
	ssize_t len;

	/* Others may send to this socket as well, and are not heard. */
	do {
		msg.msg_namelen = sizeof(from);
		from = (struct sockaddr_nl){ 0 };
		len = recvmsg(mnl_socket_get_fd(n->socket), &msg, flags);
	} while ((len < 0 && errno == EINTR) ||
		 (len >= 0 && (msg.msg_namelen != sizeof(from) || from.nl_pid)));
	if (len < 0)
		return -errno;
	return msg.msg_flags & MSG_TRUNC ? -EMSGSIZE : len;
}

int netlink_listen(struct netlink *n, unsigned int group)
{
	return mnl_socket_setsockopt(n->socket, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group)) < 0 ?
		       -errno :
		       0;
}

int netlink_wait(struct netlink *n, int timeout_ms)
{
	struct pollfd poll_fd = { .fd = mnl_socket_get_fd(n->socket), .events = POLLIN };
	int got;

	do
		got = poll(&poll_fd, 1, timeout_ms);
	while (got < 0 && errno == EINTR);
	if (got <= 0)
		return got ? -errno : -ETIMEDOUT;
	got = (int)receive(n, 0);
	/* More than there was room for is something, too. */
	return got < 0 && got != -ENOBUFS && got != -EMSGSIZE ? got : 0;
}

static int grow(struct netlink *n)
{
	char *buf;

	if (n->size >= BUFFER_MAX)
		return -EMSGSIZE;
	buf = realloc(n->buf, n->size * 4);
	if (!buf)
		return -ENOMEM;
	n->buf = buf;
	n->size *= 4;
	return 0;
}

/* Asks once. What @each returns must not be taken for something of ours. */
struct caller {
	netlink_each each;
	void *arg;
	int said;
};

static int call(const struct nlmsghdr *msg, void *arg)
{
	struct caller *c = arg;

	c->said = c->each(msg, c->arg);
	return c->said ? 1 : 0;
}

static int talk(struct netlink *n, struct netlink_request *r, bool dump, struct caller *c)
{
	int err = 0;

	r->head.nlmsg_seq = ++n->seq;
	if (mnl_socket_sendto(n->socket, r, r->head.nlmsg_len) < 0)
		return -errno;
	while (!err) {
		ssize_t len = receive(n, 0);

		if (len < 0)
			return (int)len;
		err = netlink_walk(n->buf, (size_t)len, n->seq, dump, c->each ? call : NULL, c);
	}
	return err < 0 ? err : 0;
}

static int talk_until_whole(struct netlink *n, struct netlink_request *r, bool dump,
			    netlink_each each, void *arg)
{
	struct caller c = { .each = each, .arg = arg };
	int i, err = 0;

	for (i = 0; i < TRIES; i++) {
		/* What the caller ended half way is still coming into the old socket. */
		if (i || !n->socket)
			err = open_fresh(n);
		if (err)
			return err;
		if (i && each)
			c.said = each(NULL, arg);
		if (!c.said)
			err = talk(n, r, dump, &c);
		if (c.said) {
			mnl_socket_close(n->socket);
			n->socket = NULL;
			return c.said;
		}
		if (err == -EMSGSIZE)
			err = grow(n);
		else if (err != -EINTR && err != -ENOBUFS)
			return err;
		if (err == -ENOMEM || err == -EMSGSIZE)
			return err;
		err = 0;
	}
	return -EAGAIN;
}

int netlink_dump(struct netlink *n, struct netlink_request *r, netlink_each each, void *arg)
{
	r->head.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	return talk_until_whole(n, r, true, each, arg);
}

int netlink_ask(struct netlink *n, struct netlink_request *r, netlink_each each, void *arg)
{
	r->head.nlmsg_flags |= NLM_F_REQUEST;
	if (!each)
		r->head.nlmsg_flags |= NLM_F_ACK;
	return talk_until_whole(n, r, false, each, arg);
}

void netlink_batch_add(struct netlink_batch *b, struct netlink_request *r, uint16_t flags)
{
	r->head.nlmsg_flags |= NLM_F_REQUEST | flags;
	b->last = b->bytes.len;
	text_add(&b->bytes, r->bytes, r->head.nlmsg_len);
}

void netlink_batch_ack(struct netlink_batch *b)
{
	if (!b->bytes.failed && b->bytes.len)
		((struct nlmsghdr *)(void *)(b->bytes.s + b->last))->nlmsg_flags |= NLM_F_ACK;
}

/*
 * A datagram must fit into what may be on its way: by default some 430 rules do.
 * Without the right to more it is what everybody may have, and sending tells.
 */
static void make_room(struct netlink *n, size_t len)
{
	const int fd = mnl_socket_get_fd(n->socket), wanted = (int)len;
	socklen_t size = sizeof(int);
	int has;

	if (getsockopt(fd, SOL_SOCKET, SO_SNDBUF, &has, &size) < 0 ||
	    (has > SEND_OVERHEAD && (size_t)has - SEND_OVERHEAD >= len))
		return;
	/* The kernel doubles it, for what it needs itself. */
	if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &wanted, sizeof(wanted)) < 0)
		setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &wanted, sizeof(wanted));
}

/* What failed is answered in their order, so the first answer is the one that counts. */
static int batch_answer(struct netlink *n)
{
	int err = 0, flags = 0;

	while (!err) {
		ssize_t len = receive(n, flags);

		/* Too many failed for all answers. The first is there by now, or will not come. */
		if (len == -ENOBUFS && !flags) {
			flags = MSG_DONTWAIT;
			continue;
		}
		if (len == -EAGAIN)
			len = -ENOBUFS;
		err = len < 0 ? (int)len :
				netlink_walk(n->buf, (size_t)len, n->seq, false, NULL, NULL);
	}
	return err < 0 ? err : 0;
}

int netlink_batch_send(struct netlink *n, struct netlink_batch *b)
{
	struct nlmsghdr *msg = (void *)b->bytes.s;
	int left = (int)b->bytes.len, err = 0;

	if (b->bytes.failed)
		return -ENOMEM;
	n->seq++;
	for (; mnl_nlmsg_ok(msg, left); msg = mnl_nlmsg_next(msg, &left))
		msg->nlmsg_seq = n->seq;
	if (!n->socket)
		err = open_fresh(n);
	if (err)
		return err;
	make_room(n, b->bytes.len);
	err = mnl_socket_sendto(n->socket, b->bytes.s, b->bytes.len) < 0 ? -errno : batch_answer(n);
	/* The answers to what else failed go with the old socket, or there is no room for others. */
	if (err) {
		mnl_socket_close(n->socket);
		n->socket = NULL;
	}
	return err;
}

void netlink_batch_free(struct netlink_batch *b)
{
	text_free(&b->bytes);
}

const void *netlink_header(const struct nlmsghdr *msg, size_t size)
{
	return mnl_nlmsg_get_payload_len(msg) < size ? NULL : mnl_nlmsg_get_payload(msg);
}

/* The attributes from @from to @end, as far as they are whole. */
static const struct nlattr *attr_at(const void *from, const char *end)
{
	return mnl_attr_ok(from, (int)(end - (const char *)from)) ? from : NULL;
}

static void take_all(const void *from, const char *end, const struct nlattr **at, size_t count)
{
	const struct nlattr *attr;

	memset(at, 0, count * sizeof(*at));
	for (attr = attr_at(from, end); attr; attr = attr_at(mnl_attr_next(attr), end))
		if (mnl_attr_get_type(attr) < count)
			at[mnl_attr_get_type(attr)] = attr;
}

static const char *end_of(const struct nlattr *nest)
{
	return (const char *)mnl_attr_get_payload(nest) + mnl_attr_get_payload_len(nest);
}

/* The end of what is in a message; libmnl's counts padding, which may not be there. */
static const char *tail_of(const struct nlmsghdr *msg)
{
	return (const char *)msg + msg->nlmsg_len;
}

void netlink_attrs(const struct nlmsghdr *msg, size_t size, const struct nlattr **at, size_t count)
{
	const char *from = mnl_nlmsg_get_payload_offset(msg, size);
	const char *end = tail_of(msg);

	take_all(from, from > end ? from : end, at, count);
}

void netlink_nested(const struct nlattr *nest, const struct nlattr **at, size_t count)
{
	if (nest)
		take_all(mnl_attr_get_payload(nest), end_of(nest), at, count);
	else
		memset(at, 0, count * sizeof(*at));
}

const struct nlattr *netlink_attr(const struct nlmsghdr *msg, size_t size,
				  const struct nlattr *prev)
{
	const char *from = prev ? (const char *)mnl_attr_next(prev) :
				  mnl_nlmsg_get_payload_offset(msg, size);
	const char *end = tail_of(msg);

	return from > end ? NULL : attr_at(from, end);
}

const struct nlattr *netlink_next(const struct nlattr *nest, const struct nlattr *prev)
{
	if (!nest)
		return NULL;
	return attr_at(prev ? mnl_attr_next(prev) : mnl_attr_get_payload(nest), end_of(nest));
}

uint16_t netlink_type(const struct nlattr *attr)
{
	return mnl_attr_get_type(attr);
}

uint64_t netlink_num(const struct nlattr *attr)
{
	switch (netlink_len(attr)) {
	case sizeof(uint8_t):
		return mnl_attr_get_u8(attr);
	case sizeof(uint16_t):
		return mnl_attr_get_u16(attr);
	case sizeof(uint32_t):
		return mnl_attr_get_u32(attr);
	case sizeof(uint64_t):
		return mnl_attr_get_u64(attr);
	default:
		return UINT64_MAX;
	}
}

const char *netlink_text(const struct nlattr *attr)
{
	return attr && mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) >= 0 ? mnl_attr_get_str(attr) :
									   NULL;
}

const void *netlink_bytes(const struct nlattr *attr, size_t at_least)
{
	return attr && mnl_attr_get_payload_len(attr) >= at_least ? mnl_attr_get_payload(attr) :
								    NULL;
}

size_t netlink_len(const struct nlattr *attr)
{
	return attr ? mnl_attr_get_payload_len(attr) : 0;
}
