// SPDX-License-Identifier: GPL-2.0
/*
 * frames [-v VLAN] [-i FROM,TO] NETNS DEV SRC DST NETNS/DEV...
 *
 * Sends one frame out of DEV and prints, a line each, the devices of the rest
 * that took it in. NETNS is a name in /run/netns. With -i it is an IPv4 packet
 * (UDP) with these addresses; else its type is one for experiments.
 *
 * What did not come is known without waiting: after it, a pair of veths of our own
 * carries a frame several times over, and what one processor has queued it takes in
 * that order.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rtnl.h"
#include "vm.h"

#define TYPE_EXPERIMENT 0x88b5
#define DEVS_MAX 16
#define FENCES 8

static uint64_t mark;

static void in_netns(const char *name)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "/run/netns/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || setns(fd, CLONE_NEWNET) < 0) {
		perror(path);
		exit(2);
	}
	close(fd);
}

static int tap(const char *dev)
{
	struct sockaddr_ll at = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL) };
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);

	at.sll_ifindex = (int)if_nametoindex(dev);
	if (fd < 0 || !at.sll_ifindex || bind(fd, (void *)&at, sizeof(at)) < 0) {
		fprintf(stderr, "frames: %s: %s\n", dev, strerror(errno));
		exit(2);
	}
	return fd;
}

static void parse_mac(const char *s, unsigned char *mac)
{
	if (sscanf(s, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", &mac[0], &mac[1], &mac[2], &mac[3], &mac[4],
		   &mac[5]) != 6) {
		fprintf(stderr, "frames: %s is no address\n", s);
		exit(2);
	}
}

static void put16(unsigned char **at, unsigned int n)
{
	*(*at)++ = (unsigned char)(n >> 8);
	*(*at)++ = (unsigned char)n;
}

/* IPv4 and UDP before the mark, without a checksum of UDP. */
static void put_ip(unsigned char **at, const char *addrs)
{
	unsigned char *head = *at;
	unsigned int sum = 0;
	char from[32], to[32];
	size_t i;

	if (sscanf(addrs, "%31[^,],%31s", from, to) != 2)
		exit(2);
	put16(at, 0x4500);
	put16(at, 20 + 8 + sizeof(mark));
	put16(at, 1);
	put16(at, 0);
	put16(at, 64 << 8 | IPPROTO_UDP);
	put16(at, 0);
	inet_pton(AF_INET, from, *at);
	inet_pton(AF_INET, to, *at + 4);
	*at += 8;
	for (i = 0; i < 20; i += 2)
		sum += (unsigned int)(head[i] << 8 | head[i + 1]);
	sum = (sum & 0xffff) + (sum >> 16);
	sum = ~(sum + (sum >> 16)) & 0xffff;
	head[10] = (unsigned char)(sum >> 8);
	head[11] = (unsigned char)sum;
	put16(at, 4000);
	put16(at, 4001);
	put16(at, 8 + sizeof(mark));
	put16(at, 0);
}

/* Whether what comes next, without waiting, has the mark and is no copy of a frame sent. */
static bool got(int fd, bool wait)
{
	bool seen = false;

	for (;;) {
		struct pollfd p = { .fd = fd, .events = POLLIN };
		struct sockaddr_ll from;
		socklen_t size = sizeof(from);
		unsigned char buf[2048];
		ssize_t len;

		if (poll(&p, 1, wait && !seen ? 20000 : 0) <= 0)
			return seen;
		len = recvfrom(fd, buf, sizeof(buf), MSG_DONTWAIT, (void *)&from, &size);
		if (len > 0 && from.sll_pkttype != PACKET_OUTGOING &&
		    memmem(buf, (size_t)len, &mark, sizeof(mark)))
			seen = true;
	}
}

static void send_to(int fd, const unsigned char *frame, size_t len)
{
	if (send(fd, frame, len, 0) != (ssize_t)len) {
		perror("frames: send");
		exit(2);
	}
}

static void raise_link(const char *name)
{
	struct rtnl_request req = rtnl_request(RTM_NEWLINK, 0);

	req.link.ifi_index = (int)if_nametoindex(name);
	req.link.ifi_flags = IFF_UP;
	req.link.ifi_change = IFF_UP;
	if (rtnl_talk(&req)) {
		fprintf(stderr, "frames: %s does not come up\n", name);
		exit(2);
	}
}

static void fences(void)
{
	unsigned char frame[64] = { 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 0x88, 0xb5 };
	int in, out, i, here;

	must(unshare(CLONE_NEWNET));
	here = (int)must(open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
	if (rtnl_link_add("fence0", "veth", "fence1", here)) {
		fprintf(stderr, "frames: no veth\n");
		exit(2);
	}
	raise_link("fence0");
	raise_link("fence1");
	/* The carrier of the first came with the second, and is noticed later. */
	in = tap("fence0");
	out = tap("fence1");
	memcpy(frame + 14, &mark, sizeof(mark));
	for (i = 0; i < FENCES; i++) {
		send_to(out, frame, sizeof(frame));
		if (!got(in, true)) {
			fprintf(stderr, "frames: the fence did not hold\n");
			exit(2);
		}
	}
}

int main(int argc, char **argv)
{
	unsigned char frame[128] = { 0 }, *at = frame;
	const char *addrs = NULL;
	int fds[DEVS_MAX], from, opt, i;
	unsigned int vlan = 0;
	cpu_set_t one;

	while ((opt = getopt(argc, argv, "v:i:")) != -1) {
		if (opt == 'v')
			vlan = (unsigned int)atoi(optarg);
		else if (opt == 'i')
			addrs = optarg;
		else
			return 2;
	}
	argv += optind;
	argc -= optind;
	if (argc < 4 || argc - 4 > DEVS_MAX)
		return 2;
	CPU_ZERO(&one);
	CPU_SET(0, &one);
	must(sched_setaffinity(0, sizeof(one), &one));
	must(getentropy(&mark, sizeof(mark)));

	for (i = 4; i < argc; i++) {
		char *slash = strchr(argv[i], '/');

		*slash = '\0';
		in_netns(argv[i]);
		fds[i - 4] = tap(slash + 1);
		*slash = '/';
	}
	in_netns(argv[0]);
	from = tap(argv[1]);

	parse_mac(argv[3], at);
	parse_mac(argv[2], at + 6);
	at += 12;
	if (vlan) {
		put16(&at, ETH_P_8021Q);
		put16(&at, vlan);
	}
	put16(&at, addrs ? ETH_P_IP : TYPE_EXPERIMENT);
	if (addrs)
		put_ip(&at, addrs);
	memcpy(at, &mark, sizeof(mark));
	send_to(from, frame, 80);

	fences();
	for (i = 4; i < argc; i++)
		if (got(fds[i - 4], false))
			puts(strchr(argv[i], '/') + 1);
	return 0;
}
