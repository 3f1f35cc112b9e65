/* SPDX-License-Identifier: GPL-2.0 */
#include "seed.h"

#include <linux/neighbour.h>
#include <linux/net_namespace.h>
#include <linux/netconf.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "cleanup.h"
#include "env/talk.h"
#include "../fuzz.h"

static const char *folder;
static FILE *file;

/* Until the next one everything is of this seed. */
void seed_begin(const char *seed)
{
	_cleanup_text_ struct text path = { 0 };

	if (file && fclose(file))
		broken("a seed was not written");
	text_printf(&path, "%s/%s", folder, seed);
	file = fopen(text_str(&path), "we");
	if (!file)
		broken("%s", text_str(&path));
}

void seed_put(const void *bytes, size_t len)
{
	if (fwrite(bytes, 1, len, file) != len)
		broken("a seed was not written");
}

void seed_words(const char *words)
{
	seed_put(words, strlen(words));
}

void seed_message(const struct netlink_request *r)
{
	seed_put(r, r->head.nlmsg_len);
}

void seed_next(void)
{
	seed_words(PART_END);
}

void seed_number(struct netlink_request *r, uint16_t attr, uint64_t n, size_t size)
{
	netlink_put(r, attr, &n, size);
}

static void put_route(unsigned char family)
{
	struct netlink_request r;
	struct rtmsg *route = netlink_request(&r, RTM_NEWROUTE, sizeof(*route));
	const size_t size = family == AF_INET ? 4 : 16;
	static const uint8_t via[16] = { 192, 0, 2, 254 };
	const struct rtnexthop hop = { .rtnh_len = sizeof(hop), .rtnh_ifindex = 3 };

	route->rtm_family = family;
	route->rtm_table = RT_TABLE_MAIN;
	route->rtm_type = RTN_UNICAST;
	route->rtm_protocol = RTPROT_RA;
	netlink_put_u32(&r, RTA_OIF, 2);
	netlink_put_u32(&r, RTA_PRIORITY, 100);
	netlink_put(&r, RTA_GATEWAY, via, size);
	netlink_put(&r, RTA_MULTIPATH, &hop, sizeof(hop));
	netlink_put(&r, RTA_DST, via, size);
	seed_message(&r);
}

static void put_nsid(void)
{
	struct netlink_request r;

	netlink_request(&r, RTM_NEWNSID, NLMSG_ALIGN(sizeof(struct rtgenmsg)));
	netlink_put_u32(&r, NETNSA_NSID, 3);
	seed_message(&r);
}

static void put_netconf(unsigned char family)
{
	struct netlink_request r;
	struct netconfmsg *conf = netlink_request(&r, RTM_NEWNETCONF, sizeof(*conf));

	conf->ncm_family = family;
	netlink_put_u32(&r, NETCONFA_IFINDEX, (uint32_t)NETCONFA_IFINDEX_ALL);
	netlink_put_u32(&r, NETCONFA_FORWARDING, 1);
	seed_message(&r);
}

static void make_nets(void)
{
	static const uint8_t mac[6] = { 2, 0, 0, 0, 0, 9 };
	struct netlink_request r;
	struct ndmsg *entry;
	struct ifaddrmsg *address;
	int i;

	seed_begin("nets/fdb");
	seed_words("f");
	entry = netlink_request(&r, RTM_NEWNEIGH, sizeof(*entry));
	entry->ndm_family = AF_BRIDGE;
	entry->ndm_ifindex = 4;
	entry->ndm_state = NUD_PERMANENT;
	netlink_put(&r, NDA_LLADDR, mac, sizeof(mac));
	netlink_put_u32(&r, NDA_MASTER, 3);
	seed_number(&r, NDA_VLAN, 10, 2);
	seed_message(&r);
	seed_message(&r);

	seed_begin("nets/routes");
	seed_words("r");
	put_route(AF_INET);
	seed_next();
	seed_words("1\n%%\n2\n%%\n0\n%%\n");

	seed_begin("nets/settings");
	seed_words("n");
	for (i = 0; i < 4; i++)
		seed_words("1\n%%\n");
	put_netconf(AF_INET);
	seed_next();
	put_netconf(AF_INET6);
	seed_next();
	put_route(AF_INET);
	seed_next();
	put_route(AF_INET6);
	seed_next();
	put_nsid();

	seed_begin("net/routes");
	seed_words("r");
	put_route(AF_INET);
	seed_begin("net/addresses");
	seed_words("a");
	address = netlink_request(&r, RTM_NEWADDR, sizeof(*address));
	address->ifa_family = AF_INET;
	address->ifa_prefixlen = 24;
	address->ifa_index = 2;
	netlink_put(&r, IFA_LOCAL, mac, 4);
	netlink_put(&r, IFA_ADDRESS, mac, 4);
	seed_message(&r);
}

static void make_talk(void)
{
	struct talk talk = { .kind = TALK_FAILED, .problem = { "it failed" } };

	seed_begin("talk/failed");
	seed_words("\1");
	seed_put(&talk, sizeof(talk));
	seed_begin("talk/endless");
	seed_words("\4");
	memset(talk.problem.words, 'x', sizeof(talk.problem.words));
	seed_put(&talk, sizeof(talk));
}

int main(int argc, char **argv)
{
	if (argc != 2)
		broken("usage: make-seeds FOLDER");
	folder = argv[1];
	seed_devices();
	make_nets();
	seed_rules();
	seed_tables(folder);
	make_talk();
	if (fclose(file))
		broken("a seed was not written");
	return 0;
}
