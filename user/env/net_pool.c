/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A number in the pool is the host part of an address: the same in IPv4 and IPv6, so
 * that one lease is for both.
 */
#include "net_pool.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <unistd.h>

#include "../cleanup.h"

/* From 10.88.0.0/16 to 10.127.0.0/16. */
#define FIRST_PREFIX 88u
#define PREFIXES 40u

/* FNV-1a, and a finisher that spreads the last letters. */
uint64_t stable_hash(const char *kind, const char *name)
{
	const char *const words[] = { kind, ":", name };
	uint64_t hash = 0xcbf29ce484222325ull;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		for (const char *s = words[i]; *s; s++)
			hash = (hash ^ (unsigned char)*s) * 0x100000001b3ull;
	hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9ull;
	return hash ^ (hash >> 27);
}

static uint32_t word_of(const unsigned char *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
	       bytes[3];
}

static void put_word(unsigned char *bytes, uint32_t n)
{
	bytes[0] = (unsigned char)(n >> 24);
	bytes[1] = (unsigned char)(n >> 16);
	bytes[2] = (unsigned char)(n >> 8);
	bytes[3] = (unsigned char)n;
}

static uint32_t mask_of(unsigned int bits)
{
	return bits ? ~0u << (32 - bits) : 0;
}

/* --- which prefix */

static int take_address(const struct address *a, void *arg)
{
	struct pool *pool = arg;

	if (a->family == AF_INET && !pool->ip.family && a->bits >= 8 && a->bits <= 30)
		pool->ip = *a;
	/* The host part of one of IPv4 must fit, and does in what is common. */
	if (a->family == AF_INET6 && !pool->ip6.family && a->bits <= 96)
		pool->ip6 = *a;
	return 0;
}

int pool_read(struct netlink *nl, unsigned int bridge, struct pool *pool)
{
	*pool = (struct pool){ 0 };
	return address_walk(nl, bridge, take_address, pool);
}

static int overlaps(const struct net_route *route, void *arg)
{
	const struct address *prefix = arg;
	unsigned int bits = route->to.bits < prefix->bits ? route->to.bits : prefix->bits;

	return bits && !((word_of(route->to.bytes) ^ word_of(prefix->bytes)) & mask_of(bits));
}

/* fd, 40 bits that hang on this host and the bridge's name, and the first subnet (RFC 4193). */
static struct address choose_ip6(const char *bridge)
{
	struct address a = { .family = AF_INET6, .bits = 64, .bytes = { 0xfd } };
	_cleanup_close_ int fd = open("/etc/machine-id", O_RDONLY | O_CLOEXEC);
	char host[33] = "";
	uint64_t hash;
	int i;

	if (fd >= 0 && read(fd, host, sizeof(host) - 1) < 0)
		host[0] = '\0';
	hash = stable_hash(host, bridge);
	for (i = 1; i < 6; i++, hash >>= 8)
		a.bytes[i] = (unsigned char)hash;
	a.bytes[15] = 1;
	return a;
}

int pool_choose(struct netlink *nl, const char *bridge, bool first, struct pool *pool,
		struct problem *p)
{
	uint32_t at = first ? 0 : (uint32_t)(1 + stable_hash("pool", bridge) % (PREFIXES - 1)), n;
	int err = 1;

	for (n = 0; n < PREFIXES && err > 0; n++, at = (at + 1) % PREFIXES) {
		pool->ip = (struct address){ .family = AF_INET, .bits = 16 };
		put_word(pool->ip.bytes, 10u << 24 | (FIRST_PREFIX + at) << 16 | 1);
		err = route_walk(nl, AF_INET, overlaps, &pool->ip);
	}
	if (err > 0)
		return problem_set(p, -EADDRINUSE,
				   "%s: this host has routes to 10.%u.0.0/16 and all %u after it: "
				   "make a bridge with an address yourself, and name it",
				   bridge, FIRST_PREFIX, PREFIXES - 1);
	pool->ip6 = choose_ip6(bridge);
	return err ? problem_set(p, err, "reading routes: %s", strerror(-err)) : 0;
}

/* --- numbers in it */

uint32_t pool_size(const struct pool *pool)
{
	return ~mask_of(pool->ip.bits);
}

bool pool_is_gateway(const struct pool *pool, uint32_t number)
{
	struct address ip = pool_address(&pool->ip, number);
	struct address ip6 = pool_address(&pool->ip6, number);

	return !memcmp(ip.bytes, pool->ip.bytes, 4) ||
	       (pool->ip6.family && !memcmp(ip6.bytes, pool->ip6.bytes, 16));
}

uint32_t pool_number(const struct pool *pool, const char *text)
{
	const struct address *gateway = &pool->ip;
	unsigned char bytes[16];
	struct address same;
	uint32_t number;

	if (inet_pton(AF_INET, text, bytes) == 1) {
		number = word_of(bytes) & ~mask_of(gateway->bits);
	} else if (pool->ip6.family && inet_pton(AF_INET6, text, bytes) == 1) {
		gateway = &pool->ip6;
		number = word_of(bytes + 12);
	} else {
		return 0;
	}
	same = pool_address(gateway, number);
	if (memcmp(same.bytes, bytes, gateway->family == AF_INET ? 4 : 16) ||
	    number >= pool_size(pool))
		return 0;
	return number;
}

struct address pool_address(const struct address *gateway, uint32_t number)
{
	struct address a = *gateway;
	unsigned int byte;

	if (a.family == AF_INET6) {
		for (byte = a.bits / 8 + 1; byte < 16; byte++)
			a.bytes[byte] = 0;
		a.bytes[a.bits / 8] &= (unsigned char)(0xff00 >> a.bits % 8);
		put_word(a.bytes + 12, number);
	} else {
		put_word(a.bytes, (word_of(a.bytes) & mask_of(a.bits)) | number);
	}
	return a;
}
